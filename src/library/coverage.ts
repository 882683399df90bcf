/**
 * Which chunks stand for a whole document or class: an even spread over its sections, the first of each section before
 * others, and within a section over the sections in it. Contents, references and exercises stand for nothing, unless there is
 * nothing else (R40). Pure.
 */
import { isBackMatter } from "../answer/back-matter.ts";

export type OutlineChunk = { id: number; document: number; headings: readonly string[] };

/** Ids of at most `limit` chunks, ascending. Every document gets one while there are enough, every section of it next. */
export function spread(outline: readonly OutlineChunk[], limit: number): number[] {
  const documents = [...Map.groupBy(outline, (chunk) => chunk.document).values()].map(taught);
  const shares = share(
    documents.map((chunks) => chunks.length),
    limit,
  );
  return documents.flatMap((chunks, i) => ofDocument(chunks, shares[i] ?? 0)).sort((a, b) => a - b);
}

/** A document's chunks without those that teach nothing; all of them where all are such. */
function taught(chunks: readonly OutlineChunk[]): readonly OutlineChunk[] {
  const own = chunks.filter(({ headings }) => !isBackMatter(headings));
  return own.length > 0 ? own : chunks;
}

/** `from`: the depth of headings that the chunks may differ in first. */
function ofDocument(chunks: readonly OutlineChunk[], limit: number, from = 1): number[] {
  if (limit === 0) return [];
  const { sections, depth } = sectionsOf(chunks, limit, from);
  const shares = share(
    sections.map((section) => section.length),
    limit,
  );
  return sections.flatMap((section, i) => {
    const own = shares[i] ?? 0;
    return own > 1 && sections.length > 1 && depth < MAX_DEPTH
      ? ofDocument(section, own, depth + 1)
      : evenly(section, own).map(({ id }) => id);
  });
}

const MAX_DEPTH = 6;

/** Runs of chunks under the same headings, looked at as deeply as there is room for, and how deeply that is. */
function sectionsOf(chunks: readonly OutlineChunk[], limit: number, from: number) {
  let coarsest: { sections: OutlineChunk[][]; depth: number } = { sections: [[...chunks]], depth: from };
  for (let depth = from; depth <= MAX_DEPTH; depth += 1) {
    const sections: OutlineChunk[][] = [];
    let before: string | null = null;
    for (const chunk of chunks) {
      const path = chunk.headings.slice(0, depth).join("\n");
      if (path === before) sections.at(-1)?.push(chunk);
      else sections.push([chunk]);
      before = path;
    }
    if (sections.length > limit) return coarsest.sections.length === 1 ? { sections, depth } : coarsest;
    coarsest = { sections, depth };
  }
  return coarsest;
}

/** Divides `limit` places: one for each while they last (spread evenly when they do not), the rest by size. */
function share(sizes: readonly number[], limit: number): number[] {
  const shares = sizes.map(() => 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const places = Math.min(limit, total);
  if (sizes.length >= places) {
    for (let i = 0; i < places; i += 1) shares[Math.floor((i * sizes.length) / places)] = 1;
    return shares;
  }
  for (const i of sizes.keys()) shares[i] = 1;
  for (let left = places - sizes.length; left > 0; left -= 1) {
    let neediest = -1;
    let need = 1;
    for (const [i, size] of sizes.entries()) {
      const have = shares[i] ?? 0;
      if (have < size && size / have > need) {
        neediest = i;
        need = size / have;
      }
    }
    if (neediest < 0) break;
    shares[neediest] = (shares[neediest] ?? 0) + 1;
  }
  return shares;
}

function evenly<T>(items: readonly T[], count: number): T[] {
  const picked: T[] = [];
  for (let i = 0; i < Math.min(count, items.length); i += 1) {
    const item = items[Math.floor((i * items.length) / count)];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

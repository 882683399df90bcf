/**
 * Which chunks stand for a whole document or class: an even spread over its sections, the first of each section before
 * others. Pure.
 */

export type OutlineChunk = { id: number; document: number; headings: readonly string[] };

/** Ids of at most `limit` chunks, ascending. Every document gets one while there are enough, every section of it next. */
export function spread(outline: readonly OutlineChunk[], limit: number): number[] {
  const documents = [...Map.groupBy(outline, (chunk) => chunk.document).values()];
  const shares = share(
    documents.map((chunks) => chunks.length),
    limit,
  );
  return documents.flatMap((chunks, i) => ofDocument(chunks, shares[i] ?? 0)).sort((a, b) => a - b);
}

function ofDocument(chunks: readonly OutlineChunk[], limit: number): number[] {
  if (limit === 0) return [];
  const sections = sectionsOf(chunks, limit);
  const shares = share(
    sections.map((section) => section.length),
    limit,
  );
  return sections.flatMap((section, i) => evenly(section, shares[i] ?? 0).map(({ id }) => id));
}

/** Runs of chunks under the same headings, looked at as deeply as there is room for. */
function sectionsOf(chunks: readonly OutlineChunk[], limit: number): OutlineChunk[][] {
  let coarsest: OutlineChunk[][] = [[...chunks]];
  for (let depth = 1; depth <= 6; depth += 1) {
    const sections: OutlineChunk[][] = [];
    let before: string | null = null;
    for (const chunk of chunks) {
      const path = chunk.headings.slice(0, depth).join("\n");
      if (path === before) sections.at(-1)?.push(chunk);
      else sections.push([chunk]);
      before = path;
    }
    if (sections.length > limit) return coarsest.length === 1 ? sections : coarsest;
    coarsest = sections;
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

/**
 * Finding passages in one class: candidates of the full-text index scored by rank.ts, nearest vectors where there are some,
 * both fused. Reads alone. Also the spread of passages over everything there is, for study guides.
 */
import type { Passage } from "../answer/passage.ts";
import { MAX_REFERENCE_TEXT, type Rect, type TextSpan } from "../protocol.ts";
import { rectsOf } from "../rects.ts";
import { spread } from "./coverage.ts";
import { chunkIdOf, type DocumentRow, readChunkId, titleOf } from "./document.ts";
import { type FoundChunk, type IndexStore, SPAN } from "./index-store.ts";
import { type Frequencies, fuse, literalsOf, scoreOf } from "./rank.ts";
import { foldText, queryTerms } from "./tokenize.ts";
import type { VectorCache } from "./vectors.ts";

/** Chunks that the index may propose, and that the vectors may. */
const CANDIDATES = 60;
/** Chunks that the index may read to propose them, counted once for each term: so many are read in a few milliseconds, */
const READ = 5_000;
/** and in a larger class this share of its chunks. */
const READ_SHARE = 0.25;

/** A passage with both measures, 0 where one did not find it: comparable between classes that were asked with the same frequencies. */
export type Found = { passage: Passage; lexical: number; similar: number };

export type PageView = {
  page: number;
  text: string;
  chunks: { chunkId: string; start: number; end: number; text: string; rects?: Rect[] }[];
  label: string | null;
  size: { width: number; height: number } | null;
  spans?: TextSpan[];
};

export type Ask = {
  query: string;
  /** A document's number, `null` for the class. */
  seq: number | null;
  /** The question's vector in its small form, and whose it is. */
  vector: { model: string; code: Int8Array } | null;
  /** Of all classes that are asked; `null`: of this one. */
  frequencies: Frequencies | null;
};

/** What fits the question in one class, in no order. */
export function find(index: IndexStore, cache: VectorCache, classId: string, ask: Ask): Found[] {
  const terms = queryTerms(ask.query);
  const literals = literalsOf(ask.query);
  const frequencies = ask.frequencies ?? index.frequencies(terms);
  const byWords = index.candidates(telling(terms, frequencies), ask.seq, CANDIDATES);
  const similar = new Map(nearest(index, cache, ask).map(({ id, near }) => [id, near]));
  return index.load([...new Set([...byWords, ...similar.keys()])]).map((chunk) => ({
    passage: passageOf(chunk, classId, 0),
    lexical: scoreOf(
      terms,
      literals,
      { text: chunk.text, headings: chunk.headings, title: titleOf(chunk.document) },
      frequencies,
    ),
    similar: similar.get(chunk.id) ?? 0,
  }));
}

/**
 * The terms that tell chunks apart. The index reads every chunk that holds any of them, so where that is much the rarest terms
 * propose the candidates; the others only count when those are scored.
 */
function telling(terms: readonly string[], { chunks, terms: counts }: Frequencies): readonly string[] {
  const countOf = (term: string) => counts[term] ?? 0;
  const known = terms.filter((term) => countOf(term) > 0).sort((a, b) => countOf(a) - countOf(b));
  const most = Math.max(READ, chunks * READ_SHARE);
  let read = 0;
  return known.filter((term, i) => {
    read += countOf(term);
    return i === 0 || read <= most;
  });
}

function nearest(index: IndexStore, cache: VectorCache, { vector, seq }: Ask): { id: number; near: number }[] {
  if (vector === null) return [];
  const count = index.countVectors();
  if (count === 0) return [];
  return cache.nearest(vector.code, {
    model: vector.model,
    count,
    limit: CANDIDATES,
    within: seq === null ? null : { from: seq * SPAN, to: (seq + 1) * SPAN - 1 },
    read: () => index.vectors(vector.model, seq),
  });
}

/** The best passages of what was found, in one class or in several, each text once; the best first. */
export function rankFound(found: readonly Found[], limit: number): Passage[] {
  const byWords = found.filter(({ lexical }) => lexical > 0).sort((a, b) => b.lexical - a.lexical);
  const bySense = found.filter(({ similar }) => similar > 0).sort((a, b) => b.similar - a.similar);
  const ordered =
    bySense.length === 0
      ? byWords.map(({ passage, lexical }) => ({ passage, score: lexical }))
      : fuseFound(byWords, bySense);
  const seen = new Set<string>();
  const best: Passage[] = [];
  for (const { passage, score } of ordered) {
    const text = foldText(passage.text).replace(/\s+/g, " ");
    if (seen.has(text)) continue;
    seen.add(text);
    best.push({ ...passage, score });
    if (best.length === limit) break;
  }
  return best;
}

function fuseFound(byWords: readonly Found[], bySense: readonly Found[]): { passage: Passage; score: number }[] {
  return fusePassages([byWords.map(({ passage }) => passage), bySense.map(({ passage }) => passage)]);
}

/** Several rankings of passages as one, the best first; each passage once. */
export function fusePassages(lists: readonly (readonly Passage[])[]): { passage: Passage; score: number }[] {
  const numbers = new Map<string, number>();
  const passages: Passage[] = [];
  const numbered = lists.map((list) =>
    list.map((passage) => {
      const number = numbers.get(passage.chunkId) ?? passages.push(passage) - 1;
      numbers.set(passage.chunkId, number);
      return number;
    }),
  );
  return fuse(numbered).flatMap(({ id, score }) => {
    const passage = passages[id];
    return passage === undefined ? [] : [{ passage, score }];
  });
}

/** Passages spread evenly over every section, in the order of the documents. */
export function cover(index: IndexStore, classId: string, seq: number | null, limit: number): Passage[] {
  const outline = index.outline(seq).map(({ id, headings }) => ({
    id,
    document: Math.floor(id / SPAN),
    headings: headings === "" ? [] : headings.split("\n"),
  }));
  return index.load(spread(outline, limit)).map((chunk) => passageOf(chunk, classId, 1));
}

/** Those of the named chunks that there are, in the order asked for; at most 64. `rowOf`: a document, where it is here. */
export function passagesOf(
  index: IndexStore,
  classId: string,
  chunkIds: readonly string[],
  rowOf: (docId: string) => DocumentRow | null,
): Passage[] {
  const ids = chunkIds.slice(0, 64).flatMap((chunkId) => {
    const read = readChunkId(chunkId);
    const row = read === null ? null : rowOf(read.docId);
    return read === null || row === null ? [] : (index.chunkCalled(row, read.number)?.id ?? []);
  });
  return index.load(ids).map((chunk) => passageOf(chunk, classId, 0));
}

/** A page's text, the passages on it, and where both stand on the page; `null` for a page that there is not. */
export function pageView(
  index: IndexStore,
  row: Pick<DocumentRow, "id" | "seq" | "first_number">,
  page: number,
): PageView | null {
  const found =
    Number.isSafeInteger(page) && page > 0 && page < SPAN ? index.page(row.seq, page, row.first_number) : null;
  if (found === null) return null;
  const { text, label, layout } = found;
  const chunks = found.chunks.map(({ number, start, end }) => ({
    chunkId: chunkIdOf(row.id, number),
    start,
    end,
    text: text.slice(start, end),
    ...(layout === null ? {} : { rects: rectsOf(layout.spans, start, end) }),
  }));
  if (layout === null) return { page, text, chunks, label, size: null };
  const { width, height, spans } = layout;
  return { page, text, chunks, label, size: { width, height }, spans };
}

/** A chunk as the rest of the service knows it. */
function passageOf(chunk: FoundChunk, classId: string, score: number): Passage {
  return {
    chunkId: chunkIdOf(chunk.document.id, chunk.number),
    documentId: chunk.document.id,
    documentName: chunk.document.name,
    classId,
    page: chunk.page,
    pageLabel: chunk.label,
    text: chunk.text.slice(0, MAX_REFERENCE_TEXT),
    score,
    reference: chunk.document.own_reference ?? chunk.document.reference,
  };
}

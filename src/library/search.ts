/**
 * Finding passages in one class: candidates of the full-text index scored by rank.ts, nearest vectors where there are some,
 * both fused. Reads alone. Also the spread of passages over everything there is, for study guides.
 */
import type { Passage } from "../answer/passage.ts";
import { MAX_REFERENCE_TEXT, type Rect, type TextSpan } from "../protocol.ts";
import { rectsOf } from "../rects.ts";
import { spread } from "./coverage.ts";
import { chunkIdOf, type DocumentRow, titleOf } from "./document.ts";
import { type FoundChunk, type IndexStore, SPAN } from "./index-store.ts";
import { keysOf, soughtBy, type Term } from "./question.ts";
import { type Frequencies, type Fusing, fuse, scorer, subjectBonus, withNeighbours } from "./rank.ts";
import { foldLine } from "./tokenize.ts";
import type { VectorCache } from "./vectors.ts";

/** Chunks that the index may propose, and that the vectors may, which know their order already. */
const CANDIDATES = 60;
const SIMILAR = 40;
/** Chunks that it may propose for what is meant letter by letter, where that is in no more chunks than tell them apart. */
const LITERAL_CANDIDATES = 30;
const MAX_LITERAL_CHUNKS = 1_000;
/** The best of them, whose sentences are looked at. */
const LOOKED_AT_CLOSELY = 20;
/**
 * Chunks that the index may read to propose them, counted once for each term: a quarter of the class, no less than is read in a few
 * milliseconds and no more than in ten.
 */
const READ_SHARE = 0.25;
const LEAST_READ = 5_000;
const MOST_READ = 10_000;

/**
 * A passage with both measures, 0 where one did not find it: comparable between classes that were asked with the same frequencies.
 * `placed`: it is known where on its page it stands.
 */
export type Found = { passage: Passage; lexical: number; similar: number; placed?: boolean };

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
  const sought = soughtBy(ask.query);
  const frequencies = ask.frequencies ?? index.frequencies(keysOf(sought));
  const { terms, literals } = sought;
  const byWords = index.candidates(telling(terms, frequencies), ask.seq, CANDIDATES);
  const literally = index.candidates(rare(keysOf({ terms: [], literals }), frequencies), ask.seq, LITERAL_CANDIDATES);
  const { vector, seq } = ask;
  const nearest =
    vector === null ? [] : cache.nearest(vector.code, { model: vector.model, seq, limit: SIMILAR, source: index });
  const similar = new Map(nearest.map(({ id, near }) => [id, near]));
  const chunks = index.load([...new Set([...byWords, ...literally, ...similar.keys()])]);
  const scoreOf = scorer(sought, frequencies);
  const scores = withNeighbours(
    new Map(
      chunks.map(({ id, text, headings, document }) => [id, scoreOf({ text, headings, title: titleOf(document) })]),
    ),
  );
  const bonusOf = subjectBonus(sought, frequencies);
  const scored = (id: number) => scores.get(id) ?? 0;
  const best = chunks.toSorted((a, b) => scored(b.id) - scored(a.id)).slice(0, LOOKED_AT_CLOSELY);
  for (const { id, text } of best) scores.set(id, scored(id) + bonusOf(text));
  return chunks.map((chunk) => ({
    passage: passageOf(chunk, classId, 0),
    lexical: scored(chunk.id),
    similar: similar.get(chunk.id) ?? 0,
    placed: chunk.placed,
  }));
}

/**
 * The keys that tell chunks apart. The index reads every chunk that holds any of them, so where that is much the rarest
 * propose the candidates; the others only count when those are scored. Of each word its forms propose, or itself alone where
 * its forms are too many: both would make of it two words.
 */
function telling(terms: readonly Term[], { chunks, terms: counts }: Frequencies): string[] {
  const countOf = (key: string) => counts[key] ?? 0;
  const known = terms
    .flatMap(({ token, beginning, includes }) => {
      const forms = beginning === null ? [token] : includes ? [beginning] : [token, beginning];
      return [{ token, forms, count: forms.reduce((sum, key) => sum + countOf(key), 0) }];
    })
    .sort((a, b) => a.count - b.count);
  let left = Math.min(MOST_READ, Math.max(LEAST_READ, chunks * READ_SHARE));
  const keys = known.flatMap(({ token, forms, count }) => {
    const chosen = count <= left ? forms : countOf(token) <= left ? [token] : [];
    for (const key of chosen) left -= countOf(key);
    return chosen;
  });
  const [rarest] = known;
  return (keys.length > 0 ? keys : (rarest?.forms ?? [])).filter((key) => countOf(key) > 0);
}

function rare(keys: readonly string[], { terms: counts }: Frequencies): readonly string[] {
  return keys.filter((key) => (counts[key] ?? 0) > 0 && (counts[key] ?? 0) <= MAX_LITERAL_CHUNKS);
}

/**
 * The best passages of what was found, in one class or in several, each text once; the best first. Of equal texts the one whose
 * place on its page can be shown stands for all.
 */
export function rankFound(found: readonly Found[], limit: number): Passage[] {
  const byWords = found.filter(({ lexical }) => lexical > 0).sort((a, b) => b.lexical - a.lexical);
  const bySense = found.filter(({ similar }) => similar > 0).sort((a, b) => b.similar - a.similar);
  const ordered =
    bySense.length === 0
      ? byWords.map(({ passage, lexical }) => ({ passage, score: lexical }))
      : fuseFound(byWords, bySense);
  const placed = new Set(found.flatMap((one) => (one.placed === true ? [one.passage.chunkId] : [])));
  const best = new Map<string, Passage>();
  let unplaced = 0;
  for (const { passage, score } of ordered) {
    // What follows could only stand in for a text whose place is not known.
    if (best.size === limit && (unplaced === 0 || placed.size === 0)) break;
    const text = foldLine(passage.text);
    const same = best.get(text);
    if (same === undefined && best.size < limit) {
      best.set(text, { ...passage, score });
      if (!placed.has(passage.chunkId)) unplaced += 1;
    } else if (same !== undefined && !placed.has(same.chunkId) && placed.has(passage.chunkId)) {
      best.set(text, { ...passage, score: same.score });
      unplaced -= 1;
    }
  }
  return [...best.values()];
}

function fuseFound(byWords: readonly Found[], bySense: readonly Found[]): { passage: Passage; score: number }[] {
  return fusePassages([byWords.map(({ passage }) => passage), bySense.map(({ passage }) => passage)]);
}

/** Several rankings of passages as one, the best first; each passage once. */
export function fusePassages(
  lists: readonly (readonly Passage[])[],
  how?: Fusing,
): { passage: Passage; score: number }[] {
  const numbers = new Map<string, number>();
  const passages: Passage[] = [];
  const numbered = lists.map((list) =>
    list.map((passage) => {
      const number = numbers.get(passage.chunkId) ?? passages.push(passage) - 1;
      numbers.set(passage.chunkId, number);
      return number;
    }),
  );
  return fuse(numbered, how).flatMap(({ id, score }) => {
    const passage = passages[id];
    return passage === undefined ? [] : [{ passage, score }];
  });
}

/** Passages spread evenly over every section, in the order of the documents, each with the headings around it. */
export function cover(index: IndexStore, classId: string, seq: number | null, limit: number): Passage[] {
  const outline = index.outline(seq).map(({ id, headings }) => ({
    id,
    document: Math.floor(id / SPAN),
    headings: titlesOf(headings),
  }));
  // Chunks of a document are numbered on, and the last of one is not followed by the first of another.
  const headingsOf = new Map(outline.map(({ id, headings }) => [id, headings]));
  return index.load(spread(outline, limit)).map((chunk) => {
    const headingsAfter = headingsOf.get(chunk.id + 1);
    return { ...passageOf(chunk, classId, 1), ...(headingsAfter === undefined ? {} : { headingsAfter }) };
  });
}

/** Those of the named chunks that there are, in the order asked for; at most 64. `idOf`: which one a name means, where it is here. */
export function passagesOf(
  index: IndexStore,
  classId: string,
  chunkIds: readonly string[],
  idOf: (chunkId: string) => number | null,
): Passage[] {
  const ids = chunkIds.slice(0, 64).flatMap((chunkId) => idOf(chunkId) ?? []);
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

/** Headings as the index keeps them, a line each. */
const titlesOf = (headings: string) => (headings === "" ? [] : headings.split("\n"));

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
    span: { start: chunk.start, gap: chunk.gap },
    headings: titlesOf(chunk.headings),
  };
}

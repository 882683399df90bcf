/**
 * How well a chunk fits a question: BM25 over its text, the headings above it and its document's title, with more for
 * words that stand together as in the question and for what was asked for literally. Pure. Scores of several classes are
 * comparable when they were computed with the same frequencies.
 */
import { foldText, isPair, locate, tokenize } from "./tokenize.ts";

/** How often what occurs: what a word is worth. */
export type Frequencies = {
  /** Chunks in all, and tokens in all of them. */
  chunks: number;
  tokens: number;
  /** In how many chunks a term occurs. */
  terms: Record<string, number>;
};

export type Candidate = { text: string; headings: string; title: string };

const K1 = 1.2;
const B = 0.75;
/** What an occurrence in a heading or a title counts for, next to one in the text. */
const IN_HEADING = 0.6;
const IN_TITLE = 0.3;
/** What two neighbours of the question add where they are neighbours in the text too. */
const ADJACENT = 0.12;
/** What a literal adds, in the worth of a rare term. */
const LITERAL = 1.5;

/** Frequencies of several classes as if they were one. */
export function addFrequencies(all: readonly Frequencies[]): Frequencies {
  const sum: Frequencies = { chunks: 0, tokens: 0, terms: {} };
  for (const { chunks, tokens, terms } of all) {
    sum.chunks += chunks;
    sum.tokens += tokens;
    for (const [term, count] of Object.entries(terms)) sum.terms[term] = (sum.terms[term] ?? 0) + count;
  }
  return sum;
}

/** What an occurrence of a term is worth: much where it is rare, a little even where it is everywhere. */
export function worthOf(term: string, { chunks, terms }: Frequencies): number {
  const count = Math.min(terms[term] ?? 0, chunks);
  return Math.log(1 + (chunks - count + 0.5) / (count + 0.5));
}

/** A word with signs inside or at its end. It begins where a word begins: tried at every letter it would be quadratic. */
const COMPOUND = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}]+(?:[._:@/=+#^-][\p{L}\p{N}]+)+%?|[\p{L}\p{N}]+(?:\+\+|#|%))/gu;

/**
 * Parts of a question that are meant letter by letter: what stands in quotation marks, and words with signs inside
 * ("read.table", "18.9%", "x_1"). Folded; at most 8.
 */
export function literalsOf(question: string): string[] {
  const quoted = [...question.matchAll(/["“”„«»「『]([^"“”„«»「」『』]{2,200})["“”«»」』]/gu)].map(
    ([, inner]) => inner ?? "",
  );
  const compound = question.match(COMPOUND) ?? [];
  return [...new Set([...quoted, ...compound].map(squeeze).filter((literal) => literal.length > 1))].slice(0, 8);
}

const squeeze = (text: string) => foldText(text).replace(/\s+/g, " ").trim();

/** The score of a candidate, 0 where nothing fits. `terms` in the order of the question. */
export function scoreOf(
  terms: readonly string[],
  literals: readonly string[],
  candidate: Candidate,
  frequencies: Frequencies,
): number {
  const { length, places: positions } = locate(candidate.text, new Set(terms));
  const headings = new Set(tokenize(candidate.headings));
  const title = new Set(tokenize(candidate.title));
  const usual = frequencies.chunks > 0 ? frequencies.tokens / frequencies.chunks : 1;
  const norm = K1 * (1 - B + (B * length) / Math.max(1, usual));
  let score = 0;
  for (const [i, term] of terms.entries()) {
    const inText = positions.get(term);
    const count = (inText?.length ?? 0) + (headings.has(term) ? IN_HEADING : 0) + (title.has(term) ? IN_TITLE : 0);
    if (count === 0) continue;
    const worth = worthOf(term, frequencies);
    score += (worth * count * (K1 + 1)) / (count + norm);
    const next = terms[i + 1];
    const after = next === undefined ? undefined : positions.get(next);
    if (next !== undefined && inText && after && !isPair(term) && areNeighbours(inText, after))
      score += ADJACENT * (worth + worthOf(next, frequencies));
  }
  if (literals.length > 0) {
    const text = squeeze(candidate.text);
    for (const literal of literals) if (text.includes(literal)) score += LITERAL * Math.log(1 + frequencies.chunks);
  }
  return score;
}

/** Whether somewhere the second follows the first, with at most one word between. */
function areNeighbours(first: readonly number[], second: readonly number[]): boolean {
  const places = new Set(second);
  return first.some((at) => places.has(at + 1) || places.has(at + 2));
}

/** Reciprocal rank fusion: each list gives `1 / (60 + rank)` to what it holds; the best first. */
export function fuse(lists: readonly (readonly number[])[]): { id: number; score: number }[] {
  const scores = new Map<number, number>();
  for (const list of lists)
    for (const [rank, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (61 + rank));
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score || a.id - b.id);
}

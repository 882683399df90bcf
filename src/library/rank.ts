/**
 * How well a chunk fits a question: BM25 over its text, the headings above it and its document's title, by its words and by
 * their beginnings, with more for words that stand together as in the question and for what was asked for literally. Pure.
 * Scores of several classes are comparable when they were computed with the same frequencies.
 */
import { type Literal, literalFinder } from "./literals.ts";
import type { Sought, Term } from "./question.ts";
import { subjectsOf } from "./subjects.ts";
import { isPair, type Located, locator } from "./tokenize.ts";

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
/** What a literal adds, in its worth. */
const LITERAL = 1.5;
/** The share of a word's worth that only its own occurrences have; the rest is for every word that begins like it. */
const EXACT = 0.4;
/** What a chunk gains from the better of its neighbours, in its neighbour's score: what goes on is often told by both. */
const NEIGHBOUR = 0.1;

/** What a sentence that begins with a word of the question adds, in the word's worth; and where few words are asked for. */
const SUBJECT = 0.1;
const SUBJECT_ALONE = 0.5;
const FEW_TERMS = 2;

/** The scores with what their neighbours add; keys are numbers of chunks, those of one document follow each other. */
export function withNeighbours(scores: ReadonlyMap<number, number>): Map<number, number> {
  return new Map(
    Array.from(scores, ([id, score]) => [
      id,
      score > 0 ? score + NEIGHBOUR * Math.max(scores.get(id - 1) ?? 0, scores.get(id + 1) ?? 0) : 0,
    ]),
  );
}

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
export function worthOf(term: string, frequencies: Frequencies): number {
  return worthOfCount(frequencies.terms[term] ?? 0, frequencies);
}

function worthOfCount(occurring: number, { chunks }: Frequencies): number {
  const count = Math.min(occurring, chunks);
  return Math.log(1 + (chunks - count + 0.5) / (count + 0.5));
}

/** How well chunks fit a question, as one function over chunks. */
export function scorer({ terms, literals }: Sought, frequencies: Frequencies): (candidate: Candidate) => number {
  const wanted = new Set(terms.map(({ token }) => token));
  const begun = new Set(terms.flatMap(({ beginning }) => beginning ?? []));
  const weighed = terms.map((term) => ({ ...term, ...worthsOf(term, frequencies) }));
  const usual = frequencies.chunks > 0 ? frequencies.tokens / frequencies.chunks : 1;
  const locate = locator(wanted, begun);
  // Many chunks have the same ones above them.
  const above = new Map<string, Located>();
  const locateAbove = (line: string) => {
    const located = above.get(line) ?? locate(line);
    above.set(line, located);
    return located;
  };
  const literalsIn = literals.length === 0 ? null : literalFinder(literals);
  return (candidate) => {
    const text = locate(candidate.text);
    const headings = locateAbove(candidate.headings);
    const title = locateAbove(candidate.title);
    const norm = K1 * (1 - B + (B * text.length) / Math.max(1, usual));
    let score = 0;
    for (let i = 0; i < weighed.length; i++) {
      const term = weighed[i];
      if (term === undefined) break;
      const { token, beginning, includes, worth, worthOfForms } = term;
      const inText = text.places.get(token);
      const exactly = weightOf(inText?.length ?? 0, headings.places.has(token), title.places.has(token));
      if (beginning === null) score += worth * saturated(exactly, norm);
      else {
        const begins = weightOf(
          text.beginnings.get(beginning) ?? 0,
          headings.beginnings.has(beginning),
          title.beginnings.has(beginning),
        );
        const forms = includes ? begins : exactly + begins;
        score += EXACT * worth * saturated(exactly, norm) + (1 - EXACT) * worthOfForms * saturated(forms, norm);
      }
      const next = weighed[i + 1];
      const after = next === undefined ? undefined : text.places.get(next.token);
      if (next !== undefined && inText && after && !isPair(token) && areNeighbours(inText, after))
        score += ADJACENT * (worth + next.worth);
    }
    for (const literal of literalsIn?.(candidate.text) ?? []) score += LITERAL * worthOfLiteral(literal, frequencies);
    return score;
  };
}

const weightOf = (inText: number, isInHeadings: boolean, isInTitle: boolean) =>
  inText + (isInHeadings ? IN_HEADING : 0) + (isInTitle ? IN_TITLE : 0);
const saturated = (count: number, norm: number) => (count * (K1 + 1)) / (count + norm);

/** What a chunk gains for sentences that begin with what is asked for: one or two words are mostly asked what they are. */
export function subjectBonus({ terms }: Sought, frequencies: Frequencies): (text: string) => number {
  const share = terms.length <= FEW_TERMS ? SUBJECT_ALONE : SUBJECT;
  return (text) => {
    const subjects = subjectsOf(text);
    let bonus = 0;
    for (const { token } of terms) if (subjects.has(token)) bonus += share * worthOf(token, frequencies);
    return bonus;
  };
}

/** What a word's own occurrences are worth, and those of all its forms. */
function worthsOf({ token, beginning, includes }: Term, frequencies: Frequencies) {
  const worth = worthOf(token, frequencies);
  if (beginning === null) return { worth, worthOfForms: worth };
  const forms = (frequencies.terms[beginning] ?? 0) + (includes ? 0 : (frequencies.terms[token] ?? 0));
  return { worth, worthOfForms: worthOfCount(forms, frequencies) };
}

/** As the rarest of what the index has for it: the text may hold it in that form alone. */
function worthOfLiteral({ keys }: Literal, frequencies: Frequencies): number {
  return Math.max(0, ...keys.map((key) => (frequencies.terms[key] === undefined ? 0 : worthOf(key, frequencies))));
}

/** Whether somewhere the second follows the first, with at most one word between. */
function areNeighbours(first: readonly number[], second: readonly number[]): boolean {
  const places = new Set(second);
  return first.some((at) => places.has(at + 1) || places.has(at + 2));
}

/** How lists are fused: a list gives `weight / (k + 1 + rank)` to what it holds. With a small `k` first places count, with a large one agreement. */
export type Fusing = { k: number; weights: readonly number[] };

const EVENLY: Fusing = { k: 60, weights: [] };

/** Reciprocal rank fusion, each list as much as any other where no weights are given; the best first. */
export function fuse(
  lists: readonly (readonly number[])[],
  { k, weights }: Fusing = EVENLY,
): { id: number; score: number }[] {
  const scores = new Map<number, number>();
  for (const [i, list] of lists.entries())
    for (const [rank, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + (weights[i] ?? 1) / (k + 1 + rank));
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score || a.id - b.id);
}

/**
 * Which sentences of the passages answer a question, judged by words alone: a sentence is worth the share of the question's
 * weighted key terms that it or its surroundings hold; rare terms weigh more, a form of a word counts for the word.
 * Pure, the same for every script. What is written out of them is extractive.ts's.
 */
import type { Passage } from "../answer/passage.ts";
import { keyTerms, sentencesOf } from "../answer/sentences.ts";

/** One sentence of a passage, with what is needed to judge it. */
export type Unit = {
  /** Index of the passage, and of the sentence in it. */
  passage: number;
  at: number;
  /** As it stands in the passage. */
  text: string;
  terms: ReadonlySet<string>;
  heading: boolean;
};

/** `fit`: share of the question that the sentence holds with its surroundings; `own`: alone. 0 to 1. */
export type Ranked = Unit & { fit: number; own: number; score: number };

/** Shares of a term's weight: found in a neighbouring sentence, somewhere in the passage, only as another form. */
const NEAR = 0.6;
const IN_PASSAGE = 0.3;
const OTHER_FORM = 0.7;
/** What an earlier term of the conversation weighs next to one of the question. */
const EARLIER = 0.5;
/** What an opening sentence is worth more in a study guide, and the share of terms from which on one repeats another. */
const OPENING_BONUS = 1.5;
const REPEATS = 0.6;
/** The retrieval's first passage is worth this much more than its last ones. */
const FIRST_PASSAGE = 0.1;

/**
 * The least fit of an answer. Measured on some 120 questions in each of eight languages with the first six passages that BM25
 * finds: 0.72 to 0.94 of those that can be answered are, 0.04 to 0.13 of those that cannot. The bounds were chosen on these very
 * sets. In bigrams of scripts without spaces much less of a question is found again.
 */
const LEAST_FIT = 0.4;
const LEAST_FIT_UNSPACED = 0.25;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const HEADING_MARK = /^#{1,6}\s/;
const ENDS = /[.!?…。．！？؟۔।॥:;,]["'”’»)\]]*$/u;
const MAX_HEADING = 80;

/** The sentences of the passages, in order. */
export function unitsOf(passages: readonly Passage[]): Unit[] {
  return passages.flatMap(({ text }, passage) =>
    sentencesOf(text)
      .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence.text))
      .map((sentence, at, all) => ({
        passage,
        at,
        text: sentence.text,
        terms: new Set(keyTerms(sentence.text)),
        heading: isHeading(sentence.text, at === all.length - 1),
      })),
  );
}

/** A marked heading, or a short line without an end, with more after it. */
function isHeading(text: string, last: boolean): boolean {
  if (HEADING_MARK.test(text)) return true;
  return !last && text.length <= MAX_HEADING && !ENDS.test(text) && !/^[-*+•▪◦‣–—|>]/.test(text);
}

/**
 * The sentences in order of their worth for the question, the best first.
 * @param earlier what was asked before, for a question that leans on it; else ""
 */
export function rankSentences(units: readonly Unit[], question: string, earlier: string): Ranked[] {
  const weights = weigh(units, question, earlier);
  const total = sumOf(weights.values());
  if (total === 0) return [];
  const forms = formsOf(units, weights.keys());
  const byPassage = Map.groupBy(units, (unit) => unit.passage);
  const ranked = [...byPassage.values()].flatMap((own) => rankPassage(own, { weights, forms, total }));
  return ranked.sort((a, b) => b.score - a.score);
}

/** Whether the best sentence is an answer at all. */
export function fits(best: Ranked | undefined, question: string): boolean {
  if (best === undefined) return false;
  const terms = keyTerms(question);
  const unspaced = terms.filter((term) => UNSPACED.test(term)).length / Math.max(1, terms.length);
  return best.fit >= LEAST_FIT - (LEAST_FIT - LEAST_FIT_UNSPACED) * unspaced;
}

/**
 * The sentences that say most about what all the passages are about, at most `each` of one passage, none that repeats
 * another; headings are not among them.
 */
export function keySentences(units: readonly Unit[], each: number): Unit[] {
  const counts = new Map<string, number>();
  for (const { terms } of units) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  // A term that stands everywhere tells as little as one that stands once.
  const worthOf = (term: string) => {
    const count = counts.get(term) ?? 1;
    return Math.log(1 + count) * Math.log(1 + units.length / count);
  };
  // The first sentence of a passage or below a heading mostly says what follows.
  const opening = new Set(units.filter((unit, i) => unit.at === 0 || units[i - 1]?.heading));
  const ranked = units
    .filter((unit) => !unit.heading && unit.terms.size > 2)
    .map((unit) => ({
      unit,
      // By the root of its length, so that a long sentence is not the best for its length alone.
      worth:
        (sumOf([...unit.terms].map(worthOf)) / Math.sqrt(unit.terms.size + 4)) *
        (opening.has(unit) ? OPENING_BONUS : 1),
    }))
    .sort((a, b) => b.worth - a.worth);
  const chosen: Unit[] = [];
  const left = new Map<number, number>();
  for (const { unit } of ranked) {
    const room = left.get(unit.passage) ?? each;
    if (room === 0 || chosen.some((other) => saysTheSame(unit, other, REPEATS))) continue;
    left.set(unit.passage, room - 1);
    chosen.push(unit);
  }
  return chosen;
}

/** Whether at least this share of the shorter sentence's terms stands in the other one too. */
export function saysTheSame(a: Unit, b: Unit, share: number): boolean {
  let shared = 0;
  for (const term of a.terms) if (b.terms.has(term)) shared++;
  return shared > 0 && shared >= share * Math.min(a.terms.size, b.terms.size);
}

type Weighing = { weights: Map<string, number>; forms: Map<string, Map<string, number>>; total: number };

function weigh(units: readonly Unit[], question: string, earlier: string): Map<string, number> {
  const shares = new Map(keyTerms(earlier).map((term) => [term, EARLIER]));
  for (const term of keyTerms(question)) shares.set(term, 1);
  for (const [term, share] of shares) {
    const holding = units.filter((unit) => unit.terms.has(term)).length;
    // A term that nothing holds weighs as much as the rarest that something does: what is missing counts against the answer.
    shares.set(term, share * Math.log(1 + (units.length + 1) / Math.max(1, holding)));
  }
  return shares;
}

/** For each term of the question, the terms of the passages that are it or a form of it, with their share. */
function formsOf(units: readonly Unit[], terms: Iterable<string>): Map<string, Map<string, number>> {
  const vocabulary = new Set(units.flatMap((unit) => [...unit.terms]));
  const forms = new Map<string, Map<string, number>>();
  for (const term of terms) {
    const own = new Map(vocabulary.has(term) ? [[term, 1]] : []);
    if (term.length >= 4) {
      for (const word of vocabulary) if (word !== term && isFormOf(word, term)) own.set(word, OTHER_FORM);
    }
    forms.set(term, own);
  }
  return forms;
}

function isFormOf(word: string, term: string): boolean {
  const least = Math.max(4, 0.6 * Math.max(word.length, term.length));
  return word.length >= least && term.length >= least && word.startsWith(term.slice(0, Math.ceil(least)));
}

function rankPassage(units: readonly Unit[], { weights, forms, total }: Weighing): Ranked[] {
  const held = units.map((unit) => new Map([...forms].map(([term, own]) => [term, shareIn(unit, own)])));
  const inPassage = new Map(
    [...forms.keys()].map((term) => [term, Math.max(0, ...held.map((own) => own.get(term) ?? 0))]),
  );
  return units.map((unit, i) => {
    let fit = 0;
    let own = 0;
    for (const [term, weight] of weights) {
      const here = held[i]?.get(term) ?? 0;
      const near = Math.max(held[i - 1]?.get(term) ?? 0, held[i + 1]?.get(term) ?? 0);
      own += weight * here;
      fit += weight * Math.max(here, NEAR * near, IN_PASSAGE * (inPassage.get(term) ?? 0));
    }
    const score = (fit / total) * (unit.heading ? 0.5 : 1) + FIRST_PASSAGE / (unit.passage + 1);
    return { ...unit, fit: fit / total, own: own / total, score };
  });
}

function shareIn(unit: Unit, forms: Map<string, number>): number {
  let best = 0;
  for (const [form, share] of forms) if (share > best && unit.terms.has(form)) best = share;
  return best;
}

const sumOf = (numbers: Iterable<number>) => {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
};

/**
 * Which sentences of the passages answer a question, judged by words alone: a sentence is worth the share of the question's
 * weighted key terms that it or its surroundings hold; rare terms weigh more, a form of a word counts for the word.
 * Pure, the same for every script. What is written out of them is extractive.ts's.
 */

import { explains } from "../answer/definitions.ts";
import { QUESTION_WORDS, withoutAsking } from "../answer/question-words.ts";
import { keyTerms } from "../answer/sentences.ts";
import type { Unit } from "./units.ts";

/** `fit`: share of the question that the sentence holds with its surroundings; `own`: alone. 0 to 1. */
export type Ranked = Unit & { fit: number; own: number; score: number };

/** Shares of a term's weight: found in a neighbouring sentence, somewhere in the passage, only as another form. */
const NEAR = 0.6;
const IN_PASSAGE = 0.3;
const OTHER_FORM = 0.7;
/** What an earlier term of the conversation weighs next to one of the question. */
const EARLIER = 0.5;
/** What a sentence that is not whole is worth next to one that is. */
const PARTIAL = 0.8;
/** Of one or two terms it is mostly asked what they are: what a sentence is worth more that says it. */
const FEW_TERMS = 2;
const EXPLAINED = 0.2;
/** The retrieval's first passage is worth this much more than its last ones. */
const FIRST_PASSAGE = 0.1;

/**
 * The least fit of an answer: of many terms chance holds a smaller share than of few, and pairs of scripts without spaces are
 * many. Chosen on one half of the questions, looked at on the other (docs/decisions/0014-answers-without-a-model.md).
 */
const LEAST_FIT = 0.57;
const LESS_FOR_MORE = 0.11;

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
  return best !== undefined && best.fit >= leastFit(termsAsked(question).length);
}

const leastFit = (terms: number) => LEAST_FIT - LESS_FOR_MORE * Math.log(1 + terms);

/** What a question is about: its key terms without the words that ask, unless there is nothing else. */
function termsAsked(question: string): string[] {
  const terms = keyTerms(withoutAsking(question)).filter((term) => !QUESTION_WORDS.has(term));
  return terms.length > 0 ? terms : keyTerms(question);
}

/** Whether at least this share of the shorter sentence's terms stands in the other one too. */
export function saysTheSame(a: Unit, b: Unit, share: number): boolean {
  let shared = 0;
  for (const term of a.terms) if (b.terms.has(term)) shared++;
  return shared > 0 && shared >= share * Math.min(a.terms.size, b.terms.size);
}

type Weighing = { weights: Map<string, number>; forms: Map<string, Map<string, number>>; total: number };

function weigh(units: readonly Unit[], question: string, earlier: string): Map<string, number> {
  const shares = new Map(termsAsked(earlier).map((term) => [term, EARLIER]));
  for (const term of termsAsked(question)) shares.set(term, 1);
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
  const isAskedFor = weights.size <= FEW_TERMS;
  const explainable = isAskedFor ? new Set([...forms.values()].flatMap((own) => [...own.keys()])) : null;
  return units.map((unit, i) => {
    let fit = 0;
    let own = 0;
    for (const [term, weight] of weights) {
      const here = held[i]?.get(term) ?? 0;
      const near = Math.max(held[i - 1]?.get(term) ?? 0, held[i + 1]?.get(term) ?? 0);
      own += weight * here;
      fit += weight * Math.max(here, NEAR * near, IN_PASSAGE * (inPassage.get(term) ?? 0));
    }
    const whole = unit.heading ? 0.5 : unit.partial ? PARTIAL : 1;
    const explained = explainable !== null && explains(unit.text, explainable) ? EXPLAINED : 0;
    const score = (fit / total) * whole + FIRST_PASSAGE / (unit.passage + 1) + explained;
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

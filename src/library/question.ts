/**
 * What a question looks for in the index: its words, each with the forms that begin like it, and what it means letter by
 * letter. Pure, linear; the same for every class, so that classes can be asked with shared frequencies.
 */

import { QUESTION_WORDS, withoutAsking } from "../answer/question-words.ts";
import { STOP_WORDS } from "../answer/stop-words.ts";
import { type Literal, literalsOf } from "./literals.ts";
import { asBeginning, beginningOf, runsOf, tokenize, tokensOf } from "./tokenize.ts";

/** Tokens of one question that are searched for; the rest of a very long one adds nothing but time. */
export const MAX_QUERY_TERMS = 64;

/** A word: its token, and what its other forms are indexed by. `includes`: the word itself is indexed by that as well. */
export type Term = { token: string; beginning: string | null; includes: boolean };

export type Sought = { terms: Term[]; literals: Literal[] };

export function soughtBy(question: string): Sought {
  return { terms: queryTerms(question).map(termOf), literals: literalsOf(question) };
}

/** All that the index is asked about: how often each occurs is what it is worth. */
export function keysOf({ terms, literals }: Sought): string[] {
  const keys = terms.flatMap(({ token, beginning }) => (beginning === null ? [token] : [token, beginning]));
  return [...new Set([...keys, ...literals.flatMap((literal) => literal.keys)])];
}

function termOf(token: string): Term {
  const beginning = beginningOf(token);
  if (beginning !== null) return { token, beginning, includes: true };
  // A short word may be a toned one, written without its marks.
  return { token, beginning: /^[a-z]+$/.test(token) ? asBeginning(token) : null, includes: false };
}

/** The distinct tokens worth searching for: stop words are left out unless nothing else is asked for. */
export function queryTerms(question: string): string[] {
  const all: string[] = [];
  const content: string[] = [];
  for (const run of runsOf(withoutAsking(question))) {
    const tokens = tokensOf(run);
    all.push(...tokens);
    if (!STOP_WORDS.has(run) && !QUESTION_WORDS.has(run)) content.push(...tokens);
  }
  const terms = content.length > 0 ? content : all.length > 0 ? all : tokenize(question);
  return [...new Set(terms)].slice(0, MAX_QUERY_TERMS);
}

/**
 * Whether passages support a statement, judged by words alone (C10, C11, C13, C14). What is asked of all the passages that are cited
 * side by side is found out once for all of them, so that the work stays linear in marks and words. Pure.
 */
import type { Route } from "../protocol.ts";
import type { Statement } from "./claims.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Shares of a statement's key terms that its passage must hold (docs/decisions/0013-verified-citations.md says how they were
 * measured): of all of them, and of those that the question does not have, which are what the statement tells. Few such terms must
 * stand where the passage speaks of the rest: in a sentence that holds at least `near` of what the sentence with most of it does.
 * Where several passages are cited for one statement they may hold it together, but each at least `joint`.
 */
export const SHARES = { all: 0.5, told: 0.3, near: 0.8, joint: 0.3 };
export type Shares = typeof SHARES;
/** So many terms or fewer are a short answer, which could stand anywhere. */
const FEW_TOLD = 4;
/** From so many letters on a quotation is evidence by itself; a shorter one ("cell") is found in any text. */
const TELLING_LETTERS = 12;

export type Terms = { route: Route; asked: Evidence; shares: Shares };

/** Tells of each of the passages cited for a statement whether it supports it, beside the others. */
export function supportOf(
  statement: Statement,
  cited: readonly Evidence[],
  { route, asked, shares }: Terms,
): (held: Evidence) => boolean {
  const quotations = statement.quotations.map((parts) => ({
    telling: isTelling(parts),
    holders: new Set(cited.filter((one) => one.find(parts) !== null)),
  }));
  const isQuoted = quotations.every(({ holders }) => holders.size > 0);
  const isVerbatim = isTelling([statement.folded]);
  let holdWords: ((held: Evidence) => boolean) | null = null;
  return (held) => {
    if (isVerbatim && held.find([statement.folded])) return true;
    if (quotations.length > 0) {
      const here = quotations.filter(({ holders }) => holders.has(held));
      if (here.length === 0 || !isQuoted) return false;
      if (route === "quote_finding" || here.some(({ telling }) => telling)) return true;
    }
    if (route === "quote_finding") return false;
    holdWords ??= wordsOf(statement, cited, { asked, shares });
    return holdWords(held);
  };
}

/**
 * What is told by numbers and names must be there whatever else is, a denial must be one there too, and so must some of what the question
 * does not say. Alone a passage holds half of the words; beside others it holds some that they do not, and all of them half.
 */
function wordsOf(
  { terms, numbers, names, denies }: Statement,
  cited: readonly Evidence[],
  { asked, shares }: Omit<Terms, "route">,
): (held: Evidence) => boolean {
  const isHeld = (term: string) => cited.some((one) => one.holds(term));
  const told = terms.filter((term) => !asked.holds(term));
  const isTold = told.filter(isHeld).length >= shares.told * told.length;
  const isIn = (one: Evidence) => isToldIn(one, { told, rest: terms.filter((term) => !told.includes(term)), shares });
  const holds =
    terms.length > 0 &&
    numbers.every((number) => cited.some((one) => one.numbers.has(number))) &&
    names.every(isHeld) &&
    isTold &&
    (!denies || cited.some((one) => one.deniesToo(new Set(terms)))) &&
    (told.length === 0 || told.length > FEW_TOLD || cited.some(isIn));
  if (!holds) return () => false;
  const holders = new Map(terms.map((term) => [term, cited.filter((one) => one.holds(term)).length]));
  return (held) => {
    const here = terms.filter((term) => held.holds(term));
    if (here.length >= shares.all * terms.length) return true;
    const adds = here.some((term) => holders.get(term) === 1);
    const together = terms.filter((term) => holders.get(term) !== 0);
    return adds && here.length >= shares.joint * terms.length && together.length >= shares.all * terms.length;
  };
}

/** Whether a sentence holds half of what is told, and of the rest nearly as much as any sentence of the passage. */
function isToldIn(held: Evidence, p: { told: string[]; rest: string[]; shares: Shares }): boolean {
  const sentences = held.countIn([p.told, p.rest]);
  const most = Math.max(0, ...sentences.map(([, rest = 0]) => rest));
  return sentences.some(([told = 0, rest = 0]) => 2 * told >= p.told.length && rest >= p.shares.near * most);
}

/** One character of Chinese, Japanese or Korean says about as much as three letters. */
export function isTelling(quotation: readonly string[]): boolean {
  let letters = 0;
  for (const part of quotation) {
    for (let at = 0; at < part.length && letters < TELLING_LETTERS; at++)
      letters += part.charCodeAt(at) >= 0x2e80 ? 3 : 1;
  }
  return letters >= TELLING_LETTERS;
}

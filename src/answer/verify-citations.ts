/**
 * What stands behind each number of a finished answer: the quote of its passage that supports it, and whether the
 * passage really says it (C8 to C12). Judges by words alone: `verified` promises that the words are there, not that the
 * reasoning holds. Pure; linear in the answer and in the cited passages.
 */
import type { Citation, Route } from "../protocol.ts";
import { type Claim, claimsOf, type Statement } from "./claims.ts";
import { Evidence } from "./evidence.ts";
import { chunkOf, type Passage } from "./passage.ts";

/** The share of a statement's key terms that its passage must hold: three of five. */
export const VERIFIED_SHARE = 0.6;
/** Where several passages are cited for one statement, they may hold that share together, but each at least this one. */
export const JOINT_SHARE = 0.3;
/** From so many letters on a quotation is evidence by itself; a shorter one ("cell") is found in any text. */
const TELLING_LETTERS = 12;
/** So many of the statements with one number are tried for its quote; all of them count for `verified`. */
const MAX_QUOTED_CLAIMS = 8;

export type AnswerToVerify = {
  /** The answer as stored, with its final marks. */
  content: string;
  /** In the order of the final numbers: the first is what `[1]` cites. */
  passages: readonly Passage[];
  route: Route;
};

/** The citations of an answer: one for each number that stands in it and has a passage, in the order of numbers. */
export function verifyCitations({ content, passages, route }: AnswerToVerify): Citation[] {
  const claims = new Map<number, Claim[]>();
  for (const claim of claimsOf(content, passages.length)) {
    for (const number of claim.numbers) {
      const own = claims.get(number);
      if (own) own.push(claim);
      else claims.set(number, [claim]);
    }
  }
  const evidence = new Map<number, Evidence>();
  passages.forEach((passage, index) => {
    if (claims.has(index + 1)) evidence.set(index + 1, new Evidence(passage));
  });
  return passages.flatMap((passage, index): Citation[] => {
    const number = index + 1;
    const own = claims.get(number);
    const held = evidence.get(number);
    if (!own || !held) return [];
    const verified = own.every((claim) => {
      const others = [...claim.numbers].flatMap((other) => (other === number ? [] : (evidence.get(other) ?? [])));
      return [claim.part, claim.sentence].some((statement) => isHeld(statement, { held, others, route }));
    });
    const { documentId, documentName, classId, page, pageLabel, reference } = passage;
    const quote = quoteFor(own.slice(0, MAX_QUOTED_CLAIMS), held);
    const chunkId = chunkOf(passage, quote);
    const place = pageLabel == null ? { page } : { page, pageLabel };
    return [{ number, chunkId, documentId, documentName, classId, ...place, quote, verified, reference, stale: false }];
  });
}

type Support = { held: Evidence; others: Evidence[]; route: Route };

/** Whether a passage, together with those cited beside it, says what a statement says. */
function isHeld(statement: Statement, { held, others, route }: Support): boolean {
  if (isTelling([statement.folded]) && held.find([statement.folded])) return true;
  const { quotations } = statement;
  if (quotations.length > 0) {
    const here = quotations.filter((quotation) => held.find(quotation));
    const all = quotations.every((one) => here.includes(one) || others.some((other) => other.find(one)));
    if (here.length === 0 || !all) return false;
    if (route === "quote_finding" || here.some(isTelling)) return true;
  }
  return route !== "quote_finding" && areWordsHeld(statement, held, others);
}

/** Alone a passage holds most of the words; beside others it holds some that they do not, and all of them most. */
function areWordsHeld({ terms, numbers }: Statement, held: Evidence, others: Evidence[]): boolean {
  if (terms.length === 0 || !numbers.every((number) => [held, ...others].some((one) => one.numbers.has(number))))
    return false;
  const here = terms.filter((term) => held.holds(term));
  if (here.length >= VERIFIED_SHARE * terms.length) return true;
  const elsewhere = new Set(terms.filter((term) => others.some((other) => other.holds(term))));
  const adds = here.filter((term) => !elsewhere.has(term)).length;
  return (
    adds > 0 && here.length >= JOINT_SHARE * terms.length && adds + elsewhere.size >= VERIFIED_SHARE * terms.length
  );
}

/** One character of Chinese, Japanese or Korean says about as much as three letters. */
function isTelling(quotation: readonly string[]): boolean {
  let letters = 0;
  for (const part of quotation) {
    for (let at = 0; at < part.length && letters < TELLING_LETTERS; at++)
      letters += part.charCodeAt(at) >= 0x2e80 ? 3 : 1;
  }
  return letters >= TELLING_LETTERS;
}

/** The passage's words that support these claims best: what they quote, else the sentences that share most with one of them. */
function quoteFor(claims: readonly Claim[], held: Evidence): string {
  let best = { quote: "", score: -1 };
  for (const { part, sentence } of claims) {
    const verbatim = [...part.quotations, [part.folded], ...sentence.quotations].filter(isTelling);
    for (const quotation of verbatim) {
      const range = held.find(quotation);
      if (range) return held.quoteAround(range);
    }
    const found = held.quoteOf(new Set([...part.terms, ...part.numbers]));
    if (found.score > best.score) best = found;
  }
  return best.quote;
}

/**
 * What stands behind each number of a finished answer: the quote of its passage that supports it, and whether the
 * passage really says it (C8 to C14). Judges by words alone: `verified` promises that the words are there, not that the
 * reasoning holds. Pure; linear in the answer and in the cited passages.
 */
import type { Citation, Route } from "../protocol.ts";
import { type Claim, claimsOf } from "./claims.ts";
import { Evidence } from "./evidence.ts";
import { chunkOf, type Passage } from "./passage.ts";
import { isTelling, SHARES, supportOf } from "./support.ts";

/** So many of the statements with one number are tried for its quote; all of them count for `verified`. */
const MAX_QUOTED_CLAIMS = 8;

export type AnswerToVerify = {
  /** The answer as stored, with its final marks. */
  content: string;
  /** In the order of the final numbers: the first is what `[1]` cites. */
  passages: readonly Passage[];
  route: Route;
  /** What was asked, where it is known. */
  question?: string;
};

/** What was made of one number: the claims on its authority, and whether all of them hold. */
type Numbered = { held: Evidence; claims: Claim[]; verified: boolean };

/** The citations of an answer: one for each number that stands in it and has a passage, in the order of numbers. */
export function verifyCitations(
  { content, passages, route, question = "" }: AnswerToVerify,
  shares = SHARES,
): Citation[] {
  const asked = new Evidence({ text: question, page: 0 });
  const byNumber = new Map<number, Numbered>();
  for (const claim of claimsOf(content, passages.length)) {
    const cited = [...claim.numbers].flatMap((number) => {
      const passage = passages[number - 1];
      if (!passage) return [];
      const numbered = byNumber.get(number) ?? { held: new Evidence(passage), claims: [], verified: true };
      byNumber.set(number, numbered);
      return [numbered];
    });
    const together = cited.map(({ held }) => held);
    const supports = [...new Set([claim.part, claim.sentence])].map((statement) =>
      supportOf(statement, together, { route, asked, shares }),
    );
    for (const numbered of cited) {
      numbered.claims.push(claim);
      numbered.verified &&= supports.some((isSupportedBy) => isSupportedBy(numbered.held));
    }
  }
  return passages.flatMap((passage, index): Citation[] => {
    const numbered = byNumber.get(index + 1);
    if (!numbered) return [];
    const { documentId, documentName, classId, page, pageLabel, reference } = passage;
    const quote = quoteFor(numbered.claims.slice(0, MAX_QUOTED_CLAIMS), numbered.held);
    const chunkId = chunkOf(passage, quote);
    const place = pageLabel == null ? { page } : { page, pageLabel };
    const about = { documentId, documentName, classId, ...place, quote, verified: numbered.verified, reference };
    return [{ number: index + 1, chunkId, ...about, stale: false }];
  });
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

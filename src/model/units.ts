/**
 * The passages as sentences, each with what it is: a heading, a whole sentence, or a piece that says little by itself (cut off by its
 * page, an item, a row, the announcement of what is not there). Told from how it is written alone, in any script. Pure.
 */
import type { Passage } from "../answer/passage.ts";
import { BULLETS, keyTerms, sentencesOf } from "../answer/sentences.ts";

/** One sentence of a passage, with what is needed to judge it. */
export type Unit = {
  /** Index of the passage, and of the sentence in it. */
  passage: number;
  at: number;
  /** As it stands in the passage. */
  text: string;
  terms: ReadonlySet<string>;
  heading: boolean;
  /** Not a whole sentence: cut off by its page, an item, a row, or the announcement of something that is not there. */
  partial: boolean;
};

const HEADING_MARK = /^#{1,6}\s/;
/** A line of a table of contents. */
const LEADERS = /(?:[.·…]\s?){8,}(?:[\divxlc]+)?$/iu;
const ENDS = /[.!?…。．！？؟۔।॥:;,]["'”’»)\]]*$/u;
/** The end of a whole sentence. */
const STOPS = /[.!?…。．！？؟۔।॥]["'”’»)\]]*$/u;
/** An item, a row or a quotation. */
const SET_APART = new RegExp(`^[${BULLETS}|>]`);
const MAX_HEADING = 80;

/** The sentences of the passages, in order. */
export function unitsOf(passages: readonly Passage[]): Unit[] {
  return passages.flatMap(({ text, span }, passage) => {
    const all = sentencesOf(text).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence.text));
    // A text whose sentences have no full stops is none of fragments.
    const stopped = all.some((sentence) => STOPS.test(sentence.text));
    return all.map((sentence, at) => {
      const heading = isHeading(sentence.text, at === all.length - 1);
      const before = all[at - 1]?.text ?? (span !== undefined && span.gap !== null ? "." : "");
      const next = all[at + 1]?.text;
      const partial = !heading && stopped && isPartial(sentence.text, before, next);
      return { passage, at, text: sentence.text, terms: new Set(keyTerms(sentence.text)), heading, partial };
    });
  });
}

/** `before`, `next`: the sentences around it; a chunk that is not the first of its page follows a whole one. */
function isPartial(text: string, before: string, next: string | undefined): boolean {
  if (/[:：]$/u.test(text)) return next === undefined;
  // An exercise asks on and on; what a document answers itself follows.
  if (/[?？؟]$/u.test(text)) return next === undefined || /[?？؟]$/u.test(next);
  if (!STOPS.test(text)) return true;
  return /^\p{Ll}/u.test(text) && !STOPS.test(before);
}

/** A marked heading, or a short line without an end, with more after it. */
function isHeading(text: string, last: boolean): boolean {
  if (HEADING_MARK.test(text) || LEADERS.test(text)) return true;
  return !last && text.length <= MAX_HEADING && !ENDS.test(text) && !SET_APART.test(text);
}

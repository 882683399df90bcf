/**
 * A sentence of a document as it may stand in an answer of ours: on one line, without the marks of its place in the document, and
 * with nothing in it that would be read as a citation or as code (M16). Its letters and digits stay as they are, so it can
 * still be found in its passage.
 */
import { BULLETS } from "../answer/sentences.ts";

const LINE_START = new RegExp(
  `^(?:#{1,6}\\s+|>\\s*|[${BULLETS}]\\s+|\\d{1,3}[.)]\\s+|\\|\\s*|~{3,}\\s*|={3,}\\s*|-{3,}\\s*)+`,
);
/** "[23, 24]", "【5】", "[1–3]" of the document itself. */
const NUMBERS_IN_BRACKETS = /[[【]([\d\s,;–-]{1,60})[\]】]/g;
/** A word that was parted at the end of its line. */
const PARTED = /(\p{Ll})[-\u00ad\u2010][ \t]*\r?\n[ \t]*(?=\p{Ll})/gu;

/** A piece of an answer: text, or the mark of a passage (index from 0). */
export type Piece = string | { cite: number };

const BEGINS_ANEW = new RegExp(`^[${BULLETS}"“„«(]?\\s*[\\p{Lu}\\p{Lt}\\p{N}]`, "u");
const ENDS_IN_STOP = /[.!?…:;,。．！？؟۔।॥][\])}"'”’»」』]*$/u;

/**
 * The lines of what is no sentence but lines below each other, as on a slide: each begins anew, and none ends in a stop. Of
 * everything else it is one line.
 */
export function linesOf(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const apart = lines.every((line) => BEGINS_ANEW.test(line.trim()) && !ENDS_IN_STOP.test(line.trim()));
  return apart && lines.length > 1 ? lines : [text];
}

/** The sentence, cleaned; perhaps empty. Lines that are no sentence stay apart. */
export function asText(extracted: string): string {
  return linesOf(extracted).map(asLine).filter(Boolean).join(" · ");
}

function asLine(extracted: string): string {
  return extracted
    .replace(PARTED, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .replace(LINE_START, "")
    .replace(NUMBERS_IN_BRACKETS, "($1)")
    .replaceAll("`", "'")
    .replace(/[[【](?=\d)/g, "(")
    .trim();
}

/** The sentence between quotation marks; those inside become single ones. */
export function asQuotation(extracted: string): string {
  return `“${asText(extracted).replace(/[“”„«»「」『』"]/g, "'")}”`;
}

/** A document's name, in which nothing is markup. */
export function asName(name: string): string {
  return asText(name)
    .replace(/[*_#<>[\]|]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

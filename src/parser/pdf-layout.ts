/**
 * The text of a PDF page out of its positioned pieces: pieces become lines, lines are put in reading order, and become
 * paragraphs and headings. Pure. What a piece says is left to pdf.ts.
 */
import type { Heading } from "./parsed.ts";
import { joinPieces, type Line, type Part, type Piece } from "./pdf-lines.ts";
import { inReadingOrder } from "./pdf-order.ts";
import { joinLines } from "./pdf-paragraphs.ts";

/** A text, its headings, and what piece each stretch of it is. */
export type LaidOut = { text: string; headings: Heading[]; parts: Part[] };

/** The text of a page with its headings, which are told by letter size, or by a number and a font of their own. */
export function layOut(pieces: readonly Piece[]): LaidOut {
  return layOutLines(joinPieces(pieces));
}

/** The same of lines in the order of the content stream. */
export function layOutLines(lines: Line[]): LaidOut {
  return joinLines(inReadingOrder(lines));
}

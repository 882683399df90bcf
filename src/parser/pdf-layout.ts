/**
 * The text of a PDF page out of its positioned pieces: pieces become lines, lines are put in reading order, and become
 * paragraphs and headings. Pure. What a piece says is left to pdf-page.ts.
 */
import { joinPieces, type Line, type Piece } from "./pdf-lines.ts";
import { inReadingOrder } from "./pdf-order.ts";
import type { OutlineEntry } from "./pdf-outline.ts";
import { joinLines, type LaidOut } from "./pdf-paragraphs.ts";

/** The text of a page with its headings, which are told by the outline, by letter size, or by a font of their own. */
export function layOut(pieces: readonly Piece[]): LaidOut {
  return layOutLines(joinPieces(pieces), null);
}

/** The same of lines in the order of the content stream; `outline`: what the document's outline names on the page. */
export function layOutLines(lines: Line[], outline: readonly OutlineEntry[] | null): LaidOut {
  return joinLines(inReadingOrder(lines), outline);
}

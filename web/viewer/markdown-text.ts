/**
 * What a Markdown file's own signs say of its extracted text: headings, and strong, slanted and code words in a stretch. Pure, and
 * linear. Only the signs themselves are left out, so that marks given in units of the text still fit; what is not closed
 * on its line is no sign. Not a renderer: the text of a document stays text.
 */
import type { Span } from "../state/highlight.ts";

export type Level = 1 | 2 | 3 | 4 | 5 | 6;
/** A part of a stretch. `from`: where it begins with its signs, from `start` where it has none. */
export type Piece = Span & { from: number; style: "plain" | "strong" | "em" | "code" };

const HEADING = /^ {0,3}(#{1,6})[ \t]+(?=\S)/;
const FENCE = /^ {0,3}(?:```|~~~)/;
/** `code`, **strong** or *slanted*: each ends at the next of its signs, on the same line. */
const STYLED =
  /(?<!`)`(?<code>[^`\n]+)`(?!`)|\*\*(?=\S)(?<strong>[^*\n]+)(?<=\S)\*\*|(?<![\w*\\])\*(?=[^\s*])(?<em>[^*\n]+)(?<=\S)\*(?![\w*])/g;

/** Whether a document's text is Markdown's source. */
export const isMarkdown = (name: string, mediaType: string | null): boolean =>
  mediaType === "text/markdown" || /\.(?:md|markdown)$/i.test(name);

/** The heading that a line is, or null. */
export function headingOf(line: string): { level: Level; signs: number } | null {
  const found = HEADING.exec(line);
  return found ? { level: (found[1]?.length ?? 1) as Level, signs: found[0].length } : null;
}

export const isFence = (line: string): boolean => FENCE.test(line);

/** A stretch in parts, in order; what lies between them are signs. */
export function piecesOf(text: string, { start, end }: Span): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  for (const found of text.slice(start, end).matchAll(STYLED)) {
    const style = found.groups?.code !== undefined ? "code" : found.groups?.strong !== undefined ? "strong" : "em";
    const inner = found.groups?.[style] ?? "";
    const from = start + found.index;
    if (from > at) pieces.push({ from: at, start: at, end: from, style: "plain" });
    const signs = (found[0].length - inner.length) / 2;
    pieces.push({ from, start: from + signs, end: from + signs + inner.length, style });
    at = from + found[0].length;
  }
  if (at < end) pieces.push({ from: at, start: at, end, style: "plain" });
  return pieces;
}

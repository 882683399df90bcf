/**
 * One text of a PDF page as pdf.js gives it, to a piece: what it says in whole letters, and where it stands on the upright
 * page. Pure.
 */
import type { Rect } from "../protocol.ts";
import { accented } from "./pdf-accents.ts";
import type { Part, Piece } from "./pdf-lines.ts";

/**
 * `transform` is that of the letters; a vertical text runs down from it by its height, another one along by its width. How
 * far the letters of the font reach over and under their line is told in letter sizes, where the font tells it.
 */
export type TextItem = {
  str: string;
  dir: string;
  transform: number[];
  width: number;
  height: number;
  fontName: string;
  vertical: boolean;
  ascent?: number | null;
  descent?: number | null;
  /** As in `Piece`. */
  wordGap?: number;
};

/** Ligatures, the forms of letters by their place in a word or in a column, and the radicals that fonts give for ideographs. */
const FORMS = /[\u2E9F\u2EF3\u2F00-\u2FD5\uFB00-\uFDFF\uFE10-\uFE19\uFE30-\uFE44\uFE70-\uFEFC]+/g;

/**
 * Ligatures and presentation forms become the letters they stand for, and so do accents before their letter, where there is
 * such a letter; formulas keep theirs.
 */
export const unfold = (text: string): string =>
  accented(text)
    // A mark that stands on its own is written as one over a space.
    .replace(/[\uFE70-\uFE7F]/g, (mark) => mark.normalize("NFKC").trimStart())
    .replace(FORMS, (forms) => forms.normalize("NFKC"))
    // Digits of the old style, small capitals, and those with an accent.
    .replace(/[\uF730-\uF739\uF761-\uF77A\uF7E0-\uF7F6\uF7F8-\uF7FE]/g, (form) =>
      String.fromCharCode(form.charCodeAt(0) - 0xf700),
    )
    // Symbols of a font's own mean nothing in a text, but for what such fonts have for a list's items.
    .replace(/[\uF0B7\uF0A7\uF0A8\uF076\uF0D8\uF06E\uF071]/g, "•")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: broken fonts yield them, and they mean nothing in a text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uE000-\uF8FF\uFFFD-\uFFFF]/g, "")
    .toWellFormed();

/**
 * Where a text stands on the upright page, turned by quarters until its own line runs to the right and the next one is under
 * it: a vertical script is one that is turned, with its first column to the right.
 */
export function place(item: TextItem, view: number[]): { piece: Piece; quarter: number } {
  const [va = 1, vb = 0, vc = 0, vd = 1, ve = 0, vf = 0] = view;
  const [ta = 1, tb = 0, tc = 0, td = 1, te = 0, tf = 0] = item.transform;
  const a = va * ta + vc * tb;
  const b = vb * ta + vd * tb;
  const size = Math.hypot(va * tc + vc * td, vb * tc + vd * td) || Math.abs(item.height) || 1;
  const x = va * te + vc * tf + ve;
  const y = vb * te + vd * tf + vf;
  const quarters = Math.round(Math.atan2(b, a) / (Math.PI / 2)) + (item.vertical ? 1 : 0);
  const quarter = ((quarters % 4) + 4) % 4;
  const [px, py] = turned(x, y, quarter);
  const width = Math.abs(item.vertical ? item.height : item.width) * Math.hypot(va, vb);
  return {
    piece: {
      text: unfold(item.str),
      x: px,
      y: py,
      width,
      size,
      font: item.fontName,
      rtl: item.dir === "rtl",
      mirrored: false,
      ...reach(item, size),
      ...(item.wordGap === undefined ? {} : { wordGap: item.wordGap }),
    },
    quarter,
  };
}

/** A place on the page as it is shown, where lines that run `quarter` quarters to the right are upright. */
export function turned(x: number, y: number, quarter: number): [number, number] {
  return quarter === 0 ? [x, y] : quarter === 1 ? [y, -x] : quarter === 2 ? [-x, -y] : [-y, x];
}

/** How far letters reach over and under their line; a vertical script is centred on it. What no letter has is not believed. */
function reach({ vertical, ascent, descent }: TextItem, size: number): { up: number; down: number } {
  if (vertical) return { up: size * 0.5, down: size * 0.5 };
  const up = ascent != null && ascent > 0.5 && ascent < 1.1 ? ascent : 0.8;
  const down = descent != null && descent < -0.1 && descent > -0.5 ? -descent : 0.2;
  return { up: size * up, down: size * down };
}

/**
 * The pieces of a page that is written to the left, seen in a mirror: then all that is true of lines and columns from the left
 * is true of them.
 */
export const mirrored = (pieces: readonly Piece[]): Piece[] =>
  pieces.map((piece) => ({ ...piece, x: -(piece.x + piece.width), mirrored: true }));

/** The box of a stretch of a line that was turned by so many quarters, on the page as it is shown. */
export function boxOf(part: Pick<Part, "x" | "width" | "piece">, quarter: number): Rect {
  const [x0, x1] = part.piece.mirrored ? [-part.x - part.width, -part.x] : [part.x, part.x + part.width];
  const [y0, y1] = [part.piece.y - part.piece.up, part.piece.y + part.piece.down];
  if (quarter === 1) return [-y1, x0, y1 - y0, x1 - x0];
  if (quarter === 2) return [-x1, -y1, x1 - x0, y1 - y0];
  if (quarter === 3) return [y0, -x1, y1 - y0, x1 - x0];
  return [x0, y0, x1 - x0, y1 - y0];
}

/** The way its letters run on the page as it is shown, as `TextSpan` counts it. */
export const quarterOf = (piece: Piece, quarter: number): number => (piece.rtl ? (quarter + 2) % 4 : quarter);

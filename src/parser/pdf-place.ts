/**
 * One text of a PDF page as pdf.js gives it, to a piece: what it says in whole letters, and where it stands on the upright
 * page. Pure.
 */
import type { Rect } from "../protocol.ts";
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
};

/** What TeX sets over a letter as a sign of its own, and the mark that it stands for. */
const ACCENTS: Readonly<Record<string, string>> = {
  "\u00A8": "\u0308",
  "\u00B4": "\u0301",
  "\u02C6": "\u0302",
  "\u02DC": "\u0303",
  "\u02C7": "\u030C",
  "\u02DA": "\u030A",
};

/**
 * Ligatures and presentation forms become the letters they stand for, and so do accents before their letter, where there is
 * such a letter; formulas keep theirs.
 */
export const unfold = (text: string): string =>
  text
    .replace(/[\uFB00-\uFDFF\uFE70-\uFEFC]+/g, (forms) => forms.normalize("NFKC"))
    .replace(/([\u00A8\u00B4\u02C6\u02DC\u02C7\u02DA])([A-Za-z])/g, (both, accent: string, letter: string) => {
      const whole = (letter + (ACCENTS[accent] ?? "")).normalize("NFC");
      return whole.length === 1 ? whole : both;
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: broken fonts yield them, and they mean nothing in a text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g, "")
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
  const turned = Math.round(Math.atan2(b, a) / (Math.PI / 2)) + (item.vertical ? 1 : 0);
  const quarter = ((turned % 4) + 4) % 4;
  const [px, py] = quarter === 0 ? [x, y] : quarter === 1 ? [y, -x] : quarter === 2 ? [-x, -y] : [-y, x];
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
      ...reach(item, size),
    },
    quarter,
  };
}

/** How far letters reach over and under their line; a vertical script is centred on it. What no letter has is not believed. */
function reach({ vertical, ascent, descent }: TextItem, size: number): { up: number; down: number } {
  if (vertical) return { up: size * 0.5, down: size * 0.5 };
  const up = ascent != null && ascent > 0.5 && ascent < 1.1 ? ascent : 0.8;
  const down = descent != null && descent < -0.1 && descent > -0.5 ? -descent : 0.2;
  return { up: size * up, down: size * down };
}

/** The box of a stretch of a line that was turned by so many quarters, on the page as it is shown. */
export function boxOf(part: Pick<Part, "x" | "width" | "piece">, quarter: number): Rect {
  const [x0, x1] = [part.x, part.x + part.width];
  const [y0, y1] = [part.piece.y - part.piece.up, part.piece.y + part.piece.down];
  if (quarter === 1) return [-y1, x0, y1 - y0, x1 - x0];
  if (quarter === 2) return [-x1, -y1, x1 - x0, y1 - y0];
  if (quarter === 3) return [y0, -x1, y1 - y0, x1 - x0];
  return [x0, y0, x1 - x0, y1 - y0];
}

/** The way its letters run on the page as it is shown, as `TextSpan` counts it. */
export const wayOf = (piece: Piece, quarter: number): number => (piece.rtl ? (quarter + 2) % 4 : quarter);

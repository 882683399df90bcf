/**
 * The positioned pieces of a PDF page to lines: what stands on one baseline and in one column is a line, with the spaces
 * that the gaps between its pieces mean. Pure. Lines keep the order of the content stream; pdf-order.ts looks after it.
 */

import { withAccent } from "./pdf-accents.ts";
import { inReadingWay } from "./pdf-direction.ts";
import { findGutters, type Gutter } from "./pdf-gutters.ts";

/**
 * One piece of text; `y` is the baseline and grows downwards, all lengths in points of the upright page. Its letters reach
 * `up` over and `down` under the baseline.
 */
export type Piece = {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  font: string;
  /** Its letters run to the left. */
  rtl: boolean;
  /** `x` is that in a mirror, as on all of a page that is written to the left. */
  mirrored: boolean;
  up: number;
  down: number;
  /** White that is wider separates its word from the next, in letter sizes; absent: `WORD_GAP`. */
  wordGap?: number;
};

/** Where a stretch of a text comes from: what of a piece it is, and that stretch's place on its line. */
export type Part = { start: number; end: number; x: number; width: number; piece: Piece };

/** `parts` are those of `text`, in its order; what they leave out are the spaces between them. */
export type Line = {
  text: string;
  parts: Part[];
  x0: number;
  x1: number;
  y: number;
  size: number;
  font: string;
  table: boolean;
};

/** A gap wider than this share of the letter size separates words. */
const WORD_GAP = 0.13;
/** A gap wider than this share separates cells or columns. */
export const CELL_GAP = 2.2;
/** More letters than this are running text rather than a cell. */
const PROSE = 25;

/** Such text has words, in scripts that part them. */
const WORDS =
  /\p{L}\p{L}\S*\s+\S+\s+\S|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]{2}/u;

export const isProse = (line: Pick<Line, "text">) => line.text.length > PROSE && WORDS.test(line.text);

/** Pieces to line fragments, in the order of the content stream. */
export function joinPieces(all: readonly Piece[]): Line[] {
  // The white between words is told by their places: as pieces it would bridge gutters.
  const pieces = all.filter((piece) => piece.text.trim() !== "");
  const gutters = findGutters(
    pieces.map((piece) => ({ ...reachOf(piece), y: piece.y, letters: piece.text.length })),
    median(pieces.map((piece) => piece.size)),
  );
  const rows = rowsOf(pieces.some(({ mirrored }) => mirrored) ? sortedRows(pieces) : pieces).map(cellsOf);
  const columns = gutters.filter((gutter) => isOfColumns(gutter, rows));
  const lines = rows.flatMap((cells) => cutRow(cells, columns).map(lineOf));
  return joinRows(withMarkers(lines), columns);
}

/**
 * The pieces of each line in the order that they stand in: a page that is written to the left is drawn from either side.
 */
function sortedRows(pieces: readonly Piece[]): Piece[] {
  const rows: Piece[][] = [];
  for (const piece of pieces) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    const isSame =
      last !== undefined && Math.abs(piece.y - last.y) <= Math.max(last.size, piece.size) * SAME_LINE && last.size > 0;
    if (row !== undefined && isSame) row.push(piece);
    else rows.push([piece]);
  }
  return rows.flatMap((row) => row.sort((a, b) => beginOf(a) - beginOf(b)));
}

/** Where a piece begins; what is written on the letter before, and so has no width, comes before the next one. */
const beginOf = ({ x, width, size }: Piece) => (width < size * 0.02 ? x - size * 0.05 : x);

/** What stands so far off a baseline, in letter sizes, is still on it: super- and subscripts are. */
const SAME_LINE = 0.55;

/** Pieces that follow each other on one baseline. */
function rowsOf(pieces: readonly Piece[]): Piece[][] {
  const rows: Piece[][] = [];
  // Kept while the row grows: to ask all of it again for each piece would be quadratic.
  let base: Piece | null = null;
  for (const piece of pieces) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    if (row !== undefined && last !== undefined && continues(last, largest(base, last), piece)) {
      row.push(piece);
      base = largest(base, piece);
    } else {
      rows.push([piece]);
      base = piece;
    }
  }
  return rows;
}

/** A row's pieces, parted where the white between two of them is wider than between words. */
function cellsOf(row: readonly Piece[]): Piece[][] {
  const cells: Piece[][] = [];
  for (const piece of row) {
    const cell = cells.at(-1);
    const last = cell?.at(-1);
    const gap = last === undefined ? 0 : gapBetween(last, piece);
    if (cell === undefined || last === undefined || gap > Math.max(last.size, piece.size) * GUTTER_GAP)
      cells.push([piece]);
    else cell.push(piece);
  }
  return cells;
}

/** A gutter may be no wider. */
const GUTTER_GAP = 0.7;

/**
 * Whether a gutter parts columns in the rows that were written across it: running text stands on either side of it. Where
 * these are the rows of a table, or formulas with their numbers, it does not.
 */
function isOfColumns(gutter: Gutter, rows: readonly (readonly Piece[][])[]): boolean {
  let [across, prose] = [0, 0];
  for (const cells of rows) {
    for (const [i, cell] of cells.entries()) {
      const before = cells[i - 1];
      if (before === undefined || !isAcross([gutter], reachOfAll(before), reachOfAll(cell))) continue;
      across += 1;
      if (isProseCell(before) && isProseCell(cell)) prose += 1;
    }
  }
  return prose >= across * MIN_PROSE;
}

const MIN_PROSE = 0.4;

const isProseCell = (cell: readonly Piece[]) =>
  isProse({
    text: spaced(cell)
      .map(({ piece, gap }) => (gap > piece.size * WORD_GAP ? ` ${piece.text}` : piece.text))
      .join(""),
  });

/** A row in the pieces that are lines of their own: parted at gutters, and where running text stands beside running text. */
function cutRow(cells: readonly Piece[][], columns: readonly Gutter[]): Piece[][] {
  const lines: Piece[][] = [];
  let before: Piece[] = [];
  for (const cell of cells) {
    const line = lines.at(-1);
    const [last, first] = [before.at(-1), cell[0]];
    const isApart =
      last !== undefined &&
      first !== undefined &&
      (isAcross(columns, reachOfAll(before), reachOfAll(cell)) ||
        (gapBetween(last, first) > Math.max(last.size, first.size) * CELL_GAP &&
          isProseCell(before) &&
          isProseCell(cell)));
    if (line === undefined || isApart) lines.push([...cell]);
    else line.push(...cell);
    before = cell;
  }
  return lines;
}

/** Whether a gutter lies between two stretches of a row. */
const isAcross = (gutters: readonly Gutter[], a: Reach, b: Reach) =>
  gutters.some(({ from, to }) => Math.min(a.x1, b.x1) <= from + 1 && Math.max(a.x0, b.x0) >= to - 1);

type Reach = { x0: number; x1: number };

const reachOf = ({ x, width }: Piece): Reach => ({ x0: x, x1: x + width });

function reachOfAll(pieces: readonly Piece[]): Reach {
  let [x0, x1] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, width } of pieces) [x0, x1] = [Math.min(x0, x), Math.max(x1, x + width)];
  return { x0, x1 };
}

/** What stands before an item of a list. */
const MARKER = /^(?:[•◦▪▶‣●○■□–*-]|\(?(?:\d{1,3}|[a-z])[.)])$/iu;

/** Markers that were written apart from their items come back to them: some producers set all of them at the end. */
function withMarkers(lines: readonly Line[]): Line[] {
  const rows = new Map<number, number[]>();
  for (const [i, line] of lines.entries()) {
    const row = rows.get(Math.round(line.y));
    if (row) row.push(i);
    else rows.set(Math.round(line.y), [i]);
  }
  const taken = new Map<number, Line>();
  const dropped = new Set<number>();
  for (const [i, marker] of lines.entries()) {
    if (!MARKER.test(marker.text)) continue;
    let nearest: number | null = null;
    for (const y of [-1, 0, 1]) {
      // A row of very many fragments is no list.
      for (const at of (rows.get(Math.round(marker.y) + y) ?? []).slice(0, 20)) {
        const line = lines[at];
        if (line === undefined || at === i || dropped.has(at) || line.x0 < marker.x1 - 1) continue;
        const reach = nearest === null ? marker.x1 + marker.size * 4 : (lines[nearest]?.x0 ?? 0);
        if (line.x0 < reach) nearest = at;
      }
    }
    const line = nearest === null ? undefined : lines[nearest];
    if (nearest === null || line === undefined || MARKER.test(line.text)) continue;
    taken.set(nearest, { ...joined(marker, " ", line), x0: marker.x0 });
    dropped.add(i);
  }
  return lines.flatMap((line, i) => (dropped.has(i) ? [] : [taken.get(i) ?? line]));
}

/** Fragments of one row that are not two columns of running text are one line again: rows of tables, heads with page numbers. */
function joinRows(fragments: readonly Line[], gutters: readonly Gutter[]): Line[] {
  const lines: Line[] = [];
  for (const line of fragments) {
    const before = lines.at(-1);
    const sameRow = before !== undefined && Math.abs(line.y - before.y) < line.size * 0.3 && line.x0 > before.x1;
    const apart = before !== undefined && ((isProse(line) && isProse(before)) || isAcross(gutters, before, line));
    if (before === undefined || !sameRow || apart) lines.push(line);
    else lines[lines.length - 1] = { ...joined(before, CELL, line), ...measures(before), x1: line.x1, table: true };
  }
  return lines;
}

/** What parts the cells of a row. */
const CELL = "   ";

/** Two lines as one, with the measures of the second. */
export function joined(a: Line, between: string, b: Line): Line {
  const parts = [...a.parts, ...moved(b.parts, a.text.length + between.length)];
  return { ...b, text: a.text + between + b.text, parts };
}

/** The same parts in a text that they begin `by` later in. */
export const moved = (parts: readonly Part[], by: number): Part[] =>
  parts.map((part) => ({ ...part, start: part.start + by, end: part.end + by }));

const measures = ({ x0, y, size, font }: Line) => ({ x0, y, size, font });

/** The larger of two pieces, the later one where both are alike. */
const largest = (best: Piece | null, piece: Piece) => (best !== null && best.size > piece.size ? best : piece);

/** Whether a piece stands on the same line as the row before it, whose largest piece is `base`. */
function continues(last: Piece, base: Piece, piece: Piece): boolean {
  const size = Math.max(last.size, piece.size);
  if (Math.min(Math.abs(piece.y - last.y), Math.abs(piece.y - base.y)) > size * SAME_LINE) return false;
  const gap = gapBetween(last, piece);
  // A step back is a new line set over this one, or an accent put on the letter before.
  return gap > -size * 1.2 && gap < size * 25;
}

/** The white between two pieces that follow each other. */
const gapBetween = (a: Piece, b: Piece) => b.x - (a.x + a.width);

function lineOf(run: readonly Piece[]): Line {
  const parts: Part[] = [];
  let text = "";
  let table = false;
  let before: Piece | null = null;
  const pieces = spaced(run);
  const justified = isJustified(pieces);
  for (const { piece, gap } of inReadingWay(pieces, run[0]?.mirrored === true ? "left" : "right")) {
    const size = Math.max(before?.size ?? 0, piece.size);
    const wordGap = Math.min(before?.wordGap ?? WORD_GAP, piece.wordGap ?? WORD_GAP);
    if (before !== null && gap > size * CELL_GAP && !justified) {
      table = true;
      text += CELL;
    } else if (before !== null && (gap > size * wordGap || /\s$/.test(before.text) || /^\s/.test(piece.text)))
      text += " ";
    const set = before === null || gap > -size * 0.1 ? null : withAccent(text, piece.text.trim());
    if (set !== null) {
      text = set.text;
      const last = parts.at(-1);
      if (last !== undefined) parts.splice(-1, 1, ...clipped([last], text.length));
    }
    const shown = set === null ? piece : { ...piece, text: set.piece };
    parts.push(partOf(shown, text.length));
    text += shown.text.trim();
    before = piece;
  }
  const main = run.reduce((best, piece) =>
    piece.text.length * piece.size > best.text.length * best.size ? piece : best,
  );
  return {
    text,
    parts,
    x0: Math.min(...run.map((piece) => piece.x)),
    x1: Math.max(...run.map((piece) => piece.x + piece.width)),
    y: main.y,
    size: main.size,
    font: main.font,
    table,
  };
}

/** Whether the white between all words is equally wide, however wide: a line of few words that fills its column. */
function isJustified(pieces: readonly { piece: Piece; gap: number }[]): boolean {
  if (!pieces.every(({ piece }) => /\p{L}/u.test(piece.text))) return false;
  const gaps = pieces.filter(({ piece, gap }, i) => i > 0 && gap > piece.size * WORD_GAP).map(({ gap }) => gap);
  const size = pieces[0]?.piece.size ?? 0;
  const [least, most] = [Math.min(...gaps), Math.max(...gaps)];
  return gaps.length >= 2 && most - least < size * 0.25 && most < size * MAX_JUSTIFIED;
}

/** White between words is never wider, in letter sizes. */
const MAX_JUSTIFIED = 5;

/** Each piece with the white before it; a mark has none, and what follows it stands beside the letter that it is on. */
function spaced(run: readonly Piece[]): { piece: Piece; gap: number }[] {
  let base: Piece | null = null;
  return run.map((piece) => {
    const isMark = /^\p{M}+$/u.test(piece.text);
    const gap = base === null || isMark ? 0 : gapBetween(base, piece);
    if (!isMark || base === null) base = piece;
    return { piece, gap };
  });
}

/** A piece in a text from `start` on, without the white space at its ends. */
function partOf(piece: Piece, start: number): Part {
  const shown = piece.text.trim();
  const letter = piece.width / piece.text.length;
  const lead = piece.text.length - piece.text.trimStart().length;
  const before = piece.rtl === piece.mirrored ? lead : piece.text.length - lead - shown.length;
  return { start, end: start + shown.length, x: piece.x + before * letter, width: shown.length * letter, piece };
}

/** The parts of a text that ends at `end`: what hangs over is cut off. */
export function clipped(parts: readonly Part[], end: number): Part[] {
  return parts.flatMap((part) => {
    if (part.start >= end) return [];
    if (part.end <= end) return [part];
    const width = (part.width * (end - part.start)) / (part.end - part.start);
    return [{ ...part, end, width, x: part.piece.rtl === part.piece.mirrored ? part.x : part.x + part.width - width }];
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * The positioned pieces of a PDF page to lines: what stands on one baseline and in one column is a line, with the spaces
 * that the gaps between its pieces mean. Pure. Lines keep the order of the content stream; pdf-order.ts looks after it.
 */
import { findGutters, type Gutter } from "./pdf-gutters.ts";

/** One piece of text; `y` is the baseline and grows downwards, all lengths in points of the upright page. */
export type Piece = { text: string; x: number; y: number; width: number; size: number; font: string; rtl: boolean };

export type Line = { text: string; x0: number; x1: number; y: number; size: number; font: string; table: boolean };

/** A gap wider than this share of the letter size separates words. */
const WORD_GAP = 0.17;
/** A gap wider than this share separates cells or columns. */
const CELL_GAP = 2.2;
/** More letters than this are running text rather than a cell. */
const PROSE = 25;

export const isProse = (line: Line) => line.text.length > PROSE && /\p{L}\p{L}/u.test(line.text);

/** Pieces to line fragments, in the order of the content stream. */
export function joinPieces(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = [];
  const gutters = findGutters(
    pieces
      .filter((piece) => piece.text.trim() !== "")
      .map((piece) => ({ ...reachOf(piece), y: piece.y, letters: piece.text.length })),
    median(pieces.map((piece) => piece.size)),
  );
  let run: Piece[] = [];
  // Kept while the run grows: to ask all of it again for each piece would be quadratic.
  let base: Piece | null = null;
  let letters = 0;
  const flush = () => {
    if (run.some((piece) => piece.text.trim() !== "")) lines.push(lineOf(run));
    run = [];
    base = null;
    letters = 0;
  };
  for (const piece of pieces) {
    const last = run.at(-1);
    if (
      last !== undefined &&
      (!continues({ last, base: largest(base, last), letters }, piece) ||
        isAcross(gutters, reachOf(last), reachOf(piece)))
    )
      flush();
    if (run.length === 0 && piece.text.trim() === "") continue;
    run.push(piece);
    base = largest(base, piece);
    letters += piece.text.length;
  }
  flush();
  return joinRows(withMarkers(lines), gutters);
}

/** Whether a gutter lies between two stretches of a row. */
const isAcross = (gutters: readonly Gutter[], a: Reach, b: Reach) =>
  gutters.some(({ from, to }) => Math.min(a.x1, b.x1) <= from + 1 && Math.max(a.x0, b.x0) >= to - 1);

type Reach = { x0: number; x1: number };

const reachOf = ({ x, width }: Piece): Reach => ({ x0: x, x1: x + width });

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
    taken.set(nearest, { ...line, text: `${marker.text} ${line.text}`, x0: marker.x0 });
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
    else lines[lines.length - 1] = { ...before, text: `${before.text}   ${line.text}`, x1: line.x1, table: true };
  }
  return lines;
}

/** The larger of two pieces, the later one where both are alike. */
const largest = (best: Piece | null, piece: Piece) => (best !== null && best.size > piece.size ? best : piece);

/** What is known of the pieces of a line so far: the last, the largest, and how many letters there are. */
type Run = { last: Piece; base: Piece; letters: number };

/** Whether a piece stands on the same line as the run before it; super- and subscripts do. */
function continues({ last, base, letters }: Run, piece: Piece): boolean {
  const size = Math.max(last.size, piece.size);
  if (Math.min(Math.abs(piece.y - last.y), Math.abs(piece.y - base.y)) > size * 0.55) return false;
  const gap = piece.rtl || last.rtl ? distance(last, piece) : piece.x - (last.x + last.width);
  if (gap > size * CELL_GAP && letters > PROSE) return false;
  // A step back is a new line set over this one, or an accent put on the letter before.
  return gap > -size * 1.2 && gap < size * 25;
}

/** The free space between two pieces, whichever stands first. */
function distance(a: Piece, b: Piece): number {
  return Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width));
}

function lineOf(run: readonly Piece[]): Line {
  const ordered = run.some((piece) => piece.rtl) ? rightToLeft(run) : run;
  let text = "";
  let table = false;
  let before: Piece | null = null;
  for (const piece of ordered) {
    if (piece.text.trim() === "") continue;
    if (before !== null) {
      const size = Math.max(before.size, piece.size);
      const gap = piece.rtl || before.rtl ? distance(before, piece) : piece.x - (before.x + before.width);
      if (gap > size * CELL_GAP) {
        table = true;
        text = `${text.trimEnd()}   `;
      } else if (gap > size * WORD_GAP && !/\s/.test(text.slice(-1)) && !/^\s/.test(piece.text)) text += " ";
    }
    text += piece.text;
    before = piece;
  }
  const inked = run.filter((piece) => piece.text.trim() !== "");
  const main = inked.reduce((best, piece) =>
    piece.text.length * piece.size > best.text.length * best.size ? piece : best,
  );
  return {
    text: text.trim(),
    x0: Math.min(...inked.map((piece) => piece.x)),
    x1: Math.max(...inked.map((piece) => piece.x + piece.width)),
    y: main.y,
    size: main.size,
    font: main.font,
    table,
  };
}

/** Pieces of a line in a right-to-left script read from the right; left-to-right words within keep their order. */
function rightToLeft(run: readonly Piece[]): Piece[] {
  const letters = run.reduce((sum, piece) => sum + (piece.rtl ? piece.text.length : -piece.text.length), 0);
  if (letters < 0) return [...run];
  const groups: Piece[][] = [];
  for (const piece of [...run].sort((a, b) => b.x - a.x)) {
    const group = groups.at(-1);
    if (!piece.rtl && group?.[0] !== undefined && !group[0].rtl) group.unshift(piece);
    else groups.push([piece]);
  }
  return groups.flat();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

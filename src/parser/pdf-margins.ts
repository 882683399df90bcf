/**
 * What stands beside the text of a page and is none of it: the numbers of its lines, as in manuscripts. And large first letters,
 * which stand beside several lines and are part of the first one. Pure; linear but for sorting.
 */
import { CELL_GAP, joined, type Line, type Piece } from "./pdf-lines.ts";

/** So many numbers in a margin are those of lines, */
const MIN_NUMBERS = 10;
/** when so many of them count on by the same step */
const COUNTING = 0.9;
/** and they stand beside so large a share of the rows. */
const BESIDE = 0.6;
/** Points that the edge of a column of numbers may vary by. */
const EDGE = 3;

export function withoutLineNumbers(pieces: readonly Piece[]): readonly Piece[] {
  const numbers = pieces.filter(({ text }) => /^\s*\d{1,4}\s*$/.test(text));
  if (numbers.length < MIN_NUMBERS) return pieces;
  const rest = pieces.filter(({ text }) => /\p{L}/u.test(text));
  const from = quantile(
    rest.map(({ x }) => x),
    0.02,
  );
  const to = quantile(
    rest.map(({ x, width }) => x + width),
    0.98,
  );
  const rows = rowsOf(rest);
  const isFull = (row: readonly Piece[]) => {
    const first = firstLineOf(row);
    return first.end > from + (to - from) * FULL && first.letters >= FULL_LETTERS;
  };
  if (rows.filter(isFull).length < rows.length / 2) return pieces;
  for (const side of [
    numbers.filter(({ x, width }) => x + width <= from + 1),
    numbers.filter(({ x }) => x >= to - 1),
  ]) {
    const column = inOneColumn(side).sort((a, b) => a.y - b.y);
    const step = column.length < MIN_NUMBERS ? 0 : stepOf(column);
    if (step > 0 && column.length * step >= rows.length * BESIDE) {
      const dropped = new Set(column);
      return pieces.filter((piece) => !dropped.has(piece));
    }
  }
  return pieces;
}

/** A full line reaches so far over the page and has so many letters; those of a listing, and of a column, do not. */
const FULL = 0.7;
const FULL_LETTERS = 40;
/** White that ends a line, in letter sizes. */
const BREAK = 3;

function rowsOf(pieces: readonly Piece[]): Piece[][] {
  const rows = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const at = Math.round((piece.y / (piece.size || 1)) * 1.5);
    const row = rows.get(at);
    if (row) row.push(piece);
    else rows.set(at, [piece]);
  }
  return [...rows.values()];
}

/** How far to the right a row's first line goes, and its letters. */
function firstLineOf(row: readonly Piece[]): { end: number; letters: number } {
  let [end, letters] = [Number.NEGATIVE_INFINITY, 0];
  for (const { x, width, size, text } of [...row].sort((a, b) => a.x - b.x)) {
    if (letters > 0 && x - end > size * BREAK) break;
    end = Math.max(end, x + width);
    letters += text.length;
  }
  return { end, letters };
}

/** The numbers that end, or else begin, where most of them do. */
function inOneColumn(numbers: readonly Piece[]): Piece[] {
  const edges = [({ x, width }: Piece) => x + width, ({ x }: Piece) => x];
  const columns = edges.map((edgeOf) => {
    const edge = quantile(numbers.map(edgeOf), 0.5);
    return numbers.filter((piece) => Math.abs(edgeOf(piece) - edge) <= EDGE);
  });
  return columns.reduce((best, column) => (column.length > best.length ? column : best), []);
}

/** By how much numbers count on from one to the next, 1 or 5; 0: they do not. */
function stepOf(column: readonly Piece[]): number {
  const values = column.map(({ text }) => Number(text));
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? 0));
  return [1, 5].find((step) => steps.filter((each) => each === step).length >= steps.length * COUNTING) ?? 0;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A first letter is so much larger than its line; */
const LARGER = 1.8;
/** of so many lines around it in the file one is its line. */
const NEAR = 6;

/** Lines whose first letter stands large beside them, with that letter. */
export function withInitials(lines: readonly Line[]): Line[] {
  const dropped = new Set<Line>();
  const whole = new Map<Line, Line>();
  for (const [i, initial] of lines.entries()) {
    if (!/^[“"«‘]?\p{Lu}$/u.test(initial.text)) continue;
    let first: Line | null = null;
    for (const line of lines.slice(Math.max(0, i - NEAR), i + NEAR + 1)) {
      const isBeside =
        initial.size > line.size * LARGER &&
        line.x0 >= initial.x1 - line.size * 0.3 &&
        line.x0 <= initial.x1 + line.size * 1.5 &&
        line.y > initial.y - initial.size * 1.1 &&
        line.y <= initial.y + line.size * 0.3;
      if (isBeside && /^\p{L}/u.test(line.text) && (first === null || line.y < first.y)) first = line;
    }
    if (first === null || whole.has(first)) continue;
    dropped.add(initial);
    // "A cell": a word of one letter has the white of a word after it.
    const between =
      first.x0 - initial.x1 > first.size * 0.5 && first.x0 - initial.x1 < first.size * CELL_GAP ? " " : "";
    whole.set(first, { ...joined(initial, between, first), x0: first.x0 });
  }
  return lines.flatMap((line) => (dropped.has(line) ? [] : [whole.get(line) ?? line]));
}

/**
 * Text in reading order out of the positioned pieces of a PDF page: pieces become lines, lines become paragraphs.
 * Pure. The order of the content stream is kept, since producers write in reading order, unless the page shows that it
 * is not: then the page is cut along its gutters. What a piece says is left to pdf.ts.
 */
import type { Heading } from "./parsed.ts";

/** One piece of text; `y` is the baseline and grows downwards, all lengths in points of the upright page. */
export type Piece = { text: string; x: number; y: number; width: number; size: number; font: string; rtl: boolean };

export type Line = { text: string; x0: number; x1: number; y: number; size: number; font: string; table: boolean };

/** A gap wider than this share of the letter size separates words. */
const WORD_GAP = 0.17;
/** A gap wider than this share separates cells or columns. */
const CELL_GAP = 2.2;
/** More letters than this are running text rather than a cell. */
const PROSE = 25;

/** The text of a page with its headings, which are told by letter size, or by a number and a font of their own. */
export function layOut(pieces: readonly Piece[]): { text: string; headings: Heading[] } {
  const lines = inReadingOrder(joinPieces(pieces));
  return joinLines(lines);
}

/** Pieces to line fragments, in the order of the content stream. */
export function joinPieces(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = [];
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
    if (last !== undefined && !continues({ last, base: largest(base, last), letters }, piece)) flush();
    if (run.length === 0 && piece.text.trim() === "") continue;
    run.push(piece);
    base = largest(base, piece);
    letters += piece.text.length;
  }
  flush();
  return joinRows(lines);
}

/** Fragments of one row that are not two columns of running text are one line again: rows of tables, heads with page numbers. */
function joinRows(fragments: readonly Line[]): Line[] {
  const lines: Line[] = [];
  for (const line of fragments) {
    const before = lines.at(-1);
    const sameRow = before !== undefined && Math.abs(line.y - before.y) < line.size * 0.3 && line.x0 > before.x1;
    if (before === undefined || !sameRow || (isProse(line) && isProse(before))) lines.push(line);
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

/** Keeps the stream's order unless it jumps about, or runs across a gutter; then cuts the page along its white space. */
export function inReadingOrder(lines: Line[]): Line[] {
  let upwards = 0;
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before === undefined) continue;
    const overlap = Math.min(before.x1, line.x1) - Math.max(before.x0, line.x0);
    if (line.y < before.y - line.size * 0.6 && overlap > 0.3 * Math.min(before.x1 - before.x0, line.x1 - line.x0))
      upwards += 1;
    // Row by row across two columns: the same baseline comes again and again, far to the right.
    else if (Math.abs(line.y - before.y) < line.size * 0.3 && line.x0 > before.x1 && isProse(line) && isProse(before))
      upwards += 1;
  }
  return upwards > Math.max(3, lines.length * 0.2) ? cut(lines, 0) : lines;
}

const isProse = (line: Line) => line.text.length > PROSE && /\p{L}\p{L}/u.test(line.text);

/** XY-cut: the widest gutter splits into columns, else the widest horizontal gap into bands, until nothing splits. */
function cut(lines: Line[], depth: number): Line[] {
  if (lines.length < 2 || depth > 12) return byPosition(lines);
  const size = median(lines.map((line) => line.size));
  const column = gap(lines, (line) => [line.x0, line.x1]);
  const band = gap(lines, (line) => [line.y - line.size, line.y + line.size * 0.25]);
  const split = (at: number, side: (line: Line) => number) => {
    const first = lines.filter((line) => side(line) < at);
    const second = lines.filter((line) => side(line) >= at);
    return [...cut(first, depth + 1), ...cut(second, depth + 1)];
  };
  if (column !== null && column.width > size * 0.8) return split(column.at, (line) => (line.x0 + line.x1) / 2);
  if (band !== null && band.width > size * 0.3) return split(band.at, (line) => line.y - line.size / 2);
  return byPosition(lines);
}

function byPosition(lines: Line[]): Line[] {
  return [...lines].sort((a, b) => (Math.abs(a.y - b.y) < Math.min(a.size, b.size) * 0.4 ? a.x0 - b.x0 : a.y - b.y));
}

/** The widest stretch of an axis that no line covers. */
function gap(lines: Line[], span: (line: Line) => [number, number]): { at: number; width: number } | null {
  const spans = lines.map(span).sort((a, b) => a[0] - b[0]);
  let end = spans[0]?.[1] ?? 0;
  let best: { at: number; width: number } | null = null;
  for (const [from, to] of spans) {
    if (from - end > (best?.width ?? 0)) best = { at: (from + end) / 2, width: from - end };
    end = Math.max(end, to);
  }
  return best;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The letter size that most characters have. */
function bodySizeOf(lines: readonly Line[]): number {
  const weight = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2;
    weight.set(size, (weight.get(size) ?? 0) + line.text.length);
  }
  return [...weight].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

/** Lines to paragraphs: prose is joined, words broken by a hyphen are mended, rows of tables and short lines stay lines. */
function joinLines(lines: readonly Line[]): { text: string; headings: Heading[] } {
  const headings: Heading[] = [];
  const body = bodySizeOf(lines);
  const words = new Set(
    lines.flatMap((line) => line.text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? []),
  );
  let text = "";
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    const join = before === undefined ? "" : separator(before, line, rightEdge(lines, i - 1));
    const heading = headings.at(-1);
    const inHeading = join === " " && heading !== undefined && heading.start + heading.title.length === text.length;
    if (join === " ") text = mend(text, line.text, words);
    else text += join + line.text;
    if (inHeading) heading.title = text.slice(heading.start).slice(0, 200);
    if (join !== " " && isHeading(line, lines[i + 1], body)) {
      headings.push({
        start: text.length - line.text.length,
        level: line.size > body * 1.5 ? 1 : line.size > body * 1.25 ? 2 : 3,
        title: line.text.slice(0, 200),
      });
    }
  }
  return { text, headings };
}

/** How far the lines around reach to the right, in the same column and letter size. */
function rightEdge(lines: readonly Line[], at: number): number {
  const line = lines[at];
  let edge = line?.x1 ?? 0;
  for (let i = Math.max(0, at - 6); i <= at + 6; i += 1) {
    const other = lines[i];
    if (line === undefined || other === undefined) continue;
    const sameColumn = other.x0 < line.x1 && other.x1 > line.x0 && Math.abs(other.size - line.size) < 1;
    if (sameColumn && !other.table) edge = Math.max(edge, other.x1);
  }
  return edge;
}

function separator(before: Line, line: Line, edge: number): " " | "\n" | "\n\n" {
  const size = Math.max(before.size, line.size);
  const step = line.y - before.y;
  if (Math.abs(before.size - line.size) > size * 0.12) return "\n\n";
  // The next column or another part of the page: a sentence goes on only where the line was full.
  const jumped = step < -size * 0.5 || step > size * 1.9;
  const full = before.x1 > edge - size * 3.5 && !before.table && !line.table;
  const hyphen = /\p{L}[-\u00AD‐]$/u.test(before.text) && /^\p{Ll}/u.test(line.text);
  if (jumped)
    return full && hyphen
      ? " "
      : full && /[\p{L},]$/u.test(before.text) && /^\p{Ll}/u.test(line.text) && step < 0
        ? " "
        : "\n\n";
  if (hyphen) return " ";
  if (/^[•◦▪▶‣●○■□–*-]\s/u.test(line.text) || /^(?:\d{1,3}[.)]|\(?[a-z]\))\s/i.test(line.text)) return "\n";
  if (!full) return step > size * 1.6 ? "\n\n" : "\n";
  const indented = line.x0 > before.x0 + size * 0.8 && line.x0 < before.x0 + size * 4;
  if (indented && /[.!?:”"’)\]]$/u.test(before.text)) return "\n\n";
  return " ";
}

/** So much of a text's end is looked at for the word that it ends in. */
const MAX_WORD = 100;

/** Joins two lines of a paragraph. A hyphen between them stays where the page elsewhere writes the word with it. */
function mend(text: string, next: string, words: ReadonlySet<string>): string {
  const broken = /([\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*)[-\u00AD‐]$/u.exec(text.slice(-MAX_WORD));
  const follows = /^[\p{L}\p{M}]+/u.exec(next)?.[0];
  if (broken?.[1] === undefined || follows === undefined) {
    const glued = CLOSE_SCRIPT.test(text.slice(-1)) && CLOSE_SCRIPT.test(next.slice(0, 1));
    return glued ? text + next : `${text} ${next}`;
  }
  const head = broken[1].toLowerCase();
  const tail = follows.toLowerCase();
  if (!/^\p{Ll}/u.test(follows)) return text + next;
  const kept = words.has(`${head}-${tail}`) && !words.has(head + tail);
  return kept ? text + next : text.slice(0, -1) + next;
}

/** Scripts that put no space between words. */
const CLOSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}、。「」（）]/u;

function isHeading(line: Line, next: Line | undefined, body: number): boolean {
  if (line.text.length > 150 || line.text.length < 3 || !/\p{L}{2}/u.test(line.text) || line.table) return false;
  if (line.size > body * 1.12) return true;
  // "2.1 Model": numbered, in another font than what follows.
  return (
    next !== undefined &&
    line.font !== next.font &&
    line.size >= body * 0.98 &&
    /^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}/u.test(line.text) &&
    !/[.,;]$/.test(line.text)
  );
}

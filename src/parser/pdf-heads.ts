/**
 * Running heads and page numbers: lines at the top or the bottom of a page that come again on the pages around it, at the
 * same height, with a number that counts along or none that changes. Pure. They are no part of the text: they would stand in
 * the middle of sentences that go on over the page. Which pages are around is left to pdf.ts, and does not depend on the
 * range that was asked for.
 */
import { bodyOf } from "./pdf-headings.ts";
import type { Line } from "./pdf-lines.ts";

/** So many pages on either side are looked at: heads of left and right pages differ. */
export const AROUND = 2;
/** So many rows at the top and at the bottom may be heads. */
const EDGE_ROWS = 2;
/** Rows of more fragments than this are no heads. */
const MAX_FRAGMENTS = 8;
const MAX_LENGTH = 150;

type Edge = { line: Line; mask: string; numbers: number[]; outermost: boolean; apart: number };

/** The lines of a page without its heads. `around` are the lines of the pages near it, by how far these are from it. */
export function withoutHeads(lines: readonly Line[], around: ReadonlyMap<number, readonly Line[]>): Line[] {
  const others = [...around].map(([offset, other]) => ({
    offset,
    edges: edgesOf(other).flatMap((edge) => [edge, ...cellsOf(edge)]),
  }));
  const body = bodyOf(lines).size;
  const heads = new Set<Line>();
  const repeated: Line[] = [];
  for (const edge of edgesOf(lines)) {
    const cells = cellsOf(edge);
    const again = others.filter(({ offset, edges }) => {
      const isThere = (own: Edge) => edges.some((other) => isSame(own, other, offset));
      return isThere(edge) || (cells.length > 0 && cells.every(isThere));
    });
    const counting = others.filter(({ offset, edges }) => edges.some((other) => countsAlong(edge, other, offset)));
    const seen = { times: again.length, counting: counting.length, of: others.length, body };
    if (isHead(edge, seen)) heads.add(edge.line);
    else if (edge.outermost && seen.times >= 2) repeated.push(edge.line);
  }
  // "1(1), 2021" at the other end of a head: numbers alone are none, but beside one they are.
  for (const line of repeated)
    if ([...heads].some((head) => Math.abs(head.y - line.y) < line.size * 0.5)) heads.add(line);
  const rest = lines.filter((line) => !heads.has(line));
  // A page of nothing else, a divider between chapters say, keeps what it has.
  return rest.some((line) => /\p{L}/u.test(line.text)) ? rest : [...lines];
}

/** The parts of a row that was read as one line: on the next page they may be lines of their own. */
function cellsOf(edge: Edge): Edge[] {
  const cells = edge.line.table ? edge.line.text.split(/\s{3,}/) : [];
  return cells.length > 1 ? cells.map((text) => ({ ...edge, ...masked(text) })) : [];
}

function isHead(edge: Edge, seen: { times: number; counting: number; of: number; body: number }): boolean {
  const { line, mask, numbers, outermost, apart } = edge;
  if (seen.times === 0 && seen.counting < 2) return false;
  const isLarge = line.size > seen.body * 1.12;
  // The title of a slide is larger, near to what it is the title of, and comes again on few slides, or as (2/3).
  if (isLarge && (!outermost || line.size > seen.body * 1.4 || apart < line.size * 1.5)) return false;
  if (isLarge && mask !== "#" && (numbers.length > 0 || seen.times < Math.max(2, seen.of))) return false;
  // The second row from an edge is a head in small letters; pictures that grow from slide to slide have labels there.
  if (!outermost && (line.size > seen.body * 0.95 || !/\p{L}/u.test(mask))) return false;
  if (seen.counting >= 2) return true;
  if (mask === "#") return outermost && seen.times >= Math.min(2, seen.of);
  // "Cells 41": with its number counting along, one page that has the same is enough.
  if (outermost && seen.counting > 0 && seen.times > 0 && /\p{L}/u.test(mask)) return true;
  return seen.times >= 2 && /\p{L}/u.test(mask);
}

/** Whether two lines are one head on two pages: each number is the same, or counts along with the pages. */
function isSame(a: Edge, b: Edge, offset: number): boolean {
  return (
    a.mask === b.mask &&
    Math.abs(a.line.y - b.line.y) < a.line.size * 0.5 &&
    Math.abs(a.line.size - b.line.size) < 1 &&
    (a.mask !== "#" || a.numbers[0] !== b.numbers[0]) &&
    a.numbers.every((number, i) => {
      const step = (b.numbers[i] ?? number) - number;
      return step === 0 || step === offset;
    })
  );
}

/** Whether the numbers at an end of two outermost lines are those of their pages, whatever else the lines say. */
function countsAlong(a: Edge, b: Edge, offset: number): boolean {
  if (!a.outermost || !b.outermost || Math.abs(a.line.y - b.line.y) > a.line.size * 0.5) return false;
  return endsOf(a).some((number) => endsOf(b).includes(number + offset));
}

const endsOf = ({ mask, numbers }: Edge) => [
  ...(mask.startsWith("#") ? numbers.slice(0, 1) : []),
  ...(mask.endsWith("#") ? numbers.slice(-1) : []),
];

/** The lines of the outer rows of a page. */
function edgesOf(lines: readonly Line[]): Edge[] {
  const rows: Line[][] = [];
  for (const line of [...lines].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row?.[0] !== undefined && line.y - row[0].y < line.size * 0.5) row.push(line);
    else rows.push([line]);
  }
  const isEdge = (at: number) => at < EDGE_ROWS || at >= rows.length - EDGE_ROWS;
  return rows.flatMap((row, at) => {
    if (!isEdge(at) || row.length > MAX_FRAGMENTS) return [];
    const inner = rows[at === 0 ? 1 : rows.length - 2]?.[0];
    return row
      .filter((line) => line.text.length <= MAX_LENGTH)
      .map((line) => ({
        line,
        ...masked(line.text),
        outermost: at === 0 || at === rows.length - 1,
        apart: inner === undefined ? Number.POSITIVE_INFINITY : Math.abs(inner.y - line.y) - line.size,
      }));
  });
}

/** A text with its numbers taken out, Roman ones too where they stand at an end as page numbers do. */
function masked(text: string): { mask: string; numbers: number[] } {
  const numbers: number[] = [];
  const take = (value: number) => {
    numbers.push(value);
    return "#";
  };
  const mask = text
    .replace(/^[ivxlc]{1,9}(?=\s|$)|(?<=\s)[ivxlc]{1,9}$/giu, (roman) => String(romanValue(roman.toLowerCase())))
    .replace(/\p{Nd}{1,6}/gu, (digits) => take(Number(digits.normalize("NFKC")) || 0))
    .replace(/[^\p{L}\p{M}#]+/gu, " ")
    .trim();
  return { mask, numbers };
}

const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

function romanValue(roman: string): number {
  const values = [...roman].map((letter) => ROMAN[letter] ?? 0);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

/**
 * The gutters of a page: upright strips of white that part columns of running text. Pure. A few boxes may cross one, since
 * headings and figures run over columns; white between the cells of a table is none.
 */

/** Something printed: its reach across the page, its baseline, and how many letters it has. */
export type Box = { x0: number; x1: number; y: number; letters: number };

/** A strip without text, from one column's end to the next one's beginning. */
export type Gutter = { from: number; to: number };

/** A gutter is at least so wide, in letter sizes; */
const MIN_WIDTH = 0.7;
/** has so many rows on either side at least */
const MIN_ROWS = 4;
/** that have so many letters; */
const MIN_LETTERS = 20;
/** and at most this share of the page's rows run across it. */
const MAX_CROSSING = 0.4;

/** The gutters among some boxes whose letters are `size` high, from the left. */
export function findGutters(boxes: readonly Box[], size: number): Gutter[] {
  const rows = lettersByRow(boxes, size).length;
  if (rows < MIN_ROWS) return [];
  const strips = whiteStrips(boxes, Math.floor(rows * MAX_CROSSING), size * MIN_WIDTH);
  if (strips.length > MAX_STRIPS) return [];
  let gutters: Gutter[] = [];
  // The barest first: what is white between two formulas must not take a column from the gutter beside it.
  for (const strip of strips.sort((a, b) => a.covering - b.covering || widthOf(b) - widthOf(a))) {
    const before = gutters.findLast(({ to }) => to <= strip.from)?.to ?? Number.NEGATIVE_INFINITY;
    const after = gutters.find(({ from }) => from >= strip.to)?.from ?? Number.POSITIVE_INFINITY;
    const sides = [columnOf(boxes, before, strip.from), columnOf(boxes, strip.to, after)];
    if (sides.every((side) => isColumn(side, size))) gutters = [...gutters, strip].sort((a, b) => a.from - b.from);
  }
  return gutters;
}

const widthOf = ({ from, to }: Gutter) => to - from;

/** More strips than this are those of a table. */
const MAX_STRIPS = 12;

/** A small slack: a letter may stand over its column's edge. */
const SLACK = 1;

const columnOf = (boxes: readonly Box[], from: number, to: number) =>
  boxes.filter((box) => box.x0 >= from - SLACK && box.x1 <= to + SLACK);

/** Whether boxes are running text: mostly in full rows, however many formulas stand between these. */
function isColumn(boxes: readonly Box[], size: number): boolean {
  const rows = lettersByRow(boxes, size);
  const full = rows.filter((letters) => letters >= MIN_LETTERS);
  const sum = (counts: readonly number[]) => counts.reduce((all, letters) => all + letters, 0);
  return full.length >= MIN_ROWS && sum(full) > sum(rows) * 0.6;
}

function lettersByRow(boxes: readonly Box[], size: number): number[] {
  const rows = new Map<number, number>();
  for (const { y, letters } of boxes) {
    const row = Math.round(y / (size * 0.5));
    rows.set(row, (rows.get(row) ?? 0) + letters);
  }
  return [...rows.values()];
}

type Strip = Gutter & { covering: number };

/** Strips that at most `crossing` boxes cover and that are wider than `width`, between the first and the last box. */
function whiteStrips(boxes: readonly Box[], crossing: number, width: number): Strip[] {
  const ends = boxes.flatMap(({ x0, x1 }) =>
    x1 > x0
      ? [
          { x: x0, step: 1 },
          { x: x1, step: -1 },
        ]
      : [],
  );
  ends.sort((a, b) => a.x - b.x);
  const first = ends[0]?.x ?? 0;
  const strips: Strip[] = [];
  let covering = 0;
  let parts: Strip[] = [];
  for (const [i, { x, step }] of ends.entries()) {
    covering += step;
    const to = ends[i + 1]?.x;
    if (to !== undefined && covering <= crossing) parts.push({ from: x, to, covering });
    else {
      // What only few boxes reach into is no gutter but the edge of the first or the last column.
      const from = parts[0]?.from ?? first;
      if (to !== undefined && from > first + SLACK) strips.push(...barest(parts, width));
      parts = [];
    }
  }
  return strips;
}

/** The widest stretch that hardly more boxes cover than its barest part: lines that end raggedly reach into the rest. */
function barest(parts: readonly Strip[], width: number): Strip[] {
  const least = parts.reduce(
    (few, { from, to, covering }) => (to > from ? Math.min(few, covering) : few),
    Number.MAX_VALUE,
  );
  let best: Strip | null = null;
  let begun: number | null = null;
  for (const { from, to, covering } of parts) {
    begun = covering > least + STRAY ? null : (begun ?? from);
    if (begun !== null && to - begun > (best === null ? width : best.to - best.from))
      best = { from: begun, to, covering: least };
  }
  return best === null ? [] : [best];
}

/** So many more boxes may stand in a gutter: a page number does. */
const STRAY = 2;

/**
 * From a stretch of a page's text to the boxes that it covers on the page: what a highlight is drawn from. Pure; shared by
 * the Worker and the page. Within a span letters are taken to be equally wide, which is what its box alone tells.
 */
import type { Rect, TextSpan } from "./protocol.ts";

/** Boxes of one row that are at most this share of their height apart are one box. */
const NEAR = 0.6;
/** Boxes are of one row when they overlap in this share of the lower one's height. */
const SAME_ROW = 0.6;

/**
 * The boxes of `start` to `end` (UTF-16 units of the page's text), one for each line where the text runs across the page, in
 * the order of the text. Empty where nothing of it has a place.
 */
export function rectsOf(spans: readonly TextSpan[], start: number, end: number): Rect[] {
  const rects: { rect: Rect; across: boolean }[] = [];
  for (const span of spans) {
    const from = Math.max(start, span[0]);
    const to = Math.min(end, span[1]);
    if (from >= to) continue;
    const across = span[6] === 0 || span[6] === 2;
    const rect = partOf(span, from, to);
    const last = rects.at(-1);
    if (last !== undefined && last.across === across && isBeside(last.rect, rect, across))
      last.rect = around(last.rect, rect);
    else rects.push({ rect, across });
  }
  return rects.map(({ rect }) => rect);
}

/** The box of `from` to `to` within a span's. */
function partOf([start, end, x, y, width, height, way]: TextSpan, from: number, to: number): Rect {
  const before = (from - start) / (end - start);
  const after = (end - to) / (end - start);
  const left = way === 0 ? before : way === 2 ? after : 0;
  const top = way === 1 ? before : way === 3 ? after : 0;
  const share = 1 - before - after;
  const isAcross = way === 0 || way === 2;
  return [x + width * left, y + height * top, isAcross ? width * share : width, isAcross ? height : height * share];
}

/** Whether two boxes are neighbours on one line. */
function isBeside(a: Rect, b: Rect, across: boolean): boolean {
  const [one, other] = across ? [a, b] : [turned(a), turned(b)];
  const low = Math.min(one[3], other[3]);
  const overlap = Math.min(one[1] + one[3], other[1] + other[3]) - Math.max(one[1], other[1]);
  const gap = Math.max(one[0], other[0]) - Math.min(one[0] + one[2], other[0] + other[2]);
  return overlap >= low * SAME_ROW && gap <= low * NEAR;
}

const turned = ([x, y, width, height]: Rect): Rect => [y, x, height, width];

function around(a: Rect, b: Rect): Rect {
  const x = Math.min(a[0], b[0]);
  const y = Math.min(a[1], b[1]);
  return [x, y, Math.max(a[0] + a[2], b[0] + b[2]) - x, Math.max(a[1] + a[3], b[1] + b[3]) - y];
}

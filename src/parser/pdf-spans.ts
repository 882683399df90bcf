/**
 * Where the text of a PDF page stands on it: the parts of its lines as spans of the contract, few enough to be stored with
 * every page. Pure. Neighbours on a line whose letters are as wide become one span, and when there are too many the words of a
 * line do, between which `rectsOf` measures.
 */
import type { Part } from "./pdf-lines.ts";
import { boxOf, quarterOf } from "./pdf-place.ts";

/** Spans of one page: some 15 KB as they are stored, and 40 KB in an answer. */
export const MAX_SPANS = 1_000;

type Span = { start: number; end: number; x: number; y: number; width: number; height: number; way: number };

/** Groups of parts, each turned by so many quarters, as one list of numbers; seven for each span. */
export function spansOf(groups: readonly { parts: readonly Part[]; quarter: number }[]): number[] {
  let spans = groups.flatMap(({ parts, quarter }) => parts.map((part) => spanOf(part, quarter)));
  for (const looseness of LOOSE) {
    if (spans.length > MAX_SPANS || looseness === LOOSE[0]) spans = merged(spans, looseness);
  }
  return spans
    .slice(0, MAX_SPANS)
    .flatMap(({ start, end, x, y, width, height, way }) => [start, end, ...[x, y, width, height].map(tenth), way]);
}

/** How unlike two neighbours may be to become one span: in the place of a letter, in letter sizes. The first is always tried. */
const LOOSE = [0.15, 1, 4];

/** Lengths are told to a tenth of a point. */
export const tenth = (points: number) => Math.round(points * 10) / 10;

function spanOf(part: Part, quarter: number): Span {
  const [x, y, width, height] = boxOf(part, quarter);
  return { start: part.start, end: part.end, x, y, width, height, way: quarterOf(part.piece, quarter) };
}

function merged(spans: readonly Span[], looseness: number): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    const both = last === undefined ? null : together(last, span, looseness);
    if (both === null) result.push(span);
    else result[result.length - 1] = both;
  }
  return result;
}

/** Two spans as one, when each letter stays where it is but for `looseness`; else `null`. */
function together(a: Span, b: Span, looseness: number): Span | null {
  if (a.way !== b.way || b.start < a.end || b.start - a.end > 3) return null;
  const across = a.way === 0 || a.way === 2;
  const [thickA, thickB] = across ? [a.height, b.height] : [a.width, b.width];
  const [sideA, sideB] = across ? [a.y, b.y] : [a.x, b.x];
  const size = Math.max(thickA, thickB);
  if (
    Math.abs(sideA - sideB) > size * 0.1 * (1 + looseness) ||
    Math.abs(thickA - thickB) > size * 0.2 * (1 + looseness)
  )
    return null;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  const both = { start: a.start, end: b.end, x, y, width, height, way: a.way };
  const errors = [placeOf(both, a.end) - endOf(a), placeOf(both, b.start) - beginOf(b)];
  return errors.every((error) => Math.abs(error) <= size * looseness) ? both : null;
}

/** How far along its letters' way a span begins and ends. */
const beginOf = ({ x, y, width, height, way }: Span) =>
  way === 0 ? x : way === 1 ? y : way === 2 ? -(x + width) : -(y + height);
const endOf = (span: Span) => beginOf(span) + (span.way === 0 || span.way === 2 ? span.width : span.height);

/** Where within a span the letter at `offset` begins, if all are equally wide. */
const placeOf = (span: Span, offset: number) =>
  beginOf(span) + ((offset - span.start) / (span.end - span.start)) * (endOf(span) - beginOf(span));

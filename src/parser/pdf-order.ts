/**
 * Lines of a page in reading order. Pure. The order of the content stream is kept, since producers write in reading order,
 * unless the page shows that it is not: then the page is cut along its gutters.
 */
import { findGutters } from "./pdf-gutters.ts";
import { isProse, type Line, median } from "./pdf-lines.ts";

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
  return upwards + timesBack(lines) > Math.max(3, lines.length * 0.2) ? cut(lines, 0) : lines;
}

/** How often the text goes back over a gutter to the left. */
function timesBack(lines: readonly Line[]): number {
  const gutters = guttersOf(lines);
  let times = 0;
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before === undefined || line.x1 > before.x0) continue;
    if (gutters.some(({ from, to }) => line.x1 <= from + 1 && before.x0 >= to - 1)) times += 1;
  }
  return times;
}

const guttersOf = (lines: readonly Line[]) =>
  findGutters(
    lines.map((line) => ({ ...line, letters: line.text.length })),
    median(lines.map((line) => line.size)),
  );

/**
 * Cuts at a gutter into columns, between the lines that run across it; where there is none, at the widest strip of white,
 * until nothing splits.
 */
function cut(lines: readonly Line[], depth: number): Line[] {
  if (lines.length < 2 || depth > MAX_DEPTH) return byPosition(lines);
  const size = median(lines.map((line) => line.size));
  const gutter = guttersOf(lines)[0];
  if (gutter !== undefined) return cutColumns(lines, (gutter.from + gutter.to) / 2, depth);
  const column = gap(lines, (line) => [line.x0, line.x1]);
  const band = gap(lines, (line) => [line.y - line.size, line.y + line.size * 0.25]);
  const split = (at: number, side: (line: Line) => number) =>
    [lines.filter((line) => side(line) < at), lines.filter((line) => side(line) >= at)].flatMap((part) =>
      part.length === lines.length ? byPosition(part) : cut(part, depth + 1),
    );
  if (column !== null && column.width > size * 0.8) return split(column.at, (line) => (line.x0 + line.x1) / 2);
  if (band !== null && band.width > size * 0.3) return split(band.at, (line) => line.y - line.size / 2);
  return byPosition(lines);
}

const MAX_DEPTH = 12;

/** What is over a line that runs across the columns is read before it, the left column before the right one. */
function cutColumns(lines: readonly Line[], gutter: number, depth: number): Line[] {
  const isAcross = (line: Line) => line.x0 < gutter && line.x1 > gutter;
  const ordered: Line[] = [];
  let zone: Line[] = [];
  const flush = () => {
    ordered.push(
      ...cut(
        zone.filter((line) => line.x0 < gutter),
        depth + 1,
      ),
    );
    ordered.push(
      ...cut(
        zone.filter((line) => line.x0 >= gutter),
        depth + 1,
      ),
    );
    zone = [];
  };
  for (const line of [...lines].sort((a, b) => a.y - b.y)) {
    if (!isAcross(line)) zone.push(line);
    else {
      flush();
      ordered.push(line);
    }
  }
  flush();
  return ordered;
}

function byPosition(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => (Math.abs(a.y - b.y) < Math.min(a.size, b.size) * 0.4 ? a.x0 - b.x0 : a.y - b.y));
}

/** The widest stretch of an axis that no line covers. */
function gap(lines: readonly Line[], span: (line: Line) => [number, number]): { at: number; width: number } | null {
  const spans = lines.map(span).sort((a, b) => a[0] - b[0]);
  let end = spans[0]?.[1] ?? 0;
  let best: { at: number; width: number } | null = null;
  for (const [from, to] of spans) {
    if (from - end > (best?.width ?? 0)) best = { at: (from + end) / 2, width: from - end };
    end = Math.max(end, to);
  }
  return best;
}

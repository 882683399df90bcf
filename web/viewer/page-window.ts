/**
 * The geometry of a long list of pages of which only those near the view exist: where each stands, which are in view, and
 * which point stays where it is while heights change. Pure; all lengths in CSS pixels.
 */

/** `tops[i]` is where page i begins; the last entry is where a page after the last would begin. */
export type Layout = { tops: Float64Array; gap: number; total: number };

/** A point of a page, as a share of its height (before or behind it: below 0, above 1), and where in the view it is held. */
export type Place = { index: number; share: number; at: number };

/** The list of pages of these heights, with a gap before, between and behind them. */
export function layoutOf(heights: readonly number[], gap: number): Layout {
  const tops = new Float64Array(heights.length + 1);
  let top = gap;
  for (let i = 0; i < heights.length; i++) {
    tops[i] = top;
    top += (heights[i] ?? 0) + gap;
  }
  tops[heights.length] = top;
  return { tops, gap, total: top };
}

const topOf = ({ tops }: Layout, index: number): number => tops[index] ?? 0;

const heightOf = (layout: Layout, index: number): number =>
  topOf(layout, index + 1) - topOf(layout, index) - layout.gap;

/** The page at `y`; what lies in a gap belongs to the page before it. 0 for an empty list. */
export function indexAt({ tops }: Layout, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first and the last page that a view at `scrollTop` needs, with `beyond` pixels more on both sides. */
export function windowOf(
  layout: Layout,
  view: { scrollTop: number; height: number; beyond: number },
): { first: number; last: number } {
  return {
    first: indexAt(layout, view.scrollTop - view.beyond),
    last: indexAt(layout, view.scrollTop + view.height + view.beyond),
  };
}

/** What is read at the pixel `at` of a view that is scrolled to `scrollTop`. */
export function placeAt(layout: Layout, scrollTop: number, at: number): Place {
  const y = scrollTop + at;
  const index = indexAt(layout, y);
  const height = heightOf(layout, index);
  return { index, share: height > 0 ? (y - topOf(layout, index)) / height : 0, at };
}

/** How far to scroll so that the place stands where it is held; never out of the list. */
export function scrollFor(layout: Layout, place: Place, viewHeight: number): number {
  const index = Math.min(Math.max(place.index, 0), Math.max(0, layout.tops.length - 2));
  const y = topOf(layout, index) + place.share * heightOf(layout, index) - place.at;
  return Math.min(Math.max(0, y), Math.max(0, layout.total - viewHeight));
}

/** Where a page is large, the one that covers this part of the view is the one that is read. */
const READING_LINE = 0.4;

/**
 * The page that is being read: the first that is in view as a whole, else the one at the reading line; at the very end the
 * last one, however short it is.
 */
export function currentIndex(layout: Layout, scrollTop: number, viewHeight: number): number {
  const last = Math.max(0, layout.tops.length - 2);
  if (scrollTop > 0 && scrollTop + viewHeight >= layout.total - 1) return last;
  const top = indexAt(layout, scrollTop);
  const whole = topOf(layout, top) >= scrollTop ? top : Math.min(top + 1, last);
  const isWhole =
    topOf(layout, whole) >= scrollTop && topOf(layout, whole) + heightOf(layout, whole) <= scrollTop + viewHeight;
  return isWhole ? whole : indexAt(layout, scrollTop + viewHeight * READING_LINE);
}

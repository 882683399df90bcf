/** From where the cited words stand in a page's text to what is drawn over the page. Pure. */
import type { Page, Rect } from "../../src/protocol.ts";
import { rectsOf } from "../../src/rects.ts";
import type { Span } from "../state/highlight.ts";

/** A box as shares of the page's width and height, so that it follows every zoom. */
export type Box = { left: number; top: number; width: number; height: number };

/** What is drawn: the quote strongly, its chunk softly; and the box to scroll to. */
export type Boxes = { quote: Box[]; chunk: Box[]; first: Box };

/** Around a line's letters, in points: room for what stands out of them. */
const PAD = 1;

/** The boxes of a passage; null where the page does not know where its words stand. */
export function boxesOf(page: Page, marks: { chunk: Span | null; quote: Span | null }): Boxes | null {
  const { size, spans } = page;
  if (!size || !spans?.length) return null;
  const placed = (span: Span | null) => (span ? rectsOf(spans, span.start, span.end) : []);
  const quote = placed(marks.quote).map((rect) => shareOf(rect, size));
  const chunk = placed(marks.chunk).map((rect) => shareOf(rect, size));
  const first = quote[0] ?? chunk[0];
  return first ? { quote, chunk, first } : null;
}

function shareOf([x, y, width, height]: Rect, size: { width: number; height: number }): Box {
  const left = clamp((x - PAD) / size.width);
  const top = clamp((y - PAD) / size.height);
  return {
    left,
    top,
    width: clamp((x + width + PAD) / size.width) - left,
    height: clamp((y + height + PAD) / size.height) - top,
  };
}

const clamp = (share: number): number => Math.min(Math.max(share, 0), 1);

/** As the style of an element that lies on the page. */
export function boxStyle({ left, top, width, height }: Box) {
  const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
  return { left: percent(left), top: percent(top), width: percent(width), height: percent(height) };
}

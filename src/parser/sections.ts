/**
 * Pages for formats that have none: a long text is cut at its headings, else between paragraphs, into parts that are small
 * enough to be shown as "the cited page". Pure; every character of the text is in exactly one part, but for the white space
 * at its ends.
 */
import type { Heading, ParsedPage } from "./parsed.ts";

/** A part is cut at a heading from this length on, */
const FROM = 2_500;
/** between paragraphs when it would grow past this one, */
const TARGET = 6_000;
/** and never longer than this, in UTF-16 units. */
export const MAX_SECTION = 8_000;

/** Cuts a text with its headings (offsets in the whole text, ascending) into pages. */
export function cutSections(text: string, headings: readonly Heading[]): ParsedPage[] {
  const pages: ParsedPage[] = [];
  // Headings come in order, so one walk over them serves all parts.
  let next = 0;
  let from = 0;
  while (from < text.length) {
    while ((headings[next]?.start ?? from) < from) next += 1;
    const near: Heading[] = [];
    for (let heading = headings[next], i = next; heading !== undefined && heading.start < from + MAX_SECTION; ) {
      near.push(heading);
      i += 1;
      heading = headings[i];
    }
    const to = text.length - from <= MAX_SECTION ? text.length : cutAfter(text, from, near);
    const part = text.slice(from, to);
    const begin = from + (part.length - part.trimStart().length);
    const trimmed = part.trim();
    if (trimmed !== "") {
      pages.push({
        page: pages.length + 1,
        text: trimmed,
        headings: near
          .filter(({ start }) => start >= begin && start < begin + trimmed.length)
          .map((heading) => ({ ...heading, start: heading.start - begin })),
      });
    }
    from = to;
  }
  return pages;
}

/** Where the part that begins at `from` ends; `headings`: those that stand near. */
function cutAfter(text: string, from: number, headings: readonly Heading[]): number {
  const within = headings.filter(({ start }) => start > from + FROM && start <= from + TARGET);
  if (within.length > 0) {
    const highest = Math.min(...within.map((heading) => heading.level));
    const cut = within.findLast((heading) => heading.level === highest);
    if (cut !== undefined) return cut.start;
  }
  // The part alone: in the whole text a mark that is not there would be looked for down to its beginning.
  const part = text.slice(from, from + MAX_SECTION);
  for (const [mark, after] of [
    ["\n\n", 2],
    ["\n", 1],
    [". ", 2],
    ["。", 1],
    [" ", 1],
  ] as const) {
    const at = part.lastIndexOf(mark, MAX_SECTION - after);
    if (at > FROM) return from + at + after;
  }
  const at = from + MAX_SECTION;
  return isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/**
 * Pages to chunks: pieces of a page that are found, put to the model and cited. Pure.
 * A chunk never crosses a page, is exactly a slice of its text, begins and ends at paragraphs or sentences wherever they
 * are short enough, and knows the headings above it.
 */
import type { Heading } from "../parser/parsed.ts";

/** Grown up to this length, in UTF-16 units; */
const TARGET = 900;
/** a heading begins a new chunk when the one before has at least this; */
const ENOUGH = 350;
/** what remains below this joins its neighbour, */
const SCRAP = 200;
/** up to this length. No chunk is ever longer. */
export const MAX_CHUNK = 1_400;

/** Headings that are remembered above a chunk, and how much of each: a document may claim any number, of any length. */
const MAX_OPEN = 12;
const MAX_TITLE = 300;

export type Chunk = {
  /** `page.text.slice(start, end)` is the chunk's text. */
  start: number;
  end: number;
  /** Titles above it, the highest first; empty where there are none. */
  headings: string[];
};

export type PageText = { text: string; headings: readonly Heading[] };

/** `headings`: those that it begins with; a part that begins with its first section has two. */
type Span = { start: number; end: number; headings: readonly Heading[]; paragraph: boolean };

/** Titles that are open at some point of a document; carried from page to page. */
export type OpenHeadings = { level: number; title: string }[];

/** The chunks of one page, in order, and the headings that are open at its end. `open`: those at its begin. */
export function chunkPage(page: PageText, open: OpenHeadings): { chunks: Chunk[]; open: OpenHeadings } {
  const chunks: Chunk[] = [];
  let path = open;
  let at: { start: number; end: number; path: OpenHeadings } | null = null;
  const close = () => {
    if (at !== null) chunks.push({ start: at.start, end: at.end, headings: at.path.map((heading) => heading.title) });
    at = null;
  };
  for (const span of spansOf(page)) {
    const size: number = at === null ? 0 : at.end - at.start;
    if (span.headings.length > 0) {
      for (const { level, title } of span.headings)
        path = [
          ...path.filter((heading) => heading.level < level).slice(-(MAX_OPEN - 1)),
          { level, title: title.slice(0, MAX_TITLE).toWellFormed() },
        ];
      if (size >= ENOUGH) close();
    } else if (at !== null && span.end - at.start > (span.paragraph && size >= ENOUGH ? TARGET : TARGET + 100)) close();
    at =
      at === null
        ? { start: span.start, end: span.end, path }
        : { start: at.start, end: span.end, path: size < SCRAP ? path : at.path };
  }
  close();
  return { chunks: joinScraps(chunks), open: path };
}

/** A last line or two alone say too little to be found: they join the chunk before, where there is room. */
function joinScraps(chunks: Chunk[]): Chunk[] {
  const joined: Chunk[] = [];
  for (const chunk of chunks) {
    const before = joined.at(-1);
    const scrap = chunk.end - chunk.start < SCRAP || (before !== undefined && before.end - before.start < SCRAP);
    if (before !== undefined && scrap && chunk.end - before.start <= MAX_CHUNK) before.end = chunk.end;
    else joined.push({ ...chunk });
  }
  return joined;
}

/** The page as spans in order: headings, paragraphs, and the sentences of paragraphs that are too long. */
function spansOf({ text, headings }: PageText): Span[] {
  const spans: Span[] = [];
  const starts = Map.groupBy(headings, (heading) => heading.start);
  const cuts = [...starts.keys()].filter((start) => start > 0 && start < text.length);
  for (const { start, end } of paragraphsOf(text, cuts)) {
    const own = starts.get(start) ?? [];
    if (end - start <= TARGET) spans.push({ start, end, headings: own, paragraph: true });
    else {
      for (const [i, part] of sentencesOf(text, start, end).entries()) {
        spans.push({ ...part, headings: i === 0 ? own : [], paragraph: i === 0 });
      }
    }
  }
  return spans;
}

/** Stretches between blank lines and headings, without the white space around them. */
function paragraphsOf(text: string, cuts: readonly number[]): { start: number; end: number }[] {
  const bounds = new Set<number>([0, text.length, ...cuts]);
  for (const gap of text.matchAll(/\n[^\S\n]*\n\s*/g)) bounds.add(gap.index + gap[0].length);
  return slices(
    text,
    [...bounds].sort((a, b) => a - b),
  );
}

/** Sentences, or pieces of them where one is longer than a chunk may be. */
function sentencesOf(text: string, start: number, end: number): { start: number; end: number }[] {
  const bounds = [start];
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(
    text.slice(start, end),
  )) {
    let from = start + index;
    const to = from + segment.length;
    while (to - from > TARGET) {
      from = breakBefore(text, from, from + TARGET);
      bounds.push(from);
    }
    if (to < end) bounds.push(to);
  }
  return slices(text, [...bounds, end]);
}

/** The best place to cut at or before `limit`: a line's end, a clause's, a space, anywhere but inside a pair. */
function breakBefore(text: string, from: number, limit: number): number {
  // The piece alone: in the whole text a mark that is not there would be looked for down to its beginning.
  const piece = text.slice(from, limit);
  for (const mark of ["\n", "; ", "，", "、", ", ", " "]) {
    const at = piece.lastIndexOf(mark);
    if (at > TARGET / 3) return from + at + mark.length;
  }
  const unit = text.charCodeAt(limit);
  return unit >= 0xdc00 && unit <= 0xdfff ? limit - 1 : limit;
}

/** The slices between ascending bounds, trimmed; those of white space alone are left out. */
function slices(text: string, bounds: readonly number[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const [i, bound] of bounds.entries()) {
    const part = text.slice(bound, bounds[i + 1] ?? bound);
    if (part.trim() === "") continue;
    const start = bound + (part.length - part.trimStart().length);
    found.push({ start, end: start + part.trim().length });
  }
  return found;
}

/**
 * Where the cited words stand in a page's text. Pure; offsets in UTF-16 units.
 * The quote wins; it is looked for inside its chunk first, then in the page, with white space and hyphenation treated
 * loosely, since a quote may have been joined over lines. Without a quote the chunk itself is marked.
 */
/** A page's text and where its chunks stand in it; a service that tells no offsets tells the chunk's text. */
export type PageText = {
  text: string;
  chunks: readonly { chunkId: string; text?: string; start?: number; end?: number }[];
};

export type Span = { start: number; end: number };

/** The chunk (soft mark) and the quote (strong mark) in the page, each null where it is not found. */
export function findHighlight(
  page: PageText,
  wanted: { chunkId: string; quote: string | null },
): { chunk: Span | null; quote: Span | null } {
  const found = page.chunks.find((chunk) => chunk.chunkId === wanted.chunkId);
  const chunk = found ? spanOf(page.text, found) : null;
  const needle = wanted.quote?.trim() ?? "";
  if (needle === "") return { chunk, quote: null };
  const inChunk = chunk ? findLoosely(page.text.slice(chunk.start, chunk.end), needle) : null;
  if (inChunk && chunk) return { chunk, quote: { start: chunk.start + inChunk.start, end: chunk.start + inChunk.end } };
  return { chunk, quote: findLoosely(page.text, needle) };
}

/** The page's text cut at the marks: plain, chunk, quote. Concatenated they are the text again. */
export function markedParts(
  text: string,
  marks: { chunk: Span | null; quote: Span | null },
): { text: string; mark: "none" | "chunk" | "quote" }[] {
  const cuts = new Set([0, text.length]);
  for (const span of [marks.chunk, marks.quote]) {
    if (span) cuts.add(span.start).add(span.end);
  }
  const at = [...cuts].sort((a, b) => a - b);
  const parts: { text: string; mark: "none" | "chunk" | "quote" }[] = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const [start = 0, end = 0] = [at[i], at[i + 1]];
    const mark = within(start, marks.quote) ? "quote" : within(start, marks.chunk) ? "chunk" : "none";
    parts.push({ text: text.slice(start, end), mark });
  }
  return parts;
}

function within(at: number, span: Span | null): boolean {
  return span !== null && at >= span.start && at < span.end;
}

function spanOf(text: string, chunk: PageText["chunks"][number]): Span | null {
  const { start, end } = chunk;
  if (start !== undefined && end !== undefined && start >= 0 && end > start && end <= text.length)
    return { start, end };
  return chunk.text ? findLoosely(text, chunk.text) : null;
}

/** The first place of the words, whatever white space stands between and inside them. */
function findLoosely(text: string, words: string): Span | null {
  const exact = text.indexOf(words);
  if (exact >= 0) return { start: exact, end: exact + words.length };
  const hay = squeezed(text);
  const needle = squeezed(words).text;
  if (needle === "") return null;
  const at = hay.text.indexOf(needle);
  const start = hay.at[at];
  const last = hay.at[at + needle.length - 1];
  return at < 0 || start === undefined || last === undefined ? null : { start, end: last + 1 };
}

/** The text without white space, soft hyphens and hyphens at line ends, in lower case, with the place of each unit. */
function squeezed(text: string): { text: string; at: number[] } {
  const units: string[] = [];
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charAt(i);
    if (/\s|\u00ad/.test(unit) || (unit === "-" && /^-\s*\n/.test(text.slice(i, i + 8)))) continue;
    const lower = unit.toLowerCase();
    units.push(lower.length === 1 ? lower : unit);
    at.push(i);
  }
  return { text: units.join(""), at };
}

/**
 * Which lines of a page are headings: those in larger letters, those with a number and a font of their own, and those that
 * stand alone in a font of their own over running text. Pure. What the document's outline names is pdf-outline.ts's.
 */
import { isProse, type Line } from "./pdf-lines.ts";

/** The size of running text, and the font of most letters that have it. */
export type Body = { size: number; font: string };

/** Headings of one size are no more lines of a page, nor so much of its letters. */
const MOST_HEADINGS = 8;
const MOST_OF_PAGE = 0.25;

/**
 * The body is what most letters of a page are set in, and where there is so much in larger letters that these cannot be headings,
 * as beside a column of small remarks, the largest of these.
 */
export function bodyOf(lines: readonly Line[]): Body {
  const sizes = measured(lines, sizeOf);
  const all = lines.reduce((sum, line) => sum + line.text.length, 0);
  const text = [...sizes].filter(([, own]) => own.lines > MOST_HEADINGS && own.letters > all * MOST_OF_PAGE);
  const size = Math.max(Number(mostOf(sizes)), ...text.map(([each]) => Number(each)));
  const own = lines.filter((line) => sizeOf(line) === String(size));
  return { size, font: mostOf(measured(own, (line) => line.font)) };
}

const sizeOf = (line: Line) => String(Math.round(line.size * 2) / 2);

type Measured = Map<string, { letters: number; lines: number }>;

function measured(lines: readonly Line[], keyOf: (line: Line) => string): Measured {
  const found: Measured = new Map();
  for (const line of lines) {
    const own = found.get(keyOf(line)) ?? { letters: 0, lines: 0 };
    found.set(keyOf(line), { letters: own.letters + line.text.length, lines: own.lines + 1 });
  }
  return found;
}

const mostOf = (found: Measured): string =>
  [...found].reduce((best, [key, { letters }]) => (letters > best.letters ? { key, letters } : best), {
    key: "",
    letters: 0,
  }).key;

/** A line in letters larger than the body's by so much is a heading. */
const LARGE = 1.12;
const MAX_LENGTH = 150;
/** Running text is not set so large beside other text. */
const PLAINLY_LARGE = 1.25;
/** A heading in the size of the body is no longer. */
const MAX_ALONE = 90;

/** How broad a text is set, in Latin letters: an ideograph, a kana and a syllable of Hangul take the room of two. */
const breadthOf = (text: string) =>
  text.length + (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0);

/** No heading is so long, over all of its lines. */
export const isTooLong = (text: string) => breadthOf(text) > MAX_LENGTH;

export const isLarge = (line: Line, body: Body) => line.size > body.size * LARGE;

/** "2.1 Model". */
export const isNumbered = (text: string) => /^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}/u.test(text);

/** A line of a table of contents: dots lead to a number. */
const LEADERS = /(?:\.\s?){4,}|…{2,}/;

/** What is between two lines. */
export type Join = "" | " " | "\n" | "\n\n";

/** The heading that a line is, with what is before and after it; `null`: it is none. */
export function headingOf(
  line: Line,
  { before, after, next, body }: { before: Join; after: Join; next: Line | undefined; body: Body },
): { level: number; title: string } | null {
  const { text } = line;
  if (isTooLong(text) || text.length < 3 || !/\p{L}{2}/u.test(text) || line.table || LEADERS.test(text)) return null;
  if (isLarge(line, body)) {
    const size = line.size / body.size;
    // Running text in letters a little larger than those of most of the page.
    if (size < PLAINLY_LARGE && breadthOf(text) > MAX_ALONE / 2 && /[.,;:،。，；：！]["”’)」）]?\d*$/u.test(text))
      return null;
    return { level: size > 1.5 ? 1 : size > 1.25 ? 2 : 3, title: text };
  }
  if (line.font === body.font || line.size < body.size * 0.98) return null;
  if (isNumbered(text) && !/[.,;:]$/.test(text)) {
    // "2.4.1 Branch and bound. The method …": the heading runs into its paragraph.
    const title = /^(.{4,80}?\p{L}{2,})\.\s+\p{Lu}/u.exec(text)?.[1] ?? text;
    return { level: 2 + (/^[\d.]+/.exec(text)?.[0].match(/\d+/g)?.length ?? 1), title };
  }
  const over = next !== undefined && next.font === body.font && Math.abs(next.size - body.size) < 0.5 && isProse(next);
  return before !== "\n" &&
    after.startsWith("\n") &&
    over &&
    text.length <= MAX_ALONE &&
    ALONE.test(text) &&
    !CAPTION.test(text)
    ? { level: 7, title: text }
    : null;
}

/** Words that begin like a title and do not end like a sentence. */
const ALONE = /^[\p{Lu}\p{Lo}\p{N}][\p{L}\p{M}\p{N}\s,.:;'’"“”()&/–—?!-]*[\p{L}\p{M}\p{N})?!]$/u;

export const CAPTION =
  /^(?:Fig(?:ure|\.)|Table|Listing|Algorithm|Abb(?:ildung|\.)|Tab(?:elle|leau|\.)|Figura|Tabla)\s*\d/iu;

/** A line of few words that were set far apart to fill its column, as if they were not. */
export function closedUp(line: Line): Line {
  if (!line.table || /\p{N}/u.test(line.text)) return line;
  let text = "";
  let before = 0;
  const parts = line.parts.map((part) => {
    text += line.text.slice(before, part.start).replace(/ {2,}/, " ");
    before = part.end;
    const start = text.length;
    text += line.text.slice(part.start, part.end);
    return { ...part, start, end: text.length };
  });
  return { ...line, text, parts, table: false };
}

/** Whether a heading goes on in the next line, which it may do long before its line is full. */
export function goesOn(before: Line, line: Line, body: Body): boolean {
  const step = line.y - before.y;
  if (!isLarge(line, body) || Math.abs(before.size - line.size) > 0.5 || before.font !== line.font) return false;
  if (step <= 0 || step > line.size * 1.7 || before.table || line.table) return false;
  return OPEN_END.test(before.text) || /^\p{Ll}/u.test(line.text);
}

/** What no heading ends in, in languages with such words. */
const OPEN_END =
  /(?:,|\s(?:and|or|of|the|a|an|for|in|on|to|with|by|from|und|oder|der|die|das|von|mit|zur?|de|la|le|les|des|du|et|y|el|los|las|del|e|di|della?))$/iu;

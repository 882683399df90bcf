/**
 * What a PDF says of itself: by its metadata where these hold, which its first page tells, and by that page: the title in the
 * largest letters, the names under it, the year where papers and slides print it. Pure; looks at the beginning of a page alone.
 */
import { authorIn, titleIn, yearIn } from "./bibliography.ts";
import type { Bibliography } from "./parsed.ts";
import { bodyOf } from "./pdf-headings.ts";
import type { Line } from "./pdf-lines.ts";

export type PdfMetadata = { title: string | null; author: string | null; date: string | null };

export type FirstPage = {
  /** In reading order, running heads included. */
  lines: readonly Line[];
  height: number;
  /** What stands at the edges of the pages after it. */
  heads: readonly string[];
};

/** Lines of a page that are looked at. */
const MAX_LINES = 80;
/** A title's letters are so much larger than the body's, */
const LARGER = 1.15;
/** and plainly so when metadata say something else. */
const MUCH_LARGER = 1.3;
const MAX_TITLE_LINES = 6;
/** Lines under a title that may hold names. */
const NAME_LINES = 12;

export function pdfBibliography(metadata: PdfMetadata, page: FirstPage): Bibliography {
  const lines = page.lines.slice(0, MAX_LINES);
  const folded = fold(lines.map(({ text }) => text).join(" "));
  const printed = printedTitle(lines, page);
  const named = titleIn(metadata.title);
  const isPrinted = named !== null && folded.includes(fold(named));
  const title =
    isPrinted || printed === null || (named !== null && printed.larger < MUCH_LARGER) ? named : printed.text;
  const names = namesUnder(lines, isPrinted ? lastLineOf(lines, named) : (printed?.to ?? 0));
  const listed = authorIn(metadata.author);
  const known = listed !== null && folded.includes(fold(familyOf(listed)));
  const author = listed !== null && (known || names.length === 0) ? listed : names.length > 0 ? names.join(", ") : null;
  return { author, title: title ?? (printed === null ? null : printed.text), year: yearOf(metadata, page) };
}

const fold = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

const familyOf = (authors: string) => /[^\s,;]+$/.exec(authors.split(/[,;]/)[0] ?? "")?.[0] ?? authors;

// ---- title ----

/** The lines in the largest letters of the upper part of a page, and what line follows them. */
function printedTitle(
  lines: readonly Line[],
  { height }: FirstPage,
): { text: string; larger: number; to: number } | null {
  const body = bodyOf(lines).size;
  const upper = lines.filter(
    ({ y, text, size }) => y < height * 0.7 && size >= body * LARGER && /\p{L}{2}/u.test(text),
  );
  const largest = Math.max(...upper.map(({ size }) => size), 0);
  const first = upper.find(({ size }) => size > largest - 0.5);
  if (first === undefined) return null;
  const from = lines.indexOf(first);
  let to = from + 1;
  while (to < Math.min(lines.length, from + MAX_TITLE_LINES)) {
    const [before, line] = [lines[to - 1], lines[to]];
    if (before === undefined || line === undefined || Math.abs(line.size - first.size) > 0.5) break;
    if (line.y - before.y > line.size * 2.5) break;
    to += 1;
  }
  const text = titleIn(
    lines
      .slice(from, to)
      .map((line) => line.text.replace(/ {2,}/g, " "))
      .join(" "),
  );
  return text === null ? null : { text, larger: first.size / (body || 1), to };
}

/** The line after the one in which a printed title ends. */
function lastLineOf(lines: readonly Line[], title: string): number {
  const want = fold(title);
  let said = "";
  for (const [i, { text }] of lines.entries()) {
    said += fold(text);
    if (said.includes(want)) return i + 1;
  }
  return 0;
}

// ---- authors ----

/** The names in the lines from `at` on, until something else follows them. */
function namesUnder(lines: readonly Line[], at: number): string[] {
  let listed = "";
  for (const { text } of lines.slice(at, at + NAME_LINES)) {
    if (/^(?:abstract|summary|introduction|contents|keywords|table of contents|preface)\b/i.test(text)) break;
    const isNames = namesIn(text).length > 0;
    if (!isNames && listed !== "") break;
    // A list of names goes on in the middle of one; a name on a line of its own does not.
    if (isNames)
      listed += listed === "" ? text : /,.*,/.test(listed) && !/,\s*$/.test(listed) ? ` ${text}` : `, ${text}`;
  }
  return namesIn(listed).slice(0, MAX_NAMES);
}

const MAX_NAMES = 30;
const PARTICLES = "de|da|del|della|der|den|van|von|zu|la|le|di|dos|das|du|bin|ibn|al|el|y|e|af|av|ter|ten";
const NAME = new RegExp(
  `^\\p{Lu}[\\p{L}\\p{M}'’.-]*(?:\\s+(?:(?:${PARTICLES})\\s+)*\\p{Lu}[\\p{L}\\p{M}'’.-]*){1,4}$`,
  "u",
);
const GROUP =
  /^(?:[Tt]he )?\p{Lu}[\p{L}\p{N} ]{0,60}(?:Team|Group|Consortium|Committee|Project|Collaboration|Developers)$/u;
/** Words of places and of publications, which are written like names. */
const NO_NAME =
  /\b(?:universi\w*|institut\w*|department|faculty|school|college|laborator\w*|center|centre|hospital|academy|company|inc|ltd|press|journal|conference|proceedings|workshop|symposium|volume|chapter|section|lecture|course|version|edition|manual|guide|report|figure|table|page|abstract|street|road|germany|france|usa|china|january|february|september|october|november|december|monday|tuesday|wednesday|thursday|friday|hochschule|fakultät|lehrstuhl|vorlesung|kapitel)\b/iu;

/** The names of a line, without the marks of their affiliations; none when it holds anything else. */
function namesIn(line: string): string[] {
  if (line.length > 1_000) return [];
  const parts = line
    .replace(/[∗*†‡§¶‖#^]|\p{No}/gu, " ")
    .replace(/(?<=[\p{L}\s,.])\d{1,2}(?![\p{L}\d])/gu, " ")
    .replace(/\b(?:by|von|par)\s+(?=\p{Lu})/gu, "")
    .split(/\s*[,;&·•|]\s*|\s+(?:and|und|et|y)\s+| {3,}/u)
    .map((part) => part.replace(/\s+/g, " ").trim())
    .map((part) => part.replace(/^(?:and|und|et|y) (?=\p{L})/u, ""))
    .filter((part) => part !== "");
  const names = parts.filter((part) => (NAME.test(part) && !NO_NAME.test(part)) || GROUP.test(part));
  return names.length >= Math.max(1, parts.length * 0.6) ? names : [];
}

// ---- year ----

/** Where a year is that of the document: the surest first. */
const DATED = [
  /\b(?:published|veröffentlicht|publié)\D{0,30}(\d{4})\b/iu,
  /\b\d{1,3}\(\d{1,3}\),?\s*((?:19|20)\d\d)\b/u,
  /(?:©|\(c\)|copyright)\s*(?:\d{4}\s*[-–]\s*)?(\d{4})/iu,
  /\b\d{1,2}\.?\s+\p{L}{3,12}\.?,?\s+((?:19|20)\d\d)\b/u,
  /\b\p{Lu}\p{L}{2,12}\.?\s+\d{1,2},\s+((?:19|20)\d\d)\b/u,
  /\b((?:19|20)\d\d)[-/.]\d{1,2}[-/.]\d{1,2}\b/u,
  /\b\d{1,2}[-/.]\d{1,2}[-/.]((?:19|20)\d\d)\b/u,
];

/** How a paper cites itself, in small letters at its foot: "Duda et al., (2021)." */
const CITED = /\p{L},? \(((?:19|20)\d\d)\)\./u;

/** The year that a page prints at its head or its foot, or beside its title; else that of the metadata. */
function yearOf({ date }: PdfMetadata, { lines, height, heads }: FirstPage): string | null {
  const body = bodyOf(lines);
  const isSmall = (line: Line) => line.size < body.size * 0.95;
  // Running text speaks of other years.
  const isProse = (line: Line) =>
    line.text.length > 50 && line.font === body.font && Math.abs(line.size - body.size) < 0.5;
  const isBeside = ({ y }: Line) => y < height * 0.45 || y > height * 0.85;
  const beside = lines
    .filter((line) => line.text.length < 200 && !isProse(line) && (isSmall(line) || isBeside(line)))
    .slice(0, MAX_LINES);
  const latest = Number(yearIn(date) ?? 2099) + 1;
  const lastOf = (texts: readonly string[], pattern: RegExp): string | null => {
    const years = texts
      .flatMap((text) => pattern.exec(text)?.[1] ?? [])
      .filter((year) => Number(year) >= 1900 && Number(year) <= latest);
    // Of several copyrights, say, the last one counts.
    return years.length === 0 ? null : years.reduce((last, year) => (year > last ? year : last));
  };
  const texts = beside.map(({ text }) => text);
  for (const among of [texts, heads])
    for (const pattern of DATED) {
      const year = lastOf(among, pattern);
      if (year !== null) return year;
    }
  const cited = lastOf(
    beside.filter(isSmall).map(({ text }) => text),
    CITED,
  );
  const short = beside.filter((line) => line.text.length < 80 && line.font !== body.font).map(({ text }) => text);
  return cited ?? lastOf(short.slice(0, 1 + short.findIndex((text) => yearIn(text) !== null)), ANY) ?? yearIn(date);
}

const ANY = /(?<!\d)((?:19|20)\d\d)(?!\d)/;

/**
 * Lines in reading order to a text of paragraphs with its headings: prose is joined, words broken by a hyphen are mended,
 * rows of tables, items of lists and short lines stay lines. Pure.
 */
import type { Heading } from "./parsed.ts";
import { clipped, type Line, moved, type Part } from "./pdf-lines.ts";

/** The letter size that most characters have. */
export function bodySizeOf(lines: readonly Line[]): number {
  const weight = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2;
    weight.set(size, (weight.get(size) ?? 0) + line.text.length);
  }
  return [...weight].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

/** Lines to paragraphs: prose is joined, words broken by a hyphen are mended, rows of tables and short lines stay lines. */
export function joinLines(ordered: readonly Line[]): { text: string; headings: Heading[]; parts: Part[] } {
  const lines = captionsAfter(ordered);
  const headings: Heading[] = [];
  const body = bodySizeOf(lines);
  const words = new Set(
    lines.flatMap((line) => line.text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? []),
  );
  // Only the end of the text is looked at again: to look into all of it for each line would be quadratic.
  let done = "";
  let end = "";
  const parts: Part[][] = [];
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    const join = before === undefined ? "" : separator(before, line, rightEdge(lines, i - 1));
    const heading = headings.at(-1);
    const inHeading =
      join === " " && heading !== undefined && heading.start + heading.title.length === done.length + end.length;
    if (inHeading) heading.title = mend(heading.title, line.text, words).slice(0, MAX_TITLE);
    if (end.length > MAX_WORD) {
      done += end.slice(0, -MAX_WORD);
      end = end.slice(-MAX_WORD);
    }
    if (join === " ") end = mend(end, line.text, words);
    else end += join + line.text;
    const start = done.length + end.length - line.text.length;
    // A hyphen that was mended away is no part any more.
    const last = parts.at(-1);
    if (last !== undefined) parts[parts.length - 1] = clipped(last, start);
    parts.push(moved(line.parts, start));
    if (join !== " " && isHeading(line, lines[i + 1], body)) {
      headings.push({
        start,
        level: line.size > body * 1.5 ? 1 : line.size > body * 1.25 ? 2 : 3,
        title: line.text.slice(0, MAX_TITLE),
      });
    }
  }
  return { text: done + end, headings, parts: parts.flat() };
}

const MAX_TITLE = 200;

const CAPTION = /^(?:Fig(?:ure|\.)|Table|Listing|Algorithm|Abb(?:ildung|\.)|Tab(?:elle|leau|\.)|Figura|Tabla)\s*\d/iu;
/** A caption of more lines is looked at no further. */
const MAX_CAPTION = 12;

/** Captions that a sentence runs around come after the paragraph that it is in: "the integrality con- Fig. 2. … straint". */
function captionsAfter(lines: readonly Line[]): Line[] {
  const ordered: Line[] = [];
  let held: Line[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    const before = ordered.at(-1);
    if (line === undefined) continue;
    if (held.length > 0 && before !== undefined && separator(before, line, rightEdge(lines, i - 1)) !== " ") {
      ordered.push(...held);
      held = [];
    }
    const length = before !== undefined && CAPTION.test(line.text) ? captionLength(lines, i) : 0;
    const after = lines[i + length];
    const runsOn =
      length > 0 &&
      after !== undefined &&
      /[\p{L}\p{N},-]$/u.test(before?.text ?? "") &&
      before !== undefined &&
      Math.abs(before.size - after.size) < 0.5 &&
      /^\p{Ll}/u.test(after.text);
    if (runsOn) {
      held.push(...lines.slice(i, i + length));
      ordered.push(after);
      i += length;
    } else ordered.push(line);
  }
  return [...ordered, ...held];
}

/** How many lines a caption has: those that follow it closely in its letter. 0 when it has no end. */
function captionLength(lines: readonly Line[], at: number): number {
  for (let i = at + 1; i < Math.min(lines.length, at + MAX_CAPTION); i += 1) {
    const [before, line] = [lines[i - 1], lines[i]];
    if (before === undefined || line === undefined) return 0;
    const step = line.y - before.y;
    if (step < 0 || step > line.size * 1.6 || Math.abs(line.size - before.size) > 0.5) return i - at;
  }
  return 0;
}

/** How far the lines around reach to the right, in the same column and letter size. */
function rightEdge(lines: readonly Line[], at: number): number {
  const line = lines[at];
  let edge = line?.x1 ?? 0;
  for (let i = Math.max(0, at - 6); i <= at + 6; i += 1) {
    const other = lines[i];
    if (line === undefined || other === undefined) continue;
    const sameColumn = other.x0 < line.x1 && other.x1 > line.x0 && Math.abs(other.size - line.size) < 1;
    if (!sameColumn || other.table) continue;
    edge = Math.max(edge, other.x1);
  }
  return edge;
}

/** Whether a sentence ends a line although the next word would have had room on it: the break is meant, as in lists. */
function endsEarly(before: Line, line: Line, edge: number): boolean {
  if (!/[.!?:;…]["”’)]?$/u.test(before.text) || /^\p{Ll}/u.test(line.text)) return false;
  const word = /^\S+/.exec(line.text.slice(0, MAX_WORD))?.[0].length ?? 0;
  return before.x1 + ((line.x1 - line.x0) / line.text.length) * (word + 1) < edge - line.size * 0.2;
}

function separator(before: Line, line: Line, edge: number): " " | "\n" | "\n\n" {
  const size = Math.max(before.size, line.size);
  const step = line.y - before.y;
  if (Math.abs(before.size - line.size) > size * 0.12) return "\n\n";
  // The next column or another part of the page: a sentence goes on only where the line was full.
  const jumped = step < -size * 0.5 || step > size * 1.9;
  const full =
    before.x1 > edge - size * 3.5 &&
    !before.table &&
    !line.table &&
    !endsEarly(before, line, edge) &&
    /\p{L}{2}/u.test(before.text);
  const hyphen = /\p{L}[-\u00AD‐]$/u.test(before.text) && /^\p{Ll}/u.test(line.text);
  if (jumped)
    return full && hyphen
      ? " "
      : full && /[\p{L},]$/u.test(before.text) && /^\p{Ll}/u.test(line.text) && step < 0
        ? " "
        : "\n\n";
  if (hyphen) return " ";
  if (/^[•◦▪▶‣●○■□–*-]\s/u.test(line.text) || /^(?:\d{1,3}[.)]|\(?[a-z]\))\s/i.test(line.text)) return "\n";
  if (!full) return step > size * 1.6 ? "\n\n" : "\n";
  const indented = line.x0 > before.x0 + size * 0.8 && line.x0 < before.x0 + size * 4;
  if (indented && /[.!?:”"’)\]]$/u.test(before.text)) return "\n\n";
  return " ";
}

/** So much of a text's end is looked at for the word that it ends in. */
const MAX_WORD = 100;

/** Joins two lines of a paragraph. A hyphen between them stays where the page elsewhere writes the word with it. */
function mend(text: string, next: string, words: ReadonlySet<string>): string {
  const broken = /([\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*)[-\u00AD‐]$/u.exec(text.slice(-MAX_WORD));
  const follows = /^[\p{L}\p{M}]+/u.exec(next)?.[0];
  if (broken?.[1] === undefined || follows === undefined) {
    const glued = CLOSE_SCRIPT.test(text.slice(-1)) && CLOSE_SCRIPT.test(next.slice(0, 1));
    return glued ? text + next : `${text} ${next}`;
  }
  const head = broken[1].toLowerCase();
  const tail = follows.toLowerCase();
  if (!/^\p{Ll}/u.test(follows)) return text + next;
  const kept = words.has(`${head}-${tail}`) && !words.has(head + tail);
  return kept ? text + next : text.slice(0, -1) + next;
}

/** Scripts that put no space between words. */
const CLOSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}、。「」（）]/u;

function isHeading(line: Line, next: Line | undefined, body: number): boolean {
  if (line.text.length > 150 || line.text.length < 3 || !/\p{L}{2}/u.test(line.text) || line.table) return false;
  if (line.size > body * 1.12) return true;
  // "2.1 Model": numbered, in another font than what follows.
  return (
    next !== undefined &&
    line.font !== next.font &&
    line.size >= body * 0.98 &&
    /^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}/u.test(line.text) &&
    !/[.,;]$/.test(line.text)
  );
}

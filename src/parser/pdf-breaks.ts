/**
 * What is between two lines of a page that follow each other: nothing but a space where a paragraph goes on, a new line in
 * lists and tables, an empty line between paragraphs. And the word that a hyphen broke between them. Pure.
 */
import { isNumbered } from "./pdf-headings.ts";
import type { Line } from "./pdf-lines.ts";

export function separator(before: Line, line: Line, edge: number): " " | "\n" | "\n\n" {
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
  const hyphen = /[\p{L}\p{N}.][-\u00AD‐]$/u.test(before.text) && /^\p{Ll}/u.test(line.text);
  if (jumped)
    return full && hyphen
      ? " "
      : full && /[\p{L},]$/u.test(before.text) && /^\p{Ll}/u.test(line.text) && step < 0
        ? " "
        : "\n\n";
  if (hyphen) return " ";
  // "2.1 Model" and the paragraph under it, in letters of one size.
  if (isNumbered(before.text) && before.font !== line.font && !/[.,;:]$/.test(before.text)) return "\n\n";
  if (/^[•◦▪▶‣●○■□–*-]\s/u.test(line.text) || /^(?:\d{1,3}[.)]|\(?[a-z]\))\s/i.test(line.text)) return "\n";
  if (!full) return step > size * 1.6 ? "\n\n" : "\n";
  const indented = line.x0 > before.x0 + size * 0.8 && line.x0 < before.x0 + size * 4;
  if (indented && /[.!?:”"’)\]。！？：」』）]$/u.test(before.text)) return "\n\n";
  return " ";
}

/** Whether a sentence ends a line although the next word would have had room on it: the break is meant, as in lists. */
function endsEarly(before: Line, line: Line, edge: number): boolean {
  if (!/[.!?:;…]["”’)]?$/u.test(before.text) || /^\p{Ll}/u.test(line.text)) return false;
  const word = /^\S+/.exec(line.text.slice(0, MAX_WORD))?.[0].length ?? 0;
  return before.x1 + ((line.x1 - line.x0) / line.text.length) * (word + 1) < edge - line.size * 0.2;
}

/** How far the lines around reach to the right, in the same column and letter size. */
export function rightEdge(lines: readonly Line[], at: number): number {
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

/** The words of a page that no line end broke. */
export function wordsOf(lines: readonly Line[]): Set<string> {
  const words = new Set<string>();
  let isBroken = false;
  for (const { text } of lines) {
    const own = text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? [];
    const breaks = /[-\u00AD‐]$/u.test(text);
    for (const word of own.slice(isBroken ? 1 : 0, breaks ? -1 : undefined)) words.add(word);
    isBroken = breaks;
  }
  return words;
}

/** So much of a text's end is looked at for the word that it ends in. */
export const MAX_WORD = 100;

/** Joins two lines of a paragraph. A hyphen between them stays where the page tells that the word has it. */
export function mend(text: string, next: string, words: ReadonlySet<string>): string {
  const broken = /([\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*)[-\u00AD‐]$/u.exec(text.slice(-MAX_WORD));
  const follows = /^[\p{L}\p{M}]+/u.exec(next)?.[0];
  if (broken?.[1] === undefined || follows === undefined) {
    const glued =
      (CLOSE_SCRIPT.test(text.slice(-1)) && CLOSE_SCRIPT.test(next.slice(0, 1))) ||
      (/[^\s-]-$/.test(text.slice(-2)) && follows !== undefined) ||
      OPEN_ADDRESS.test(text.slice(-MAX_WORD));
    return glued ? text + next : `${text} ${next}`;
  }
  const head = broken[1].toLowerCase();
  const tail = follows.toLowerCase();
  if (!/^\p{Ll}/u.test(follows)) return text + next;
  // Written with a hyphen elsewhere, or put together of two words that stand there by themselves.
  const isCompound =
    words.has(`${head}-${tail}`) || (isWord(head) && isWord(tail) && words.has(head) && words.has(tail));
  const kept = isCompound && !words.has(head + tail);
  return kept ? text + next : text.slice(0, -1) + next;
}

/** Longer than what words begin and end in. */
const isWord = (part: string) => part.length >= 4;

/** An address that a line ended in, where one may be broken. */
const OPEN_ADDRESS = /(?:https?:\/\/|www\.|doi\.org\/)\S*[/_=&?-]$/i;

/** Scripts that put no space between words. */
const CLOSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}、。「」（）]/u;

/**
 * Whether letters of a page were set apart: program listings on a grid, and headings in s p a c e d letters. pdf.js takes the
 * white between them for spaces, of which there are none; such a page is read letter by letter. Pure.
 */
import type { TextItem } from "./pdf-place.ts";

/** So many letters and digits that stand alone in a row make it worth the while. */
const MIN_SPREAD = 6;

/** Four signs or more, each apart from the next. */
const APART = /(?<!\S)\S(?: \S){3,}(?!\S)/gu;

export function isSpread(items: readonly TextItem[]): boolean {
  let apart = 0;
  for (const { str } of items) {
    if (str.length < 7) continue;
    for (const [run] of str.matchAll(APART)) apart += isSeries(run) ? 0 : (run.match(/[\p{L}\p{N}]/gu)?.length ?? 0);
    if (apart >= MIN_SPREAD) return true;
  }
  return false;
}

/** A row of a matrix, and A B C D: what is counted with letters, and no word. */
function isSeries(run: string): boolean {
  if (/^[\d ]+$/.test(run)) return true;
  const letters = [...run.replaceAll(" ", "")];
  return letters.every((letter, i) => Math.abs(letter.charCodeAt(0) - (letters[i - 1] ?? letter).charCodeAt(0)) <= 1);
}

/**
 * Letters that were set apart: program listings on a grid, and headings in s p a c e d letters. pdf.js takes the white between
 * them for spaces, of which there are none; the words' own are wider and part its items. Pure.
 */
import type { TextItem } from "./pdf-place.ts";

/** A font in one size is spread when so many of its letters stand alone in a row, and this share of them. */
const MIN_SPREAD = 6;
const SPREAD_SHARE = 0.4;

/** Four signs or more, each apart from the next. */
const APART = /(?<!\S)\S(?: \S){3,}(?!\S)/gu;

/** The items of a page with the words whole whose letters were set apart. */
export function closeUp(items: readonly TextItem[]): TextItem[] {
  const fonts = new Map<string, { letters: number; apart: number }>();
  for (const item of items) {
    const font = fonts.get(fontOf(item)) ?? { letters: 0, apart: 0 };
    fonts.set(fontOf(item), font);
    font.letters += lettersIn(item.str);
    font.apart += lettersApart(item.str);
  }
  return items.map((item) => {
    const { letters = 0, apart = 0 } = fonts.get(fontOf(item)) ?? {};
    const own = lettersApart(item.str);
    const isSpread =
      (apart >= MIN_SPREAD && apart >= letters * SPREAD_SHARE) ||
      (own >= MIN_SPREAD && own >= lettersIn(item.str) * 0.9);
    return isSpread && / /.test(item.str) && item.str.trim() !== ""
      ? { ...item, str: item.str.replaceAll(" ", "") }
      : item;
  });
}

const fontOf = ({ fontName, transform: [a = 0, b = 0] }: TextItem) => `${fontName} ${Math.round(Math.hypot(a, b) * 2)}`;

const lettersIn = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;

function lettersApart(text: string): number {
  if (text.length < 7) return 0;
  let letters = 0;
  for (const [run] of text.matchAll(APART)) letters += isSeries(run) ? 0 : lettersIn(run);
  return letters;
}

/** A B C D: what is counted with letters, and no word. */
function isSeries(run: string): boolean {
  const letters = [...run.replaceAll(" ", "")];
  return letters.every(
    (letter, i) => i === 0 || Math.abs(letter.charCodeAt(0) - (letters[i - 1] ?? "").charCodeAt(0)) <= 1,
  );
}

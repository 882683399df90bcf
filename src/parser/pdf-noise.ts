/**
 * Fonts that do not tell their letters: pdf.js then gives the number of each glyph as if it were a letter. Most TrueType fonts
 * number theirs alike, and can be read by that; what is letters of all scripts in confusion is left out. Pure; linear.
 */
import type { TextItem } from "./pdf-place.ts";

/** The glyph of the space, and how far behind its letter a glyph's number is, in the usual order of TrueType fonts. */
const SPACE = "\u0003";
const BEHIND = 29;
/** So large a share of spaces shows that numbers are what a font gives. */
const MIN_SPACES = 0.04;
/** Letters of so many blocks of 256, none of which has so large a share of them, are none. */
const MAX_BLOCKS = 5;
const MAIN_BLOCK = 0.6;
const MIN_LETTERS = 20;

/** What this version knows of a font's letters: their number, that of spaces by number, and how many are of each block. */
type Letters = { all: number; spaces: number; foreign: number; blocks: Map<number, number> };

export function withoutNoise(items: readonly TextItem[]): TextItem[] {
  const fonts = new Map<string, Letters>();
  for (const { fontName, str } of items) {
    const font = fonts.get(fontName) ?? { all: 0, spaces: 0, foreign: 0, blocks: new Map<number, number>() };
    fonts.set(fontName, font);
    for (let at = 0; at < str.length; at += 1) {
      const unit = str.charCodeAt(at);
      font.all += 1;
      if (unit === 3) font.spaces += 1;
      // Latin and its marks, punctuation and signs, and the scripts of East Asia stand beside others in good texts.
      if (unit < 0x300 || (unit >= 0x2000 && unit < 0x2c00) || unit >= 0x2e80) continue;
      font.foreign += 1;
      font.blocks.set(unit >> 8, (font.blocks.get(unit >> 8) ?? 0) + 1);
    }
  }
  return items.flatMap((item) => {
    const font = fonts.get(item.fontName);
    if (font === undefined) return [item];
    if (isConfused(font)) return [];
    return isNumbered(font) ? [{ ...item, str: named(item.str) }] : [item];
  });
}

function isConfused({ foreign, blocks }: Letters): boolean {
  if (foreign < MIN_LETTERS || blocks.size < MAX_BLOCKS) return false;
  return Math.max(...blocks.values()) < foreign * MAIN_BLOCK;
}

const isNumbered = ({ all, spaces }: Letters) => spaces > 0 && all >= MIN_LETTERS && spaces >= all * MIN_SPACES;

/** The letters of glyphs by their numbers, as far as these are those of ASCII. */
function named(numbers: string): string {
  return [...numbers]
    .map((number) => {
      const code = number.charCodeAt(0) + BEHIND;
      return number === SPACE || number === " " ? " " : code > 0x20 && code < 0x7f ? String.fromCharCode(code) : "";
    })
    .join("");
}

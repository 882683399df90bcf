/**
 * Vowel signs and points that are drawn as glyphs of their own, with no width, over or under their letter: each becomes part of
 * that letter. Where a mark begins does not tell whose it is, since fonts draw it to either side of there. But it is drawn right
 * after its letter where a page is drawn in the order of its text, and right before it where it is drawn as it stands, unless
 * the marks of a page stand far more evenly over their letters the other way. Pure; linear but for sorting.
 */
import { isMarkToLeft, wayOf } from "./pdf-direction.ts";
import type { Glyph } from "./pdf-glyphs.ts";

/** A mark is drawn no further from its letter, in letter sizes. */
const NEAR = 0.7;
/** It takes so many marks, and so many of a kind, to tell how evenly they stand; */
const MIN_MARKS = 20;
const MIN_OF_A_KIND = 3;
/** and so much more even is far more. */
const FAR_MORE = 0.5;
/** More marks on one letter are none. */
const MAX_MARKS = 8;

/** Where a mark's letter was drawn: right before the mark, or right after it. */
type Side = -1 | 1;

export function withMarks(glyphs: readonly Glyph[]): Glyph[] {
  if (!glyphs.some(isMark)) return [...glyphs];
  const side = sideOf(glyphs);
  const marks = new Map<number, string[]>();
  const dropped = new Set<number>();
  for (const [i, glyph] of glyphs.entries()) {
    const letter = isMark(glyph) ? letterBeside(glyphs, i, side) : null;
    if (letter === null) continue;
    const own = marks.get(letter) ?? [];
    marks.set(letter, side < 0 ? [...own, glyph.text] : [glyph.text, ...own]);
    dropped.add(i);
  }
  return glyphs.flatMap((glyph, i) => {
    if (dropped.has(i)) return [];
    const own = marks.get(i);
    return own === undefined ? [glyph] : [{ ...glyph, text: glyph.text + own.join("") }];
  });
}

const isMark = ({ text, advance, matrix, vertical }: Glyph) =>
  !vertical && advance <= Math.hypot(matrix[2], matrix[3]) * 0.02 && isMarkToLeft(text);

/** The letter that a mark is drawn beside in the file, when it is near enough. */
function letterBeside(glyphs: readonly Glyph[], at: number, side: Side): number | null {
  const mark = glyphs[at];
  for (let i = at + side, passed = 0; mark !== undefined && passed < MAX_MARKS; i += side, passed += 1) {
    const letter = glyphs[i];
    if (letter === undefined) return null;
    if (isMark(letter)) continue;
    const { along, off, width } = placeOver(mark, letter);
    const isNear = Math.abs(off) < 1.2 && along > -NEAR && along < width + NEAR;
    return isNear && wayOf(letter.text) === "left" ? i : null;
  }
  return null;
}

/** Where a mark begins, from the beginning of a letter along and off its line, in letter sizes. */
function placeOver(mark: Glyph, letter: Glyph): { along: number; off: number; width: number } {
  const [a, b, c, d] = letter.matrix;
  const size = Math.hypot(c, d) || 1;
  const long = Math.hypot(a, b) || 1;
  const [dx, dy] = [mark.x - letter.x, mark.y - letter.y];
  return {
    along: (dx * a + dy * b) / long / size,
    off: (dy * a - dx * b) / long / size,
    width: letter.advance / size,
  };
}

/** On which side of its marks a letter is drawn. */
function sideOf(glyphs: readonly Glyph[]): Side {
  const places = new Map<string, [before: number[], after: number[]]>();
  let leftwards = 0;
  for (const [i, glyph] of glyphs.entries()) {
    if (!isMark(glyph)) continue;
    const [before, after] = [letterBeside(glyphs, i, -1), letterBeside(glyphs, i, 1)];
    const [one, other] = [glyphs[before ?? -1], glyphs[after ?? -1]];
    if (one === undefined || other === undefined) continue;
    leftwards += placeOver(other, one).along < 0 ? 1 : -1;
    const key = `${glyph.fontName} ${glyph.text}`;
    const own = places.get(key) ?? [[], []];
    places.set(key, own);
    for (const [k, letter] of [one, other].entries()) {
      const { along, width } = placeOver(glyph, letter);
      own[k]?.push(along - width / 2);
    }
  }
  const usual: Side = leftwards > 0 ? -1 : 1;
  let [unevenUsual, unevenOther, count] = [0, 0, 0];
  for (const [before, after] of places.values()) {
    if (before.length < MIN_OF_A_KIND) continue;
    count += before.length;
    unevenUsual += unevenness(usual < 0 ? before : after);
    unevenOther += unevenness(usual < 0 ? after : before);
  }
  return count >= MIN_MARKS && unevenOther < unevenUsual * FAR_MORE ? (usual < 0 ? 1 : -1) : usual;
}

/** How far marks mostly are from where most of them stand over the middle of their letters, in all. */
function unevenness(values: readonly number[]): number {
  const middle = middleOf(values);
  return middleOf(values.map((value) => Math.abs(value - middle))) * values.length;
}

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

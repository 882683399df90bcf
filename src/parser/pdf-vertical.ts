/**
 * Vertical script that is drawn letter by letter, each an upright one under the last, as browsers print it: the letters of a
 * column become items of a vertical script. Pure; linear in the items.
 */
import type { TextItem } from "./pdf-place.ts";

/** So many letters under each other are a column. */
const MIN_COLUMN = 4;
/** In letter sizes: how far letters of a column may be off it, and apart from each other (a number may stand between). */
const MAX_OFF = 0.15;
const [MIN_STEP, MAX_STEP] = [0.7, 4];

/** One letter, or sign, of a script that is written in columns. */
const UPRIGHT =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303F\u30FB\u30FC\uFE10-\uFE19\uFE30-\uFE44\uFF01-\uFF5E]\s*$/u;

/** The items of a page, with those that stand in columns as items of a vertical script. */
export function standing(items: readonly TextItem[]): TextItem[] {
  const columns: number[][] = [];
  let before: TextItem | null = null;
  for (const [i, item] of items.entries()) {
    if (!UPRIGHT.test(item.str) || item.vertical || item.transform[1] !== 0) continue;
    if (before !== null && isUnder(before, item)) columns.at(-1)?.push(i);
    else columns.push([i]);
    before = item;
  }
  const upright = new Set(columns.filter(({ length }) => length >= MIN_COLUMN).flat());
  return upright.size === 0 ? [...items] : items.map((item, i) => (upright.has(i) ? asVertical(item) : item));
}

const sizeOf = ({ transform: [, , c = 0, d = 1] }: TextItem) => Math.hypot(c, d) || 1;

function isUnder(a: TextItem, b: TextItem): boolean {
  const size = sizeOf(a);
  const step = ((a.transform[5] ?? 0) - (b.transform[5] ?? 0)) / size;
  return (
    Math.abs((a.transform[4] ?? 0) - (b.transform[4] ?? 0)) <= size * MAX_OFF &&
    Math.abs(sizeOf(b) - size) < 0.5 &&
    step >= MIN_STEP &&
    step <= MAX_STEP
  );
}

/** A vertical item hangs from the middle of its upper edge. */
function asVertical(item: TextItem): TextItem {
  const size = sizeOf(item);
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = item.transform;
  return {
    ...item,
    str: item.str.trim(),
    transform: [a, b, c, d, x + size / 2, y + size * 0.88],
    width: size,
    height: size,
    vertical: true,
  };
}

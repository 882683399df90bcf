/**
 * Glyphs to texts: what stands side by side on one baseline in one font is a text, with spaces where the white is wider than
 * between letters of that font. On pages that are partly written to the left each letter that runs there is a text of its own,
 * and what else a word is made of is parted by its way, so that lines can be put in order. Pure.
 */
import { type Way, wayOf } from "./pdf-direction.ts";
import type { Glyph } from "./pdf-glyphs.ts";
import { withMarks } from "./pdf-marks.ts";
import type { TextItem } from "./pdf-place.ts";

/** Fewer gaps do not tell what is usual. */
const MIN_GAPS = 4;
/** White that is wider than a font's usual one by this share of the letter size separates words; */
const WORD_GAP = 0.13;
/** and wider than this one texts. */
const MAX_GAP = 0.6;
/** A letter may stand so far back, or off the baseline. */
const MAX_BACK = 0.2;
const MAX_OFF = 0.05;

type Style = Pick<TextItem, "ascent" | "descent">;
type Run = { glyphs: Glyph[]; str: string; width: number; endX: number; endY: number };

/** The texts of a page. `byWay`: parted by the way that they run. */
export function runsOf(
  glyphs: readonly Glyph[],
  byWay: boolean,
  styles: Readonly<Record<string, Style | undefined>>,
): TextItem[] {
  const all = glyphs.filter(({ text }) => text.trim() !== "");
  const shown = byWay ? withMarks(all) : all;
  const spacing = usualGaps(shown);
  const wordGaps = byWay ? wordGapsToLeft(shown) : new Map<string, number>();
  const joinsDashes = !shown.some(({ text }) => /\p{Script=Arabic}/u.test(text));
  const runs: Run[] = [];
  let run: Run | null = null;
  for (const [i, glyph] of shown.entries()) {
    const gap: number | null = run === null ? null : gapAfter(run, glyph);
    const usual = spacing.get(fontOf(glyph)) ?? 0;
    const isWord = gap !== null && gap <= usual + WORD_GAP;
    const joins =
      gap !== null &&
      run !== null &&
      (byWay ? isWord && holds(run, glyph, shown[i + 1], joinsDashes) : gap <= usual + MAX_GAP);
    if (run === null || !joins) {
      run = { glyphs: [], str: "", width: 0, endX: glyph.x, endY: glyph.y };
      runs.push(run);
    }
    const size = sizeOf(glyph);
    run.str += (run.str !== "" && !isWord ? " " : "") + glyph.text;
    run.width += (gap === null || run.glyphs.length === 0 ? 0 : gap * size) + glyph.advance;
    run.glyphs.push(glyph);
    const [a, b] = glyph.matrix;
    const long = Math.hypot(a, b) || 1;
    run.endX = glyph.x + (a / long) * glyph.advance;
    run.endY = glyph.y + (b / long) * glyph.advance;
  }
  return runs.map((each) => {
    const wordGap = wordGaps.get(each.glyphs[0] === undefined ? "" : fontOf(each.glyphs[0]));
    return { ...itemOf(each, styles), ...(wordGap === undefined ? {} : { wordGap }) };
  });
}

/** A font in one size. */
const fontOf = (glyph: Glyph) => `${glyph.fontName} ${Math.round(sizeOf(glyph) * 2)}`;

const sizeOf = ({ matrix: [, , c, d] }: Glyph) => Math.hypot(c, d) || 1;

/** The white between a run and a glyph in letter sizes; `null` when it is in another font or on another line. */
function gapAfter({ glyphs, endX, endY }: Run, glyph: Glyph): number | null {
  const last = glyphs.at(-1);
  const [a, b, c, d] = glyph.matrix;
  if (last === undefined || last.fontName !== glyph.fontName || glyph.vertical) return null;
  if (
    Math.abs(last.matrix[0] - a) +
      Math.abs(last.matrix[1] - b) +
      Math.abs(last.matrix[2] - c) +
      Math.abs(last.matrix[3] - d) >
    0.05
  )
    return null;
  const { along, off } = apart({ x: endX, y: endY }, glyph);
  return Math.abs(off) <= MAX_OFF && along >= -MAX_BACK && along <= 25 ? along : null;
}

/** The white that a font mostly has between its letters, in letter sizes: more than none where letters are set apart. */
function usualGaps(glyphs: readonly Glyph[]): Map<string, number> {
  const gaps = new Map<string, number[]>();
  for (const [i, glyph] of glyphs.entries()) {
    const before = glyphs[i - 1];
    // Signs and digits alone, as in formulas, would tell the space between them.
    if (before === undefined || !/\p{L}/u.test(before.text) || !/\p{L}/u.test(glyph.text)) continue;
    const [a, b] = before.matrix;
    const long = Math.hypot(a, b) || 1;
    const gap = gapAfter(
      {
        glyphs: [before],
        str: "",
        width: 0,
        endX: before.x + (a / long) * before.advance,
        endY: before.y + (b / long) * before.advance,
      },
      glyph,
    );
    if (gap === null || gap > MAX_GAP) continue;
    const own = gaps.get(fontOf(glyph));
    if (own) own.push(gap);
    else gaps.set(fontOf(glyph), [gap]);
  }
  return new Map(
    [...gaps].map(([font, own]) => [
      font,
      own.length < MIN_GAPS ? 0 : Math.max(0, own.sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0),
    ]),
  );
}

/** White between letters that run to the left is none between words when it is narrower; */
const MIN_WORD_GAP = 0.03;
/** between words it is at least this share of what it mostly is there. */
const NARROW = 0.5;

/**
 * The white that separates words that run to the left, by font, where it is narrower than usual: their letters touch, so that
 * tight lines have little white between words, and still more than within them.
 */
function wordGapsToLeft(glyphs: readonly Glyph[]): Map<string, number> {
  const gaps = new Map<string, number[]>();
  for (const [i, glyph] of glyphs.entries()) {
    const before = glyphs[i - 1];
    if (before === undefined || wayOf(before.text) !== "left" || wayOf(glyph.text) !== "left") continue;
    const { along, off } = apart(before, glyph);
    const [size, font] = [sizeOf(glyph), fontOf(glyph)];
    const gap = along > 0 ? along - before.advance / size : -along - glyph.advance / size;
    if (font !== fontOf(before) || Math.abs(off) > MAX_OFF || gap < MIN_WORD_GAP || gap > 1) continue;
    const own = gaps.get(font);
    if (own) own.push(gap);
    else gaps.set(font, [gap]);
  }
  const narrow = new Map<string, number>();
  for (const [font, own] of gaps) {
    const usual = own.sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0;
    if (own.length >= MIN_GAPS && usual * NARROW < WORD_GAP) narrow.set(font, Math.max(MIN_WORD_GAP, usual * NARROW));
  }
  return narrow;
}

/** How far a glyph begins after another one along its line, and off it, in letter sizes. */
function apart(from: Pick<Glyph, "x" | "y">, glyph: Glyph): { along: number; off: number } {
  const [a, b] = glyph.matrix;
  const long = Math.hypot(a, b) || 1;
  const size = sizeOf(glyph);
  const [dx, dy] = [glyph.x - from.x, glyph.y - from.y];
  return { along: (dx * a + dy * b) / long / size, off: (dy * a - dx * b) / long / size };
}

/** Whether a word that is parted by its ways goes on with a glyph: letters with what stands between them, and numbers. */
function holds(run: Run, glyph: Glyph, next: Glyph | undefined, joinsDashes: boolean): boolean {
  const [before, own] = [wayOf(run.glyphs.at(-1)?.text ?? ""), wayOf(glyph.text)];
  const whole = wayOf(run.str);
  if (own === "left" || whole === "left") return false;
  if (isWordy(own)) return isWordy(before) || (before === "neutral" && isWordy(whole));
  const after: Way = next === undefined ? "neutral" : wayOf(next.text);
  if (joinsDashes && before === "number" && /^[%$€£°‰]$/u.test(glyph.text)) return true;
  if (!isWordy(before) || !isWordy(after) || /^[()[\]{}«»]$/.test(glyph.text)) return false;
  if (before === "right" || after === "right") return true;
  return (joinsDashes ? /^[.,:/\-+]$/ : /^[.,:/٫٬]$/).test(glyph.text);
}

const isWordy = (way: Way) => way === "right" || way === "number";

function itemOf({ glyphs, str, width }: Run, styles: Readonly<Record<string, Style | undefined>>): TextItem {
  const [first] = glyphs;
  const { x, y, matrix, fontName, vertical } = first ?? EMPTY;
  return {
    str,
    dir: wayOf(str) === "left" ? "rtl" : "ltr",
    transform: [...matrix, x, y],
    width,
    height: vertical ? width : Math.hypot(matrix[2], matrix[3]),
    fontName,
    vertical,
    ascent: styles[fontName]?.ascent,
    descent: styles[fontName]?.descent,
  };
}

const EMPTY: Glyph = { text: "", x: 0, y: 0, advance: 0, matrix: [1, 0, 0, 1], fontName: "", vertical: false };

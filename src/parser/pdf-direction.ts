/**
 * The direction of scripts: which letters run to the left, and in what order the pieces of a line are read when some run one
 * way and some the other. What stands on a page is put back into the order of the text: the reverse of what a renderer does by
 * Unicode's bidirectional algorithm, as far as a page tells. Pure; linear in the pieces.
 */

const TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
// The stroke that lengthens Arabic words is of no script by itself.
const LETTER_TO_LEFT = new RegExp(`(?=\\p{L})${TO_LEFT.source}|\u0640`, "u");

/** Vowel signs and the like, which are shared by the scripts of a family. */
const MARK_TO_LEFT = /[\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u08D3-\u08FF]/;

/** `left` and `right` are letters; numbers run to the right but stand in either; the rest goes with its neighbours. */
export type Way = "left" | "right" | "number" | "neutral";

export function wayOf(text: string): Way {
  if (LETTER_TO_LEFT.test(text)) return "left";
  if (/\p{L}/u.test(text)) return "right";
  if (MARK_TO_LEFT.test(text)) return "left";
  return /\p{N}/u.test(text) ? "number" : "neutral";
}

/** The way that most of a page is written: to the left when more than a third of its letters run there. */
export function mainWayOf(texts: Iterable<string>): "left" | "right" {
  let [left, all] = [0, 0];
  for (const text of texts) {
    for (const letter of text) {
      if (!/\p{L}/u.test(letter)) continue;
      all += 1;
      if (LETTER_TO_LEFT.test(letter)) left += 1;
    }
  }
  return left > all / 3 ? "left" : "right";
}

/** Whether a text is marks of scripts that run to the left, and nothing else. */
export const isMarkToLeft = (text: string): boolean => /^\p{M}+$/u.test(text) && wayOf(text) === "left";

export const holdsToLeft = (text: string): boolean => LETTER_TO_LEFT.test(text);

/** A piece of a line, and the white before it. */
export type Spaced<T> = { piece: T; gap: number };

/**
 * The pieces of a line as they are read. They come in the order of the main way, each with the white before it; stretches
 * that run against it are turned, the white within them too.
 */
export function inReadingWay<T extends { text: string }>(
  line: readonly Spaced<T>[],
  main: "left" | "right",
): Spaced<T>[] {
  const number = main === "left" ? numberOfItem(line) : 0;
  if (number > 0) return [...line.slice(0, number), ...inReadingWay(line.slice(number), main)];
  const ways = line.map(({ piece }) => wayOf(piece.text));
  const against = main === "left" ? "right" : "left";
  if (main === "right" && !ways.includes(against)) return [...line];
  if (main === "left" && !ways.includes(main) && isOfOtherWay(line, ways)) return turn(line);
  // Where a stretch may end at the latest that begins at each place: before the next letter of the main way.
  const ends = ways.map(() => 0);
  for (let at = ways.length - 1, end = 0; at >= 0; at -= 1) {
    if (ways[at] === main) end = 0;
    else if (ways[at] === against && end === 0) end = at + 1;
    ends[at] = end;
  }
  const read: Spaced<T>[] = [];
  const mirrored: boolean[] = [];
  for (let at = 0; at < line.length; ) {
    const begins = ways[at] === against || (main === "left" && ways[at] === "number" && (ends[at] ?? 0) > 0);
    const stretch = begins ? around(line, at, ends[at] ?? at + 1, main) : { from: at, to: at + 1 };
    // A bracket that was read already may turn out to be part of the stretch.
    const bracket = stretch.from < at ? read.pop() : undefined;
    if (bracket !== undefined) mirrored.pop();
    const turned = begins ? turn(line.slice(stretch.from, stretch.to)) : line.slice(at, at + 1);
    read.push(...turned);
    mirrored.push(...turned.map(({ piece }) => (main === "left" ? !begins : begins) && BRACKETS.test(piece.text)));
    at = stretch.to;
  }
  return withBrackets(read, mirrored);
}

/** How many pieces at the right of a line are the number of an item, "3." with white after it. */
function numberOfItem<T extends { text: string }>(line: readonly Spaced<T>[]): number {
  const [number, stop, first] = line;
  if (number === undefined || stop === undefined || wayOf(number.piece.text) !== "number") return 0;
  if (/^\p{N}+[.)]$/u.test(number.piece.text)) return 1;
  return first !== undefined && /^[.)]$/.test(stop.piece.text) && stop.gap < first.gap ? 2 : 0;
}

/**
 * Whether a line on a page that is written to the left is of a paragraph that runs to the right: it has words that do, and no stop
 * of a sentence after them, seen from the right.
 */
function isOfOtherWay<T extends { text: string }>(line: readonly Spaced<T>[], ways: readonly Way[]): boolean {
  return ways.includes("right") && !/^[.,:;،؛؟]$/.test(line.at(-1)?.piece.text ?? "");
}

/** A stretch with the bracket beside it that closes what was opened in it, "Alberts et al. (2014)", or the stop that ends it. */
function around<T extends { text: string }>(
  line: readonly Spaced<T>[],
  from: number,
  to: number,
  main: "left" | "right",
) {
  if (main === "right") return { from, to };
  const text = line
    .slice(from, to)
    .map(({ piece }) => piece.text)
    .join("");
  const open = (text.match(/[([{]/g)?.length ?? 0) - (text.match(/[)\]}]/g)?.length ?? 0);
  const before = line[from - 1];
  // What begins a line has all the white before it.
  const white = from === 1 ? Number.POSITIVE_INFINITY : (before?.gap ?? 0);
  const isNear = before !== undefined && (line[from]?.gap ?? 0) < white;
  if (open > 0 && /^[)\]}]$/.test(before?.piece.text ?? "")) return { from: from - 1, to };
  if (isNear && /^[.,;:!?…]$/.test(before.piece.text)) return { from: from - 1, to };
  if (open < 0 && /^[([{]$/.test(line[to]?.piece.text ?? "")) return { from, to: to + 1 };
  // "\\section", "@name": a sign that belongs to the word that it stands right before.
  const sign = line[to];
  if (sign !== undefined && PREFIX.test(sign.piece.text) && sign.gap < (line[to + 1]?.gap ?? Number.POSITIVE_INFINITY))
    return { from, to: to + 1 };
  return { from, to };
}

const PREFIX = /^[\\@#$~&]$/;

function turn<T>(stretch: readonly Spaced<T>[]): Spaced<T>[] {
  return stretch.map((_, i) => ({
    piece: (stretch.at(-1 - i) as Spaced<T>).piece,
    gap: (i === 0 ? stretch[0]?.gap : stretch.at(-i)?.gap) ?? 0,
  }));
}

const BRACKETS = /^[()[\]{}<>«»]+$/;
const MIRROR: Readonly<Record<string, string>> = {
  "(": ")",
  ")": "(",
  "[": "]",
  "]": "[",
  "{": "}",
  "}": "{",
  "<": ">",
  ">": "<",
  "«": "»",
  "»": "«",
};

/**
 * Brackets in what runs to the left are stored as they look or as they are meant, which only the line tells: one that opens has
 * the white before it, and the first one is meant to open.
 */
function withBrackets<T extends { text: string }>(read: Spaced<T>[], mirrored: readonly boolean[]): Spaced<T>[] {
  const first = read.find((_, i) => mirrored[i]);
  if (first === undefined) return read;
  let votes = 0;
  for (const [i, { piece, gap }] of read.entries()) {
    if (!mirrored[i]) continue;
    const before = i === 0 ? Number.POSITIVE_INFINITY : gap;
    const after = read[i + 1]?.gap ?? Number.POSITIVE_INFINITY;
    if (before !== after) votes += before > after === OPENING.test(piece.text) ? 1 : -1;
  }
  if (votes > 0 || (votes === 0 && OPENING.test(first.piece.text))) return read;
  return read.map((each, i) => {
    if (!mirrored[i]) return each;
    const text = [...each.piece.text].map((letter) => MIRROR[letter] ?? letter).join("");
    return { ...each, piece: { ...each.piece, text } };
  });
}

const OPENING = /^[([{<«]/;

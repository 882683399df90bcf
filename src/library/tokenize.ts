/**
 * Text to the tokens of the full-text index, in every script: case, width, digits and diacritics folded; words stemmed;
 * scripts without spaces (and Korean, whose particles stick to the words) as overlapping pairs of letters; marks that carry
 * vowels or tones kept. Pure. The same function reads documents and questions. Each token is letters, digits and marks alone.
 * Beside a word's token stands its beginning, which its other forms share.
 */
import { stem } from "./stem.ts";

/** Stored with the index, which is rebuilt when it differs. Raise it with every change of what a text becomes. */
export const TOKENIZER_VERSION = 2;

/** Letters of a beginning: chosen on half of the questions in eleven languages (docs/decisions/0010-ranking.md). */
const BEGINNING = 5;
/** Letters for private use, which no text is searched for, mark what the index holds beside words. */
const BEGINS = "\ue000";
const SIGNS: Record<string, string> = { "+": "\ue001", "#": "\ue002", "%": "\ue003" };

/** Scripts whose words are not told apart by spaces, or not by spaces alone. */
const PAIRED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}々ー";
const WORD = "\\p{L}\\p{N}\\p{M}";
const IS_PAIRED = new RegExp(`[${PAIRED}]`, "u");
/** Stretches of either kind; radicals and other signs that are no letters belong to none. */
const RUNS = new RegExp(`(?:(?=[${WORD}])[${PAIRED}])+|(?:(?![${PAIRED}])[${WORD}])+`, "gu");

const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ک: "ك",
  ة: "ه",
};
const FOLDED = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
/** Accents of Latin, Greek and Cyrillic; vowel points of Hebrew and Arabic; joiners and soft hyphens. */
const DROPPED =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u00ad\u200b-\u200f\u2060]/g;

/** Texts of ASCII alone, as most of English, need no folding and no question about scripts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/;

/** Dashes, quotation marks and the like, which would hide that the rest is ASCII. */
const QUOTES = /[\u2010-\u2027\u2030-\u203a]/g;
/** "1,000" and "1'000'000" are one number, and "1.000.000" is. */
const GROUPED = /(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:['’]\d{3})+|(?:\.\d{3}){2,})(?![\d,])/g;
/** Letters of Vietnamese alone, whose words differ in nothing but their marks. */
const TONED = /[ơư\u1ea0-\u1ef9]/u;
const PRIVATE = /[\ue000-\uf8ff]/g;
/** Digits of other scripts. */
const DIGITS = /(?![0-9])\p{Nd}/gu;

/** The digits of Indic scripts begin at ….6 of their block, those of Arabic, Thai and others at ….0. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  return String(((code & 15) + (code >= 0x900 && code < 0xe00 ? 10 : 0)) % 16);
}

/** A text with everything folded that readers do not distinguish when they search. */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const folded = text.normalize("NFKC").toLowerCase().normalize("NFD").replace(DROPPED, "").normalize("NFC");
  return folded.replace(FOLDED, (letter) => LETTERS[letter] ?? letter).replace(DIGITS, asciiDigit);
}

/** The same with single spaces. Those that are single already are passed over: to replace each would make of a text its words. */
export function foldLine(text: string): string {
  return foldText(text).replace(/\s{2,}|[^\S ]/g, " ");
}

/** The text as words are looked for in it. */
function prepared(text: string): string {
  return text.replace(QUOTES, " ").replace(GROUPED, (number) => number.replace(/\D/g, ""));
}

/** The words of a text, folded, in order; a run of a script without spaces is one. */
export function runsOf(text: string): string[] {
  const plain = prepared(text);
  if (!ASCII.test(plain) && TONED.test(plain.normalize("NFC").toLowerCase())) return tonedRunsOf(plain);
  const folded = foldText(plain);
  if (ASCII.test(folded)) return folded.match(/[a-z0-9]+/g) ?? [];
  return (folded.match(RUNS) ?? []).filter((run) => /[\p{L}\p{N}]/u.test(run));
}

/** Words with letters of Vietnamese keep their marks. */
function tonedRunsOf(text: string): string[] {
  const lower = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200f\u2060]/g, "");
  return (lower.match(RUNS) ?? [])
    .filter((run) => /[\p{L}\p{N}]/u.test(run))
    .map((run) => (TONED.test(run) ? run : foldText(run)));
}

/** The tokens of one run. */
export function tokensOf(run: string): string[] {
  return IS_PAIRED.test(run) ? pairs(run) : [stemOf(run)];
}

/** The tokens of a text, in order. */
export function tokenize(text: string): string[] {
  const runs = runsOf(text);
  return runs.some((run) => IS_PAIRED.test(run)) ? runs.flatMap(tokensOf) : runs.map(stemOf);
}

/**
 * The beginning that a word's token shares with its other forms; `null` where it is the token itself: of a short word,
 * a number, a pair. Of a word with marks of tones it is the word without them.
 */
export function beginningOf(token: string): string | null {
  const isToned = TONED.test(token);
  if ((token.length < BEGINNING && !isToned) || !ONLY_LETTERS.test(token) || IS_PAIRED.test(token)) return null;
  const plain = isToned ? foldText(token) : token;
  return BEGINS + (plain.length <= BEGINNING ? plain : [...plain].slice(0, BEGINNING).join(""));
}

/** What a word without a beginning of its own may be the beginning of: a toned word, written without its marks. */
export function asBeginning(token: string): string {
  return BEGINS + token;
}

const ONLY_LETTERS = /^[\p{L}\p{M}]+$/u;

/** Where wanted tokens stand in a text, how often wanted beginnings do, and how many tokens there are. */
export type Located = { length: number; places: Map<string, number[]>; beginnings: Map<string, number> };

/**
 * Where the wanted tokens stand in a text, by their number in it: as `tokenize` would tell, faster, and without making what nobody
 * asked for. The first two letters of a stem are its word's, but for a y that became an i, so that most words need none.
 */
export function locator(wanted: ReadonlySet<string>, begun: ReadonlySet<string>): (text: string) => Located {
  const begunInitials = new Set(Array.from(begun, (beginning) => beginning.charCodeAt(BEGINS.length)));
  const openings = new Set<number>();
  const alone = new Set<number>();
  for (const token of [...wanted, ...Array.from(begun, (beginning) => beginning.slice(BEGINS.length))]) {
    if (token.length === 1) alone.add(token.charCodeAt(0));
    else openings.add(opening(token.charCodeAt(0), token.charCodeAt(1)));
  }
  const mayBeWanted = (text: string, from: number, to: number) => {
    const first = lowerAt(text, from);
    // "aed" may become "a".
    if (first >= 0x80 || alone.has(first)) return true;
    if (to - from === 1) return false;
    const second = lowerAt(text, from + 1);
    return second >= 0x80 || openings.has(opening(first, second));
  };
  const look = (token: string, { length, places, beginnings }: Located) => {
    if (wanted.has(token)) {
      const known = places.get(token);
      if (known) known.push(length);
      else places.set(token, [length]);
    }
    const first = token.charCodeAt(0);
    if (begunInitials.has(first) || (begun.size > 0 && TONED_INITIAL.test(token))) {
      const beginning = beginningOf(token);
      if (beginning !== null && begun.has(beginning)) beginnings.set(beginning, (beginnings.get(beginning) ?? 0) + 1);
    }
  };
  return (text) => {
    const located: Located = { length: 0, places: new Map(), beginnings: new Map() };
    if (!NOT_PLAIN.test(text)) {
      const plain = MAY_BE_GROUPED.test(text) ? prepared(text) : text;
      eachPlainRun(plain, (from, to) => {
        if (mayBeWanted(plain, from, to)) look(stemOf(plain.slice(from, to).toLowerCase()), located);
        located.length += 1;
      });
      return located;
    }
    for (const run of runsOf(text)) {
      if (!mayBeWanted(run, 0, run.length)) located.length += 1;
      else {
        for (const token of tokensOf(run)) {
          look(token, located);
          located.length += 1;
        }
      }
    }
    return located;
  };
}

/** A text of ASCII, dashes and quotation marks alone is plain: its words stand in it as they are, but for grouped numbers. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const NOT_PLAIN = /[^\u0000-\u007f\u2010-\u2027\u2030-\u203a]/;
const MAY_BE_GROUPED = /\d[.,']\d{3}/;

/** What a word begins with, as one number. */
const opening = (first: number, second: number) => first * 0x10000 + (second === LETTER_Y ? LETTER_I : second);
const LETTER_I = 0x69;
const LETTER_Y = 0x79;

/** The runs of a plain text, by where they stand. */
function eachPlainRun(text: string, take: (from: number, to: number) => void): void {
  let from = -1;
  for (let at = 0; at < text.length; at++) {
    const isWord = isPlainWord(text.charCodeAt(at));
    if (isWord && from < 0) from = at;
    else if (!isWord && from >= 0) {
      take(from, at);
      from = -1;
    }
  }
  if (from >= 0) take(from, text.length);
}

const isPlainWord = (unit: number) =>
  (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);

function lowerAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

/** Letters at which a toned word may begin without beginning as its plain form does. */
const TONED_INITIAL = /^[đơư\u00c0-\u024f\u1ea0-\u1ef9]/;

/** The tokens as the index reads them, and how many are words: beginnings and words with their signs follow, each once. */
export function indexText(text: string): { text: string; tokens: number } {
  const tokens = tokenize(text);
  const beside = new Set<string>();
  for (const token of tokens) {
    const beginning = beginningOf(token);
    if (beginning !== null) beside.add(beginning);
  }
  for (const [signed] of text.matchAll(SIGNED)) beside.add(signedToken(signed));
  return { text: [...tokens, ...beside].join(" "), tokens: tokens.length };
}

/** "C++", "F#", "50%": words that a sign at their end makes others. It begins where a word begins, and stays linear so. */
const SIGNED = /(?<![\p{L}\p{N}])[\p{L}\p{N}]{1,20}(?:\+\+|#|%)/gu;

/** A word with signs at its end as one token. */
export function signedToken(signed: string): string {
  return foldText(signed)
    .replace(PRIVATE, "")
    .replace(/[+#%]/g, (sign) => SIGNS[sign] ?? "");
}

/** Whether a token is a pair of letters of a longer run, whose neighbours overlap it. */
export const isPair = (token: string): boolean => IS_PAIRED.test(token);

/** An FTS5 expression that finds any of the terms, tokens or phrases of them. Each is quoted: nothing is ever syntax. */
export function matchExpression(terms: readonly string[]): string {
  return terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(" OR ");
}

function pairs(run: string): string[] {
  const letters = [...run];
  return letters.length === 1 ? [run] : letters.slice(1).map((letter, i) => `${letters[i]}${letter}`);
}

/** Texts repeat their words; stems are remembered, and forgotten all at once before they grow large. */
const stems = new Map<string, string>();
const MAX_STEMS = 20_000;

function stemOf(word: string): string {
  if (word.length > 40) return word.slice(0, 40).toWellFormed();
  let stemmed = stems.get(word);
  if (stemmed === undefined) {
    if (stems.size >= MAX_STEMS) stems.clear();
    stemmed = stem(word);
    stems.set(word, stemmed);
  }
  return stemmed;
}

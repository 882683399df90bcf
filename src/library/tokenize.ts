/**
 * Text to the tokens of the full-text index, in every script: case, width and diacritics folded; words stemmed; scripts
 * without spaces (and Korean, whose particles stick to the words) as overlapping pairs of letters; marks that carry vowels
 * kept. Pure. The same function reads documents and questions. Each token is letters, digits and marks alone.
 */
import { STOP_WORDS } from "../answer/stop-words.ts";
import { stem } from "./stem.ts";

/** Stored with the index, which is rebuilt when it differs. Raise it with every change of what a text becomes. */
export const TOKENIZER_VERSION = 1;

/** Tokens of one question that are searched for; the rest of a very long one adds nothing but time. */
export const MAX_QUERY_TERMS = 64;

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

/** A text with everything folded that readers do not distinguish when they search. */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const folded = text.normalize("NFKC").toLowerCase().normalize("NFD").replace(DROPPED, "").normalize("NFC");
  return folded.replace(FOLDED, (letter) => LETTERS[letter] ?? letter);
}

/** The tokens of a text, in order. */
export function tokenize(text: string): string[] {
  const folded = foldText(text.replace(QUOTES, " "));
  if (ASCII.test(folded)) return (folded.match(/[a-z0-9]+/g) ?? []).map(stemOf);
  const tokens: string[] = [];
  for (const [run] of folded.matchAll(RUNS)) {
    if (IS_PAIRED.test(run)) pairs(run, tokens);
    else if (/[\p{L}\p{N}]/u.test(run)) tokens.push(stemOf(run));
  }
  return tokens;
}

/**
 * Where the wanted tokens stand in a text, by their number in it, and how many tokens it has: as `tokenize` would tell, faster.
 * In a text of ASCII a stem begins as its word does, so that most words need none.
 */
export function locate(text: string, wanted: ReadonlySet<string>): { length: number; places: Map<string, number[]> } {
  const folded = foldText(text.replace(QUOTES, " "));
  const isPlain = ASCII.test(folded);
  const tokens = isPlain ? (folded.match(/[a-z0-9]+/g) ?? []) : tokenize(text);
  const initials = new Set(Array.from(wanted, (token) => token.charCodeAt(0)));
  const places = new Map<string, number[]>();
  for (let at = 0; at < tokens.length; at += 1) {
    const word = tokens[at] ?? "";
    if (isPlain && !initials.has(word.charCodeAt(0))) continue;
    const token = isPlain ? stemOf(word) : word;
    if (!wanted.has(token)) continue;
    const known = places.get(token);
    if (known) known.push(at);
    else places.set(token, [at]);
  }
  return { length: tokens.length, places };
}

/** The tokens as the index reads them. */
export function indexText(text: string): string {
  return tokenize(text).join(" ");
}

/** The distinct tokens worth searching for: stop words are left out unless nothing else is asked for. */
export function queryTerms(question: string): string[] {
  const all: string[] = [];
  const content: string[] = [];
  for (const [run] of foldText(question).matchAll(RUNS)) {
    const tokens: string[] = [];
    if (IS_PAIRED.test(run)) pairs(run, tokens);
    else if (/[\p{L}\p{N}]/u.test(run)) tokens.push(stemOf(run));
    all.push(...tokens);
    if (!STOP_WORDS.has(run)) content.push(...tokens);
  }
  const terms = content.length > 0 ? content : all;
  return [...new Set(terms)].slice(0, MAX_QUERY_TERMS);
}

/** Whether a token is a pair of letters of a longer run, whose neighbours overlap it. */
export const isPair = (token: string): boolean => IS_PAIRED.test(token);

/** An FTS5 expression that finds any of the terms. Each is quoted: nothing of a question is ever syntax. */
export function matchExpression(terms: readonly string[]): string {
  return terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(" OR ");
}

function pairs(run: string, into: string[]): void {
  const letters = [...run];
  if (letters.length === 1) into.push(run);
  for (let i = 0; i + 1 < letters.length; i += 1) into.push(`${letters[i]}${letters[i + 1]}`);
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

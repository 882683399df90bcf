/**
 * What a question means letter by letter: what stands in quotation marks, and words with signs inside ("read.table", "18.9%",
 * "x_1", "a[i]"). How the index proposes chunks for it, and whether a chunk's text really holds it. Pure, linear.
 */
import { foldLine, isPair, signedToken, tokenize } from "./tokenize.ts";

/** What is meant letter by letter. */
export type Literal = {
  /** Folded, with single spaces. */
  text: string;
  /** Whether its words suffice: what stands in quotation marks and has no signs inside its words. */
  isWords: boolean;
  /** What the index has for it: phrases of tokens, or single tokens. Any of them may be it; the text decides. */
  keys: string[];
};

const MAX_LITERALS = 8;
/** Tokens of a literal by which the index proposes chunks. */
const MAX_PHRASE = 24;
const MAX_STRETCH = 200;

const QUOTED = /["“”„«»「『]([^"“”„«»「」『』]{2,200})["“”»«」』]/gu;
/** Signs that end a sentence or stand around a word, not in it. */
const BEFORE = /^[\s.,;:!?¿¡'‘’"“”„«»「」『』()[\]{}<>*_~|`–—…、。，；：？！（）【】-]+/u;
const AFTER = /[\s.,;:!?'‘’"“”„«»「」『』*_~|`–—…、。，；：？！（）【】-]+$/u;
/** Signs that make of words something that is meant as it stands. */
const INSIDE = /[\p{L}\p{N}](?:[._:@/=+#^\\|&<>≤≥≠±×→~*%$-]+|[([{])[\p{L}\p{N}$]|[\p{L}\p{N}](?:\+\+|#|%|\(\))/u;
/** "e.g.", "U.S.", "z.B.": letters with full stops. */
const ABBREVIATION = /^(?:\p{L}\.)+\p{L}?\.?$/u;
/** "well-known": may have an ending in the text. */
const HYPHENATED = /^\p{L}[\p{L}-]*$/u;

/** At most 8. */
export function literalsOf(question: string): Literal[] {
  const found = new Map<string, Literal>();
  const add = (raw: string, isWords: boolean) => {
    const text = squeeze(raw);
    const keys = keysOf(text);
    if (text.length > 1 && keys.length > 0 && found.size < MAX_LITERALS && !found.has(text))
      found.set(text, { text, isWords, keys });
  };
  for (const [, inner = ""] of question.matchAll(QUOTED)) add(inner, !inner.split(/\s+/).some(isSigned));
  for (const stretch of question.split(/\s+/)) {
    if (stretch.length > MAX_STRETCH) continue;
    const word = bare(stretch);
    if (isSigned(word)) add(word, false);
  }
  return [...found.values()];
}

/** A stretch without what stands around it: marks, brackets that were opened elsewhere, the dollars of a formula. */
function bare(stretch: string): string {
  let text = stretch.replace(BEFORE, "").replace(AFTER, "");
  for (const [open, close] of BRACKETS) {
    while (text.endsWith(close) && !text.includes(open)) text = text.slice(0, -1).replace(AFTER, "");
  }
  // The dollars of a formula, not those of a price.
  return text.replace(/^\$(?=\p{L})|(?<=.)\$$/gu, "");
}

const BRACKETS = [
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
  ["<", ">"],
] as const;

function isSigned(word: string): boolean {
  return INSIDE.test(word) && !ABBREVIATION.test(word);
}

/** "x_1" may stand as "x₁", which is one word. */
function keysOf(text: string): string[] {
  const keys = [keyOf(text), ...(/[_^]/.test(text) ? [keyOf(text.replace(/[_^{}]/g, ""))] : [])];
  return [...new Set(keys)].filter((key) => key !== "");
}

function keyOf(text: string): string {
  const tokens = tokenize(text);
  if (tokens.length > 1) return tokens.slice(0, MAX_PHRASE).join(" ");
  return /[+#%]$/.test(text) ? signedToken(text) : (tokens[0] ?? "");
}

/** Folded, with single spaces, and with one form of dashes and quotation marks. */
function squeeze(text: string): string {
  return foldLine(text)
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[‘’]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .trim();
}

/** Words alone, parted by single spaces, with one at either end where words have any. */
function wordsOf(squeezed: string): string {
  const words = squeezed.replace(/ ?[^\p{L}\p{N}\p{M} ][^\p{L}\p{N}\p{M}]*/gu, " ").trim();
  return isPair(words) ? words.replaceAll(" ", "") : ` ${words} `;
}

/** Which of the literals a text holds, for many texts. */
export function literalFinder(literals: readonly Literal[]): (text: string) => Literal[] {
  const patterns = literals.map((literal) => ({
    literal,
    words: literal.isWords ? wordsOf(literal.text) : null,
    signs: literal.isWords ? null : patternOf(literal.text),
  }));
  return (text) => {
    const squeezed = squeeze(text);
    const plain = patterns.some(({ words }) => words !== null) ? wordsOf(squeezed) : "";
    return patterns
      .filter(({ words, signs }) => (words !== null ? plain.includes(words) : signs?.test(squeezed)))
      .map(({ literal }) => literal);
  };
}

/** The literal as it stands, but for spaces around its signs and for how a subscript is written. */
function patternOf(text: string): RegExp {
  let source = "";
  let last = "";
  let gap = "";
  for (const letter of text.replace(/ ?[_^{]+ ?/g, "_")) {
    if (letter === " " || letter === "_") {
      gap = letter;
      continue;
    }
    source += last === "" ? "" : gapOf(gap, isLetter(last) && isLetter(letter));
    source += letter.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
    last = letter;
    gap = "";
  }
  const before = isLetter(text) ? "(?<![\\p{L}\\p{N}])" : "";
  const after = isLetter(last) && !HYPHENATED.test(text) ? "(?![\\p{L}\\p{N}])" : "";
  return new RegExp(before + source + after, "u");
}

/** What may stand between two letters of a literal: in one way only, since several would make of a row of signs a riddle. */
function gapOf(gap: string, isInWord: boolean): string {
  if (gap === "_") return " ?(?:[_^]\\{? ?)?";
  if (isInWord) return gap;
  return " ?";
}

const isLetter = (text: string) => /^[\p{L}\p{N}\p{M}]/u.test(text);

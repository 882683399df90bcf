/**
 * One passage as evidence: which words, numbers and quotations it holds, and which of its sentences show them best.
 * Built once for each passage that an answer cites; every quote it gives is a verbatim piece of the passage's text.
 */
import { MAX_QUOTE } from "../protocol.ts";
import { deniesOrLacks } from "./negation.ts";
import type { Passage } from "./passage.ts";
import { cutBefore, type Folded, fold, foldWithMap, keyTerms, type Sentence, sentencesOf } from "./sentences.ts";

/** A quote has at most so many adjacent sentences. */
const MAX_QUOTE_SENTENCES = 3;
/** What a further sentence must add to a quote, in key terms, to be worth its length. */
const WORTH_A_SENTENCE = 0.75;
/** From this length on a word may match another form of itself by its beginning, and by no less of it. */
const LEAST_PREFIX = 5;
const PREFIX_SHARE = 0.7;

const NUMBER_WORDS = [
  "zero null cero",
  "one eins un une uno una один",
  "two zwei deux dos due dois два две",
  "three drei trois tres tre три",
  "four vier quatre cuatro quattro quatro четыре",
  "five fünf cinq cinco cinque пять",
  "six sechs seis sei шесть",
  "seven sieben sept siete sette sete семь",
  "eight acht huit ocho otto oito восемь",
  "nine neun neuf nueve nove девять",
  "ten zehn dix diez dieci dez десять",
  "eleven elf onze once undici",
  "twelve zwölf douze doce dodici doze",
];
const NUMBER_OF_WORD = new Map(
  NUMBER_WORDS.flatMap((words, number) => words.split(" ").map((word) => [word, String(number)])),
);
/** Words that are numbers in one language and something else in another, or in the same one. */
const AMBIGUOUS = new Set("zero null cero one eins un une uno una один due sei once dos sept set elf".split(" "));
const WORDS = /\p{L}+/gu;
const DIGITS = /\p{Nd}+(?:[.,٫٬'’ ]\p{Nd}+)*/gu;
/** A letter of a script with spaces; beside one of another script a number stands alone. */
const SPACED = "(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}])\\p{L}";
const STANDALONE = new RegExp(`(?<!${SPACED}|[\\p{Nd}_^])\\p{Nd}+(?:[.,٫٬'’]\\p{Nd}+)*(?!${SPACED}|\\p{Nd})`, "gu");

/** A number's digits alone, as ASCII: `1,000`, `1.000` and `١٠٠٠` are the same, and so are `3.14` and `3,14`. */
function digitsOf(number: string): string {
  return number.replace(/[^\p{Nd}]/gu, "").replace(/[^0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    // The digits of Indic scripts begin at ….6 of their block, those of Arabic, Thai and full width at ….0.
    return String(((code & 15) + (code >= 0x900 && code < 0xe00 ? 10 : 0)) % 16);
  });
}

/** The numbers that a statement asserts, in digits or words; digits that are part of a word or of a formula assert nothing. */
export function numbersIn(statement: string): string[] {
  const plain = statement
    .replace(/^\s*(?:[-*+>|]\s*)*\p{Nd}{1,3}[.)]\s/u, " ")
    .replace(/\$[^$\n]*\$|`[^`\n]*`/g, " ")
    .normalize("NFKC");
  const numbers = new Set(plain.match(STANDALONE)?.map(digitsOf));
  for (const [word] of plain.toLowerCase().matchAll(WORDS)) {
    const number = AMBIGUOUS.has(word) ? undefined : NUMBER_OF_WORD.get(word);
    if (number !== undefined) numbers.add(number);
  }
  return [...numbers];
}

/** All numbers that a text could be quoted for, also those written as words. */
function numbersHeldBy(text: string): Set<string> {
  const numbers = new Set<string>();
  const plain = text.normalize("NFKC");
  for (const [run] of plain.matchAll(DIGITS)) {
    // "4, 5" or "1 000" may be one number or two.
    numbers.add(digitsOf(run));
    for (const part of run.split(/[^\p{Nd}]+/u)) numbers.add(digitsOf(part));
    for (const part of run.split(" ")) numbers.add(digitsOf(part));
  }
  for (const [word] of plain.toLowerCase().matchAll(WORDS)) {
    const number = NUMBER_OF_WORD.get(word);
    if (number !== undefined) numbers.add(number);
  }
  return numbers;
}

type Range = { start: number; end: number };
/** `denies`: `null` until somebody asked. */
type Unit = Range & { terms: ReadonlySet<string>; prefixes: ReadonlySet<string>; denies: boolean | null };

function prefixesOf(terms: Iterable<string>): Set<string> {
  const prefixes = new Set<string>();
  for (const term of terms) {
    for (let length = LEAST_PREFIX; length <= term.length; length++) prefixes.add(term.slice(0, length));
  }
  return prefixes;
}

function holdsIn({ terms, prefixes }: Pick<Unit, "terms" | "prefixes">, term: string): boolean {
  if (terms.has(term)) return true;
  const prefix = Math.ceil(term.length * PREFIX_SHARE);
  return prefix >= LEAST_PREFIX && prefixes.has(term.slice(0, prefix));
}

export class Evidence {
  readonly numbers: ReadonlySet<string>;
  readonly #text: string;
  readonly #folded: Folded;
  readonly #terms = new Set<string>();
  readonly #prefixes: ReadonlySet<string>;
  /** The passage's sentences, none longer than a quote may be, none without a letter or digit. */
  readonly #units: Unit[] = [];

  constructor(passage: Pick<Passage, "text" | "page" | "pageLabel">) {
    this.#text = passage.text;
    this.#folded = foldWithMap(passage.text);
    this.numbers = numbersHeldBy(passage.text)
      .add(String(passage.page))
      .add(passage.pageLabel ?? "");
    for (const sentence of sentencesOf(passage.text)) this.#addUnits(sentence);
    this.#prefixes = prefixesOf(this.#terms);
  }

  #addUnits(sentence: Sentence): void {
    for (let start = sentence.start; start < sentence.end; ) {
      const end = sentence.end - start <= MAX_QUOTE ? sentence.end : cutBefore(this.#text, start, start + MAX_QUOTE);
      const text = this.#text.slice(start, end);
      const terms = new Set([...keyTerms(text), ...numbersHeldBy(text)]);
      if (fold(text) !== "")
        this.#units.push({ ...this.#trimmed({ start, end }), terms, prefixes: prefixesOf(terms), denies: null });
      for (const term of terms) this.#terms.add(term);
      start = end;
    }
  }

  #trimmed({ start, end }: Range): Range {
    const text = this.#text.slice(start, end);
    return { start: start + text.length - text.trimStart().length, end: end - text.length + text.trimEnd().length };
  }

  /** Whether the passage holds a key term, or another form of it. */
  holds(term: string): boolean {
    return holdsIn({ terms: this.#terms, prefixes: this.#prefixes }, term);
  }

  /** Of each sentence, how many terms of each list it holds, or other forms of them. */
  countIn(lists: readonly (readonly string[])[]): number[][] {
    return this.#units.map((unit) => lists.map((terms) => terms.filter((term) => holdsIn(unit, term)).length));
  }

  /** Whether the first of the sentences that hold most of these terms denies something too. */
  deniesToo(terms: ReadonlySet<string>): boolean {
    let most = -1;
    let best: Unit | undefined;
    for (const unit of this.#units) {
      let found = 0;
      for (const term of unit.terms) if (terms.has(term)) found++;
      if (found > most) [most, best] = [found, unit];
    }
    if (!best) return false;
    best.denies ??= deniesOrLacks(this.#text.slice(best.start, best.end));
    return best.denies;
  }

  /** Where the folded parts of a quotation stand, one after the other; `null` when one of them does not. */
  find(parts: readonly string[]): Range | null {
    let from = 0;
    let first = -1;
    for (const part of parts) {
      const at = this.#folded.folded.indexOf(part, from);
      if (at < 0) return null;
      if (first < 0) first = at;
      from = at + part.length;
    }
    return first < 0 ? null : this.#folded.rangeOf(first, from);
  }

  /** The sentences around a range as far as they fit into a quote, else the range itself, cut to one. */
  quoteAround(range: Range): string {
    const touched = this.#units.filter((unit) => unit.start < range.end && unit.end > range.start);
    const start = Math.min(range.start, touched[0]?.start ?? range.start);
    const end = Math.max(range.end, touched.at(-1)?.end ?? range.end);
    if (end - start <= MAX_QUOTE && touched.length <= MAX_QUOTE_SENTENCES) return this.#text.slice(start, end);
    return this.#cut(range);
  }

  #cut({ start, end }: Range): string {
    const most = end - start <= MAX_QUOTE ? end : cutBefore(this.#text, start, start + MAX_QUOTE);
    return this.#text.slice(start, most).trim();
  }

  /** One to three adjacent sentences that hold the most of these terms, the fewest that do; the passage's first when none does. */
  quoteOf(terms: ReadonlySet<string>): { quote: string; score: number } {
    let best = { quote: this.#cut(this.#trimmed(this.#units[0] ?? { start: 0, end: this.#text.length })), score: 0 };
    for (let first = 0; first < this.#units.length; first++) {
      const found = new Set<string>();
      const start = this.#units[first]?.start ?? 0;
      for (let count = 1; count <= MAX_QUOTE_SENTENCES; count++) {
        const unit = this.#units[first + count - 1];
        if (!unit || unit.end - start > MAX_QUOTE) break;
        for (const term of unit.terms) if (terms.has(term)) found.add(term);
        const score = found.size - WORTH_A_SENTENCE * (count - 1);
        if (score > best.score) best = { quote: this.#text.slice(start, unit.end), score };
      }
    }
    return best;
  }
}

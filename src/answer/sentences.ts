/**
 * Text as sentences and as words, in any language: what citations are checked with and what the extractive answerer
 * ranks by. Sentences come with offsets into the text they were cut from, folding comes with a map back, so that a
 * match can always be shown verbatim. Pure, and linear in the length of the text.
 */
import { STOP_WORDS } from "./stop-words.ts";

/** One sentence: `text` is `source.slice(start, end)`, trimmed, never empty. Offsets are UTF-16 units. */
export type Sentence = { start: number; end: number; text: string };

/** A sentence longer than this (a table, a text without full stops) is cut at white space. */
export const MAX_SENTENCE = 1_000;

// The locale changes no rule of sentence breaking that we use; it must only be one that every runtime has.
const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** What stands before an item of a list, for a class of characters. */
export const BULLETS = "-*+•▪◦‣–—▶►▸➢➤●○■□◆✓";
const LIST_ITEM = new RegExp(`^[ \\t]*(?:[${BULLETS}]|\\d{1,3}[.)]|\\(?[a-z]\\)|#{1,6}|>|\\|)[ \\t]`);
const ENDS_SENTENCE = /[.!?…。．！？؟۔।॥:;][\])}"'”’»」』]*\s*$/u;
const STARTS_ANEW = /^[ \t]*[\p{Lu}\p{Lt}\p{N}]/u;

/** Words whose full stop does not end a sentence, lower case, without their last full stop. */
const ABBREVIATIONS = new Set(
  "e.g i.e cf vs viz al fig figs eq eqs sec ch vol no nos pp ed eds dr prof mr mrs ms st jr sr ca approx resp dept univ z.b d.h u.a s.o s.u bzw vgl nr abb abs bspw sog ggf evtl inkl kap tab usw jh p.ej pág págs núm cap sig sra dra env p.ex т.е т.д рис стр табл гл".split(
    " ",
  ),
);
const LAST_WORD = /(?:^|[\s(["'“„«])([\p{L}.-]{1,8})\.\s*$/u;
/** "J. R. Tolkien", "z. B.", "p. 12", "G.W. Bush". */
const INITIAL = /(?:^|[\s(])(?:\p{L}\.|(?:\p{Lu}\.){2,4})\s*$/u;
const NUMBER_ALONE = /^[\s(]*\p{N}{1,3}[.)]\s*$/u;

/**
 * Cuts a text into sentences. A line break inside a paragraph (extracted text is wrapped anywhere) does not end a
 * sentence; a blank line, a list item, a heading and a line that is short and followed by a new beginning do.
 */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const [from, to] of blocksOf(text)) addSentences(text, from, to, sentences);
  return sentences;
}

/** Ranges of the text that no sentence crosses. */
function blocksOf(text: string): [number, number][] {
  const blocks: [number, number][] = [];
  let from = 0;
  let at = 0;
  let longest = 0;
  let previous: string | null = null;
  for (const line of text.split("\n")) {
    const blank = line.trim() === "";
    if (blank || (previous !== null && breaksBefore(line, previous, longest))) {
      if (previous !== null) blocks.push([from, at]);
      from = at;
      longest = 0;
    }
    previous = blank ? null : line;
    longest = Math.max(longest, line.length);
    at += line.length + 1;
  }
  if (text.length > from) blocks.push([from, text.length]);
  return blocks;
}

/** A line of a program. */
const CODE = /<-|:=|==|=>|(?:[{}]|\);)\s*$|^\s*[$>]\s/;

function breaksBefore(line: string, previous: string, longest: number): boolean {
  if (LIST_ITEM.test(line) || /^\s*#{1,6}[ \t]/.test(previous)) return true;
  // What is said goes on in no program, but one may go on in the next line.
  if (CODE.test(previous) && !CODE.test(line) && STARTS_ANEW.test(line)) return true;
  if (ENDS_SENTENCE.test(previous)) return false;
  const width = Math.max(longest, line.length);
  return previous.trim().length < 0.6 * width && previous.length < 80 && STARTS_ANEW.test(line);
}

function addSentences(text: string, from: number, to: number, sentences: Sentence[]): void {
  // A line break would end a sentence by the rules of Unicode; a space of the same length keeps the offsets.
  const block = text.slice(from, to).replace(/[\r\n\u2028\u2029\u0085]/g, " ");
  let start = 0;
  for (const { segment, index } of segmenter.segment(block)) {
    const end = index + segment.length;
    if (end < block.length && isUnfinished(block.slice(Math.max(start, end - 40), end), start >= end - 40)) continue;
    addBounded(text, from + start, from + end, sentences);
    start = end;
  }
  if (start < block.length) addBounded(text, from + start, from + block.length, sentences);
}

/** Whether a segment ends in an abbreviation, an initial or a list number. `whole`: `tail` is all of it. */
function isUnfinished(tail: string, whole: boolean): boolean {
  if (whole && NUMBER_ALONE.test(tail)) return true;
  const word = LAST_WORD.exec(tail)?.[1];
  return (word !== undefined && ABBREVIATIONS.has(word.toLowerCase())) || INITIAL.test(tail);
}

function addBounded(text: string, from: number, to: number, sentences: Sentence[]): void {
  let start = from;
  while (start < to) {
    const end = to - start <= MAX_SENTENCE ? to : cutBefore(text, start, start + MAX_SENTENCE);
    addTrimmed(text, start, end, sentences);
    start = end;
  }
}

/**
 * The last good place to cut `text` in (`from`, `most`]: behind white space when there is some in its second half,
 * else anywhere but inside a character.
 */
export function cutBefore(text: string, from: number, most: number): number {
  if (most >= text.length) return text.length;
  for (let at = most; at > from + (most - from) / 2; at--) {
    if (/\s/.test(text.charAt(at - 1))) return at;
  }
  for (let at = most; at > from + 1 && at > most - 32; at--) {
    if (!isLow(text.charCodeAt(at)) && !JOINS_BEFORE.test(text.slice(at, at + 2))) return at;
  }
  return most;
}

const JOINS_BEFORE = /^(?:\p{M}|\u200d)/u;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

function addTrimmed(text: string, from: number, to: number, sentences: Sentence[]): void {
  const raw = text.slice(from, to);
  const trimmed = raw.trim();
  if (trimmed === "") return;
  const start = from + raw.length - raw.trimStart().length;
  sentences.push({ start, end: start + trimmed.length, text: trimmed });
}

// ---- folding ----

const NOT_LETTER_OR_DIGIT = /[^\p{L}\p{N}]+/gu;

/**
 * Letters and digits alone, compatibility forms unified, lower case: two texts with equal folds read the same.
 * (A final sigma folds like any sigma, so that folding does not depend on what stands around.)
 */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replace(NOT_LETTER_OR_DIGIT, "");
}

/** A folded text that knows where each of its units came from. */
export type Folded = {
  folded: string;
  /** The range of the original text in which the units `from` to `to` (exclusive) of `folded` stand. */
  rangeOf(from: number, to: number): { start: number; end: number };
};

/** Characters that may merge with the one before them under NFKC: marks, conjoining and compatibility jamo, half-width sound marks. */
const CLUSTER = /[\s\S][\p{M}\u1160-\u11ff\u3131-\u318e\ud7b0-\ud7ff\uff9e-\uffdc]*/uy;

/** `fold`, with a map back to the original. `foldWithMap(t).folded` equals `fold(t)`. */
export function foldWithMap(text: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  for (let at = 0; at < text.length; ) {
    let end = at + 1;
    let piece: string;
    // ASCII that nothing merges with: most of most texts.
    if (text.charCodeAt(at) < 0x80 && !(text.charCodeAt(end) >= 0x300)) {
      piece = asciiFold(text, at);
    } else {
      CLUSTER.lastIndex = at;
      CLUSTER.test(text);
      end = CLUSTER.lastIndex;
      piece = fold(text.slice(at, end));
    }
    for (let i = 0; i < piece.length; i++) {
      starts.push(at);
      ends.push(end);
    }
    folded += piece;
    at = end;
  }
  return { folded, rangeOf: (from, to) => ({ start: starts[from] ?? 0, end: ends[to - 1] ?? 0 }) };
}

function asciiFold(text: string, at: number): string {
  const unit = text.charCodeAt(at);
  if ((unit >= 48 && unit <= 57) || (unit >= 97 && unit <= 122)) return text.charAt(at);
  return unit >= 65 && unit <= 90 ? String.fromCharCode(unit + 32) : "";
}

// ---- words ----

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\u200c\u200d]*(?:['’][\p{L}]{1,3}(?![\p{L}]))?/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}々ー\p{M}]+/gu;
const HAS_UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const GRAMMAR_ONLY = /^[\p{Script=Hiragana}ー]+$/u;
const UNSPACED_STOP = new Set(
  "什么 怎么 如何 为什 哪些 哪个 这个 那个 一个 我们 他们 可以 因为 所以 但是 以及 或者 何が 何を 説明 说明 解释 请说".split(
    " ",
  ),
);

/**
 * The content words of a text, in order, with repeats: folded, without stop words, lightly stemmed;
 * scripts without spaces as overlapping bigrams. Equal for two forms of a word more often than not.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  // The apostrophe of elision ("l'énergie") parts two words; that of a possessive is dropped with its s.
  for (const raw of text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\b(?:[cdjlmnst]|qu)['’](?=\p{L})/gu, " ")
    .match(WORD) ?? []) {
    if (HAS_UNSPACED.test(raw)) {
      for (const run of raw.match(UNSPACED) ?? []) addBigrams(run, terms);
      for (const rest of raw.replace(UNSPACED, " ").split(" ")) addWord(rest, terms);
    } else {
      addWord(raw, terms);
    }
  }
  return terms;
}

/** `termsOf`, each once, in order of first appearance. */
export function keyTerms(text: string): string[] {
  return [...new Set(termsOf(text))];
}

function addBigrams(run: string, terms: string[]): void {
  const characters = [...run];
  if (characters.length === 1) terms.push(run);
  for (let i = 0; i + 1 < characters.length; i++) {
    const bigram = `${characters[i]}${characters[i + 1]}`;
    if (!GRAMMAR_ONLY.test(bigram) && !UNSPACED_STOP.has(bigram)) terms.push(bigram);
  }
}

function addWord(raw: string, terms: string[]): void {
  if (raw === "") return;
  const word = plain(raw);
  if (STOP_WORDS.has(word)) return;
  const stem = stemOf(word);
  if (STOP_WORDS.has(stem) || (stem.length < 2 && !/\p{N}/u.test(stem))) return;
  terms.push(stem);
}

/** A word without what writers leave out: diacritics of Latin, Greek and Cyrillic, vowels and joiners of Arabic. */
function plain(word: string): string {
  // Most words are ASCII, and nothing below changes those.
  if (/^[a-z0-9]+$/.test(word)) return word;
  return word
    .replace(/['’]\p{L}+$/u, "")
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d]/g, "")
    .normalize("NFC")
    .replace(/[أإآٱ]/g, "ا")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه")
    .replaceAll("ß", "ss")
    .replaceAll("ı", "i")
    .replaceAll("ς", "σ");
}

const LATIN = /^\p{Script=Latin}+$/u;
const CYRILLIC_ENDING =
  /(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иях|ов|ев|ах|ях|ам|ям|ой|ей|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ом|ем|ую|юю|ию|ия|ии|а|я|о|е|ы|и|у|ю|ь|й)$/u;
const HANGUL_PARTICLE = /(?:에서|으로|에게|부터|까지|은|는|이|가|을|를|의|에|로|와|과|도)$/u;
const DEVANAGARI_ENDING = /(?:ियों|ियाँ|ों|ें|ीं|ाँ|ी|ा|े|ो|ि|ु|ू)$/u;

function stemOf(word: string): string {
  if (LATIN.test(word)) return stemLatin(word);
  if (/^\p{Script=Cyrillic}/u.test(word)) return keepAtLeast(word, word.replace(CYRILLIC_ENDING, ""), 3);
  if (/^\p{Script=Hangul}/u.test(word)) return keepAtLeast(word, word.replace(HANGUL_PARTICLE, ""), 2);
  if (/^\p{Script=Devanagari}/u.test(word)) return keepAtLeast(word, word.replace(DEVANAGARI_ENDING, ""), 2);
  if (/^\p{Script=Arabic}/u.test(word)) return keepAtLeast(word, word.replace(/^(?:[وفبك]?ال|لل)/u, ""), 3);
  return word;
}

const keepAtLeast = (word: string, stem: string, least: number) => (stem.length >= least ? stem : word);

/** Plurals and the commonest verb endings of English, and the final vowels by which Romance and German forms differ. */
function stemLatin(word: string): string {
  if (word.length <= 3) return word;
  let stem = word;
  if (/[^aeiouus]s$/.test(stem) || /[eoa]s$/.test(stem))
    stem = stem.endsWith("ies") && stem.length > 4 ? `${stem.slice(0, -3)}y` : stem.slice(0, -1);
  if (stem.length > 6 && stem.endsWith("ing")) stem = stem.slice(0, -3).replace(/([bdgklmnprt])\1$/, "$1");
  else if (stem.length > 4 && stem.endsWith("ed")) stem = stem.slice(0, -2).replace(/([bdgklmnprt])\1$/, "$1");
  else if (stem.length > 5 && stem.endsWith("en")) stem = stem.slice(0, -2);
  if (stem.length > 4 && /[eaoy]$/.test(stem)) stem = stem.slice(0, -1);
  return stem;
}

/**
 * Which of the four kinds of answer a question asks for, told from its words alone, in the languages of route-words.
 * When in doubt it is `general_qa`: a wrong special route costs more than a missed one. Never asks a model (T41 to T44).
 */
import type { Route } from "../protocol.ts";
import { type RouteWords, SPACED, TRAPS, UNSPACED_TRAPS, UNSPACED_WORDS } from "./route-words.ts";
import { keyTerms } from "./sentences.ts";
import { likelyLanguages } from "./stop-words.ts";

/** So far apart may be the words of "find … quotes". */
const REACH = 7;
/** A longer question stands for itself, however it begins. */
const MAX_FOLLOW_UP_WORDS = 25;
const MAX_PRONOUN_WORDS = 12;
/** With more content words than this a pronoun has something to refer to in its own question. */
const MAX_PRONOUN_TERMS = 2;
const MAX_UNSPACED_FOLLOW_UP = 24;
const MAX_UNSPACED_PRONOUN = 16;

/** Lower case, without diacritics, words parted by single spaces, with a space at both ends. */
function normalise(text: string): string {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .normalize("NFC")
    .replaceAll("ı", "i")
    .replaceAll("ß", "ss")
    .replaceAll("ى", "ي")
    .replace(/(?<=\p{L})['’](?=s\b)/gu, "");
  return ` ${plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim()} `;
}

const escapeOf = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** One expression for a list of entries, for text as `normalise` makes it. */
function matcher(entries: string, spaced: boolean, anchored = false): RegExp {
  const sources = entries.split(", ").map((entry) => {
    const open = entry.endsWith("*");
    const plain = escapeOf(normalise(entry).trim());
    if (!spaced) return plain;
    return `${plain}${open ? "[^ ]*" : ""}(?= )`;
  });
  return new RegExp(`${anchored ? "^ ?" : spaced ? " " : ""}(?:${sources.join("|")})`, anchored ? "u" : "gu");
}

type Matchers = Record<keyof RouteWords, RegExp> & { name: string; spaced: boolean };

function matchersOf(name: string, words: RouteWords, spaced: boolean): Matchers {
  return {
    name,
    spaced,
    guide: matcher(words.guide, spaced),
    summary: matcher(words.summary, spaced),
    whole: matcher(words.whole, spaced),
    verbatim: matcher(words.verbatim, spaced),
    quote: matcher(words.quote, spaced),
    ask: matcher(words.ask, spaced),
    define: matcher(words.define, spaced, spaced),
    goesOn: matcher(words.goesOn, spaced, true),
    more: matcher(words.more, spaced, true),
    pronouns: matcher(words.pronouns, spaced),
  };
}

const LANGUAGES = [
  ...Object.entries(SPACED).map(([name, words]) => matchersOf(name, words, true)),
  ...Object.entries(UNSPACED_WORDS).map(([name, words]) => matchersOf(name, words, false)),
];
const TRAP = matcher(TRAPS, true);
const UNSPACED_TRAP = matcher(UNSPACED_TRAPS, false);
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** "this chapter" is in front of the student; it refers to nothing said before. */
const HERE =
  / (?:this|these|the|dies[^ ]*|das|ce|cet|cette|este|esta|quest[oa]|bu|эт[^ ]*|этот|هذا|هذه|इस) (?:chapter|document|book|text|textbook|paper|article|class|course|lecture|section|page|pdf|file|kapitel|dokument|buch|skript|chapitre|livre|texte|cours|capitulo|documento|libro|livro|texto|capitolo|testo|corso|bolum[^ ]*|belge[^ ]*|kitap|глав[^ ]*|документ[^ ]*|книг[^ ]*|текст[^ ]*|الفصل|المستند|الكتاب|النص|अध्याय|दस्तावेज[^ ]*|किताब)(?= )/gu;

const has = (pattern: RegExp, text: string) => text.search(pattern) >= 0;

/** Positions, in words (or characters, in scripts without spaces), at which a list's entries stand. */
function positions(pattern: RegExp, text: string, spaced: boolean): number[] {
  return Array.from(text.matchAll(pattern), ({ index }) => (spaced ? text.slice(0, index).split(" ").length : index));
}

function near(one: RegExp, other: RegExp, text: string, spaced: boolean): boolean {
  const others = positions(other, text, spaced);
  const reach = spaced ? REACH : 3 * REACH;
  return (
    others.length > 0 && positions(one, text, spaced).some((at) => others.some((to) => Math.abs(at - to) <= reach))
  );
}

function wantsGuide(text: string, language: Matchers): boolean {
  if (has(language.guide, text)) return !has(language.define, text) || has(language.ask, text);
  if (!has(language.summary, text) || has(language.define, text)) return false;
  if (has(language.whole, text)) return true;
  // "Summarize", "a short summary please": of what is being read.
  return keyTerms(text.replace(language.summary, " ")).length <= (language.spaced ? 1 : 4) && text.length < 40;
}

function wantsQuote(text: string, language: Matchers): boolean {
  if (has(language.define, text)) return false;
  if (has(language.verbatim, text)) return true;
  return near(language.quote, language.ask, text, language.spaced);
}

/** What a question of at most 8,000 units says about its kind is in its beginning; asides in double brackets say nothing. */
function prepare(question: string): { text: string; spaced: boolean } {
  const beginning = question.replace(/\[\[[^[\]]*\]\]/g, " ").slice(0, 1_000);
  const spaced = !UNSPACED.test(beginning);
  return { text: normalise(beginning), spaced };
}

/**
 * Whether a question can only be understood after what was said before: it is no more than a "why?", begins with "and" or
 * "what about", or speaks of "it" without naming anything. For a question in a chat with an answer.
 */
export function leansOnHistory(question: string): boolean {
  const { text, spaced } = prepare(question);
  return spaced ? leansSpaced(text) : leansUnspaced(text);
}

function leansSpaced(text: string): boolean {
  const words = text.trim().split(" ");
  if (words.length > MAX_FOLLOW_UP_WORDS) return false;
  const likely = likelyLanguages(words);
  const languages = LANGUAGES.filter((language) => language.spaced && likely.has(language.name));
  if (languages.some((language) => language.goesOn.test(text))) return true;
  if (words.length > MAX_PRONOUN_WORDS) return false;
  const terms = keyTerms(text).length;
  if (terms === 0) return true;
  return languages.some((language) => {
    if (language.more.test(text) && keyTerms(text.replace(language.more, " ")).length <= 1) return true;
    // In "qué es" and "ما هو" the pronoun belongs to the question's form.
    const rest = text.replace(language.define, " ").replace(HERE, " ");
    return terms <= MAX_PRONOUN_TERMS && has(language.pronouns, rest);
  });
}

function leansUnspaced(text: string): boolean {
  return LANGUAGES.some((language) => {
    if (language.spaced) return false;
    if (text.length <= MAX_UNSPACED_FOLLOW_UP && (language.goesOn.test(text) || language.more.test(text))) return true;
    return text.length <= MAX_UNSPACED_PRONOUN && has(language.pronouns, text) && !has(language.whole, text);
  });
}

/**
 * The route of a question. `hasHistory`: the chat holds an answer before it; without one nothing is a follow-up.
 */
export function detectRoute(question: string, hasHistory: boolean): Route {
  const { text, spaced } = prepare(question);
  const clear = text.replace(TRAP, " ").replace(UNSPACED_TRAP, " ");
  const languages = LANGUAGES.filter((language) => language.spaced || !spaced);
  if (languages.some((language) => wantsGuide(clear, language))) return "generate_study_guide";
  if (languages.some((language) => wantsQuote(clear, language))) return "quote_finding";
  return hasHistory && leansOnHistory(question) ? "follow_up" : "general_qa";
}

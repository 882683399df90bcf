/**
 * What of the passages is worth standing in a study guide: whole sentences that say something by themselves, valued by what they tell
 * of what all the passages are about. Told from how they are written alone, in any script. Pure.
 */
import { fold, keyTerms } from "../answer/sentences.ts";
import { asText } from "./extracted-text.ts";
import { termDefinedBy } from "./key-terms.ts";
import type { Unit } from "./units.ts";

/** A sentence that may stand in a guide, as it is written there, with the term that it defines. `noted`: it begins a speaker's notes. */
export type GuideSentence = { unit: Unit; text: string; worth: number; term: string | null; noted: boolean };

/** The first sentence of a passage or below a heading mostly says what follows. */
const OPENING = 1.4;
const DEFINES = 1.5;
/** By the share of the heading's words that it holds. */
const ON_SUBJECT = 0.5;
const WITH_NUMBER = 1.1;
/** It points to what stands before it; it speaks of its writer or its reader, or of the document itself. */
const LEANS = 0.55;
const ADDRESSES = 0.6;
const POINTS_ELSEWHERE = 0.5;

const MIN_LENGTH = 24;
const MIN_LENGTH_UNSPACED = 12;
const MAX_LENGTH = 420;
const MIN_TERMS = 4;
const MIN_LETTERS = 0.72;

/** What the reader of presentations puts before the speaker's notes. */
const LABEL = /^Speaker notes: ?/;
const STOPS = /[.!…。．！۔।॥]["'”’»)\]」』]*$/u;
const BEGINS = /^["'“„«‹(¿¡「『]*(?:[\p{Lu}\p{Lt}\p{Lo}]|\p{N}+[\s\p{L}%.,-])/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const CODE = /<-|:=|==|=>|[{}]|\);?\s*$|^\s*[$>#]\s|\w\(\)\s*;|\\[a-z]+\{|<\/?\w+>/;
const CAPTION =
  /^(?:fig(?:ure|s)?|tab(?:le|s)?|abb(?:ildung)?|tabelle|bild|figura|tabla|tableau|tabella|table|exhibit|listing|algorithm|рис(?:унок)?|табл(?:ица)?|شكل|الشكل|جدول|الجدول|चित्र|तालिका|図|表|图|圖)[\s.]*[\d०-९٠-٩]/iu;
/** An entry of a list of references, an address, small print. */
const REFERENCE =
  /https?:\/\/|www\.|\bdoi\b|\bISBN\b|\bISSN\b|arXiv|©|\(c\) \d{4}|all rights reserved|\b(?:thanks to|to thank|warm thanks|grateful|acknowledge)\b|\bpp?\. ?\d+[–-]\d+|\b(?:19|20)\d\d[a-z]?\)\.\s|^\p{Lu}[\p{L}'’-]+, \p{Lu}\.[ ,]|,? \d+\(\d+\)/iu;
const LEANING =
  /^(?:this|these|that|those|it|its|they|their|he|she|his|her|such|however|but|and|or|so|also|thus|hence|therefore|then|here|there|similarly|likewise|moreover|furthermore|in addition|for example|for instance|on the other hand|in contrast|as such|instead|otherwise|another|both|dies\p{L}*|das|es|er|sie|ihr\p{L}*|aber|doch|jedoch|auch|dabei|dadurch|daher|deshalb|außerdem|zum beispiel|hier|so|ce|cet|cette|ces|cela|il|elle|ils|elles|mais|cependant|ainsi|donc|par exemple|este|esta|estos|estas|esto|ello|pero|sin embargo|además|también|por ejemplo|así|questo|questa|questi|queste|ma|tuttavia|inoltre|isto|isso|mas|porém|além disso|bu|ancak|ayrıca|это|этот|эта|эти|он|она|они|но|однако|также|поэтому|например|هذا|هذه|ذلك|تلك|لكن|كما|ومع|यह|ये|वह|लेकिन)(?![\p{L}\p{M}])|^(?:这|該|该|此|它|他|她|其|但|因此|另外|而且|例如|これ|この|それ|その|しかし|また|そして|たとえば|例えば)/iu;
const ADDRESSING =
  /^(?:(?:if|as|when|before|once|now) )?(?:we|i|you|let us|let’s|let's|please|our|your|wir|ich|sie können|bitte|nous|vous|je|nosotros|usted|noi|voi)(?!\p{L})|\b(?:we|I) (?:would|will|shall|have|hope|thank|are)\b|^(?:see|note that|recall|consider|read|click|imagine|suppose) /iu;
const ELSEWHERE =
  /\b(?:figure|fig\.|table|section|chapter|page|appendix|abbildung|abb\.|tabelle|kapitel|abschnitt|seite|figura|tabla|capítulo|sección|página|chapitre|tableau) \d|\b(?:above|below|as follows|following (?:section|chapter|table|figure|example|command)|next (?:section|chapter)|previous (?:section|chapter))\b|[图表図]\s?\d/iu;

/**
 * The sentences of the units that may stand in a guide, in their order.
 * @param headingsOf the headings above a unit, the highest first
 */
export function guideSentences(units: readonly Unit[], headingsOf: (unit: Unit) => readonly string[]): GuideSentence[] {
  const counts = new Map<string, number>();
  for (const { terms } of units) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  // A term that stands everywhere tells as little as one that stands once.
  const worthOf = (term: string) => {
    const count = counts.get(term) ?? 1;
    return Math.log(1 + count) * Math.log(1 + units.length / count);
  };
  return units.flatMap((unit, i) => {
    const text = asText(unit.text).replace(LABEL, "");
    const before = units[i - 1];
    // "Figure 3." was cut from what it says.
    const isCaption = before?.passage === unit.passage && before.text.length < 24 && CAPTION.test(before.text);
    if (isCaption || !saysSomething(unit, text)) return [];
    const opens = before === undefined || before.passage !== unit.passage || before.heading;
    const named = termDefinedBy(text);
    // What is defined is spoken of again.
    const term = named !== null && keyTerms(named).every((one) => (counts.get(one) ?? 0) > 1) ? named : null;
    // By the root of its length, so that a long sentence is not the best for its length alone.
    let worth = 0;
    for (const one of unit.terms) worth += worthOf(one);
    worth /= Math.sqrt(unit.terms.size + 4);
    const titles = keyTerms(headingsOf(unit).at(-1) ?? "");
    const held = titles.filter((one) => unit.terms.has(one)).length;
    worth *= 1 + (ON_SUBJECT * held) / Math.max(1, titles.length);
    if (opens) worth *= OPENING;
    if (term !== null) worth *= DEFINES;
    if (/\p{N}/u.test(text)) worth *= WITH_NUMBER;
    if (LEANING.test(text)) worth *= LEANS;
    if (ADDRESSING.test(text)) worth *= ADDRESSES;
    if (ELSEWHERE.test(text)) worth *= POINTS_ELSEWHERE;
    return [{ unit, text, worth, term, noted: LABEL.test(unit.text) }];
  });
}

/** Whether it is a whole sentence, and none that is looked up, done or counted. */
function saysSomething(unit: Unit, text: string): boolean {
  if (unit.heading || unit.partial || isStacked(unit.text) || !STOPS.test(text) || !BEGINS.test(text)) return false;
  const least = UNSPACED.test(text) ? MIN_LENGTH_UNSPACED : MIN_LENGTH;
  if (text.length < least || text.length > MAX_LENGTH || unit.terms.size < MIN_TERMS) return false;
  // A numbered heading that ends in a stop, and what is left open.
  if (/^\d+\.\d+[\d.]*\s/.test(text) || /\. ?\.$/.test(text)) return false;
  if (CODE.test(text) || CAPTION.test(text) || REFERENCE.test(text)) return false;
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  return letters >= MIN_LETTERS * text.replace(/\s/g, "").length;
}

/** Short lines below each other, the last of which happens to end in a stop. */
function isStacked(text: string): boolean {
  const lines = text.split("\n");
  return lines.length > 2 && lines.every((line) => line.length < 70 && /^\P{L}*[\p{Lu}\p{N}]/u.test(line));
}

/** Whether a text is one of these headings, and no sentence. */
export function isOneOf(text: string, headings: readonly string[]): boolean {
  const folded = fold(text);
  return headings.some((heading) => fold(heading) === folded);
}

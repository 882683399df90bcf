/**
 * Whether a sentence says what a thing is, told from what follows its name: "Osmosis is …", "osmosis, a …", "osmosis (the …)",
 * "Osmosis ist …", "осмос — это …", "渗透是 …". Words of many languages in one list, since a sentence is none too short to be told
 * a language by. Pure, linear.
 */
import { keyTerms } from "./sentences.ts";

const SAYS =
  "is|are|was|were|refers? to|means?|describes?|ist|sind|war|waren|bezeichnet|bedeutet|hei(?:ß|ss)t|est|sont|était|désigne|signifie|es|son|fue|significa|è|sono|era|é|são|foi|означает|называется|является|это|هو|هي|है|हैं";
const ARTICLES = "an?|the|or|ein|eine|einen|der|die|das|une?|la|le|el|una?|il|um|uma|o|это";
/** What stands in front of a word that is explained, and then what explains it. */
const EXPLAINED = new RegExp(
  `([\\p{L}\\p{M}\\p{N}'’-]+)[”"’»)*_]*(?:,? (?:${SAYS})(?= )|(?:,| [—–-]|:) ?(?:${ARTICLES})(?= )| ?[—–] ?| ?[(（]|(?=是|指|とは|は))`,
  "giu",
);
/** So much of a sentence is looked at. */
const MOST = 400;

/** Whether one of the terms, or a form of it, is what the sentence explains. */
export function explains(sentence: string, terms: ReadonlySet<string>): boolean {
  for (const [, word = ""] of sentence.slice(0, MOST).matchAll(EXPLAINED))
    if (keyTerms(word).some((term) => terms.has(term))) return true;
  return false;
}

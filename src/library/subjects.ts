/**
 * What the sentences of a passage are about, told from where they begin: a text that explains a thing begins a sentence with it
 * ("Folkways are …", "Una célula es …"). Pure, linear.
 */
import { STOP_WORDS } from "../answer/stop-words.ts";
import { runsOf, tokensOf } from "./tokenize.ts";

/** Ends of sentences, lines and what stands before a colon. */
const ENDS = /(?<=[.!?。！？।؟:：])\s+|(?<=[。！？])|\n+/u;
/** Small words that may stand before the subject. */
const MAX_BEFORE = 3;
/** So much of a sentence is looked at. */
const BEGIN = 80;

/** The first content token of every sentence. */
export function subjectsOf(text: string): Set<string> {
  const subjects = new Set<string>();
  for (const sentence of text.split(ENDS)) {
    const runs = runsOf(sentence.slice(0, BEGIN));
    const first = runs.slice(0, MAX_BEFORE + 1).find((run) => !STOP_WORDS.has(run));
    const [token] = first === undefined ? [] : tokensOf(first);
    if (token !== undefined) subjects.add(token);
  }
  return subjects;
}

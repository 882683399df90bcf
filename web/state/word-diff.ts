/** What differs between two versions of a text, by words in any script. Pure; loaded when somebody asks for it. */
import { diffArrays } from "diff";

export type DiffPart = { text: string; kind: "same" | "added" | "removed" };

/** A comparison that takes longer would hold the page up. */
const MOST_MS = 1_500;

/** The parts that, without the removed ones, are `after`, and without the added ones `before`; null when it took too long. */
export function wordDiff(before: string, after: string, language: string): DiffPart[] | null {
  const changes = diffArrays(wordsOf(before, language), wordsOf(after, language), { timeout: MOST_MS });
  if (changes === undefined) return null;
  return changes.map(({ value, added, removed }) => ({
    text: value.join(""),
    kind: added ? "added" : removed ? "removed" : "same",
  }));
}

function wordsOf(text: string, language: string): string[] {
  return Array.from(new Intl.Segmenter(language, { granularity: "word" }).segment(text), ({ segment }) => segment);
}

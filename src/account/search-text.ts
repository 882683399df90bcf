/**
 * How titles and questions are compared: folded text and the words that are looked for in it, in any language.
 * Pure. Both sides are folded in the same way, so that a substring of what was written is found however it was typed.
 */

/** What is kept of a question for search, in UTF-16 units. */
export const MAX_FOLDED = 500;
const MAX_QUERY = 200;
const MAX_WORDS = 12;

/** Compatibility-decomposed, without marks, in one case, white space as single spaces. */
export function foldText(text: string): string {
  // Upper case between: it joins forms that lower case alone keeps apart (ß and ss, ı and i). It leaves ẞ, hence lower case first.
  const cased = text
    .toWellFormed()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase();
  return cased.replaceAll("ς", "σ").replace(/\s+/gu, " ").trim();
}

/** The folded start of a question, at most `MAX_FOLDED` units. */
export function foldQuestion(text: string): string {
  return foldText(text.slice(0, 4 * MAX_FOLDED))
    .slice(0, MAX_FOLDED)
    .toWellFormed();
}

/** The folded words of a search, each once, at most twelve of the first 200 units; none for a blank search. */
export function searchWords(query: string): string[] {
  const words = foldText(query.slice(0, MAX_QUERY)).split(" ").filter(Boolean);
  return [...new Set(words)].slice(0, MAX_WORDS);
}

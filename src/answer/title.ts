/** The title of a chat, made from its first question without asking a model. */

/** Code points of a title, the ellipsis included. */
export const MAX_TITLE = 60;

const FALLBACK = "New chat";

/** A title of one line and at most 60 code points, cut between words where the language has spaces; never empty. */
export function titleOf(question: string): string {
  // Only the beginning can matter; a question of 8,000 units need not be split into characters.
  const line = question
    .trimStart()
    .slice(0, 1_000)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (line === "") return FALLBACK;
  if ([...line].length <= MAX_TITLE) return line;
  let title = "";
  let points = 0;
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(line)) {
    points += [...segment].length;
    if (points > MAX_TITLE - 1) break;
    title += segment;
  }
  // One "character" may be a long tower of marks; then it is cut like anything else.
  if (title === "") title = [...line].slice(0, MAX_TITLE - 1).join("");
  else if (line.charAt(title.length) !== " ") {
    const space = title.lastIndexOf(" ");
    if (space >= title.length / 2) title = title.slice(0, space);
  }
  return `${title.replace(/[\s,;:–—-]+$/u, "")}…`;
}

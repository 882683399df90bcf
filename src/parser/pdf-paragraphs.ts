/**
 * Lines in reading order to a text of paragraphs with its headings: prose is joined, words broken by a hyphen are mended,
 * rows of tables, items of lists and short lines stay lines. Pure; linear in the lines.
 */
import type { Heading } from "./parsed.ts";
import { MAX_WORD, mend, rightEdge, separator, wordsOf } from "./pdf-breaks.ts";
import { captionsAfter } from "./pdf-captions.ts";
import { type Body, bodyOf, closedUp, goesOn, headingOf, isLarge, isTooLong, type Join } from "./pdf-headings.ts";
import { clipped, type Line, moved, type Part } from "./pdf-lines.ts";
import { type NamedLines, namedLines, type OutlineEntry } from "./pdf-outline.ts";

/** A text, its headings, and what piece each stretch of it is. */
export type LaidOut = { text: string; headings: Heading[]; parts: Part[] };

const MAX_TITLE = 200;
/** Headings that a document's outline does not name are under those that it does. */
const UNDER_OUTLINE = 6;

/** Lines to paragraphs. `outline`: what the document's outline names on this page; `null` for a document without one. */
export function joinLines(ordered: readonly Line[], outline: readonly OutlineEntry[] | null = null): LaidOut {
  const body = bodyOf(ordered);
  const lines = captionsAfter(ordered).map((line, i, all) =>
    isLarge(line, body) && all[i + 1]?.table !== true ? closedUp(line) : line,
  );
  const words = wordsOf(lines);
  const named = namedLines(lines, outline ?? []);
  const joins = joinsOf(lines, body, named);
  const begins = Map.groupBy(named, ({ from }) => from);
  const headings: Heading[] = [];
  // Only the end of the text is looked at again: to look into all of it for each line would be quadratic.
  let done = "";
  let end = "";
  let open: Heading | null = null;
  const parts: Part[][] = [];
  for (const [i, line] of lines.entries()) {
    const join = joins[i] ?? "";
    if (end.length > MAX_WORD) {
      done += end.slice(0, -MAX_WORD);
      end = end.slice(-MAX_WORD);
    }
    end = join === " " ? mend(end, line.text, words) : end + join + line.text;
    const start = done.length + end.length - line.text.length;
    // A hyphen that was mended away is no part any more.
    const last = parts.at(-1);
    if (last !== undefined) parts[parts.length - 1] = clipped(last, start);
    parts.push(moved(line.parts, start));
    if (join === " " && open !== null) {
      open.title = mend(open.title, line.text, words);
      // A paragraph that begins like a heading is none.
      if (isTooLong(open.title)) {
        headings.pop();
        open = null;
      }
    }
    if (join === " ") continue;
    open = null;
    const own = begins.get(i) ?? [];
    headings.push(...own.map(({ level, title }) => ({ start, level, title: title.slice(0, MAX_TITLE) })));
    if (own.some(({ isHere }) => isHere)) continue;
    const heading = headingOf(line, { before: join, after: joins[i + 1] ?? "", next: lines[i + 1], body });
    if (heading === null) continue;
    const level = heading.level + (outline === null ? 0 : UNDER_OUTLINE);
    headings.push({ start, level, title: heading.title.slice(0, MAX_TITLE) });
    // A heading that runs into its paragraph does not go on with it.
    open = heading.title.length < line.text.length ? null : (headings.at(-1) ?? null);
  }
  return { text: done + end, headings, parts: parts.flat() };
}

/** What is before each line. What the outline names in lines of its own is one heading, and a paragraph of its own. */
function joinsOf(lines: readonly Line[], body: Body, named: readonly NamedLines[]): Join[] {
  const within = new Map<number, NamedLines>();
  for (const stretch of named)
    if (stretch.isAlone) for (let at = stretch.from; at < stretch.to; at += 1) within.set(at, stretch);
  const begins = new Set(named.map(({ from }) => from));
  return lines.map((line, i) => {
    const before = lines[i - 1];
    if (before === undefined) return "";
    const [own, last] = [within.get(i), within.get(i - 1)];
    if (own !== undefined && own === last) return " ";
    if (own !== undefined || last !== undefined) return "\n\n";
    const join = goesOn(before, line, body) ? " " : separator(before, line, rightEdge(lines, i - 1));
    return join === " " && begins.has(i) ? "\n" : join;
  });
}

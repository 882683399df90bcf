/**
 * Markdown: the text stays as the author wrote it, which is how students know it; only its headings are found.
 * A `#` inside a fence of code is code.
 */
import type { Heading } from "./parsed.ts";

/** The headings of a Markdown text (ATX and underlined), with their offsets. */
export function markdownHeadings(text: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | null = null;
  let start = 0;
  let before: { start: number; text: string } | null = null;
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
    } else if (mark !== undefined) fence = mark;
    else {
      const atx = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/.exec(line);
      if (atx?.[1] !== undefined && atx[2] !== undefined)
        headings.push({ start, level: atx[1].length, title: plain(atx[2]) });
      else if (/^ {0,3}(?:=+|-{2,})[ \t]*$/.test(line) && before !== null && /^ {0,3}[^\s#>|*+-]/.test(before.text)) {
        headings.push({ start: before.start, level: line.includes("=") ? 1 : 2, title: plain(before.text) });
      }
    }
    before = line.trim() === "" || fence !== null ? null : { start, text: line };
    start += line.length + 1;
  }
  return headings;
}

/** So much of a heading is looked at. */
const MAX_HEADING = 1_000;

/** A heading's words without its marks. Linear, whatever stands in it. */
function plain(title: string): string {
  return title
    .slice(0, MAX_HEADING)
    .replace(/(?<![ \t])[ \t]+#+[ \t]*$/, "")
    .replace(/!?\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, "$1")
    .replace(/[*_`~]/g, "")
    .trim()
    .slice(0, 200);
}

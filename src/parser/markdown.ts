/**
 * Markdown: the text stays as the author wrote it, which is how students know it; only its headings are found.
 * A `#` inside a fence of code is code.
 */
import type { Properties } from "./ooxml.ts";
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

/** What the lines between `---` at the beginning of a text say of it: title, authors, date. */
export function frontMatter(text: string): Properties {
  const lines = text.startsWith("---\n") ? text.slice(4, MAX_FRONT).split("\n") : [];
  const fields = new Map<string, string[]>();
  let open = "";
  for (const line of lines) {
    if (/^(?:---|\.\.\.)\s*$/.test(line)) break;
    const field = /^([A-Za-z_-]{1,40}):\s*(.*)$/.exec(line);
    const item = /^\s+(?:-\s*)?(?:name:\s*)?(.*)$/.exec(line) ?? /^-\s*(?:name:\s*)?(.*)$/.exec(line);
    if (field?.[1] !== undefined) open = field[1].toLowerCase();
    const value = unquoted(field?.[2] ?? (item === null || /^\w+:\s/.test(item[1] ?? "") ? "" : (item[1] ?? "")));
    if (value !== "") fields.set(open, [...(fields.get(open) ?? []), value]);
  }
  const fieldOf = (...names: string[]) => fields.get(names.find((name) => fields.has(name)) ?? "") ?? [];
  const authors = fieldOf("author", "authors").map((author) => author.replace(/^\[|\]$/g, ""));
  return {
    title: fieldOf("title")[0] ?? null,
    author: authors.join(", ") || null,
    year: fieldOf("date", "year")[0] ?? null,
  };
}

const MAX_FRONT = 5_000;
const unquoted = (value: string) => value.trim().replace(/^(["'])(.*)\1$/, "$2");

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

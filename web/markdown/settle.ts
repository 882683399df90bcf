/**
 * What of a growing text's last line can be shown already. A line's first letters decide what it is, and what the lines before it
 * become: a dash may underline a heading, begin a list or be a dash. Until that is clear the line waits, a few letters at most (W42).
 * Pure. The words inside a line have rules of their own: `rules/open-ends.ts`.
 */
import type { Token } from "markdown-it";

/** So much of the text is shown, with `completion` behind it to make it whole. */
export type Settled = { end: number; completion: string };

const CONTAINERS = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])(?=[ \t]+\S|[ \t]*>)[ \t]*)*/;
/** Only marks, or what may become one: of a heading, list, rule, quotation, task, fence, formula, definition. */
const UNDECIDED = [
  /^[-+*_=~#>\s]+$/,
  /^\d{1,9}[.)]?\s*$/,
  /^(?:`+|`{3,}[^`]*|~{3,}.*)$/,
  /^\$\$?$/,
  /^\\(?:[[(]|[a-z]{0,5}|begin\{[a-zA-Z]*\*?)$/,
  /^\[[ xX]?\]?\s*$/,
  /^\[\^[^\]\s]*\]?:?\s*$/,
  /^\[\d{1,3}\]:?\s*$/,
  /^\[\d{1,3}\]:\s*(?:<|h|ht|htt|https?|m|ma|mai|mail|mailt|mailto|w|ww)$/,
  /^\[\d{1,3}\]:\s*(?:<|https?:|mailto:|www\.)\S*(?:\s+["'(].*)?$/,
  /^\[(?![\^\d])[^\]]{1,100}\]:\s*\S*(?:\s+["'(].*)?\s*$/,
];
const DELIMITERS = /^[|:\-\s]+$/;

/** What of `text` may be shown; null when that is all of it. `tokens` are the blocks of the whole text. */
export function settle(text: string, tokens: readonly Token[]): Settled | null {
  const lineAt = text.lastIndexOf("\n") + 1;
  const line = text.slice(lineAt);
  const leaf = lastLeaf(tokens);
  const lines = lineCount(text);
  if (line.trim() === "") {
    const header = headerBefore(text, lineAt, leaf);
    const isEnded = /\n[ \t]*\n[ \t]*$/.test(text);
    return header !== null && !isEnded ? { end: header.at, completion: "" } : null;
  }
  const isOld = leaf?.map && leaf.map[1] >= lines && leaf.map[0] < lines - 1;
  if (leaf && isOld && isVerbatim(leaf)) {
    const mayClose = leaf.type === "fence" && line.trim() !== "" && isRunOf(line.trim(), leaf.markup.charAt(0));
    return mayClose && line.trim().length < leaf.markup.length ? { end: lineAt, completion: "" } : null;
  }
  const words = line.slice(CONTAINERS.exec(line)?.[0].length ?? 0);
  // A table's line: of dashes, or a row.
  if (leaf?.type === "tr_open" && (tokens.findLast(({ type }) => type === "table_open")?.map?.[1] ?? 0) >= lines) {
    return words === "|" ? { end: lineAt, completion: "" } : null;
  }
  const header = headerBefore(text, lineAt, leaf);
  if (header !== null && DELIMITERS.test(words)) {
    const delimiters = completedDelimiters(words, header.columns);
    if (delimiters === null) return null;
    return { end: lineAt, completion: line.slice(0, line.length - words.length) + delimiters };
  }
  if (words.startsWith("|")) return { end: lineAt, completion: "" };
  return UNDECIDED.some((pattern) => pattern.test(words)) ? { end: lineAt, completion: "" } : null;
}

/** The last block that has text of its own: a row of a table, a paragraph, a fence. */
function lastLeaf(tokens: readonly Token[]): Token | null {
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (!token?.map) continue;
    if (token.type === "inline" || token.type === "list_item_open" || token.type === "blockquote_open") continue;
    if (/^(?:bullet_list|ordered_list|tbody|thead|note|table)_open$/.test(token.type)) continue;
    return token;
  }
  return null;
}

const isVerbatim = ({ type }: Token) => /^(?:fence|code_block|html_block|math_block)$/.test(type);

function isRunOf(text: string, marker: string): boolean {
  return marker !== "" && text.split("").every((letter) => letter === marker);
}

function lineCount(text: string): number {
  let count = text.endsWith("\n") || text === "" ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** The line before, when it may be the header of a table and is still a paragraph's. */
function headerBefore(text: string, lineAt: number, leaf: Token | null): { at: number; columns: number } | null {
  if (lineAt === 0 || leaf?.type !== "paragraph_open") return null;
  const at = text.lastIndexOf("\n", lineAt - 2) + 1;
  const line = text.slice(at, lineAt - 1);
  const words = line.slice(CONTAINERS.exec(line)?.[0].length ?? 0).trim();
  if (!words.startsWith("|") || DELIMITERS.test(words)) return null;
  const cells = words.replace(/\\\|/g, "").split("|");
  const columns = cells.length - 1 - (words.endsWith("|") && cells.length > 2 ? 1 : 0);
  return { at, columns };
}

/** The row of dashes as it will be, when so far it fits the header. */
function completedDelimiters(words: string, columns: number): string | null {
  const typed = words.trim().replace(/^\|/, "").split("|");
  if (typed.at(-1)?.trim() === "") typed.pop();
  if (typed.length > columns || !typed.every((cell) => /^:?-*:?$/.test(cell.trim()))) return null;
  const cells = Array.from({ length: columns }, (_, index) => {
    const cell = typed[index]?.trim() ?? "";
    return /^:?-+:?$/.test(cell) ? cell : cell === ":" ? ":--" : "---";
  });
  return `|${cells.join("|")}|`;
}

/** The words at the end of a growing text that may still go on: those of its last block, when that is not ended. */
export function tailOf(tokens: readonly Token[], text: string): Token | null {
  const lines = lineCount(text);
  const isLineEnded = text.endsWith("\n");
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token?.type !== "inline") {
      if (token && (isVerbatim(token) || token.type === "hr" || token.type === "reference_definition")) return null;
      continue;
    }
    if (token.content === "") continue;
    const holder = tokens[at - 1];
    switch (holder?.type) {
      case "paragraph_open":
        return (holder.map?.[1] ?? 0) >= lines ? token : null;
      case "heading_open":
        return !isLineEnded && holder.markup.startsWith("#") && (holder.map?.[1] ?? 0) >= lines ? token : null;
      default: {
        const row = tokens.slice(0, at).findLast(({ type }) => type === "tr_open");
        return !isLineEnded && (row?.map?.[1] ?? 0) >= lines ? token : null;
      }
    }
  }
  return null;
}

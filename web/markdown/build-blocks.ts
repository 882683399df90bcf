/**
 * markdown-it's tokens become the blocks of an answer. A block that stands where it stood in the tree of a moment ago, and whose
 * text is the same, is taken over as it is: its words are not parsed again and its component is not rendered again (W40).
 */
import type { Token } from "markdown-it";
import { buildWords } from "./build-words.ts";
import type { Align, Block, Inline, Item, Row } from "./nodes.ts";
import { languageOf, parseWords, type WordsContext } from "./parser.ts";

export type BuildContext = {
  /** Where a line of the parsed text begins in the whole text. */
  offsetOf: (line: number) => number;
  /** The text of a stretch of lines. */
  linesOf: (from: number, to: number) => string;
  /** Blocks up to here stand in the same text as before. */
  sameUpTo: number;
  /** A block that reaches this far may still change; null when nothing may. */
  openFrom: number | null;
  /** The words at the text's growing end. */
  tail: Token | null;
  words: WordsContext;
  /** The heading levels above. */
  outline: readonly number[];
  /** A list that goes on from items which are already built has its looseness from them. */
  loose: boolean;
};

/** Reads tokens from left to right. */
type Cursor = { tokens: readonly Token[]; at: number };

/** The next block, or null when the token means nothing. Moves the cursor behind it. */
export function readBlock(cursor: Cursor, old: Block | undefined, context: BuildContext): Block | null {
  const token = cursor.tokens[cursor.at];
  if (!token) return null;
  const [first, end] = token.map ?? [0, 0];
  const from = context.offsetOf(first);
  const to = context.offsetOf(end);
  const open = context.openFrom !== null && to >= context.openFrom;
  const place = { from, to, open };
  const same = old && old.from === from && old.to === to && !old.open && to <= context.sameUpTo ? old : undefined;
  const inline = cursor.tokens[cursor.at + 1];
  switch (token.type) {
    case "paragraph_open": {
      cursor.at += 3;
      const bare = token.hidden && !context.loose;
      if (same?.type === "paragraph" && same.bare === bare) return same;
      return { ...place, type: "paragraph", bare, children: wordsOf(inline, context) };
    }
    case "heading_open": {
      cursor.at += 3;
      const level = Number(token.tag.slice(1));
      // A heading inside of a quotation or an item heads nothing but that.
      const depth = token.level === 0 ? depthOf(level, context.outline) : context.outline.length + 1;
      if (same?.type === "heading" && same.depth === depth) return same;
      return { ...place, type: "heading", level, depth, children: wordsOf(inline, context) };
    }
    case "blockquote_open": {
      if (same?.type === "quote") return skipped(cursor, same);
      const before = old?.type === "quote" ? old.children : [];
      return { ...place, type: "quote", children: readChildren(cursor, before, { ...context, loose: false }) };
    }
    case "note_open": {
      if (same?.type === "note") return skipped(cursor, same);
      const before = old?.type === "note" ? old.children : [];
      const children = readChildren(cursor, before, { ...context, loose: false });
      return { ...place, type: "note", label: token.content, children };
    }
    case "bullet_list_open":
    case "ordered_list_open":
      if (same?.type === "list" && !context.loose) return skipped(cursor, same);
      return { ...place, type: "list", ...readList(cursor, old?.type === "list" ? old.items : [], context) };
    case "table_open":
      if (same?.type === "table") return skipped(cursor, same);
      return { ...place, type: "table", ...readTable(cursor, old?.type === "table" ? old.rows : [], context) };
    case "fence":
    case "code_block": {
      cursor.at++;
      const language = token.type === "fence" ? languageOf(token.info) : "";
      const closed = token.type === "code_block" || end - first - 1 > countLines(token.content);
      if (language === "math" && (closed || !open)) {
        const tex = token.content.trim();
        return { ...place, type: "formula", math: { tex, display: true, source: `$$\n${tex}\n$$` } };
      }
      if (same?.type === "fence" && same.closed === closed) return same;
      return { ...place, type: "fence", language, value: token.content, closed };
    }
    case "html_block":
      cursor.at++;
      return same?.type === "html" ? same : { ...place, type: "html", value: token.content };
    case "hr":
      cursor.at++;
      return same?.type === "rule" ? same : { ...place, type: "rule" };
    case "math_block": {
      cursor.at++;
      if (same?.type === "formula") return same;
      const math = { tex: token.content, display: true, source: token.markup };
      return { ...place, type: "formula", math: token.meta?.pending === true ? null : math };
    }
    case "reference_definition":
      cursor.at++;
      if (token.meta?.isSource !== true) return { ...place, type: "definition" };
      return { ...place, type: "paragraph", bare: false, children: sourceLine(context.linesOf(first, end), context) };
    default:
      cursor.at++;
      return null;
  }
}

/** How deep a heading stands below those above it: no depth is left out, whatever levels were written. */
export function depthOf(level: number, outline: readonly number[]): number {
  return outline.filter((above) => above < level).length + 1;
}

/** The heading levels above what follows a block. */
export function outlineAfter(block: Block, outline: readonly number[]): readonly number[] {
  return block.type === "heading" ? [...outline.filter((above) => above < block.level), block.level] : outline;
}

function wordsOf(inline: Token | undefined, context: BuildContext): Inline[] {
  if (!inline) return [];
  return buildWords(parseWords(inline.content, context.words, inline === context.tail));
}

function skipped<B>(cursor: Cursor, block: B): B {
  const level = cursor.tokens[cursor.at]?.level ?? 0;
  cursor.at++;
  while (cursor.at < cursor.tokens.length && (cursor.tokens[cursor.at]?.level ?? 0) > level) cursor.at++;
  cursor.at++;
  return block;
}

function readChildren(cursor: Cursor, old: readonly Block[], context: BuildContext): Block[] {
  const level = cursor.tokens[cursor.at]?.level ?? 0;
  cursor.at++;
  const children: Block[] = [];
  while (cursor.at < cursor.tokens.length && (cursor.tokens[cursor.at]?.level ?? 0) > level) {
    const block = readBlock(cursor, old[children.length], context);
    if (block) children.push(block);
  }
  cursor.at++;
  return children;
}

function readList(cursor: Cursor, old: readonly Item[], context: BuildContext) {
  const list = cursor.tokens[cursor.at];
  const level = list?.level ?? 0;
  const start = list?.type === "ordered_list_open" ? Number(list.attrGet("start") ?? 1) : null;
  const tight = !context.loose && isTight(cursor);
  // Lists inside of this one have their own say.
  const inner = { ...context, loose: false };
  cursor.at++;
  const items: Item[] = [];
  while (cursor.at < cursor.tokens.length && (cursor.tokens[cursor.at]?.level ?? 0) > level) {
    items.push(readItem(cursor, { old: old[items.length], tight, forced: context.loose, context: inner }));
  }
  cursor.at++;
  return { start, tight, items };
}

/** Whether the list's own paragraphs stand without space around them. */
function isTight({ tokens, at }: Cursor): boolean {
  const level = tokens[at]?.level ?? 0;
  for (let next = at + 1; next < tokens.length; next++) {
    const token = tokens[next];
    if (!token || token.level <= level) return true;
    if (token.type === "paragraph_open" && token.level === level + 2) return token.hidden;
  }
  return true;
}

const TASK = /^\[([ xX])\](?=[ \t\n])/;

function readItem(
  cursor: Cursor,
  { old, tight, forced, context }: { old: Item | undefined; tight: boolean; forced: boolean; context: BuildContext },
): Item {
  const [first, end] = cursor.tokens[cursor.at]?.map ?? [0, 0];
  const from = context.offsetOf(first);
  const to = context.offsetOf(end);
  if (old && old.from === from && old.to === to && !old.open && old.tight === tight && to <= context.sameUpTo) {
    return skipped(cursor, old);
  }
  const open = context.openFrom !== null && to >= context.openFrom;
  const inline = cursor.tokens[cursor.at + 2];
  const task = cursor.tokens[cursor.at + 1]?.type === "paragraph_open" ? TASK.exec(inline?.content ?? "") : null;
  if (task && inline) inline.content = inline.content.slice(task[0].length);
  const level = (cursor.tokens[cursor.at]?.level ?? 0) + 1;
  if (forced) {
    for (let at = cursor.at + 1; (cursor.tokens[at]?.level ?? 0) >= level; at++) {
      const token = cursor.tokens[at];
      if (token?.type === "paragraph_open" && token.level === level) token.hidden = false;
    }
  }
  const children = readChildren(cursor, old?.tight === tight ? old.children : [], context);
  return { type: "item", from, to, open, tight, done: task ? task[1] !== " " : null, children };
}

function readTable(cursor: Cursor, old: readonly Row[], context: BuildContext) {
  const level = cursor.tokens[cursor.at]?.level ?? 0;
  cursor.at++;
  const aligns: Align[] = [];
  const rows: Row[] = [];
  let head: Row | null = null;
  while (cursor.at < cursor.tokens.length && (cursor.tokens[cursor.at]?.level ?? 0) > level) {
    if (cursor.tokens[cursor.at]?.type !== "tr_open") {
      cursor.at++;
    } else if (head === null) {
      for (let at = cursor.at; cursor.tokens[at]?.type !== "tr_close"; at++) {
        const cell = cursor.tokens[at];
        if (cell?.type === "th_open") aligns.push(alignOf(cell));
      }
      head = readRow(cursor, undefined, context);
    } else rows.push(readRow(cursor, old[rows.length], context));
  }
  cursor.at++;
  return { aligns, head: head ?? { type: "row" as const, from: 0, to: 0, open: false, cells: [] }, rows };
}

function alignOf(cell: Token): Align {
  const align = String(cell.attrGet("style") ?? "").replace("text-align:", "");
  return align === "left" || align === "center" || align === "right" ? align : "";
}

function readRow(cursor: Cursor, old: Row | undefined, context: BuildContext): Row {
  const [first, end] = cursor.tokens[cursor.at]?.map ?? [0, 0];
  const from = context.offsetOf(first);
  const to = context.offsetOf(end);
  if (old && old.from === from && old.to === to && !old.open && to <= context.sameUpTo) return skipped(cursor, old);
  const open = context.openFrom !== null && to >= context.openFrom;
  const cells: Inline[][] = [];
  for (cursor.at++; cursor.at < cursor.tokens.length; cursor.at++) {
    const token = cursor.tokens[cursor.at];
    if (token?.type === "tr_close") break;
    if (token?.type === "inline") cells.push(wordsOf(token, context));
  }
  cursor.at++;
  return { type: "row", from, to, open, cells };
}

function countLines(content: string): number {
  let count = content === "" || content.endsWith("\n") ? 0 : 1;
  for (let at = content.indexOf("\n"); at >= 0; at = content.indexOf("\n", at + 1)) count++;
  return count;
}

function sourceLine(lines: string, context: BuildContext): Inline[] {
  return buildWords(parseWords(lines.trim(), { ...context.words, references: Object.create(null) }, false));
}

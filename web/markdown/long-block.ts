/**
 * A list or a table that goes on for long, cut behind its finished items or rows, so that what a frame costs does not grow with
 * the block (W41). Pure. What is cut off is parsed as a list or table of its own, and joined to the part before.
 */
import type { Block, Item, Row, TopBlock } from "./nodes.ts";
import { parseBlocks } from "./parser.ts";

type List = Block & { type: "list" };
type Table = Block & { type: "table" };

/** Where parsing goes on, and what stands before. */
export type Resume = {
  at: number;
  /** What has to stand before the rest for it to be parsed: a table's first two lines. */
  head: string;
  /** A list whose finished items have space between them. */
  loose: boolean;
} & ({ block: List; items: readonly Item[] } | { block: Table; rows: readonly Row[] });

/** It is cut when this many items or rows would be parsed again each time; */
const CUT_AT = 24;
/** so many of them stay. */
const KEPT = 2;

/** Where a block may be cut, at the latest place; the last cut when there is nothing new to cut off. */
export function cutOf(block: Block | undefined, text: string, last: Resume | null): Resume | null {
  if (block?.type === "list") {
    const done = last && "items" in last ? last.items.length : 0;
    const cut = block.items.length - KEPT;
    const next = block.items[cut];
    if (block.items.length - done < CUT_AT || !next) return last;
    // Whether finished items have space between them can be said of those alone.
    const { tokens } = parseBlocks(text.slice(last?.at ?? block.from, block.items[cut + 1]?.from), false);
    const isTight = !tokens.some((token) => token.type === "paragraph_open" && token.level === 2 && !token.hidden);
    if (isTight && !block.tight && last?.loose !== true) return last;
    return { at: next.from, head: "", loose: !block.tight, block, items: block.items.slice(0, cut) };
  }
  if (block?.type === "table") {
    const done = last && "rows" in last ? last.rows.length : 0;
    const cut = block.rows.length - KEPT;
    const next = block.rows[cut];
    const first = block.rows[0];
    if (block.rows.length - done < CUT_AT || !next || !first) return last;
    const head = text.slice(block.head.from, first.from);
    return { at: next.from, head, loose: false, block, rows: block.rows.slice(0, cut) };
  }
  return null;
}

/** Of the block as it was, the part that is parsed again. */
export function oldPart(block: Block | undefined, resume: Resume): Block | undefined {
  if (block?.type === "list" && "items" in resume) return { ...block, items: block.items.slice(resume.items.length) };
  if (block?.type === "table" && "rows" in resume) return { ...block, rows: block.rows.slice(resume.rows.length) };
  return undefined;
}

/** The whole block, from its finished part and what was parsed again; null when the two do not fit. */
export function joined(top: TopBlock, resume: Resume): TopBlock | null {
  const { block } = top;
  const { from } = resume.block;
  if (block.type === "list" && "items" in resume) {
    const { start, tight } = resume.block;
    const isSameKind = (start === null) === (block.start === null);
    if (!isSameKind || block.from !== resume.at || block.tight !== !resume.loose || tight !== block.tight) return null;
    return { ...top, from, block: { ...block, from, start, items: [...resume.items, ...block.items] } };
  }
  if (block.type === "table" && "rows" in resume) {
    const { head, aligns } = resume.block;
    return { ...top, from, block: { ...block, from, head, aligns, rows: [...resume.rows, ...block.rows] } };
  }
  return null;
}

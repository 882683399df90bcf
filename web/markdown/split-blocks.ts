/**
 * Markdown cut into its top-level blocks, so that while an answer grows only its last block is rendered again.
 * Pure. Concatenated, the blocks are the text. What came before the last two blocks is taken over from the last cut,
 * since appended text can still change those two alone (a list that goes on, a heading that gets its underline).
 */
import { Lexer } from "marked";

/** A text and its blocks. */
export type Blocks = { text: string; blocks: readonly string[] };

export const noBlocks: Blocks = { text: "", blocks: [] };

const OPEN_BLOCKS = 2;

/** The blocks of `text`; `last` is an earlier result, used when `text` continues it. */
export function splitBlocks(text: string, last: Blocks = noBlocks): Blocks {
  if (text === last.text) return last;
  if (!text.startsWith(last.text) || last.blocks.length <= OPEN_BLOCKS) return { text, blocks: lex(text) };
  const kept = last.blocks.slice(0, -OPEN_BLOCKS);
  const from = kept.reduce((sum, block) => sum + block.length, 0);
  return { text, blocks: [...kept, ...lex(text.slice(from))] };
}

/** Blank lines go with the block before them. */
function lex(text: string): string[] {
  const blocks: string[] = [];
  let covered = 0;
  for (const token of Lexer.lex(text, { gfm: true })) {
    covered += token.raw.length;
    if (token.type === "space" && blocks.length > 0) blocks[blocks.length - 1] += token.raw;
    else blocks.push(token.raw);
  }
  // The lexer turns tabs and line ends into its own; where that moved anything, the text stays whole.
  return covered === text.length && blocks.join("") === text ? blocks : [text];
}

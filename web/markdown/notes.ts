/** The footnotes of an answer: which there are, their numbers by first mention, and how often each is pointed to. Pure. */
import type { AnswerDocument } from "./document.ts";
import type { Block, Inline } from "./nodes.ts";

export type Note = {
  label: string;
  number: number;
  /** Null while its text has not come. */
  block: (Block & { type: "note" }) | null;
};

export type Notes = ReadonlyMap<string, Note>;

type Found = { mentions: readonly string[]; definitions: readonly (Block & { type: "note" })[] };

export const noNotes: Notes = new Map();
const nothing: Found = { mentions: [], definitions: [] };
/** What a block that stays the same holds. */
const known = new WeakMap<Block, Found>();

/** The footnotes of a document; `last` again when they are the same. While it grows, one that has no text yet counts. */
export function notesOf({ text, growing, blocks }: AnswerDocument, last: Notes): Notes {
  if (!text.includes("[^")) return noNotes;
  const found = blocks.map(({ block }) => foundIn(block));
  const definitions = new Map<string, Block & { type: "note" }>();
  for (const block of found.flatMap((one) => one.definitions)) {
    if (!definitions.has(block.label)) definitions.set(block.label, block);
  }
  const notes = new Map<string, Note>();
  for (const label of found.flatMap(({ mentions }) => mentions)) {
    const block = definitions.get(label) ?? null;
    if (notes.has(label) || (block === null && !growing)) continue;
    notes.set(label, { label, number: notes.size + 1, block });
  }
  return isSame(notes, last) ? last : notes;
}

function isSame(notes: Notes, last: Notes): boolean {
  if (notes.size !== last.size) return false;
  for (const [label, { number, block }] of notes) {
    const other = last.get(label);
    if (!other || other.number !== number || other.block !== block) return false;
  }
  return true;
}

function foundIn(block: Block): Found {
  const before = known.get(block);
  if (before) return before;
  const mentions: string[] = [];
  const definitions: (Block & { type: "note" })[] = [];
  visitBlock(block, { mentions, definitions });
  const found = mentions.length + definitions.length === 0 ? nothing : { mentions, definitions };
  known.set(block, found);
  return found;
}

type Into = { mentions: string[]; definitions: (Block & { type: "note" })[] };

function visitBlock(block: Block, into: Into): void {
  switch (block.type) {
    case "paragraph":
    case "heading":
      visitWords(block.children, into);
      break;
    case "quote":
      visitBlocks(block.children, into);
      break;
    case "list":
      for (const { children } of block.items) visitBlocks(children, into);
      break;
    case "table":
      for (const cell of [block.head, ...block.rows].flatMap(({ cells }) => cells)) visitWords(cell, into);
      break;
    case "note":
      into.definitions.push(block);
      visitBlocks(block.children, into);
      break;
    case "fence":
    case "rule":
    case "html":
    case "formula":
    case "definition":
      break;
  }
}

function visitBlocks(blocks: readonly Block[], into: Into): void {
  for (const block of blocks) visitBlock(block, into);
}

function visitWords(words: readonly Inline[], into: Into): void {
  for (const word of words) {
    if (word.type === "note") into.mentions.push(word.label);
    else if (word.type === "mark" || word.type === "link") visitWords(word.children, into);
  }
}

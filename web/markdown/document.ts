/**
 * An answer's Markdown as blocks, also while it grows. Pure: a document and a longer text give the next document (W40, W41).
 *
 * A block is settled when the next one has begun with a whole line; from then on it is the same value for ever, unless an
 * address that it refers to comes later. Only what is not settled is parsed again, and of a list or a table that goes on
 * for long only its end.
 */
import type { Token } from "markdown-it";
import { type BuildContext, outlineAfter, readBlock } from "./build-blocks.ts";
import { detached } from "./detached.ts";
import { cutOf, joined, oldPart, type Resume } from "./long-block.ts";
import type { Block, Reference, TopBlock } from "./nodes.ts";
import { parseBlocks } from "./parser.ts";
import { settle, tailOf } from "./settle.ts";

export type AnswerDocument = {
  text: string;
  growing: boolean;
  blocks: readonly TopBlock[];
  /** So many of the blocks are settled. */
  settled: number;
  /** The text up to here is what the blocks show. */
  shownTo: number;
  references: Readonly<Record<string, Reference>>;
  /** Where parsing goes on inside the first block that is not settled. */
  resume: Resume | null;
};

const noReferences: Readonly<Record<string, Reference>> = Object.freeze(Object.create(null));

export const emptyDocument: AnswerDocument = {
  text: "",
  growing: true,
  blocks: [],
  settled: 0,
  shownTo: 0,
  references: noReferences,
  resume: null,
};

/** The document of `given`, which usually continues that of `last`; `growing`: more text may come. */
export function advance(last: AnswerDocument, given: string, growing: boolean): AnswerDocument {
  const text = normalized(given, growing);
  if (text === last.text && growing === last.growing) return last;
  const base = text.startsWith(last.text) ? last : emptyDocument;
  return parsed(base, text, growing) ?? parsed({ ...base, resume: null }, text, growing) ?? base;
}

function normalized(given: string, growing: boolean): string {
  let text = given;
  if (text.includes("\r")) text = (growing && text.endsWith("\r") ? text.slice(0, -1) : text).replace(/\r\n?/g, "\n");
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}

/** Parses what is not settled. Null when the list or table that was cut does not go on as it was left. */
function parsed(base: AnswerDocument, text: string, growing: boolean): AnswerDocument | null {
  const { resume } = base;
  const kept = base.blocks.slice(0, base.settled);
  const start = resume?.at ?? kept.at(-1)?.to ?? 0;
  const part = shownPart(detached(text.slice(start)), { head: resume?.head ?? "", growing });
  const shownTo = start + part.end;
  const references = mergedReferences(base, kept, part.references);
  const isSame = references === base.references;
  const offsets = lineOffsets(part, { start, resume, shownTo });
  const context: BuildContext = {
    offsetOf: (line) => offsets[Math.min(line, offsets.length - 1)] ?? shownTo,
    linesOf: (from, to) => part.text.split("\n").slice(from, to).join("\n"),
    sameUpTo: isSame ? Math.min(base.shownTo, shownTo) : 0,
    openFrom: growing ? shownTo : null,
    tail: growing ? tailOf(part.tokens, part.text) : null,
    words: { references, onLookup: () => undefined },
    outline: kept.at(-1)?.outline ?? [],
    loose: resume?.loose ?? false,
  };
  const fresh = readTopBlocks(part, { base, context });
  if (resume) {
    const first = fresh[0] ? joined(fresh[0], resume) : null;
    if (!first) return null;
    fresh[0] = first;
  }
  const open = withoutGaps(fresh);
  const before = isSame ? kept : kept.map((block, index) => relinked(block, { kept, index, text, base, references }));
  const settledNow = countSettled(open, { text, isSure: !part.isCompleted });
  const blocks = [...before, ...open];
  const settled = kept.length + settledNow;
  const mayCut = growing && Object.keys(part.references).length === 0;
  return {
    text,
    growing,
    blocks,
    settled,
    shownTo,
    references,
    resume: mayCut ? cutOf(blocks[settled]?.block, text, settledNow === 0 ? resume : null) : null,
  };
}

type Part = {
  text: string;
  /** How much of the rest is shown. */
  end: number;
  isCompleted: boolean;
  tokens: Token[];
  references: Record<string, Reference>;
};

/** The part of the text that is shown, with its tokens. */
function shownPart(rest: string, { head, growing }: { head: string; growing: boolean }): Part {
  const whole = head + rest;
  const all = parseBlocks(whole, growing);
  const settled = growing ? settle(whole, all.tokens) : null;
  if (!settled) return { text: whole, end: rest.length, isCompleted: false, ...all };
  const text = whole.slice(0, settled.end) + settled.completion;
  const end = Math.max(0, settled.end - head.length);
  return { text, end, isCompleted: settled.completion !== "", ...parseBlocks(text, growing) };
}

/** Where each line of the part begins in the whole text; the last entry is the part's end. */
function lineOffsets(
  { text }: Part,
  { start, resume, shownTo }: { start: number; resume: Resume | null; shownTo: number },
): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0 && at + 1 < text.length; at = text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  starts.push(text.length);
  const head = resume?.head.length ?? 0;
  return starts.map((at) => (at < head ? (resume?.block.from ?? 0) + at : Math.min(shownTo, start + at - head)));
}

/** The known addresses, the first one of each label; the same value as before when nothing was added. */
function mergedReferences(
  base: AnswerDocument,
  kept: readonly TopBlock[],
  found: Readonly<Record<string, Reference>>,
): Readonly<Record<string, Reference>> {
  const merged: Record<string, Reference> = Object.create(null);
  for (const defines of [...kept.map((top) => top.defines), found]) {
    if (defines) for (const label of Object.keys(defines)) merged[label] ??= defines[label] as Reference;
  }
  const labels = Object.keys(merged);
  const isSame =
    labels.length === Object.keys(base.references).length &&
    labels.every((label) => isEqual(merged[label], base.references[label]));
  return isSame ? base.references : merged;
}

const isEqual = (a: Reference | undefined, b: Reference | undefined) => a?.href === b?.href && a?.title === b?.title;

function readTopBlocks(part: Part, { base, context }: { base: AnswerDocument; context: BuildContext }): TopBlock[] {
  const old = new Map(base.blocks.slice(base.settled).map((top) => [top.from, top]));
  const { tokens } = part;
  const cursor = { tokens, at: 0 };
  const found: TopBlock[] = [];
  let { outline, loose } = context;
  while (cursor.at < tokens.length) {
    const first = cursor.at;
    const isResumed = base.resume !== null && found.length === 0;
    const from = context.offsetOf(tokens[first]?.map?.[0] ?? 0);
    const before = isResumed ? base.blocks[base.settled] : old.get(from);
    const lookups = new Set(before?.lookups);
    const words = { references: context.words.references, onLookup: (label: string) => lookups.add(label) };
    const block = readBlock(cursor, isResumed && base.resume ? oldPart(before?.block, base.resume) : before?.block, {
      ...context,
      words,
      outline,
      loose,
    });
    if (!block) continue;
    loose = false;
    outline = outlineAfter(block, outline);
    const defines = definedIn(tokens.slice(first, cursor.at), part.references);
    found.push({ block, from: block.from, to: block.to, defines, lookups, outline });
  }
  return found;
}

function definedIn(tokens: readonly Token[], found: Readonly<Record<string, Reference>>): TopBlock["defines"] {
  let defines: Record<string, Reference> | null = null;
  for (const { type, meta } of tokens) {
    const label = type === "reference_definition" ? String(meta?.label) : null;
    const reference = label === null ? undefined : found[label];
    if (label === null || !reference) continue;
    defines ??= Object.create(null) as Record<string, Reference>;
    defines[label] ??= reference;
  }
  return defines;
}

/** Blank lines belong to the block before them. */
function withoutGaps(blocks: readonly TopBlock[]): TopBlock[] {
  return blocks.map((top, index) => ({ ...top, to: blocks[index + 1]?.from ?? top.to }));
}

/** A settled block again when an address that it refers to has come or changed. */
function relinked(
  top: TopBlock,
  {
    kept,
    index,
    text,
    base,
    references,
  }: {
    kept: readonly TopBlock[];
    index: number;
    text: string;
    base: AnswerDocument;
    references: Readonly<Record<string, Reference>>;
  },
): TopBlock {
  let isTouched = false;
  for (const label of top.lookups) isTouched ||= !isEqual(base.references[label], references[label]);
  if (!isTouched) return top;
  const source = detached(text.slice(top.from, top.to));
  const { tokens } = parseBlocks(source, false);
  const offsets = lineOffsets(
    { text: source, end: source.length, isCompleted: false, tokens, references: {} },
    { start: top.from, resume: null, shownTo: top.to },
  );
  const lookups = new Set<string>();
  const block = readBlock({ tokens, at: 0 }, undefined, {
    offsetOf: (line) => offsets[Math.min(line, offsets.length - 1)] ?? top.to,
    linesOf: (from, to) => source.split("\n").slice(from, to).join("\n"),
    sameUpTo: 0,
    openFrom: null,
    tail: null,
    words: { references, onLookup: (label) => lookups.add(label) },
    outline: kept[index - 1]?.outline ?? [],
    loose: false,
  });
  return block ? { ...top, block, lookups } : top;
}

/** How many of the open blocks nothing that follows can change any more. */
function countSettled(open: readonly TopBlock[], { text, isSure }: { text: string; isSure: boolean }): number {
  const last = open.at(-1);
  if (!last) return 0;
  const lineAt = text.lastIndexOf("\n") + 1;
  // A line that is not whole may turn out to belong to the block before it; so may a formula that finds no end.
  const isDecided = isSure && last.from < lineAt && !isPending(last.block);
  let count = Math.max(0, open.length - (isDecided ? 1 : 2));
  while (count > 0 && mayTakeTitle(open[count - 1], open[count])) count--;
  return count;
}

const isPending = (block: Block) => block.type === "formula" && block.math === null;

/** The line below a definition may still become its title. */
function mayTakeTitle(top: TopBlock | undefined, next: TopBlock | undefined): boolean {
  return top?.block.type === "definition" && next !== undefined && next.from === top.block.to;
}

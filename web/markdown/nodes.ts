/**
 * What an answer's Markdown is made of once it is parsed: plain values that components render and tests compare.
 * A block knows which stretch of the text it came from; `open` ones may still change while the text grows.
 */

export type Inline =
  | { type: "text"; value: string }
  /** A line's end: a forced one, or one of the source alone. */
  | { type: "break"; forced: boolean }
  | { type: "mark"; tag: "em" | "strong" | "del"; children: readonly Inline[] }
  | { type: "code"; value: string }
  /** A tag as it was written: shown, never obeyed. */
  | { type: "html"; value: string }
  | { type: "math"; math: Formula }
  /** Something that cannot be shown before it is whole. */
  | { type: "pending" }
  | { type: "cite"; number: number }
  /** `href` as it was written: whether it may be followed is decided where it is shown. */
  | { type: "link"; href: string; title: string; children: readonly Inline[] }
  | { type: "image"; src: string; title: string; alt: string }
  | { type: "note"; label: string };

/** A formula: its TeX, and the text that it was written as. */
export type Formula = { tex: string; display: boolean; source: string };

/** Where in the text a block stands: from its first line to after its last. */
export type Stretch = { from: number; to: number; open: boolean };

export type Align = "left" | "center" | "right" | "";
export type Row = Stretch & { type: "row"; cells: readonly (readonly Inline[])[] };
export type Item = Stretch & { type: "item"; tight: boolean; done: boolean | null; children: readonly Block[] };

export type Block = Stretch &
  (
    | { type: "paragraph"; bare: boolean; children: readonly Inline[] }
    /** `depth` counts from 1 and never leaves a level out; `level` is the one that was written. */
    | { type: "heading"; level: number; depth: number; children: readonly Inline[] }
    | { type: "quote"; children: readonly Block[] }
    | { type: "list"; start: number | null; tight: boolean; items: readonly Item[] }
    | { type: "fence"; language: string; value: string; closed: boolean }
    | { type: "table"; aligns: readonly Align[]; head: Row; rows: readonly Row[] }
    | { type: "rule" }
    | { type: "html"; value: string }
    | { type: "formula"; math: Formula | null }
    | { type: "note"; label: string; children: readonly Block[] }
    /** Nothing to show: the address behind a reference. */
    | { type: "definition" }
  );

/** The address behind a label. */
export type Reference = { href: string; title: string };

/** A block of the text's own level, with what other blocks need of it, and it of others. */
export type TopBlock = {
  block: Block;
  from: number;
  /** Where the next one begins. */
  to: number;
  /** The addresses that it defines, by label. */
  defines: Readonly<Record<string, Reference>> | null;
  /** The labels that its brackets were looked up by, found or not. */
  lookups: ReadonlySet<string>;
  /** The heading levels above what follows it. */
  outline: readonly number[];
};

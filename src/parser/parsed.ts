/**
 * What the parser answers: pages of text, or the reason why there are none. Plain data, which crosses an RPC unchanged;
 * the main Worker knows the parser by these types alone.
 */
import type { DocumentFailure } from "../protocol.ts";

export type Heading = {
  /** Offset of the heading in the page's text, in UTF-16 units. */
  start: number;
  /** 1 is the highest. */
  level: number;
  title: string;
};

export type ParsedPage = {
  /** 1-based. */
  page: number;
  text: string;
  /** In the order of the text. */
  headings: Heading[];
  /** What the document itself calls the page, `xii` or `3-14`; absent where it has no names for its pages. */
  label?: string | null;
  /**
   * Where the text stands on the page as it is shown, in points; absent where pages have no places. `spans` are those of
   * `TextSpan`, ascending, one after the other in one list, so that they cross an RPC as cheaply as they are stored.
   */
  layout?: { width: number; height: number; spans: number[] };
};

/** What a document says of itself, as far as its metadata and its first page tell. */
export type Bibliography = { author: string | null; title: string | null; year: string | null };

/** Why a file cannot be read, as the contract calls it. An `archive` is none itself, but may hold documents: `Listed` tells which. */
export type ParseFailure = {
  ok: false;
  code: DocumentFailure | "archive";
  /** A sentence for the student. */
  error: string;
};

export type Parsed =
  | {
      ok: true;
      /** The format that the content really has, e.g. `pdf`. */
      kind: string;
      mediaType: string;
      /** The document's own title, where it names one. */
      title: string | null;
      /** Who wrote it, what it is called and when, for a citation; told with the first pages alone. */
      bibliography?: Bibliography;
      /** Pages of the whole document. */
      pageCount: number;
      /** Those of the asked range; may end before it, never empty when the range begins within the document. */
      pages: ParsedPage[];
    }
  | ParseFailure;

export type ParseRequest = {
  name: string;
  /** What the sender called it; the content decides. */
  mediaType: string;
  bytes: ArrayBuffer | ReadableStream;
  /** How many bytes a stream has, where it is known: they are held once then. */
  size?: number;
  /** 1-based, both included. */
  pages: { from: number; to: number };
};

/** The documents in a ZIP, which are extracted by their `index`, and what in it cannot be read, with a sentence for each. */
export type Listed =
  | {
      ok: true;
      entries: { index: number; name: string; bytes: number }[];
      skipped: { name: string; error: string; code?: DocumentFailure }[];
    }
  | ParseFailure;

export type Extracted = { ok: true; bytes: ArrayBuffer } | ParseFailure;

/** The same as it leaves the parser: a document is larger than what a call may hold at once. */
export type Taken = { ok: true; size: number; bytes: ReadableStream<Uint8Array> } | ParseFailure;

/** A refused file with its sentence. */
export function refused(code: ParseFailure["code"], error: string): ParseFailure {
  return { ok: false, code, error };
}

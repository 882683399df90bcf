/**
 * From an uploaded file to a document that is found: `ingestStep` is one step of it, the job of one alarm.
 * A step awaits one thing (the parser, or the vectors of a batch), then writes what came in one transaction, if the file is still
 * where the step began: a step that ran twice, or whose document was removed or replaced meanwhile, writes nothing. A new
 * version goes the same way unseen, and at its end takes the place of its document (versions.ts).
 */

import * as z from "zod/mini";
import { backoffMs } from "../due.ts";
import type { Embedder } from "../model/embed.ts";
import type { Parsed, ParseRequest } from "../parser/parsed.ts";
import { chunkPage, type OpenHeadings } from "./chunk.ts";
import { type DocumentRow, titleOf } from "./document.ts";
import { becomeReady, giveUp } from "./document-ends.ts";
import { embedBatch } from "./embed-document.ts";
import type { IndexStore, NewChunk } from "./index-store.ts";
import { type Reason, reason, reasonOf } from "./reason.ts";
import { referenceLine } from "./reference.ts";
import type { LibraryStore } from "./store.ts";
import type { VersionDeps } from "./versions.ts";

/** Pages of one step: those of a PDF cost the parser more, those of a text are read past again each time. */
const PDF_PAGES_A_STEP = 50;
const TEXT_PAGES_A_STEP = 200;
/** Tries of one step before the document fails; a crash in the middle is one of them. */
export const MAX_TRIES = 5;
/** Tries when it is the storage that fails, which says nothing about the file: about a quarter of an hour. */
export const MAX_STORAGE_TRIES = 10;

const UNREADABLE = reason(
  "unreadable",
  "This file could not be read. Please try another version of it, or save it as PDF.",
);
const UNREACHABLE = reason("file-missing", "The stored file could not be reached. Please upload it again.");
const GONE = reason("file-missing", "The file is no longer there. Please upload it again.");
const SCANNED = reason(
  "scan",
  "This PDF holds pictures of pages but no text, as scans do. Please run text recognition (OCR) on it and upload it again.",
);
const NO_TEXT = reason("empty", "There is no text in this file.");
const NO_VERSION = reason(
  "archive-as-version",
  "An archive cannot take the place of a document. Please unpack it and upload the file that can.",
);
const NESTED = reason(
  "archive-nested",
  "This is an archive in an archive. Please unpack it and upload the documents in it.",
);

/** It is the storage that did not answer, not the file that is wrong. */
export class StorageFailed extends Error {}

export type IngestDeps = {
  store: LibraryStore;
  index: IndexStore;
  versions: VersionDeps;
  /**
   * Reads a range of the document's pages; `null` when its file is not there. Throws `StorageFailed`, or anything else when the
   * parser cannot be reached.
   */
  parse(row: DocumentRow, pages: ParseRequest["pages"]): Promise<Parsed | null>;
  embedder: Embedder | null;
  /** Takes so many tokens out of the embedding model's minute; otherwise answers the ms until there may be room. */
  reserve(tokens: number): Promise<{ granted: true; giveBack: () => void } | { granted: false; retryAfterMs: number }>;
  /** The most tokens that `reserve` may ever grant at once. */
  mostTokens: number;
  /** Runs one transaction. */
  transact<T>(work: () => T): T;
  /** Notes, within a transaction, that the document's state is to be told. */
  announce(docId: string): void;
  /** Notes, within a transaction, when this document's next step is to run (ms); `null`: there is none. */
  plan(docId: string, at: number | null): void;
  /** Notes, within a transaction, that pages and chunks of a failed document are to go. */
  clear(docId: string): void;
  /** Notes, within a transaction, that the documents of an archive are to come out. */
  unpack(docId: string): void;
  now(): number;
  /** When the step after this one is to run (ms). */
  next(): number;
  random(): number;
};

/** Runs the next step of a document, whatever it is. Never throws for what the document or its file is. */
export async function ingestStep(deps: IngestDeps, docId: string): Promise<void> {
  const row = deps.store.document(docId);
  switch (row?.state) {
    case "queued":
    case "parsing":
      return readRange(deps, row);
    case "embedding":
      return embedBatch(deps, row);
    case "ready":
      if (deps.embedder !== null && (row.embedded < row.chunks || row.vector_model !== deps.embedder.name))
        return embedBatch(deps, row);
  }
  deps.transact(() => deps.plan(docId, null));
}

async function readRange(deps: IngestDeps, row: DocumentRow): Promise<void> {
  const tries = deps.transact(() => deps.store.countTry(row.seq));
  if (tries > MAX_STORAGE_TRIES) return end(deps, row, UNREADABLE);
  const from = row.read_pages + 1;
  let parsed: Parsed | null;
  try {
    parsed = await deps.parse(row, { from, to: from + pagesAStep(row, tries) - 1 });
  } catch (error) {
    const isStorage = error instanceof StorageFailed;
    const event = isStorage ? "storage-failed" : "parser-failed";
    console.warn(JSON.stringify({ event, docId: row.id, from, tries, error: String(error) }));
    if (tries >= (isStorage ? MAX_STORAGE_TRIES : MAX_TRIES))
      return end(deps, row, isStorage ? UNREACHABLE : UNREADABLE);
    return deps.transact(() => {
      if (stillAt(deps, row) !== null) deps.plan(row.id, deps.now() + backoffMs(tries, deps.random()));
    });
  }
  if (parsed === null) return end(deps, row, GONE);
  if (!parsed.ok && parsed.code === "archive") return openArchive(deps, row);
  if (!parsed.ok) return end(deps, row, reasonOf(parsed));
  if (parsed.pages.length === 0 && parsed.pageCount > row.read_pages) return end(deps, row, UNREADABLE);
  storePages(deps, row, parsed);
}

/**
 * Until its first pages tell what it is, a document may be a PDF. A step that failed is tried with fewer pages: it may have
 * been too much at once.
 */
function pagesAStep({ read_pages, media_type }: DocumentRow, tries: number): number {
  const pages = read_pages > 0 && media_type !== "application/pdf" ? TEXT_PAGES_A_STEP : PDF_PAGES_A_STEP;
  return Math.max(1, pages >> (tries - 1));
}

/** One transaction: the pages, their chunks, and how far the document is. */
function storePages(deps: IngestDeps, row: DocumentRow, parsed: Extract<Parsed, { ok: true }>): void {
  const title = parsed.title?.replace(/\s+/g, " ").trim().slice(0, 300) || row.title;
  let open = readOpen(row.open_headings);
  const chunks: NewChunk[] = [];
  for (const page of parsed.pages) {
    const cut = chunkPage(page, open);
    open = cut.open;
    chunks.push(
      ...cut.chunks.map((chunk) => ({ ...chunk, page: page.page, text: page.text.slice(chunk.start, chunk.end) })),
    );
  }
  const readPages = Math.max(row.read_pages, ...parsed.pages.map(({ page }) => page));
  const reference = parsed.bibliography === undefined ? row.reference : referenceLine(parsed.bibliography);
  deps.transact(() => {
    const now = stillAt(deps, row);
    if (now === null) return;
    // It may have been given another name while its pages were read.
    const document = { seq: row.seq, title: titleOf({ title, name: now.name }) };
    const tokens = deps.index.add(document, parsed.pages, chunks, row.chunks);
    deps.store.noteRead(row.id, {
      pages: parsed.pageCount,
      readPages,
      title,
      reference,
      mediaType: parsed.mediaType,
      openHeadings: JSON.stringify(open),
      chunks: chunks.length,
      tokens,
    });
    deps.announce(row.replaces ?? row.id);
    if (readPages < parsed.pageCount) deps.plan(row.id, deps.next());
    else finishReading(deps, row.seq, parsed.kind);
  });
}

/** All pages are read: vectors are next, where they are wanted. Part of the transaction. */
function finishReading(deps: IngestDeps, seq: number, kind: string): void {
  const row = deps.store.at(seq);
  if (row === null) return;
  if (row.chunks === 0) {
    giveUp(deps, row, kind === "pdf" ? SCANNED : NO_TEXT);
  } else if (deps.embedder === null) {
    becomeReady(deps, row, null);
  } else {
    deps.store.moveTo(seq, "embedding");
    deps.plan(row.id, deps.next());
  }
}

/** The row as it is now if it waits for the very range that this step was about, else `null`. */
function stillAt(deps: IngestDeps, row: DocumentRow): DocumentRow | null {
  const now = deps.store.at(row.seq);
  const waits = now?.id === row.id && (now.state === "queued" || now.state === "parsing");
  return waits && now.read_pages === row.read_pages ? now : null;
}

/** The document failed, for a reason that its student can do something about. */
function end(deps: IngestDeps, row: DocumentRow, why: Reason): void {
  deps.transact(() => {
    const now = stillAt(deps, row);
    if (now !== null) giveUp(deps, now, why);
  });
}

/** It holds documents and is none: they come out one by one (unpack.ts). */
function openArchive(deps: IngestDeps, row: DocumentRow): void {
  deps.transact(() => {
    const now = stillAt(deps, row);
    if (now === null) return;
    if (now.replaces !== null) return giveUp(deps, now, NO_VERSION);
    if (now.archive !== null) return giveUp(deps, now, NESTED);
    deps.store.moveTo(now.seq, "unpacking");
    deps.plan(now.id, null);
    deps.unpack(now.id);
    deps.announce(now.id);
  });
}

const openHeadings = z.array(z.object({ level: z.number(), title: z.string() }));

function readOpen(json: string): OpenHeadings {
  return openHeadings.parse(JSON.parse(json));
}

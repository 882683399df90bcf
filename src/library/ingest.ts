/**
 * From an uploaded file to a document that is found: `ingestStep` is one step of it, the job of one alarm.
 * A step awaits one thing (the parser, or the vectors of a batch), then writes what came in one transaction, if the file is still
 * where the step began: a step that ran twice, or whose document was removed or replaced meanwhile, writes nothing. A new
 * version goes the same way unseen, and at its end takes the place of its document (versions.ts).
 */

import * as z from "zod/mini";
import { estimateTokens } from "../answer/fit-context.ts";
import { backoffMs } from "../due.ts";
import type { Result } from "../failure.ts";
import { type Embedder, quantize } from "../model/embed.ts";
import type { Parsed, ParseRequest } from "../parser/parsed.ts";
import { chunkPage, type OpenHeadings } from "./chunk.ts";
import { type DocumentRow, titleOf } from "./document.ts";
import type { IndexStore, NewChunk } from "./index-store.ts";
import { referenceLine } from "./reference.ts";
import type { LibraryStore } from "./store.ts";
import { failVersion, promote, type VersionDeps } from "./versions.ts";

/** Pages of one step: those of a PDF cost the parser more, those of a text are read past again each time. */
const PDF_PAGES_A_STEP = 20;
const TEXT_PAGES_A_STEP = 200;
/** Chunks whose vectors one step asks for. */
const CHUNKS_A_BATCH = 64;
/** Tries of one step before the document fails; a crash in the middle is one of them. */
export const MAX_TRIES = 5;
/** Tries when it is the storage that fails, which says nothing about the file: about a quarter of an hour. */
export const MAX_STORAGE_TRIES = 10;
/** Tries for vectors, which come after the document is ready when the first one fails. */
const MAX_VECTOR_TRIES = 12;

const UNREADABLE = "This file could not be read. Please try another version of it, or save it as PDF.";
const UNREACHABLE = "The stored file could not be reached. Please upload it again.";
const GONE = "The file is no longer there. Please upload it again.";
const SCANNED =
  "This PDF holds pictures of pages but no text, as scans do. Please run text recognition (OCR) on it and upload it again.";
const NO_TEXT = "There is no text in this file.";
const NO_VERSION = "An archive cannot take the place of a document. Please unpack it and upload the file that can.";
const NESTED = "This is an archive in an archive. Please unpack it and upload the documents in it.";

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

// ---- reading ----

async function readRange(deps: IngestDeps, row: DocumentRow): Promise<void> {
  const tries = deps.transact(() => deps.store.countTry(row.seq));
  if (tries > MAX_STORAGE_TRIES) return end(deps, row, UNREADABLE);
  const from = row.read_pages + 1;
  let parsed: Parsed | null;
  try {
    parsed = await deps.parse(row, { from, to: from + pagesAStep(row) - 1 });
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
  if (!parsed.ok) return end(deps, row, parsed.error);
  if (parsed.pages.length === 0 && parsed.pageCount > row.read_pages) return end(deps, row, UNREADABLE);
  storePages(deps, row, parsed);
}

/** Until its first pages tell what it is, a document may be a PDF. */
function pagesAStep({ read_pages, media_type }: DocumentRow): number {
  return read_pages > 0 && media_type !== "application/pdf" ? TEXT_PAGES_A_STEP : PDF_PAGES_A_STEP;
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

/**
 * Found from now on, under its own id or that of the document whose new version it is; its vectors may follow at `again`.
 * Part of the transaction.
 */
function becomeReady(deps: IngestDeps, row: DocumentRow, again: number | null): void {
  const docId = row.replaces ?? row.id;
  if (row.replaces === null) deps.store.moveTo(row.seq, "ready");
  else promote(deps.versions, row);
  deps.plan(docId, again);
  deps.announce(docId);
}

/** The row as it is now if it waits for the very range that this step was about, else `null`. */
function stillAt(deps: IngestDeps, row: DocumentRow): DocumentRow | null {
  const now = deps.store.at(row.seq);
  const waits = now?.id === row.id && (now.state === "queued" || now.state === "parsing");
  return waits && now.read_pages === row.read_pages ? now : null;
}

/** The document failed, for a reason that its student can do something about. */
function end(deps: IngestDeps, row: DocumentRow, reason: string): void {
  deps.transact(() => {
    const now = stillAt(deps, row);
    if (now !== null) giveUp(deps, now, reason);
  });
}

/** Part of the transaction: it fails, or as a new version leaves the old one standing. What was read of it goes. */
function giveUp(deps: IngestDeps, row: DocumentRow, reason: string): void {
  if (row.replaces !== null) {
    failVersion(deps.versions, row, reason);
    return;
  }
  deps.store.fail(row.id, reason);
  deps.plan(row.id, null);
  if (row.read_pages > 0) deps.clear(row.id);
  deps.announce(row.id);
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

// ---- vectors ----

async function embedBatch(deps: IngestDeps, row: DocumentRow): Promise<void> {
  const { embedder } = deps;
  if (embedder === null) return readyByWords(deps, row, null);
  // Vectors of another model are of no use to this one: all are made again.
  const from = row.vector_model === null || row.vector_model === embedder.name ? row.embedded : 0;
  const { texts, tokens } = batchOf(deps.index.texts(row.seq, from, Math.min(row.chunks, from + CHUNKS_A_BATCH)), deps);
  const place = await deps.reserve(tokens);
  // Its words are found meanwhile: no document waits for the minute's tokens.
  if (!place.granted) return readyByWords(deps, row, deps.now() + place.retryAfterMs);
  const tries = deps.transact(() => deps.store.countTry(row.seq));
  const vectors = await attempt(embedder, texts);
  if (!vectors.ok) {
    place.giveBack();
    const reason = vectors.failure.reason ?? vectors.failure.code;
    console.warn(JSON.stringify({ event: "embedding-failed", docId: row.id, from, tries, reason }));
    return readyByWords(deps, row, tries < MAX_VECTOR_TRIES ? deps.now() + backoffMs(tries, deps.random()) : null);
  }
  deps.transact(() => {
    const now = deps.store.at(row.seq);
    if (now?.id !== row.id || now.state !== row.state || now.embedded !== row.embedded) return;
    if (from === 0) deps.index.dropVectors(row.seq);
    deps.index.addVectors(row.seq, from, vectors.value.map(quantize));
    const embedded = from + vectors.value.length;
    deps.store.noteEmbedded(row.id, embedded, embedder.name);
    const isLast = embedded >= row.chunks;
    if (row.state === "embedding" && isLast) return becomeReady(deps, { ...now, embedded }, null);
    if (row.state === "embedding") deps.announce(row.replaces ?? row.id);
    deps.plan(row.id, isLast ? null : deps.next());
  });
}

/** As many of the texts as the minute's tokens may ever hold, at least one, with the headings above them. */
function batchOf(
  chunks: readonly { headings: string; text: string }[],
  { mostTokens }: IngestDeps,
): { texts: string[]; tokens: number } {
  const texts: string[] = [];
  let tokens = 0;
  for (const { headings, text } of chunks) {
    const whole = headings === "" ? text : `${headings}\n\n${text}`;
    const more = estimateTokens(whole);
    if (texts.length > 0 && tokens + more > mostTokens) break;
    texts.push(whole);
    tokens += more;
  }
  return { texts, tokens: Math.min(tokens, mostTokens) };
}

async function attempt(embedder: Embedder, texts: string[]): Promise<Result<Float32Array[]>> {
  const result = await embedder.embed(texts);
  if (result.ok && result.value.length !== texts.length) {
    return {
      ok: false,
      failure: { code: "model-failed", error: "", reason: "another number of vectors than of texts" },
    };
  }
  return result;
}

/** Found by its words from now on; its vectors may follow at `again`. */
function readyByWords(deps: IngestDeps, row: DocumentRow, again: number | null): void {
  deps.transact(() => {
    const now = deps.store.at(row.seq);
    if (now?.id !== row.id || (now.state !== "embedding" && now.state !== "ready")) return;
    if (now.state === "embedding") becomeReady(deps, now, again);
    else deps.plan(now.id, again);
    deps.store.setTries(row.seq, now.tries);
  });
}

/**
 * From an uploaded file to a document that is found: `ingestStep` is one step of it, the job of one alarm.
 * A step awaits one thing (the parser, or the vectors of a batch), then writes what came in one transaction, if the document
 * is still where the step began: a step that ran twice, or whose document was removed meanwhile, writes nothing.
 */

import * as z from "zod/mini";
import { backoffMs } from "../due.ts";
import type { Result } from "../failure.ts";
import { type Embedder, quantize } from "../model/embed.ts";
import type { Parsed, ParseRequest } from "../parser/parsed.ts";
import { chunkPage, type OpenHeadings } from "./chunk.ts";
import { type DocumentRow, titleOf } from "./document.ts";
import type { IndexStore, NewChunk } from "./index-store.ts";
import type { LibraryStore } from "./store.ts";

/** Pages of one step: those of a PDF cost the parser more, those of a text are read past again each time. */
const PDF_PAGES_A_STEP = 20;
const TEXT_PAGES_A_STEP = 200;
/** Chunks whose vectors one step asks for. */
const CHUNKS_A_BATCH = 64;
/** Tries of one step before the document fails; a crash in the middle is one of them. */
export const MAX_TRIES = 5;
/** Tries for vectors, which come after the document is ready when the first one fails. */
const MAX_VECTOR_TRIES = 12;

const UNREADABLE = "This file could not be read. Please try another version of it, or save it as PDF.";
const SCANNED =
  "This PDF holds pictures of pages but no text, as scans do. Please run text recognition (OCR) on it and upload it again.";
const NO_TEXT = "There is no text in this file.";

export type IngestDeps = {
  store: LibraryStore;
  index: IndexStore;
  /** Reads a range of the document's pages; `null` when its file is not there. Throws when the parser cannot be reached. */
  parse(row: DocumentRow, pages: ParseRequest["pages"]): Promise<Parsed | null>;
  embedder: Embedder | null;
  /** Runs one transaction. */
  transact<T>(work: () => T): T;
  /** Notes, within a transaction, that the document's state is to be told. */
  announce(docId: string): void;
  /** Notes, within a transaction, when this document's next step is to run (ms); `null`: there is none. */
  plan(docId: string, at: number | null): void;
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
  const tries = deps.transact(() => deps.store.countTry(row.id));
  if (tries > MAX_TRIES) return end(deps, row, UNREADABLE);
  const from = row.read_pages + 1;
  let parsed: Parsed | null;
  try {
    parsed = await deps.parse(row, { from, to: from + pagesAStep(row) - 1 });
  } catch (error) {
    console.warn(JSON.stringify({ event: "parser-failed", docId: row.id, from, tries, error: String(error) }));
    if (tries >= MAX_TRIES) return end(deps, row, UNREADABLE);
    return deps.transact(() => {
      if (isStillAt(deps, row)) deps.plan(row.id, deps.now() + backoffMs(tries, deps.random()));
    });
  }
  if (parsed === null) return end(deps, row, "The file is no longer there. Please upload it again.");
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
  deps.transact(() => {
    if (!isStillAt(deps, row)) return;
    const tokens = deps.index.add(
      { seq: row.seq, title: titleOf({ title, name: row.name }) },
      parsed.pages,
      chunks,
      row.chunks,
    );
    deps.store.noteRead(row.id, {
      pages: parsed.pageCount,
      readPages,
      title,
      mediaType: parsed.mediaType,
      openHeadings: JSON.stringify(open),
      chunks: chunks.length,
      tokens,
    });
    if (readPages < parsed.pageCount) deps.plan(row.id, deps.next());
    else finishReading(deps, row.id, row.chunks + chunks.length, parsed.kind);
    deps.announce(row.id);
  });
}

/** All pages are read: vectors are next, where they are wanted. Part of the transaction. */
function finishReading(deps: IngestDeps, docId: string, chunks: number, kind: string): void {
  if (chunks === 0) {
    deps.store.fail(docId, kind === "pdf" ? SCANNED : NO_TEXT);
    deps.plan(docId, null);
  } else if (deps.embedder === null) {
    deps.store.advance(docId, "parsing", "ready");
    deps.plan(docId, null);
  } else {
    deps.store.advance(docId, "parsing", "embedding");
    deps.plan(docId, deps.next());
  }
}

/** Whether the document waits for the very range that this step was about. */
function isStillAt(deps: IngestDeps, row: DocumentRow): boolean {
  const now = deps.store.document(row.id);
  return (now?.state === "queued" || now?.state === "parsing") && now.read_pages === row.read_pages;
}

/** The document failed, for a reason that its student can do something about. */
function end(deps: IngestDeps, row: DocumentRow, reason: string): void {
  deps.transact(() => {
    if (!isStillAt(deps, row)) return;
    deps.store.fail(row.id, reason);
    deps.plan(row.id, null);
    deps.announce(row.id);
  });
}

const openHeadings = z.array(z.object({ level: z.number(), title: z.string() }));

function readOpen(json: string): OpenHeadings {
  return openHeadings.parse(JSON.parse(json));
}

// ---- vectors ----

async function embedBatch(deps: IngestDeps, row: DocumentRow): Promise<void> {
  const { embedder } = deps;
  if (embedder === null) return makeReady(deps, row, null);
  // Vectors of another model are of no use to this one: all are made again.
  const from = row.vector_model === null || row.vector_model === embedder.name ? row.embedded : 0;
  const tries = deps.transact(() => deps.store.countTry(row.id));
  const texts = deps.index.texts(row.seq, from, Math.min(row.chunks, from + CHUNKS_A_BATCH));
  const vectors = await attempt(
    embedder,
    texts.map(({ headings, text }) => (headings === "" ? text : `${headings}\n\n${text}`)),
  );
  if (!vectors.ok) {
    console.warn(
      JSON.stringify({
        event: "embedding-failed",
        docId: row.id,
        from,
        tries,
        reason: vectors.failure.reason ?? vectors.failure.code,
      }),
    );
    return makeReady(deps, row, tries < MAX_VECTOR_TRIES ? deps.now() + backoffMs(tries, deps.random()) : null);
  }
  deps.transact(() => {
    const now = deps.store.document(row.id);
    if (now === null || now.state !== row.state || now.embedded !== row.embedded) return;
    if (from === 0) deps.index.dropVectors(row.seq);
    deps.index.addVectors(row.seq, from, vectors.value.map(quantize));
    const embedded = from + vectors.value.length;
    deps.store.noteEmbedded(row.id, embedded, embedder.name);
    if (embedded < row.chunks) deps.plan(row.id, deps.next());
    else {
      deps.store.advance(row.id, "embedding", "ready");
      deps.plan(row.id, null);
    }
    if (row.state === "embedding") deps.announce(row.id);
  });
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
function makeReady(deps: IngestDeps, row: DocumentRow, again: number | null): void {
  deps.transact(() => {
    const now = deps.store.document(row.id);
    if (now?.state !== "embedding" && now?.state !== "ready") return;
    const tries = now.tries;
    if (deps.store.advance(row.id, "embedding", "ready")) deps.announce(row.id);
    deps.store.setTries(row.id, tries);
    deps.plan(row.id, again);
  });
}

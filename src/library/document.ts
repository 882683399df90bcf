/**
 * A document as the library keeps it, and as the contract shows it. Pure: states, names, progress.
 * A stored state that this version does not know is shown as `processing` and left alone.
 */
import type { Document } from "../protocol.ts";

export const STATES = ["uploading", "queued", "parsing", "embedding", "ready", "failed", "removed"] as const;
export type State = (typeof STATES)[number];

export type DocumentRow = {
  seq: number;
  id: string;
  name: string;
  media_type: string;
  bytes: number;
  state: string;
  created_at: number;
  title: string | null;
  pages: number | null;
  read_pages: number;
  open_headings: string;
  chunks: number;
  tokens: number;
  embedded: number;
  vector_model: string | null;
  tries: number;
  error: string | null;
};

/** What of the progress bar belongs to reading; the rest is embedding. */
const READING = 0.9;

/** Whether a document is one of the class for its user: not while it is uploaded, not once it is removed. */
export function isListed({ state }: Pick<DocumentRow, "state">): boolean {
  return state !== "uploading" && state !== "removed";
}

/** The document of the contract. */
export function documentOf(row: DocumentRow, classId: string): Document {
  return {
    id: row.id,
    classId,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    pages: row.pages,
    status: row.state === "queued" || row.state === "ready" || row.state === "failed" ? row.state : "processing",
    progress: progressOf(row),
    error: row.error,
    reference: null,
  };
}

function progressOf({ state, pages, read_pages, chunks, embedded }: DocumentRow): number {
  if (state === "ready") return 1;
  const read = pages ? Math.min(1, read_pages / pages) : 0;
  const inVectors = state === "embedding" && chunks > 0 ? Math.min(1, embedded / chunks) : 0;
  return Math.round((READING * read + (1 - READING) * inVectors) * 1_000) / 1_000;
}

/** A name without paths and control characters, as it may be shown and offered for saving. */
export function cleanName(name: string): string {
  const last = name.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  // Direction marks could make a name end in what it does not.
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replace(/\s+/g, " ")
    .trim()
    .toWellFormed();
  if (clean === "" || /^\.+$/.test(clean)) return "document";
  if (clean.length <= 200) return clean;
  const ending = /\.[^.]{1,8}$/.exec(clean)?.[0] ?? "";
  return (clean.slice(0, 200 - ending.length).toWellFormed() + ending).replaceAll("\uFFFD", "");
}

/** What a search shows and weighs as the title of a document. */
export function titleOf({ title, name }: Pick<DocumentRow, "title" | "name">): string {
  return title === null ? name : `${title} ${name}`;
}

/** Where the bytes of a document are in R2. */
export function fileKey(classId: string, docId: string): string {
  return `${classId}/${docId}`;
}

/** The id of a chunk on the wire. */
export function chunkIdOf(docId: string, n: number): string {
  return `${docId}-${n}`;
}

/** Document and number of a chunk's id, or `null` for what is none. */
export function readChunkId(chunkId: string): { docId: string; n: number } | null {
  const [, docId, n] = /^([0-9a-f]{32})-(\d{1,7})$/.exec(chunkId) ?? [];
  return docId === undefined || n === undefined ? null : { docId, n: Number(n) };
}

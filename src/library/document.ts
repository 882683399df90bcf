/**
 * A document as the library keeps it, and as the contract shows it. Pure: states, names, progress.
 * A row is one file. It is a document from its upload on, or a new version of one (`replaces`) until it takes that one's id.
 * A stored state that this version does not know is shown as `processing` and left alone.
 */
import * as z from "zod/mini";
import { type Document, skippedShape } from "../protocol.ts";

export const STATES = [
  "uploading",
  "queued",
  "parsing",
  "embedding",
  "ready",
  "failed",
  "removed",
  // An archive whose documents come out, and one that has come apart.
  "unpacking",
  "unpacked",
] as const;
export type State = (typeof STATES)[number];

export type DocumentRow = {
  /** Never changes; pages and chunks are numbered by it. */
  seq: number;
  /** On the wire; passes on to the next file of the document. */
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
  code: string | null;
  file: string | null;
  hash: string | null;
  file_name: string | null;
  renamed: number;
  titled: number;
  reference: string | null;
  own_reference: string | null;
  place: number | null;
  replaces: string | null;
  update_error: string | null;
  update_code: string | null;
  first_number: number;
  archive: string | null;
  contains: number | null;
  skipped: string | null;
};

/** What of the progress bar belongs to reading; the rest is embedding. */
const READING = 0.9;

/** Whether a document is one of the class for its user: not while it is uploaded or waits for a place, not once it is gone. */
export function isListed({ state, replaces }: Pick<DocumentRow, "state" | "replaces">): boolean {
  return replaces === null && state !== "uploading" && state !== "removed" && state !== "unpacked";
}

/** Whether it still answers by its id: an archive does for a day after it came apart. */
export function isKnown(row: Pick<DocumentRow, "state" | "replaces">): boolean {
  return isListed(row) || (row.replaces === null && row.state === "unpacked");
}

/** The document of the contract. `version`: the new one that is being read to take its place. */
export function documentOf(row: DocumentRow, classId: string, version: DocumentRow | null): Document {
  const update =
    version === null
      ? null
      : { progress: progressOf(version), error: null, pages: version.pages, pagesRead: version.read_pages };
  const isArchive = row.state === "unpacking" || row.state === "unpacked";
  return {
    id: row.id,
    classId,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    pages: isArchive ? null : row.pages,
    status: statusOf(row.state),
    progress: progressOf(row),
    error: row.error,
    code: row.code,
    ...(isArchive ? {} : { pagesRead: row.read_pages }),
    reference: row.own_reference ?? row.reference,
    update:
      update ?? (row.update_error === null ? null : { progress: 0, error: row.update_error, code: row.update_code }),
    ...(row.state === "unpacking" ? { unpacking: { taken: row.read_pages, of: row.pages } } : {}),
    ...(row.state === "unpacked" ? { contains: row.contains ?? 0, skipped: readSkipped(row.skipped) } : {}),
  };
}

function statusOf(state: string): Document["status"] {
  if (state === "unpacked") return "ready";
  return state === "queued" || state === "ready" || state === "failed" ? state : "processing";
}

const skippedList = z.array(skippedShape);

/** What an archive held that is no document of the class, and why; none where nothing is noted or can be read. */
export function readSkipped(json: string | null): z.infer<typeof skippedList> {
  try {
    const read = skippedList.safeParse(JSON.parse(json ?? "[]"));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}

function progressOf({ state, pages, read_pages, chunks, embedded }: DocumentRow): number {
  if (state === "ready" || state === "unpacked") return 1;
  const read = pages ? Math.min(1, read_pages / pages) : 0;
  // Of an archive these are its entries.
  if (state === "unpacking") return Math.round(read * 1_000) / 1_000;
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

/** The file of a document: its id at first, which then stays with the bytes. */
export function fileOf({ file, id }: Pick<DocumentRow, "file" | "id">): string {
  return file ?? id;
}

/** Where the bytes of a file are in R2. */
export function fileKey(classId: string, file: string): string {
  return `${classId}/${file}`;
}

/** What the file was called when it came: what the parser is told, and how a download ends. */
export function fileNameOf({ file_name, name }: Pick<DocumentRow, "file_name" | "name">): string {
  return file_name ?? name;
}

/** The name under which a file is offered for saving: the document's, with the ending that the file came with. */
export function downloadName(row: Pick<DocumentRow, "file_name" | "name">): string {
  const ending = /\.[^.\s]{1,8}$/.exec(fileNameOf(row))?.[0] ?? "";
  return row.name.toLowerCase().endsWith(ending.toLowerCase()) ? row.name : `${row.name}${ending}`;
}

/** The id of a chunk on the wire. */
export function chunkIdOf(docId: string, number: number): string {
  return `${docId}-${number}`;
}

/** Document and number of a chunk's id, or `null` for what is none. */
export function readChunkId(chunkId: string): { docId: string; number: number } | null {
  const [, docId, number] = /^([0-9a-f]{32})-(\d{1,12})$/.exec(chunkId) ?? [];
  return docId === undefined || number === undefined ? null : { docId, number: Number(number) };
}

/**
 * How documents come into a class and leave it: one transaction each. A document is listed from the moment its bytes are in
 * R2, and found no more from the one in which it is removed; what follows is the jobs' (ingest.ts, removal.ts).
 */
import { ok, type Result, refuse } from "../failure.ts";
import { newId } from "../ids.ts";
import type { Document } from "../protocol.ts";
import { cleanName, documentOf, fileKey, isListed } from "./document.ts";
import type { Jobs } from "./jobs.ts";
import { UPLOAD_MS } from "./removal.ts";
import type { LibraryStore } from "./store.ts";

export const MAX_DOCUMENTS = 2_000;
/** Bytes of the originals of one class. */
export const MAX_CLASS_BYTES = 5_000_000_000;

export type UploadDeps = { classId: string; store: LibraryStore; jobs: Jobs; now: () => number; maxBytes: number };

/** Makes room for a file: where its bytes are to be put. Refusals: `too-large`, `storage-exceeded`. */
export function beginUpload(
  { classId, store, jobs, now, maxBytes }: UploadDeps,
  p: { name: string; mediaType: string; bytes: number | null },
): Result<{ docId: string; key: string }> {
  if (p.bytes !== null && p.bytes > maxBytes) return refuse("too-large");
  const stored = store.counts();
  if (stored.all >= MAX_DOCUMENTS || stored.bytes + (p.bytes ?? 0) > MAX_CLASS_BYTES) {
    return refuse("storage-exceeded", "There is no room for more documents in this class.");
  }
  const docId = newId();
  jobs.transact(() => {
    store.addDocument({ id: docId, name: cleanName(p.name), mediaType: p.mediaType.slice(0, 200), createdAt: now() });
    jobs.plan("upload", docId, now() + UPLOAD_MS);
  });
  return ok({ docId, key: fileKey(classId, docId) });
}

/** The bytes are in R2: the document is one of the class, and is read from now on. */
export function finishUpload(
  { classId, store, jobs, now }: UploadDeps,
  { docId, bytes }: { docId: string; bytes: number },
): Result<Document> {
  const row = store.document(docId);
  if (row?.state !== "uploading") {
    if (row === null || !isListed(row)) wipeLate({ jobs, now }, docId);
    return refuse("not-found");
  }
  jobs.transact(() => {
    store.setBytes(docId, bytes);
    store.advance(docId, "uploading", "queued");
    jobs.plan("upload", docId, null);
    jobs.plan("ingest", docId, now());
    jobs.announceClass();
    jobs.announceDocument(docId);
  });
  jobs.work();
  return ok(documentOf({ ...row, bytes, state: "queued" }, classId));
}

/** An upload ended after its document, or its class, was removed: what it put into R2 goes again. */
function wipeLate({ jobs, now }: Pick<UploadDeps, "jobs" | "now">, docId: string): void {
  jobs.transact(() => jobs.plan("orphan", docId, now()));
  jobs.work();
}

/** The upload did not succeed: nothing of it is kept. */
export function abandonUpload({ store, jobs, now }: UploadDeps, docId: string): Result<null> {
  jobs.transact(() => {
    if (!store.advance(docId, "uploading", "removed")) return;
    jobs.plan("upload", docId, null);
    jobs.plan("wipe", docId, now());
  });
  jobs.work();
  return ok(null);
}

/** Found no more from here on, whatever state it was in. */
export function removeDocument({ store, jobs, now }: UploadDeps, docId: string): Result<null> {
  jobs.transact(() => {
    store.markDocumentRemoved(docId);
    jobs.plan("ingest", docId, null);
    jobs.plan("wipe", docId, now());
    jobs.announceClass();
  });
  jobs.work();
  return ok(null);
}

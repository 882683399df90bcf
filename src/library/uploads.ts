/**
 * How files come into a class and leave it: one transaction each. A document is listed from the moment its bytes are in R2, and
 * found no more from the one in which it is removed; what follows is the jobs' (ingest.ts, removal.ts). What becomes of a file
 * that came is decided by admission.ts.
 */
import { failure, ok, type Result, refuse } from "../failure.ts";
import { newId } from "../ids.ts";
import type { Document } from "../protocol.ts";
import { type Admission, admit } from "./admission.ts";
import { cleanName, type DocumentRow, fileKey, isKnown, isListed } from "./document.ts";
import type { Jobs } from "./jobs.ts";
import { UPLOAD_MS } from "./removal.ts";
import type { LibraryStore } from "./store.ts";
import { discard, takePlace } from "./versions.ts";

export const MAX_DOCUMENTS = 2_000;
/** Bytes of the originals of one class. */
export const MAX_CLASS_BYTES = 5_000_000_000;

export type UploadDeps = { classId: string; store: LibraryStore; jobs: Jobs; now: () => number; maxBytes: number };
type SettleDeps = Pick<UploadDeps, "store" | "jobs" | "now">;

/** A file that is in R2; its hash is `null` where an older version of the service put it there. */
export type ArrivedFile = { bytes: number; hash: string | null };

/**
 * Makes room for a file: where its bytes are to be put. Refusals: `too-large`, `storage-exceeded`, `not-found` for a document
 * that is to be replaced and is not here.
 */
export function beginUpload(
  { classId, store, jobs, now, maxBytes }: UploadDeps,
  p: { name: string; mediaType: string; bytes: number | null; replaces?: string | null | undefined },
): Result<{ docId: string; key: string }> {
  if (p.bytes !== null && p.bytes > maxBytes) return refuse("too-large");
  const replaces = p.replaces ?? null;
  const target = replaces === null ? null : store.document(replaces);
  if (replaces !== null && (target === null || !isListed(target)))
    return refuse("not-found", "There is no such document.");
  if (!hasRoom(store, p.bytes ?? 0)) return refuse("storage-exceeded", NO_ROOM);
  const docId = newId();
  jobs.transact(() => {
    store.addDocument({
      id: docId,
      name: cleanName(p.name),
      mediaType: p.mediaType.slice(0, 200),
      createdAt: now(),
      replaces,
      archive: null,
    });
    jobs.plan("upload", docId, now() + UPLOAD_MS);
  });
  return ok({ docId, key: fileKey(classId, docId) });
}

export const NO_ROOM = "There is no room for more documents in this class.";

/** Whether one more document of so many bytes may come. */
export function hasRoom(store: LibraryStore, bytes: number): boolean {
  const stored = store.counts();
  return stored.all < MAX_DOCUMENTS && stored.bytes + bytes <= MAX_CLASS_BYTES;
}

/**
 * The bytes are in R2: the document is one of the class and is read from now on, or it is there already. `docId` is the file, as
 * `beginUpload` named it. Answers the document that the file is, or is to be a version of.
 */
export function finishUpload(deps: UploadDeps, p: ArrivedFile & { docId: string }): Result<Document> {
  const { classId, store, jobs } = deps;
  const row = store.ofFile(p.docId);
  if (row?.state !== "uploading") {
    if (row !== null && isKnown(row)) return ok(store.shown(row, classId));
    wipeLate(deps, p.docId);
    return refuse("not-found");
  }
  const settled = jobs.transact(() => settle(deps, row, p));
  jobs.work();
  const document = settled.ok ? store.document(settled.value) : null;
  if (!settled.ok) return settled;
  return document === null ? refuse("not-found") : ok(store.shown(document, classId));
}

/** What becomes of a file that came: a piece of the transaction that ends its upload. Answers the id of its document. */
export function settle({ store, jobs, now }: SettleDeps, row: DocumentRow, file: ArrivedFile): Result<string> {
  const admission = admissionOf(store, row, file);
  jobs.plan("upload", row.id, null);
  if (admission.kind === "refused") {
    discard(jobs.versions, row);
    return { ok: false, failure: admission.failure };
  }
  for (const id of "overtaken" in admission ? admission.overtaken : []) {
    const overtaken = store.document(id);
    if (overtaken !== null) discard(jobs.versions, overtaken);
  }
  if (admission.kind === "same") {
    discard(jobs.versions, row);
    if (admission.overtaken.length > 0) jobs.announceDocument(admission.docId);
    return ok(admission.docId);
  }
  store.setFile(row.seq, file);
  store.moveTo(row.seq, "queued");
  if (admission.kind === "version") {
    // Its chunks are indexed by the name that they will be found under.
    const stands = store.document(admission.of);
    if (stands?.renamed === 1) store.change(row.seq, { name: stands.name });
    store.noteUpdate(admission.of, null);
    jobs.plan("ingest", row.id, now());
    jobs.announceDocument(admission.of);
    return ok(admission.of);
  }
  const from = admission.kind === "in-place" ? store.document(admission.of) : null;
  if (from !== null) takePlace(jobs.versions, from, row);
  const docId = from?.id ?? row.id;
  jobs.plan("ingest", docId, now());
  jobs.announceClass();
  jobs.announceDocument(docId);
  return ok(docId);
}

function admissionOf(store: LibraryStore, row: DocumentRow, file: ArrivedFile): Admission {
  const { seq, replaces } = row;
  const admission = admit(
    { seq, replaces, hash: file.hash },
    {
      alike: file.hash === null ? [] : store.alike(file.hash),
      target: replaces === null ? null : store.document(replaces),
      versions: replaces === null ? [] : store.versions(replaces),
    },
  );
  const isKept = admission.kind !== "same" && admission.kind !== "refused";
  // Uploads side by side found room for each of them; here they are seen together.
  return isKept && store.counts().bytes + file.bytes > MAX_CLASS_BYTES
    ? { kind: "refused", failure: failure("storage-exceeded", NO_ROOM) }
    : admission;
}

/** An upload ended after its document, or its class, was removed: what it put into R2 goes again. */
function wipeLate({ jobs, now }: Pick<UploadDeps, "jobs" | "now">, file: string): void {
  jobs.transact(() => jobs.plan("orphan", file, now()));
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

/** Found no more from here on, whatever state it was in; so do versions that were to replace it. */
export function removeDocument({ store, jobs }: UploadDeps, row: DocumentRow): Result<null> {
  jobs.transact(() => {
    for (const version of store.versions(row.id)) discard(jobs.versions, version);
    discard(jobs.versions, row);
    jobs.plan("unpack", row.id, null);
    jobs.plan("expire", row.id, null);
    jobs.announceClass();
  });
  jobs.work();
  return ok(null);
}

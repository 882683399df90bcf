/**
 * What is left to do when something was removed: the files in R2 and the rows. Readers found nothing of it from the removing
 * transaction on, so this may take its time. Each step awaits one call, can run again, and ends when nothing is left.
 */
import type { ArchiveStore } from "./archive-store.ts";
import { fileKey, fileOf, type State } from "./document.ts";
import type { IndexStore } from "./index-store.ts";
import type { LibraryStore } from "./store.ts";
import { discard, type VersionDeps } from "./versions.ts";

/** Chunks that one transaction removes. */
const CHUNKS_A_STEP = 500;
/** An upload that is not finished after so long never will be. */
export const UPLOAD_MS = 60 * 60 * 1_000;

export type RemovalDeps = {
  classId: string;
  store: LibraryStore;
  index: IndexStore;
  archives: ArchiveStore;
  versions: VersionDeps;
  files: Pick<R2Bucket, "delete" | "list">;
  transact<T>(work: () => T): T;
  /** Notes, within a transaction, when a step is to run next (ms); `null`: never again. */
  plan(kind: "wipe" | "clear" | "orphan" | "expire" | "upload", key: string, at: number | null): void;
  now(): number;
  /** When the step after this one is to run (ms). */
  next(): number;
};

/** The file, then the rows of a removed document. */
export async function wipeDocument(deps: RemovalDeps, docId: string): Promise<void> {
  const { store, index, archives } = deps;
  const isRemoved = (state: string | undefined) => state === ("removed" satisfies State);
  const removed = store.document(docId);
  if (removed === null || isRemoved(removed.state))
    await deps.files.delete(fileKey(deps.classId, removed === null ? docId : fileOf(removed)));
  deps.transact(() => {
    const row = store.document(docId);
    if (row === null || !isRemoved(row.state)) return deps.plan("wipe", docId, null);
    if (!index.wipe(row.seq, CHUNKS_A_STEP)) return deps.plan("wipe", docId, deps.next());
    archives.clear(row.seq);
    store.forget(docId);
    deps.plan("wipe", docId, null);
  });
}

/** What was read of a document before it failed; its file stays, as the document does. */
export function clearFailed({ store, index, transact, plan, next }: RemovalDeps, docId: string): void {
  transact(() => {
    const row = store.document(docId);
    if (row?.state !== "failed") return plan("clear", docId, null);
    if (!index.wipe(row.seq, CHUNKS_A_STEP)) return plan("clear", docId, next());
    store.noteCleared(row.seq);
    plan("clear", docId, null);
  });
}

/** A file that belongs to no document: its upload ended too late, or it was unpacked. */
export async function wipeOrphan(deps: RemovalDeps, file: string): Promise<void> {
  await deps.files.delete(fileKey(deps.classId, file));
  deps.transact(() => deps.plan("orphan", file, null));
}

/** An upload that never ended: its document is removed. */
export function sweepUpload({ store, transact, plan, now }: RemovalDeps, docId: string): void {
  transact(() => {
    plan("upload", docId, null);
    if (store.advance(docId, "uploading", "removed")) plan("wipe", docId, now());
  });
}

/** An archive that came apart has answered long enough. */
export function expireArchive({ store, versions, transact, plan }: RemovalDeps, docId: string): void {
  transact(() => {
    plan("expire", docId, null);
    const row = store.document(docId);
    if (row?.state === "unpacked") discard(versions, row);
  });
}

/** All files of a removed class; answers whether none is left. */
export async function wipeFiles({ classId, files }: Pick<RemovalDeps, "classId" | "files">): Promise<boolean> {
  const { objects, truncated } = await files.list({ prefix: `${classId}/`, limit: 1_000 });
  if (objects.length > 0) await files.delete(objects.map(({ key }) => key));
  return !truncated;
}

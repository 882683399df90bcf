/**
 * What is left to do when something was removed: the files in R2 and the rows. Readers found nothing of it from the removing
 * transaction on, so this may take its time. Each step awaits one call, can run again, and ends when nothing is left.
 */
import { fileKey, type State } from "./document.ts";
import type { IndexStore } from "./index-store.ts";
import type { LibraryStore } from "./store.ts";

/** Chunks that one transaction removes. */
const CHUNKS_A_STEP = 500;
/** An upload that is not finished after so long never will be. */
export const UPLOAD_MS = 60 * 60 * 1_000;

export type RemovalDeps = {
  classId: string;
  store: LibraryStore;
  index: IndexStore;
  files: Pick<R2Bucket, "delete" | "list">;
  transact<T>(work: () => T): T;
  /** Notes, within a transaction, when a step is to run next (ms); `null`: never again. */
  plan(kind: "wipe" | "orphan" | "upload", docId: string, at: number | null): void;
  now(): number;
  /** When the step after this one is to run (ms). */
  next(): number;
};

/** The file, then the rows of a removed document. */
export async function wipeDocument(deps: RemovalDeps, docId: string): Promise<void> {
  await deps.files.delete(fileKey(deps.classId, docId));
  deps.transact(() => {
    const row = deps.store.document(docId);
    const isRemoved = row?.state === ("removed" satisfies State);
    if (row !== null && isRemoved && !deps.index.wipe(row.seq, CHUNKS_A_STEP))
      return deps.plan("wipe", docId, deps.next());
    if (isRemoved) deps.store.forget(docId);
    deps.plan("wipe", docId, null);
  });
}

/** A file whose upload ended after its document was gone. */
export async function wipeOrphan(deps: RemovalDeps, docId: string): Promise<void> {
  await deps.files.delete(fileKey(deps.classId, docId));
  deps.transact(() => deps.plan("orphan", docId, null));
}

/** An upload that never ended: its document is removed. */
export function sweepUpload(deps: RemovalDeps, docId: string): void {
  deps.transact(() => {
    deps.plan("upload", docId, null);
    if (deps.store.advance(docId, "uploading", "removed")) deps.plan("wipe", docId, deps.now());
  });
}

/** All files of a removed class; answers whether none is left. */
export async function wipeFiles({ classId, files }: Pick<RemovalDeps, "classId" | "files">): Promise<boolean> {
  const { objects, truncated } = await files.list({ prefix: `${classId}/`, limit: 1_000 });
  if (objects.length > 0) await files.delete(objects.map(({ key }) => key));
  return !truncated;
}

/**
 * How a new version takes the place of a document (rules L73 to L77). It was read and indexed unseen, as a row of its own; now
 * the document's id passes on to it. Everything here is a piece of one transaction: before it the old text is found, after it
 * the new one, under the same id. What was replaced is wiped by its due job.
 */
import { newId } from "../ids.ts";
import type { DocumentRow } from "./document.ts";
import type { NumberStore } from "./number-store.ts";
import type { Reason } from "./reason.ts";
import type { LibraryStore } from "./store.ts";
import { textDigest } from "./text-digest.ts";

export type VersionDeps = {
  store: LibraryStore;
  numbers: NumberStore;
  /** Notes, within the transaction, when a job is to run (ms); `null`: never. */
  plan(kind: "ingest" | "upload" | "wipe", key: string, at: number | null): void;
  /** Notes, within the transaction, that the document's state is to be told. */
  announce(docId: string): void;
  now(): number;
};

/** The file `to` becomes the document that `from` was. What `from` still had to be done is to be done for `to`, if anything. */
export function takePlace({ store, plan, now }: VersionDeps, from: DocumentRow, to: DocumentRow): void {
  const goneId = newId();
  store.passOn(from, to, goneId);
  plan("ingest", to.id, null);
  plan("ingest", from.id, null);
  plan("wipe", goneId, now());
}

/** A version that was read to its end takes the place it was read for. Chunks whose text stands unchanged keep their numbers. */
export function promote(deps: VersionDeps, version: DocumentRow): void {
  const { store, numbers, announce } = deps;
  const from = version.replaces === null ? null : store.document(version.replaces);
  if (from?.state === "ready") {
    keepNumbers(numbers, from, version);
    takePlace(deps, from, version);
    store.moveTo(version.seq, "ready");
    announce(from.id);
  } else {
    discard(deps, version);
  }
}

/** A version that will not take its place, because of another or because it cannot be read, leaves nothing. */
export function discard({ store, plan, now }: VersionDeps, version: DocumentRow): void {
  store.markDocumentRemoved(version.id);
  plan("ingest", version.id, null);
  plan("upload", version.id, null);
  plan("wipe", version.id, now());
}

/** Why a version could not be read is told on the document, which stands as it was. */
export function failVersion(deps: VersionDeps, version: DocumentRow, why: Reason): void {
  discard(deps, version);
  if (version.replaces === null) return;
  deps.store.noteUpdate(version.replaces, why);
  deps.announce(version.replaces);
}

/** Equal texts are matched in their order; each number stands for one chunk, and never for another text. */
function keepNumbers(store: NumberStore, from: DocumentRow, to: DocumentRow): void {
  const kept = store.keptNumbers(from.seq);
  const numbers = new Map<number, number[]>();
  for (const { n, text } of store.chunkTexts(from.seq)) {
    const number = kept.get(n) ?? from.first_number + n;
    const digest = textDigest(text);
    const same = numbers.get(digest);
    if (same === undefined) numbers.set(digest, [number]);
    else same.push(number);
  }
  const used = new Map<number, number>();
  const wanted: { n: number; number: number }[] = [];
  for (const { n, text } of store.chunkTexts(to.seq)) {
    const digest = textDigest(text);
    const at = used.get(digest) ?? 0;
    const number = numbers.get(digest)?.[at];
    if (number === undefined) continue;
    used.set(digest, at + 1);
    wanted.push({ n, number });
  }
  for (const { n, number } of wanted) store.keepNumber(to.seq, n, number);
}

/**
 * An archive comes apart: `unpackStep` takes one document out of it, the job of one alarm. What comes out is an upload like any
 * other: a row under an id that the archive and the entry give it, the bytes to R2, then one transaction that decides what
 * becomes of it and passes on to the next entry. A step that was killed is run again and finds the row it had begun (L81 to L84).
 */
import { backoffMs } from "../due.ts";
import type { Result } from "../failure.ts";
import { digestOf } from "../ids.ts";
import type { Listed, Taken } from "../parser/parsed.ts";
import type { ArchiveStore, Entry } from "./archive-store.ts";
import { cleanName, type DocumentRow, fileKey, fileOf, readSkipped } from "./document.ts";
import { MAX_STORAGE_TRIES, MAX_TRIES, StorageFailed } from "./ingest.ts";
import { putFile } from "./put-file.ts";
import { type Reason, reason, reasonOf, reasonOfRefusal } from "./reason.ts";
import { UPLOAD_MS } from "./removal.ts";
import type { LibraryStore } from "./store.ts";
import { type ArrivedFile, hasRoom, MAX_DOCUMENTS, NO_ROOM } from "./uploads.ts";
import { discard, type VersionDeps } from "./versions.ts";
import { within } from "./within.ts";

/** How long an archive that came apart answers for what came of it. */
const ANSWERS_MS = 24 * 60 * 60 * 1_000;
/** The whole time of one document from the parser to R2. */
const BRING_MS = 90_000;
/** A row whose upload was swept meanwhile is gone after a moment. */
const SWEPT_MS = 5_000;

const UNREADABLE = reason(
  "archive-unreadable",
  "This archive could not be read. Please unpack it and upload the documents in it.",
);
const GONE = reason("file-missing", "The archive is no longer there. Please upload it again.");
const NOTHING = reason("archive-empty", "There is no document in this archive that can be read.");
const STUCK = reason(
  "archive-stuck",
  "This document could not be taken out of its archive. Please upload it by itself.",
);
const TOO_LARGE = reason("too-large", "This document is larger than what is accepted.");
const NO_PLACE = reason("no-room", NO_ROOM);

export type UnpackDeps = {
  classId: string;
  store: LibraryStore;
  archives: ArchiveStore;
  versions: VersionDeps;
  files: R2Bucket;
  maxBytes: number;
  /** What the archive holds; `null` when its file is not there. Throws `StorageFailed`, or anything else of the parser. */
  list(row: DocumentRow): Promise<Listed | null>;
  /** The bytes of one entry, in the same way. */
  extract(row: DocumentRow, place: number): Promise<Taken | null>;
  /** Decides, within a transaction, what becomes of a file that came. */
  settle(row: DocumentRow, file: ArrivedFile): Result<string>;
  transact<T>(work: () => T): T;
  /** Notes, within a transaction, when a job is to run (ms); `null`: never. */
  plan(kind: "unpack" | "upload" | "orphan" | "expire", key: string, at: number | null): void;
  announce(docId: string): void;
  announceClass(): void;
  now(): number;
  next(): number;
  random(): number;
};

/** Takes the next document out of an archive; its first step only looks what there is. */
export async function unpackStep(deps: UnpackDeps, docId: string): Promise<void> {
  const row = deps.store.document(docId);
  if (row?.state !== "unpacking") return deps.transact(() => deps.plan("unpack", docId, null));
  const tries = deps.transact(() => deps.store.countTry(row.seq));
  if (row.pages === null) return lookInto(deps, row, tries);
  const entry = deps.archives.entry(row.seq, row.read_pages);
  if (entry !== null) return takeOut(deps, row, { entry, tries });
  deps.transact(() => ifStillAt(deps, row, () => close(deps, row)));
}

async function lookInto(deps: UnpackDeps, row: DocumentRow, tries: number): Promise<void> {
  const listed = await orLater(deps, row, {
    tries,
    what: () => deps.list(row),
    lastly: () => fail(deps, row, UNREADABLE),
  });
  if (listed === undefined) return;
  deps.transact(() =>
    ifStillAt(deps, row, () => {
      if (listed === null) return fail(deps, row, GONE);
      if (!listed.ok) return fail(deps, row, reasonOf(listed));
      const entries = listed.entries.map(({ index: place, name, bytes }) => ({ place, name: cleanName(name), bytes }));
      const skipped = listed.skipped.map(({ name, error, code }) => ({
        name: cleanName(name),
        error,
        code: code ?? null,
      }));
      const over = entries.slice(MAX_DOCUMENTS).map(({ name }) => ({ name, ...NO_PLACE }));
      deps.archives.setEntries(row.seq, entries.slice(0, MAX_DOCUMENTS), [...skipped, ...over]);
      if (entries.length === 0) return fail(deps, row, NOTHING);
      deps.plan("unpack", row.id, deps.next());
      deps.announce(row.id);
    }),
  );
}

async function takeOut(deps: UnpackDeps, row: DocumentRow, { entry, tries }: { entry: Entry; tries: number }) {
  const childId = await digestOf(["entry", fileOf(row), entry.place]);
  let isBegun = false;
  deps.transact(() =>
    ifStillAt(deps, row, () => {
      isBegun = beginChild(deps, row, { entry, childId });
    }),
  );
  if (!isBegun) return;
  const lastly = () => failChild(deps, row, { entry, childId, why: STUCK });
  const came = await orLater(deps, row, { tries, lastly, what: () => bring(deps, row, { entry, childId }) });
  if (came === undefined) return;
  deps.transact(() => {
    const isStill = ifStillAt(deps, row, () => {
      if (came === null) {
        discardChild(deps, childId);
        return fail(deps, row, GONE);
      }
      if (!came.ok) return failChild(deps, row, { entry, childId, why: reasonOf(came) });
      const child = deps.store.ofFile(childId);
      if (child?.state !== "uploading") return deps.plan("unpack", row.id, deps.now() + SWEPT_MS);
      const settled = deps.settle(child, came);
      pass(deps, row, { entry, why: settled.ok ? null : reasonOfRefusal(settled.failure) });
    });
    // The archive was removed meanwhile: what was just brought belongs to nobody.
    if (!isStill) discardChild(deps, childId);
  });
}

type Child = { entry: Entry; childId: string };

/** Makes the row that the entry's bytes belong to, or finds it made. Answers whether the bytes are to be brought now. */
function beginChild(deps: UnpackDeps, row: DocumentRow, { entry, childId }: Child): boolean {
  const { store } = deps;
  const known = store.ofFile(childId);
  if (known !== null && known.state !== "uploading") {
    deps.plan("unpack", row.id, deps.now() + SWEPT_MS);
    return false;
  }
  const refusal =
    entry.bytes > deps.maxBytes ? TOO_LARGE : known === null && !hasRoom(store, entry.bytes) ? NO_PLACE : null;
  if (refusal !== null) {
    pass(deps, row, { entry, why: refusal });
    return false;
  }
  if (known === null) {
    const { name } = entry;
    store.addDocument({
      id: childId,
      name,
      mediaType: "",
      createdAt: deps.now(),
      replaces: null,
      archive: fileOf(row),
    });
  }
  deps.plan("upload", childId, deps.now() + UPLOAD_MS);
  return true;
}

/** Parser to R2, past this object: nothing of the file is held. */
async function bring(deps: UnpackDeps, row: DocumentRow, { entry, childId }: Child) {
  const taken = await deps.extract(row, entry.place);
  if (taken === null || !taken.ok) return taken;
  const file = { body: taken.bytes, bytes: taken.size, mediaType: "application/octet-stream" };
  const target = { bucket: deps.files, key: fileKey(deps.classId, childId), maxBytes: deps.maxBytes };
  const stored = await within(BRING_MS, "the storage", putFile(file, target)).catch((error: unknown) => {
    throw new StorageFailed(String(error));
  });
  return { ok: true as const, ...stored };
}

/** What `what` brings; `undefined` when it threw, and the step is planned again or, after too many times, ended by `lastly`. */
async function orLater<T>(
  deps: UnpackDeps,
  row: DocumentRow,
  p: { tries: number; what: () => Promise<T>; lastly: () => void },
): Promise<T | undefined> {
  try {
    return await p.what();
  } catch (error) {
    const isStorage = error instanceof StorageFailed;
    const event = isStorage ? "storage-failed" : "unpack-failed";
    console.warn(JSON.stringify({ event, docId: row.id, at: row.read_pages, tries: p.tries, error: String(error) }));
    deps.transact(() =>
      ifStillAt(deps, row, () => {
        if (p.tries >= (isStorage ? MAX_STORAGE_TRIES : MAX_TRIES)) p.lastly();
        else deps.plan("unpack", row.id, deps.now() + backoffMs(p.tries, deps.random()));
      }),
    );
    return undefined;
  }
}

// ---- pieces of a transaction ----

/** Does something if the archive waits for the very entry that this step was about; answers whether. */
function ifStillAt(deps: UnpackDeps, row: DocumentRow, act: () => void): boolean {
  const now = deps.store.at(row.seq);
  const isStill =
    now?.id === row.id && now.state === "unpacking" && now.pages === row.pages && now.read_pages === row.read_pages;
  if (isStill) act();
  return isStill;
}

/** On to the next entry. `why`: why there is no document of this one. */
function pass(deps: UnpackDeps, row: DocumentRow, { entry, why }: { entry: Entry; why: Reason | null }): void {
  deps.archives.passEntry(row, entry.n, why === null ? null : { name: entry.name, ...why });
  if (entry.n + 1 >= (row.pages ?? 0)) {
    close(deps, row);
  } else {
    deps.plan("unpack", row.id, deps.next());
    deps.announce(row.id);
  }
}

/** Of a child that is not to be there nothing is left, nor of the bytes that came. */
function discardChild(deps: UnpackDeps, childId: string): void {
  const child = deps.store.document(childId);
  if (child?.state === "uploading") discard(deps.versions, child);
  else deps.plan("orphan", childId, deps.now());
}

/** An entry that is a document but could not be taken out is listed as one that failed, so that it is missed. */
function failChild(deps: UnpackDeps, row: DocumentRow, { entry, childId, why }: Child & { why: Reason }): void {
  const child = deps.store.document(childId);
  deps.plan("upload", childId, null);
  if (child !== null) {
    deps.plan("orphan", childId, deps.now());
    deps.store.fail(childId, why);
    deps.announce(childId);
    deps.announceClass();
  }
  pass(deps, row, { entry, why: null });
}

/** All are out: the archive is listed no more, and answers for a day. */
function close(deps: UnpackDeps, row: DocumentRow): void {
  const { store, archives, plan } = deps;
  const now = store.at(row.seq);
  if (now?.contains === 0) {
    const [first] = readSkipped(now.skipped);
    fail(deps, now, first === undefined ? NOTHING : { code: first.code ?? null, error: first.error });
    return;
  }
  archives.close(row.seq);
  plan("unpack", row.id, null);
  plan("orphan", fileOf(row), deps.now());
  plan("expire", row.id, deps.now() + ANSWERS_MS);
  deps.announceClass();
  deps.announce(row.id);
}

function fail(deps: UnpackDeps, row: DocumentRow, why: Reason): void {
  deps.archives.clear(row.seq);
  deps.store.fail(row.id, why);
  deps.plan("unpack", row.id, null);
  deps.announce(row.id);
}

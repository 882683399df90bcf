/**
 * What a student says of a document: what it is called, and the line by which it is cited. Both stay when a new version takes
 * its place. One transaction; the index learns the new name afterwards, some chunks at a time.
 */
import { ok, type Result, refuse } from "../failure.ts";
import { cleanName, type DocumentRow } from "./document.ts";
import type { Jobs } from "./jobs.ts";
import type { LibraryStore } from "./store.ts";
import { discard } from "./versions.ts";

export type Change = {
  name?: string | undefined;
  /** `null` or blank: the line that the document itself gives. */
  reference?: string | null | undefined;
  /** `null`: a new version is taken back, one that is still being read or the word about one that failed. */
  update?: null | undefined;
};

/** The index is told of a name when it has stood for a moment: whoever is still typing changes it again. */
const STANDS_MS = 1_000;

/** Refuses with `bad-request` what changes nothing or names nothing. */
export function changeDocument(
  { store, jobs, now }: { store: LibraryStore; jobs: Jobs; now: () => number },
  row: DocumentRow,
  { name, reference, update }: Change,
): Result<null> {
  if (name === undefined && reference === undefined && update === undefined)
    return refuse("bad-request", "A document's name or reference can be changed; neither is given.");
  const said = name === undefined ? undefined : shownName(name);
  if (said === null) return refuse("bad-request", "name is missing or not valid.");
  const line = reference === undefined ? undefined : oneLine(reference ?? "") || null;
  jobs.transact(() => {
    store.change(row.seq, { name: said, reference: line });
    if (update === null) {
      store.noteUpdate(row.id, null);
      for (const version of store.versions(row.id)) discard(jobs.versions, version);
    }
    if (said !== undefined) {
      for (const { seq } of [row, ...store.versions(row.id)]) {
        store.change(seq, { name: said });
        jobs.plan("retitle", String(seq), now() + STANDS_MS);
      }
    }
    jobs.announceDocument(row.id);
  });
  jobs.work();
  return ok(null);
}

/** A stroke in a name is no path here. `null`: nothing of it can be shown. */
function shownName(name: string): string | null {
  const said = name.replace(/[/\\]/g, "-");
  return oneLine(said) === "" ? null : cleanName(said);
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cf}]/gu, "")
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

/**
 * How the reading of a document ends: it is found from now on, or it failed. A new version takes its document's place, or leaves it
 * as it was. Everything here is a piece of the transaction of a step.
 */
import type { DocumentRow } from "./document.ts";
import type { IngestDeps } from "./ingest.ts";
import type { Reason } from "./reason.ts";
import { failVersion, promote } from "./versions.ts";

/** Found from now on, under its own id or that of the document whose new version it is; its vectors may follow at `again`. */
export function becomeReady(deps: IngestDeps, row: DocumentRow, again: number | null): void {
  const docId = row.replaces ?? row.id;
  if (row.replaces === null) deps.store.moveTo(row.seq, "ready");
  else promote(deps.versions, row);
  deps.plan(docId, again);
  deps.announce(docId);
}

/** It fails, or as a new version leaves the old one standing. What was read of it goes. */
export function giveUp(deps: IngestDeps, row: DocumentRow, why: Reason): void {
  if (row.replaces !== null) {
    failVersion(deps.versions, row, why);
    return;
  }
  deps.store.fail(row.id, why);
  deps.plan(row.id, null);
  if (row.read_pages > 0) deps.clear(row.id);
  deps.announce(row.id);
}

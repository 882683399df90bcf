/** Whether what was cited still stands as it stood when it was cited (rule L90). Reads alone. */
import { type DocumentRow, readChunkId } from "./document.ts";
import type { NumberStore } from "./number-store.ts";

/**
 * Of a chunk with unchanged text the page that it stands on now, and what the document itself calls that; `page` is `null` when its
 * text changed or went, or its document did.
 */
export type Standing = { chunkId: string; page: number | null; pageLabel: string | null };

/** Chunks of one call. */
export const MAX_STANDING = 500;

/** What cannot be told is left out: ids of another form, documents that are being worked on. At most 500 are looked at. */
export function standing(
  numbers: NumberStore,
  chunkIds: readonly string[],
  rowOf: (docId: string) => DocumentRow | null,
): Standing[] {
  const rows = new Map<string, DocumentRow | null>();
  return chunkIds.slice(0, MAX_STANDING).flatMap((chunkId) => {
    const read = readChunkId(chunkId);
    if (read === null) return [];
    const known = rows.get(read.docId);
    const row = known === undefined ? rowOf(read.docId) : known;
    rows.set(read.docId, row);
    if (row !== null && row.state !== "ready") return [];
    const found = row === null ? null : numbers.chunkCalled(row, read.number);
    return { chunkId, page: found?.page ?? null, pageLabel: found?.label ?? null };
  });
}

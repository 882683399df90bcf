/** What an answer's citations are to say now, by what the libraries tell of the chunks that they cite (rule T95). Pure. */
import type { Answer, ChunkReference, Citation } from "../protocol.ts";

/** Where a chunk stands now; `page` is `null` when its text changed or went. */
export type Stands = { page: number | null; pageLabel: string | null };

/** The chunks that an answer cites and that may still stand, by their class. What is gone does not come back. */
export function chunksToLookUp(answer: Pick<Answer, "citations">): { classId: string; chunkId: string }[] {
  return answer.citations.filter(({ stale }) => !stale).map(({ classId, chunkId }) => ({ classId, chunkId }));
}

/** The citations and references of an answer as they are to be stored, `null` when nothing changed. Unknown chunks stay as they are. */
export function restate(
  answer: Pick<Answer, "citations" | "chunkReferences">,
  stands: ReadonlyMap<string, Stands>,
): { citations: Citation[]; passages: ChunkReference[] } | null {
  let changed = false;
  const placed = <T extends Citation | ChunkReference>(cited: T): T => {
    const { page, pageLabel } = stands.get(cited.chunkId) ?? { page: null, pageLabel: null };
    if (page === null || (page === cited.page && pageLabel === (cited.pageLabel ?? null))) return cited;
    changed = true;
    return { ...cited, page, pageLabel };
  };
  const citations = answer.citations.map((citation) => {
    if (citation.stale || stands.get(citation.chunkId)?.page !== null) return placed(citation);
    changed = true;
    return { ...citation, stale: true };
  });
  const passages = answer.chunkReferences.map(placed);
  return changed ? { citations, passages } : null;
}

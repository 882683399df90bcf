/**
 * The vectors of a class in memory, for as long as they fit: at most 16 MB. More are read past, row by row, which is slower
 * and holds nothing. What is kept is forgotten whenever a document comes or goes.
 */
import { dot } from "../model/embed.ts";

export const MAX_VECTOR_BYTES = 16 * 1024 * 1024;

export type StoredVector = { id: number; code: Int8Array };

export class VectorCache {
  #kept: { model: string; ids: number[]; codes: Int8Array; dimensions: number } | null = null;

  forget(): void {
    this.#kept = null;
  }

  /**
   * The nearest vectors with their cosines, the nearest first. `read` yields those of the model, of one document or of all;
   * `within` bounds the ids to one document.
   */
  nearest(
    query: Int8Array,
    p: {
      model: string;
      count: number;
      limit: number;
      within: { from: number; to: number } | null;
      read: () => Iterable<StoredVector>;
    },
  ): { id: number; near: number }[] {
    const best: { id: number; near: number }[] = [];
    const offer = (id: number, near: number) => {
      const last = best.at(-1);
      if (best.length >= p.limit && last !== undefined && near <= last.near) return;
      let at = best.length;
      while (at > 0 && (best[at - 1]?.near ?? 0) < near) at -= 1;
      best.splice(at, 0, { id, near });
      if (best.length > p.limit) best.pop();
    };
    if (p.within === null && p.count * query.length <= MAX_VECTOR_BYTES) {
      this.#keep(query.length, p);
    }
    const kept = this.#kept;
    if (kept !== null && kept.model === p.model && kept.dimensions === query.length) {
      for (const [i, id] of kept.ids.entries()) {
        if (p.within !== null && (id < p.within.from || id > p.within.to)) continue;
        offer(id, dot(query, kept.codes.subarray(i * kept.dimensions, (i + 1) * kept.dimensions)));
      }
    } else {
      for (const { id, code } of p.read()) if (code.length === query.length) offer(id, dot(query, code));
    }
    return best.filter(({ near }) => near > MIN_SIMILARITY);
  }

  #keep(dimensions: number, p: { model: string; count: number; read: () => Iterable<StoredVector> }): void {
    if (this.#kept?.model === p.model && this.#kept.dimensions === dimensions) return;
    const codes = new Int8Array(p.count * dimensions);
    const ids: number[] = [];
    for (const { id, code } of p.read()) {
      if (code.length !== dimensions || ids.length >= p.count) continue;
      codes.set(code, ids.length * dimensions);
      ids.push(id);
    }
    this.#kept = { model: p.model, ids, codes, dimensions };
  }
}

/** Below this cosine a chunk has nothing to do with the question; texts on other subjects reach about 0.1. */
const MIN_SIMILARITY = 0.2;

/**
 * The vectors of a class: their short codes in memory, at most 16 MB whatever the class holds, the vectors themselves in SQLite.
 * A question is compared with every short code, then exactly with the vectors of those that are most like it. Codes are kept
 * document by document and read when they are first needed; which documents there are is asked each time, so that what is
 * kept is never out of date.
 */
import { dot } from "../model/embed.ts";
import { Best, likenesses, likenessTable, SIGN_BYTES } from "./vector-signs.ts";

export const MAX_VECTOR_BYTES = 16 * 1024 * 1024;

/** Vectors that are compared exactly, where codes are whole; shorter ones tell less and need more. */
const COMPARED = 400;
/** Bytes of a code, the longest for which all of a class fit: 64 up to 262,144 vectors, 8 up to 2,097,152. */
const WIDTHS = [SIGN_BYTES, SIGN_BYTES / 2, SIGN_BYTES / 4, SIGN_BYTES / 8];
/** Below this cosine a chunk has nothing to do with the question; texts on other subjects reach about 0.1. */
const MIN_SIMILARITY = 0.2;

/** A document whose first `count` chunks have vectors. */
export type Embedded = { seq: number; count: number };

/** Where vectors are kept. */
export type VectorSource = {
  /** The documents that are found, with vectors of this model. */
  embedded(model: string): Embedded[];
  /** The whole short codes of a document's vectors, one after the other. */
  signs(document: Embedded): Uint8Array;
  /** Tells the vectors of these chunks one after the other. */
  eachCode(ids: Float64Array, take: (id: number, code: Int8Array) => void): void;
  /** The id of a document's chunk `n`. */
  idOf(seq: number, n: number): number;
};

export type Near = { id: number; near: number };

export class VectorCache {
  #model = "";
  #width = SIGN_BYTES;
  #kept = new Map<number, { count: number; signs: Uint8Array }>();
  /** How like the question the vectors of a document are: the same room for each. */
  #likenesses = new Int32Array();

  forget(): void {
    this.#kept.clear();
  }

  /** Bytes that are held. */
  get bytes(): number {
    let bytes = 0;
    for (const { signs } of this.#kept.values()) bytes += signs.byteLength;
    return bytes;
  }

  /** The nearest vectors with their cosines, the nearest first; `seq`: of one document. */
  nearest(query: Int8Array, p: { model: string; seq: number | null; limit: number; source: VectorSource }): Near[] {
    const documents = p.source.embedded(p.model);
    this.#keepOnly(p.model, documents);
    const table = likenessTable(query);
    const asked = p.seq === null ? documents : documents.filter(({ seq }) => seq === p.seq);
    const best = new Best(COMPARED * (SIGN_BYTES / this.#width));
    // Beyond what the shortest codes can hold the newest documents are found by their words alone.
    let left = Math.floor(MAX_VECTOR_BYTES / this.#width);
    for (const document of asked) {
      const count = Math.min(document.count, left);
      left -= count;
      if (count > 0) this.#compare({ seq: document.seq, count }, { table, best, source: p.source });
    }
    const near: Near[] = [];
    p.source.eachCode(best.ids(), (id, code) => {
      const cosine = dot(query, code);
      if (cosine > MIN_SIMILARITY) near.push({ id, near: cosine });
    });
    return near.sort((a, b) => b.near - a.near || a.id - b.id).slice(0, p.limit);
  }

  /** Lets go of what is not there any more, and of everything when codes have to be of another length. */
  #keepOnly(model: string, documents: readonly Embedded[]): void {
    const total = documents.reduce((sum, { count }) => sum + count, 0);
    const width = WIDTHS.find((bytes) => total * bytes <= MAX_VECTOR_BYTES) ?? SIGN_BYTES / 8;
    if (model !== this.#model || width !== this.#width) this.#kept.clear();
    this.#model = model;
    this.#width = width;
    const known = new Set(documents.map(({ seq }) => seq));
    for (const seq of this.#kept.keys()) if (!known.has(seq)) this.#kept.delete(seq);
  }

  #compare(document: Embedded, { table, best, source }: { table: Int16Array; best: Best; source: VectorSource }): void {
    const signs = this.#signsOf(document, source);
    if (this.#likenesses.length < document.count) this.#likenesses = new Int32Array(document.count);
    const into = this.#likenesses;
    likenesses(signs, { table, width: this.#width, into });
    for (let n = 0; n < document.count; n++) {
      const likeness = into[n] ?? 0;
      if (likeness > best.least) best.offer(source.idOf(document.seq, n), likeness);
    }
  }

  #signsOf(document: Embedded, source: VectorSource): Uint8Array {
    const kept = this.#kept.get(document.seq);
    if (kept?.count === document.count) return kept.signs;
    const signs = shortened(source.signs(document), this.#width);
    this.#kept.set(document.seq, { count: document.count, signs });
    return signs;
  }
}

/** The first part of every code. */
function shortened(signs: Uint8Array, width: number): Uint8Array {
  if (width === SIGN_BYTES) return signs;
  const short = new Uint8Array((signs.length / SIGN_BYTES) * width);
  for (let at = 0, to = 0; at < signs.length; at += SIGN_BYTES, to += width)
    short.set(signs.subarray(at, at + width), to);
  return short;
}

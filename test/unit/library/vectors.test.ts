import { describe, expect, it } from "vitest";
import { Best, likenesses, likenessTable, SIGN_BYTES, signsOf } from "../../../src/library/vector-signs.ts";
import { type Embedded, MAX_VECTOR_BYTES, VectorCache, type VectorSource } from "../../../src/library/vectors.ts";
import { DIMENSIONS, dot, quantize } from "../../../src/model/embed.ts";

/** The same numbers from 0 to 1 each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
const random = randomOf(7);
const spread = () => random() + random() + random() + random() - 2;

function unit(numbers: number[]): number[] {
  const norm = Math.hypot(...numbers);
  return numbers.map((x) => x / norm);
}

/** Vectors around so many centres, which lie around one of their own, and in fewer directions than there are: as texts do. */
function clustered(centres: number): (centre: number) => Int8Array {
  const common = unit(Array.from({ length: DIMENSIONS }, spread));
  const all = Array.from({ length: centres }, () =>
    unit(Array.from({ length: DIMENSIONS }, (_, i) => spread() * Math.exp(-i / 200) + 0.02 * (common[i] ?? 0))),
  );
  return (centre) =>
    quantize(
      Float32Array.from(unit((all[centre % centres] ?? []).map((x) => x + (0.9 * spread()) / Math.sqrt(DIMENSIONS)))),
    );
}

/** Documents with their vectors, and a log of what was read of them. */
function source(documents: Map<number, Int8Array[]>) {
  const read = { signs: [] as number[], codes: 0 };
  const from: VectorSource = {
    embedded: () => Array.from(documents, ([seq, codes]): Embedded => ({ seq, count: codes.length })),
    signs: ({ seq, count }) => {
      read.signs.push(seq);
      const signs = new Uint8Array(count * SIGN_BYTES);
      for (const [n, code] of (documents.get(seq) ?? []).entries()) signs.set(signsOf(code), n * SIGN_BYTES);
      return signs;
    },
    eachCode(ids, take) {
      for (const id of ids) {
        read.codes += 1;
        const code = documents.get(Math.floor(id / 10_000))?.[id % 10_000];
        if (code) take(id, code);
      }
    },
    idOf: (seq, n) => seq * 10_000 + n,
  };
  return { from, read };
}

describe("short codes", () => {
  it("[R25] are 64 bytes, the same each time, and as like as their vectors are", () => {
    const at = clustered(3);
    const [a, alike, other] = [at(0), at(0), at(1)];
    expect(signsOf(a)).toEqual(signsOf(a));
    expect(signsOf(a)).toHaveLength(SIGN_BYTES);
    const into = new Int32Array(2);
    const both = new Uint8Array([...signsOf(alike), ...signsOf(other)]);
    likenesses(both, { table: likenessTable(a), width: SIGN_BYTES, into });
    expect(into[0]).toBeGreaterThan(4 * Math.abs(into[1] ?? 0));
    // What is stored was made by this very turning: another one would spoil all of it.
    const one = new Int8Array(DIMENSIONS);
    one[5] = 100;
    expect(Array.from(signsOf(one).subarray(0, 4))).toEqual([72, 69, 55, 74]);
  });

  it("[R25] keep the best of what is offered", () => {
    const scores = Array.from({ length: 500 }, () => Math.floor(random() * 10_000));
    const best = new Best(20);
    for (const [id, score] of scores.entries()) best.offer(id, score);
    const expected = [...scores.entries()].sort((a, b) => b[1] - a[1]).slice(0, 20);
    expect(best.least).toBe(expected.at(-1)?.[1]);
    expect(best.ids().reduce((sum, id) => sum + (scores[id] ?? 0), 0)).toBe(
      expected.reduce((sum, [, score]) => sum + score, 0),
    );
  });
});

describe("the vectors of a class", () => {
  it("[R25] find by short codes what all of them exactly compared would find", () => {
    const at = clustered(100);
    const codes = Array.from({ length: 2_000 }, (_, i) => at(i));
    const { from, read } = source(new Map([[1, codes]]));
    const cache = new VectorCache();
    let held = 0;
    for (let i = 0; i < 5; i++) {
      const query = at(i * 9);
      const near = cache.nearest(query, { model: "m", seq: null, limit: 20, source: from });
      const exact = codes
        .map((code, id) => ({ id: 10_000 + id, near: dot(query, code) }))
        .sort((a, b) => b.near - a.near);
      const wanted = new Set(exact.slice(0, 20).map(({ id }) => id));
      held += near.filter(({ id }) => wanted.has(id)).length;
      expect(near[0]).toEqual(exact[0]);
    }
    expect(held / 100).toBeGreaterThan(0.95);
    expect(read.signs).toEqual([1]);
    expect(read.codes).toBe(5 * 400);
  });

  it("[R26] are read document by document: what came or went is, nothing else", () => {
    const at = clustered(5);
    const some = (centre: number, count: number) => Array.from({ length: count }, () => at(centre));
    const documents = new Map([
      [1, some(0, 5)],
      [2, some(1, 5)],
    ]);
    const { from, read } = source(documents);
    const cache = new VectorCache();
    const search = (centre: number, seq: number | null = null, model = "m") =>
      cache.nearest(at(centre), { model, seq, limit: 5, source: from }).map(({ id }) => Math.floor(id / 10_000));
    expect(search(1, 2)).toEqual([2, 2, 2, 2, 2]);
    // One document's scope read one document.
    expect(read.signs).toEqual([2]);
    expect(search(0)).toEqual([1, 1, 1, 1, 1]);
    expect(read.signs).toEqual([2, 1]);
    documents.set(3, some(2, 5));
    expect(search(2)).toEqual([3, 3, 3, 3, 3]);
    expect(read.signs).toEqual([2, 1, 3]);
    documents.delete(1);
    expect(search(0)).not.toContain(1);
    documents.set(3, some(0, 6));
    expect(search(0)).toEqual([3, 3, 3, 3, 3]);
    expect(read.signs).toEqual([2, 1, 3, 3]);
    expect(cache.bytes).toBe(11 * SIGN_BYTES);
    expect(search(0, 77)).toEqual([]);
    search(0, null, "another");
    expect(read.signs).toHaveLength(6);
  });

  it("[R27] take at most 16 MB, however many there are", () => {
    const one = signsOf(clustered(1)(0));
    const counted = (count: number) => {
      const cache = new VectorCache();
      const from: VectorSource = {
        embedded: () => [
          { seq: 1, count: count - 10 },
          { seq: 2, count: 10 },
        ],
        signs: (document) => {
          const signs = new Uint8Array(document.count * SIGN_BYTES);
          signs.set(one);
          return signs;
        },
        eachCode: () => undefined,
        idOf: (seq, n) => seq * 2 ** 20 + n,
      };
      cache.nearest(new Int8Array(DIMENSIONS).fill(1), { model: "m", seq: null, limit: 5, source: from });
      return cache.bytes;
    };
    expect(counted(262_144)).toBe(MAX_VECTOR_BYTES);
    expect(counted(262_145)).toBe(262_145 * 32);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkOf, type Passage } from "../../../src/answer/passage.ts";
import { MAX_REFERENCE_TEXT } from "../../../src/protocol.ts";
import { joinNeighbours } from "../../../src/retrieval/join-neighbours.ts";

/** The chunks of a page as passages, in the order of the text; `sizes`: of each chunk. */
function chunksOf(documentId: string, page: number, sizes: readonly number[]): { text: string; passages: Passage[] } {
  let text = "";
  const passages = sizes.map((size, i): Passage => {
    const gap = i === 0 ? null : "\n\n";
    const start = text.length + (gap ?? "").length;
    const own = `${documentId}${page}${i} `.padEnd(size, "abc ");
    text += (gap ?? "") + own;
    return {
      chunkId: `${documentId}-${page * 100 + i}`,
      documentId,
      documentName: documentId,
      classId: "c",
      page,
      text: own,
      score: 10 - i,
      reference: null,
      span: { start, gap },
    };
  });
  return { text, passages };
}

const pick = (passages: readonly Passage[], order: readonly number[]) => order.flatMap((i) => passages[i] ?? []);

describe("neighbours", () => {
  it("[R28] that are both found become one, in the better's place, and free a place for another", () => {
    const { passages, text } = chunksOf("d", 1, [600, 600, 600, 600, 600]);
    const joined = joinNeighbours(pick(passages, [3, 0, 2, 4]), 2);
    expect(joined.map(({ chunkId }) => chunkId)).toEqual(["d-103", "d-100"]);
    expect(joined[0]).toMatchObject({ score: 7, text: text.slice(602 * 2, 602 * 5 - 2) });
    expect(joined[0]?.parts?.map(({ chunkId }) => chunkId)).toEqual(["d-102", "d-103", "d-104"]);
    expect(joined[1]?.parts).toBeUndefined();
  });

  it("[R28] stay apart on different pages, in different documents, beyond a passage's length, and where something is between", () => {
    const [one, two, other] = [
      chunksOf("d", 1, [900, 900, 900]),
      chunksOf("d", 2, [300]),
      chunksOf("e", 1, [900, 900]),
    ];
    const ranked = [...pick(one.passages, [0, 2]), ...two.passages, ...pick(other.passages, [1])];
    expect(joinNeighbours(ranked, 9)).toEqual(ranked);
    const long = chunksOf("d", 1, [1_400, 900]).passages;
    expect(joinNeighbours(long, 9)).toEqual(long);
    const unknown = one.passages.map(({ span: _, ...passage }) => passage);
    expect(joinNeighbours(unknown, 9)).toEqual(unknown);
  });

  it("[R28] are a slice of their page, no longer than a passage, and each chunk stands once", () => {
    const pages = fc.array(fc.array(fc.integer({ min: 20, max: 1_400 }), { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 10 }), fc.infiniteStream(fc.nat()), (sizes, limit, numbers) => {
        const all = sizes.map((own, page) => chunksOf("d", page + 1, own));
        const ranked = all
          .flatMap(({ passages }) => passages)
          .map((passage) => ({ passage, at: numbers.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ passage }) => passage);
        const joined = joinNeighbours(ranked, limit);
        expect(joined.length).toBeLessThanOrEqual(limit);
        const ids = joined.flatMap(({ chunkId, parts }) => parts?.map((part) => part.chunkId) ?? [chunkId]);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { chunkId, text, page, span, parts } of joined) {
          expect(text.length).toBeLessThanOrEqual(MAX_REFERENCE_TEXT);
          const whole = all[page - 1]?.text ?? "";
          expect(whole.slice(span?.start ?? -1, (span?.start ?? 0) + text.length)).toBe(text);
          expect(parts === undefined || parts.some((part) => part.chunkId === chunkId)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("[R29] are cited by the chunk in which the quote begins", () => {
    const { passages } = chunksOf("d", 1, [600, 600]);
    const [joined] = joinNeighbours(pick(passages, [1, 0]), 9);
    if (joined === undefined) throw new Error("nothing was joined");
    expect(joined.chunkId).toBe("d-101");
    expect(chunkOf(joined, "d10 abc")).toBe("d-100");
    expect(chunkOf(joined, "d11 abc")).toBe("d-101");
    expect(chunkOf(joined, "nowhere")).toBe("d-101");
  });
});

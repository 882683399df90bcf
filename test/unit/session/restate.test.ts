import { describe, expect, it } from "vitest";
import type { ChunkReference, Citation } from "../../../src/protocol.ts";
import { chunksToLookUp, restate } from "../../../src/session/restate.ts";

const about = (chunkId: string, page: number) => ({
  chunkId,
  documentId: "d",
  documentName: "a.pdf",
  classId: "c",
  page,
});
const citation = (number: number, chunkId: string, more: Partial<Citation> = {}): Citation => ({
  number,
  ...about(chunkId, 1),
  quote: "q",
  verified: true,
  reference: null,
  stale: false,
  ...more,
});
const reference = (chunkId: string): ChunkReference => ({ ...about(chunkId, 1), text: "t", score: 1, number: null });
const answer = {
  citations: [citation(1, "d-1"), citation(2, "d-2"), citation(3, "d-3", { stale: true })],
  chunkReferences: [reference("d-1"), reference("d-2"), reference("d-9")],
};
const stands = (entries: Record<string, [number | null, string | null]>) =>
  new Map(Object.entries(entries).map(([chunkId, [page, pageLabel]]) => [chunkId, { page, pageLabel }]));

describe("citations that are looked up", () => {
  it("[T95] are stale when their chunk is gone, and name the page on which it stands now", () => {
    const now = restate(answer, stands({ "d-1": [null, null], "d-2": [7, "vii"] }));
    expect(now?.citations).toEqual([
      citation(1, "d-1", { stale: true }),
      citation(2, "d-2", { page: 7, pageLabel: "vii" }),
      citation(3, "d-3", { stale: true }),
    ]);
    expect(now?.passages.map(({ page }) => page)).toEqual([1, 7, 1]);
    expect(now?.passages.map(({ text }) => text)).toEqual(["t", "t", "t"]);
  });

  it("[T95] stay as they are when nothing changed, when nothing is known, and once they are stale", () => {
    for (const known of [{}, { "d-1": [1, null], "d-2": [1, null] }, { "d-3": [null, null] }] as Record<
      string,
      [number | null, string | null]
    >[]) {
      expect(restate(answer, stands(known))).toBeNull();
    }
    expect(restate(answer, stands({ "d-3": [1, null], "d-2": [1, "i"] }))?.citations[2]?.stale).toBe(true);
    expect(chunksToLookUp(answer).map(({ chunkId }) => chunkId)).toEqual(["d-1", "d-2"]);
  });
});

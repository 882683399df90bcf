/** Passages for the tests of this folder. */
import type { Passage } from "../../../src/answer/passage.ts";

export function passage(some: Partial<Passage>): Passage {
  return {
    chunkId: "chunk-1",
    documentId: "d".repeat(32),
    documentName: "Cells.pdf",
    classId: "c".repeat(32),
    page: 1,
    text: "A cell divides.",
    score: 1,
    reference: null,
    ...some,
  };
}

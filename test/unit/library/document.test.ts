import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkIdOf, cleanName, type DocumentRow, documentOf, readChunkId } from "../../../src/library/document.ts";

const row: DocumentRow = {
  seq: 1,
  id: "a".repeat(32),
  name: "a.pdf",
  media_type: "application/pdf",
  bytes: 10,
  state: "parsing",
  created_at: 0,
  title: null,
  pages: 40,
  read_pages: 20,
  open_headings: "[]",
  chunks: 30,
  tokens: 900,
  embedded: 0,
  vector_model: null,
  tries: 0,
  error: null,
};

describe("a document as the contract shows it", () => {
  it("[L2] goes from queued over processing to ready, and its progress never back", () => {
    const states: Partial<DocumentRow>[] = [
      { state: "queued", pages: null, read_pages: 0, chunks: 0 },
      { state: "parsing" },
      { state: "embedding", read_pages: 40 },
      { state: "embedding", read_pages: 40, embedded: 15 },
      { state: "ready", read_pages: 40 },
    ];
    const shown = states.map((state) => documentOf({ ...row, ...state }, "c"));
    expect(shown.map(({ status }) => status)).toEqual(["queued", "processing", "processing", "processing", "ready"]);
    expect(shown.map(({ progress }) => progress)).toEqual([0, 0.45, 0.9, 0.95, 1]);
  });

  it("[L2] in a state that this version does not know is shown as processing", () => {
    expect(documentOf({ ...row, state: "translating" }, "c").status).toBe("processing");
  });
});

describe("a name", () => {
  it("[L3] keeps no path, no control characters and no direction marks, and is never empty", () => {
    expect(cleanName("../../etc/passwd")).toBe("passwd");
    expect(cleanName("C:\\notes\\cells.pdf")).toBe("cells.pdf");
    expect(cleanName("evil\u202Efdp.exe\u0000\n")).toBe("evilfdp.exe");
    expect(cleanName("..")).toBe("document");
    expect(cleanName("")).toBe("document");
    const long = cleanName(`${"ä😀".repeat(200)}.pdf`);
    expect(long.length).toBeLessThanOrEqual(200);
    expect(long.endsWith(".pdf")).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const clean = cleanName(name);
        expect(clean).toMatch(/^[^/\\\p{Cc}]+$/u);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("a chunk's id", () => {
  it("[L5] names its document and its number, and nothing else is one", () => {
    expect(readChunkId(chunkIdOf(row.id, 17))).toEqual({ docId: row.id, n: 17 });
    for (const wrong of ["", "17", `${row.id}-`, `${row.id}-1; DROP`, `${"A".repeat(32)}-1`, `${row.id}-99999999`])
      expect(readChunkId(wrong)).toBeNull();
  });
});

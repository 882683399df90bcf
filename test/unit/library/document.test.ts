import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chunkIdOf,
  cleanName,
  type DocumentRow,
  documentOf,
  downloadName,
  isKnown,
  isListed,
  readChunkId,
} from "../../../src/library/document.ts";
import { anyCharacter } from "../../support/any-character.ts";

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
  code: null,
  file: null,
  hash: null,
  file_name: null,
  renamed: 0,
  titled: 0,
  reference: null,
  own_reference: null,
  place: null,
  replaces: null,
  update_error: null,
  update_code: null,
  first_number: 0,
  archive: null,
  contains: null,
  skipped: null,
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
    const shown = states.map((state) => documentOf({ ...row, ...state }, "c", null));
    expect(shown.map(({ status }) => status)).toEqual(["queued", "processing", "processing", "processing", "ready"]);
    expect(shown.map(({ progress }) => progress)).toEqual([0, 0.45, 0.9, 0.95, 1]);
  });

  it("[L2] in a state that this version does not know is shown as processing", () => {
    expect(documentOf({ ...row, state: "translating" }, "c", null).status).toBe("processing");
  });
});

describe("a new version", () => {
  it("[L73] is told of on the document that stands, and why it did not take its place", () => {
    const ready = { ...row, state: "ready", read_pages: 40 };
    expect(documentOf(ready, "c", null).update).toBeNull();
    expect(documentOf(ready, "c", row)).toMatchObject({
      status: "ready",
      progress: 1,
      update: { progress: 0.45, error: null },
    });
    const failed = { ...ready, update_error: "It is damaged.", update_code: "broken" };
    expect(documentOf(failed, "c", null).update).toEqual({ progress: 0, error: "It is damaged.", code: "broken" });
    expect(documentOf(failed, "c", row).update).toMatchObject({ progress: 0.45, error: null });
  });
});

describe("what a student is told of a document", () => {
  it("[W79] why it failed is a code beside the sentence, which older rows do not have", () => {
    const failed = { ...row, state: "failed", error: "It is damaged.", code: "broken" };
    expect(documentOf(failed, "c", null)).toMatchObject({ status: "failed", error: "It is damaged.", code: "broken" });
    expect(documentOf({ ...failed, code: null }, "c", null).code).toBeNull();
  });

  it("[W80] how far it is are the pages that were read, or what an archive was gone through", () => {
    expect(documentOf(row, "c", null)).toMatchObject({ pages: 40, pagesRead: 20 });
    const ready = documentOf({ ...row, state: "ready", read_pages: 40 }, "c", { ...row, pages: 7, read_pages: 3 });
    expect(ready).toMatchObject({ pagesRead: 40, update: { pages: 7, pagesRead: 3 } });
    const archive = documentOf({ ...row, state: "unpacking", pages: null, read_pages: 0 }, "c", null);
    expect(archive.unpacking).toEqual({ taken: 0, of: null });
    expect("pagesRead" in archive).toBe(false);
    const on = documentOf({ ...row, state: "unpacking", pages: 8, read_pages: 2 }, "c", null);
    expect(on.unpacking).toEqual({ taken: 2, of: 8 });
    expect("unpacking" in documentOf({ ...row, state: "unpacked" }, "c", null)).toBe(false);
  });
});

describe("an archive", () => {
  it("[L83] is processing while it comes apart, then ready with what came of it", () => {
    const archive = { ...row, pages: 8, read_pages: 2, contains: 2, skipped: '[{"name":"a.png","error":"No."}]' };
    const on = documentOf({ ...archive, state: "unpacking" }, "c", null);
    expect(on).toMatchObject({ status: "processing", progress: 0.25, pages: null });
    expect("contains" in on).toBe(false);
    expect(documentOf({ ...archive, state: "unpacked" }, "c", null)).toMatchObject({
      status: "ready",
      progress: 1,
      contains: 2,
      skipped: [{ name: "a.png", error: "No." }],
    });
    expect(documentOf({ ...archive, state: "unpacked", skipped: "a newer form" }, "c", null).skipped).toEqual([]);
  });

  it("[L83] is listed until it has come apart, and still known then", () => {
    const states = ["uploading", "queued", "unpacking", "unpacked", "ready", "failed", "removed", "of a newer version"];
    const by = (is: typeof isListed) => states.filter((state) => is({ state, replaces: null }));
    expect(by(isListed)).toEqual(["queued", "unpacking", "ready", "failed", "of a newer version"]);
    expect(by(isKnown)).toEqual(["queued", "unpacking", "unpacked", "ready", "failed", "of a newer version"]);
    expect(states.filter((state) => isKnown({ state, replaces: "doc" }))).toEqual([]);
  });
});

describe("a name", () => {
  it("[L79] is offered for saving with the ending that the file came with", () => {
    for (const [name, file_name, offered] of [
      ["Cells", "notes.pdf", "Cells.pdf"],
      ["cells.PDF", "notes.pdf", "cells.PDF"],
      ["Chapter 1.2", "notes.md", "Chapter 1.2.md"],
      ["notes", "notes", "notes"],
      ["old.pdf", null, "old.pdf"],
    ] as const) {
      expect(downloadName({ name, file_name })).toBe(offered);
    }
  });

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
      fc.property(fc.string({ unit: anyCharacter }), (name) => {
        const clean = cleanName(name);
        expect(clean).toMatch(/^[^/\\\p{Cc}]+$/u);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("a chunk's id", () => {
  it("[L5] names its document and its number, and nothing else is one", () => {
    expect(readChunkId(chunkIdOf(row.id, 17))).toEqual({ docId: row.id, number: 17 });
    for (const wrong of ["", "17", `${row.id}-`, `${row.id}-1; DROP`, `${"A".repeat(32)}-1`, `${row.id}-9999999999999`])
      expect(readChunkId(wrong)).toBeNull();
  });
});

/** What the page says of a document that is being read, and of one that could not be. */
import { describe, expect, it } from "vitest";
import { DOCUMENT_FAILURES, type Document } from "../../../src/protocol.ts";
import { accountStep, emptyAccount } from "../../../web/state/account-state.ts";
import { documentFailure } from "../../../web/state/document-failure.ts";
import { progressOf, updateOf } from "../../../web/state/document-progress.ts";
import { readArchives, withArchive } from "../../../web/state/kept-archives.ts";
import { LANGUAGES } from "../../../web/text/languages.ts";
import { wordsIn } from "../../support/words.ts";
import { document } from "./shapes.ts";

const en = wordsIn("en");
const de = wordsIn("de");

describe("why a document could not be read", () => {
  it.each(LANGUAGES)("[W79] is said in %s for every code, each in words of its own", (language) => {
    const words = wordsIn(language);
    const said = DOCUMENT_FAILURES.map((code) => documentFailure(words, { code, error: "It is so." }));
    expect(said.filter(({ text, lang }) => text === "It is so." || lang !== undefined)).toEqual([]);
    expect(new Set(said.map(({ text }) => text)).size).toBe(DOCUMENT_FAILURES.length);
  });

  it("[W79] is the service's own sentence where the code is not known, told to be English", () => {
    for (const code of ["of-a-newer-service", "toString", "", null, undefined]) {
      expect(documentFailure(en, { code, error: "It is so." })).toEqual({ text: "It is so." });
      expect(documentFailure(de, { code, error: "It is so." })).toEqual({ text: "It is so.", lang: "en" });
    }
    expect(documentFailure(de, { error: null })).toEqual({ text: "Es konnte nicht gelesen werden." });
  });
});

describe("how far a document is", () => {
  const reading = (more: Partial<Document>) => progressOf(en, { ...document, status: "processing", ...more });

  it("[W80] is the page that has been reached, and then what comes after reading", () => {
    expect(reading({ pages: 500, pagesRead: 120, progress: 0.192 })).toEqual({
      words: "Reading · page 120 of 500",
      share: 0.192,
    });
    expect(reading({ pages: 500, pagesRead: 500, progress: 0.9 })).toEqual({
      words: "Read · being made searchable",
      share: 0.9,
    });
    expect(progressOf(de, { ...document, status: "processing", pages: 1_500, pagesRead: 1_200 })?.words).toBe(
      "Wird gelesen · Seite 1.200 von 1.500",
    );
  });

  it("[W80] is a share where no page has been told of, and nothing at the door or at the end", () => {
    expect(reading({ pages: null, progress: 0 })).toEqual({ words: "Reading · 0%", share: 0 });
    expect(reading({ pages: 40, progress: 0.4 })?.words).toBe("Reading · 40%");
    expect(progressOf(en, { ...document, status: "queued" })).toEqual({ words: "Waiting to be read", share: null });
    expect(progressOf(en, { ...document, status: "ready" })).toBeNull();
    expect(progressOf(en, { ...document, status: "failed" })).toBeNull();
  });

  it("[W80] is what an archive has been gone through", () => {
    const opening = reading({ pages: null, unpacking: { taken: 0, of: null }, progress: 0 });
    expect(opening).toEqual({ words: "Unpacking", share: null });
    const on = reading({ pages: null, unpacking: { taken: 3, of: 12 }, progress: 0.25 });
    expect(on).toEqual({ words: "Unpacking · 3 of 12", share: 0.25 });
  });

  it("[W80] is told of a new version beside the document that stands", () => {
    const updated = (update: Document["update"]) => updateOf(en, { ...document, update });
    const read = { progress: 0.5, error: null };
    expect(updated({ ...read, pages: 7, pagesRead: 3 })).toEqual({
      words: "New version being read · page 3 of 7",
      share: 0.5,
    });
    expect(updated(read)?.words).toBe("New version being read");
    expect(updated({ ...read, pages: 7, pagesRead: 7 })?.words).toBe("New version being read");
    expect(updated({ progress: 0, error: "It is damaged." })).toBeNull();
    expect(updated(null)).toBeNull();
  });
});

describe("an archive that has come apart", () => {
  const archive: Document = { ...document, id: "z1", name: "all.zip", pages: null, contains: 2, skipped: [] };

  it("[W100] is no document of the list, and is told until that is dismissed, once", () => {
    const listed = accountStep(emptyAccount, {
      type: "documents",
      classId: "l1",
      documents: [document, archive],
      since: {},
    });
    const frame = { event: "document-ready", data: { document: archive } } as const;
    const told = accountStep(accountStep(listed, { type: "frame", frame }), {
      type: "document",
      document: archive,
      since: {},
    });
    expect([told.unpacked, told.documents.l1]).toEqual([[archive], [document]]);
    // Its class need not have been opened.
    expect(accountStep(emptyAccount, { type: "frame", frame }).unpacked).toEqual([archive]);
    expect(accountStep(told, { type: "unpacked-dismissed", docId: "z1" }).unpacked).toEqual([]);
  });

  it("[W100] is remembered by its id, once, the newest first, and not without end", () => {
    const one = { classId: "l1", docId: "z1" };
    const two = { classId: "l1", docId: "z2" };
    expect(withArchive(withArchive([one], two), one)).toEqual([one, two]);
    const many = Array.from({ length: 30 }, (_, n) => ({ classId: "l1", docId: `d${n}` }));
    expect(withArchive(many, one)).toHaveLength(20);
    expect(readArchives(JSON.stringify([one]))).toEqual([one]);
    for (const text of [null, "", "{", "[1]", '[{"docId":"z1"}]']) expect(readArchives(text)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { STATUS_OF } from "../../../src/failure.ts";
import { uuid } from "../../../src/protocol.ts";
import { newTurnId, wordCount } from "../../../web/draft.ts";
import { explain, explainInLine } from "../../../web/explain.ts";
import { parseRoute, pathOf } from "../../../web/route.ts";
import { findHighlight, markedParts } from "../../../web/state/highlight.ts";
import { wordsIn } from "../../support/words.ts";

describe("addresses", () => {
  it("[W21] every route is read back from its own address", () => {
    const routes = [
      { page: "new", scope: { classId: null, docId: null } },
      { page: "new", scope: { classId: "l1", docId: null } },
      { page: "new", scope: { classId: "l1", docId: "d 1" } },
      { page: "chat", chatId: "c/1" },
      { page: "class", classId: "l1" },
    ] as const;
    for (const route of routes) {
      const [path = "", search = ""] = pathOf(route).split("?");
      expect(parseRoute(path, search)).toEqual(route);
    }
  });

  it("[W21] an address that the page does not know is a new chat", () => {
    expect(parseRoute("/%E0%A4%A", "").page).toBe("new");
    expect(parseRoute("/chat", "?doc=d1")).toEqual({ page: "new", scope: { classId: null, docId: null } });
  });
});

describe("words", () => {
  it("[W22] every code of the service has words of its own, an unknown one those of internal", () => {
    const words = wordsIn("en");
    const internal = explain(words, "internal");
    for (const code of Object.keys(STATUS_OF)) {
      if (code !== "internal") expect(explain(words, code), code).not.toEqual(internal);
    }
    expect(explain(words, "from-the-future")).toEqual(internal);
  });

  it("[W22] the service's own sentence is added where it says more, to a page in its language", () => {
    const detail = "Nothing about tides.";
    expect(explain(wordsIn("en"), "nothing-found", detail).advice).toMatch(/^Nothing about tides\. Try/);
    expect(explain(wordsIn("de"), "nothing-found", detail).advice).not.toContain(detail);
    expect(explainInLine(wordsIn("en"), "timeout", detail)).not.toContain(detail);
  });

  it("[W23] a draft is worth retrieving for from three words on, in any script", () => {
    expect(wordCount("What is")).toBe(2);
    expect(wordCount("What is light?")).toBe(3);
    expect(wordCount("光合作用是什么过程")).toBeGreaterThanOrEqual(3);
  });

  it("[W4] a turn's id is a UUID and never the same", () => {
    const ids = Array.from({ length: 50 }, newTurnId);
    expect(ids.every((id) => uuid.safeParse(id).success)).toBe(true);
    expect(new Set(ids).size).toBe(50);
  });
});

describe("the passage on its page", () => {
  const text =
    "Intro.\nPhotosynthesis has two\nparts: light reac-\ntions and the cycle.\nOutro. Photosynthesis has two";
  const chunk = { chunkId: "k1", start: 7, end: 71 };
  const page = { page: 1, text, chunks: [{ chunkId: "k0", start: 0, end: 6 }, chunk] };
  const words = (span: { start: number; end: number } | null) => (span ? text.slice(span.start, span.end) : null);

  it("[W24] the quote is found inside its chunk, over line ends and hyphens", () => {
    expect(words(findHighlight(page, { chunkId: "k1", quote: "has two parts" }).quote)).toBe("has two\nparts");
    expect(words(findHighlight(page, { chunkId: "k1", quote: "light reactions and" }).quote)).toBe(
      "light reac-\ntions and",
    );
    expect(findHighlight(page, { chunkId: "k1", quote: "Photosynthesis has two" }).quote?.start).toBe(7);
  });

  it("[W24] without its chunk the quote is found in the page, without the quote the chunk is marked", () => {
    expect(words(findHighlight(page, { chunkId: "gone", quote: "Intro." }).quote)).toBe("Intro.");
    expect(findHighlight(page, { chunkId: "k1", quote: null })).toEqual({ chunk: { start: 7, end: 71 }, quote: null });
    expect(findHighlight(page, { chunkId: "gone", quote: "not there" })).toEqual({ chunk: null, quote: null });
  });

  it("[W24] the marked parts put together are the page", () => {
    const parts = markedParts(text, findHighlight(page, { chunkId: "k1", quote: "has two parts" }));
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts.map(({ mark }) => mark)).toEqual(["none", "chunk", "quote", "chunk", "none"]);
  });
});

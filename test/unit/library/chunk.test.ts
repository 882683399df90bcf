import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkPage, MAX_CHUNK } from "../../../src/library/chunk.ts";
import { markdownHeadings } from "../../../src/parser/markdown.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";

const sentence = "The cell was seen in the microscope, and its phase was noted. ";
const textsOf = (text: string, headings = markdownHeadings(text)) =>
  chunkPage({ text, headings }, []).chunks.map(({ start, end }) => text.slice(start, end));

describe("chunks of a page", () => {
  it("[L5] are slices of the page in order, without overlap, that lose nothing but white space and are never too long", () => {
    const word = fc.constantFrom(
      "cell",
      "Zelle",
      "細胞分裂",
      "mitosis.",
      "。",
      "\n",
      "\n\n",
      "# Head\n\n",
      " ",
      "😀",
      "x".repeat(300),
      "a b ".repeat(200),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 120 }), (words) => {
        const text = words.join(" ");
        const { chunks } = chunkPage({ text, headings: markdownHeadings(text) }, []);
        let at = 0;
        let kept = "";
        for (const { start, end } of chunks) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end - start).toBeGreaterThan(0);
          expect(end - start).toBeLessThanOrEqual(MAX_CHUNK);
          const slice = text.slice(start, end);
          expect(slice.isWellFormed()).toBe(true);
          expect(slice).toBe(slice.trim());
          kept += slice;
          at = end;
        }
        expect(kept.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      }),
      { numRuns: 200 },
    );
  });

  it("[L5] end at sentences where a paragraph is longer than a chunk", () => {
    const chunks = textsOf(sentence.repeat(60));
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(chunk).toMatch(/noted\.$/);
    for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBeGreaterThan(600);
  });

  it("[L5] begin at headings, and know the headings above them, over pages too", () => {
    const text = `# Biology\n\n## Mitosis\n\n${sentence.repeat(9)}\n\n## Meiosis\n\n${sentence.repeat(9)}`;
    const { chunks, open } = chunkPage({ text, headings: markdownHeadings(text) }, []);
    expect(chunks.map(({ headings }) => headings)).toEqual([
      ["Biology", "Mitosis"],
      ["Biology", "Meiosis"],
    ]);
    const next = chunkPage({ text: sentence.repeat(3), headings: [] }, open);
    expect(next.chunks.map(({ headings }) => headings)).toEqual([["Biology", "Meiosis"]]);
  });

  it("[L5] of a few words join their neighbour, and an empty page has none", () => {
    expect(textsOf(`${sentence.repeat(13)}\n\nSo it goes.`)).toHaveLength(1);
    expect(textsOf(" \n\n \n")).toEqual([]);
    expect(textsOf("So it goes.")).toEqual(["So it goes."]);
  });

  it("[L5] know the headings above them, of which a document may claim any number and any length", () => {
    let open: { level: number; title: string }[] = [];
    for (let level = 1; level <= 2_000; level += 1) {
      const title = `Part ${level} ${"x".repeat(1_000)}`;
      ({ open } = chunkPage({ text: title, headings: [{ start: 0, level, title }] }, open));
    }
    expect(JSON.stringify(open).length).toBeLessThan(5_000);
    expect(open.at(-1)?.title).toMatch(/^Part 2000/);
  });

  it("[A20] of one long word are cut in time that grows with it", async () => {
    const cut = (text: string) => chunkPage({ text, headings: [] }, []);
    expect(await growth(cut, (size) => "a".repeat(size), { size: 100_000 })).toBeLessThan(LINEAR);
  });
});

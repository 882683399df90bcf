/** Searching a class with real SQLite: what is meant letter by letter. */
import { beforeAll, describe, expect, it } from "vitest";
import { newClass, put, search, settled, value, who } from "../support/worker/library.ts";

/** A class with one document of these paragraphs, each a chunk of its own. */
async function classOf(paragraphs: readonly string[]) {
  const group = await newClass();
  const text = paragraphs.map((paragraph) => `${paragraph} ${FILLING}`).join("\n\n");
  await settled(group, (await put(group, text, "notes.txt")).id);
  return (query: string) => search(group, query);
}

/** As long as a chunk grows, so that the next paragraph begins another. */
const FILLING =
  "Whatever is said in the course of a lecture about tables and files, about values and what they are read from, belongs to it. ".repeat(
    7,
  );

describe("what is meant letter by letter", () => {
  let find: Awaited<ReturnType<typeof classOf>>;

  beforeAll(async () => {
    const common = Array.from(
      { length: 150 },
      (_, i) =>
        `Read the table ${i}: a header is true, c is 1, 18 or 9 percent, x, i, not to be or to be, app and route.`,
    );
    find = await classOf([
      ...common,
      "The call read.table(file, header = TRUE) opens it.",
      "In C++ it is another matter.",
      "As Hamlet says, to be or not to be is the question.",
      "The share was 18.9 % in that year.",
      "The element a[i] follows, and x₁ is the first.",
      "Flask has the decorator @app.route for that.",
    ]);
  });

  it("[R19] is found among many chunks that hold its words", async () => {
    const asked: [string, string][] = [
      ["What does read.table do?", "read.table"],
      ["when is header=TRUE set", "header = TRUE"],
      ["what is C++", "C++"],
      ["who says “to be or not to be”", "Hamlet"],
      ["where is 18.9%", "18.9 %"],
      ["what is a[i]", "a[i]"],
      ["what is x_1", "x₁"],
      ["how is @app.route used", "@app.route"],
    ];
    for (const [question, held] of asked) expect((await find(question))[0]?.text, question).toContain(held);
  });

  it("[R19] is nothing where it stands everywhere, and asking so costs no more than its bound", async () => {
    expect(await find('"to be" "a header" "the table" "or to" "in the course of" "belongs to it"')).toHaveLength(5);
  });
});

describe("what is read of a page", () => {
  it.each([
    ["letters of one unit", "é – “ä” 中"],
    ["letters of two units", "😀 𝒙 𠮷 \u{F0000} \u{10FFFD}"],
  ])("[R31] is the chunk as it stands in the page, and what is before it: %s", async (_what, letters) => {
    const group = await newClass();
    const words = ["osmosis", "turgor", "mitosis"];
    const text = words.map((word) => `${letters} ${word} ${letters}. ${FILLING}`.trim()).join("\n\n");
    const { id: docId } = await settled(group, (await put(group, text, "notes.txt")).id);
    const page = value(await group.library.page({ ...who(group), docId, page: 1 }));
    expect(page.chunks).toHaveLength(3);
    for (const [i, word] of words.entries()) {
      const [found] = await search(group, word);
      const start = page.chunks[i]?.start ?? -1;
      expect(found?.text).toBe(page.chunks[i]?.text);
      expect(found?.text).toContain(word);
      expect(found?.span).toEqual({ start, gap: i === 0 ? null : "\n\n" });
    }
  });
});

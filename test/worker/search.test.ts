/** Searching a class with real SQLite: what is meant letter by letter. */
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { IndexStore, SPAN } from "../../src/library/index-store.ts";
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
  const ONE = "é – “ä” 中";
  const TWO = "😀 𝒙 𠮷 \u{F0000} \u{10FFFD}";

  it.each([
    ["letters of one unit", [ONE, ONE, ONE]],
    ["letters of two units", [TWO, TWO, TWO]],
    ["letters of two units in its midst", [ONE, TWO, ONE]],
    ["a letter of two units at its end", [ONE, ONE, "\u{100000}"]],
  ])("[R31] is the chunk as it stands in the page, and what is before it: %s", async (_what, letters) => {
    const group = await newClass();
    const words = ["osmosis", "turgor", "mitosis"];
    const text = words.map((word, i) => `${letters[i]} ${word} ${letters[i]}. ${FILLING}`.trim()).join("\n\n");
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

describe("what is read for a question", () => {
  it("[R32] is read by two statements however many chunks it is, in the order asked for, each as often as it is asked for", async () => {
    const group = await newClass();
    const text = (word: string) => Array.from({ length: 6 }, (_, i) => `${word} ${i}. ${FILLING}`).join("\n\n");
    for (const word of ["osmosis", "turgor", "mitosis"])
      await settled(group, (await put(group, text(word), `${word}.txt`)).id);
    await runInDurableObject(group.library, (_object: ClassLibrary, { storage }) => {
      const statements: string[] = [];
      const counted: SqlStorage = new Proxy(storage.sql, {
        get:
          (sql, key) =>
          (statement: string, ...bindings: SqlStorageValue[]) => {
            expect(key).toBe("exec");
            statements.push(statement);
            return sql.exec(statement, ...bindings);
          },
      });
      const index = new IndexStore(counted);
      const seqs = [3, 1, 2];
      const ids = seqs.flatMap((seq) => [5, 0, 3].map((n) => seq * SPAN + n));
      const loaded = index.load([...ids, 3 * SPAN + 99, 77 * SPAN, SPAN]);
      expect(loaded.map(({ id }) => id)).toEqual([...ids, SPAN]);
      expect(loaded.map((chunk) => `${chunk.document.name} ${chunk.text.slice(0, 9)}`).slice(0, 4)).toEqual([
        "mitosis.txt mitosis 5",
        "mitosis.txt mitosis 0",
        "mitosis.txt mitosis 3",
        "osmosis.txt osmosis 5",
      ]);
      expect(statements).toHaveLength(2);
      storage.sql.exec("UPDATE document SET state = 'removed' WHERE seq = 1");
      expect(index.load(ids).map(({ id }) => Math.floor(id / SPAN))).toEqual([3, 3, 3, 2, 2, 2]);
    });
  });
});

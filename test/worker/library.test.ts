import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Result } from "../../src/failure.ts";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { IndexStore } from "../../src/library/index-store.ts";
import { type IngestDeps, ingestStep } from "../../src/library/ingest.ts";
import { NumberStore } from "../../src/library/number-store.ts";
import { find, rankFound } from "../../src/library/search.ts";
import { LibraryStore } from "../../src/library/store.ts";
import { VectorCache } from "../../src/library/vectors.ts";
import { DIMENSIONS, type Embedder, quantize } from "../../src/model/embed.ts";
import type { ParseRequest } from "../../src/parser/parsed.ts";
import type { DocumentFailure } from "../../src/protocol.ts";
import { until } from "../support/worker/chat.ts";
import {
  book,
  type Group,
  hex,
  kill,
  leftOf,
  newClass,
  nothingLeft,
  put,
  search,
  setParser,
  settled,
  value,
  who,
} from "../support/worker/library.ts";

const FACTS = [
  "Mitosis has four phases: prophase, metaphase, anaphase and telophase. It divides one nucleus into two.",
  "Meiosis halves the number of chromosomes. Crossing over in prophase I exchanges segments.",
  "The mitotic spindle is built of microtubules. Kinetochores attach each chromatid to them.",
];
const NOTES = `# Cell division\n\n${FACTS.map((fact, i) => `## Part ${i + 1}\n\n${fact}\n\n${`Lecture ${i} shows the cell again and asks in which phase it was caught. `.repeat(8)}`).join("\n\n")}`;

describe("a document's way into a class", () => {
  it("[L1] a small file is ready in one step, is found by its words and read page by page", async () => {
    const group = await newClass();
    let steps = 0;
    await runInDurableObject(group.library, (object: ClassLibrary) => {
      const { parser } = object;
      const parse = (request: ParseRequest) => {
        steps += 1;
        return parser.parse(request);
      };
      object.parser = { parse } as unknown as ClassLibrary["parser"];
    });
    const queued = await put(group, NOTES);
    expect(queued).toMatchObject({ status: "queued", name: "cells.md", progress: 0 });
    const ready = await settled(group, queued.id);
    expect(steps).toBe(1);
    expect(ready).toMatchObject({ status: "ready", progress: 1, pages: 1, mediaType: "text/markdown", error: null });
    const [best] = await search(group, "kinetochores spindle microtubules");
    expect(best?.text).toContain("Kinetochores");
    expect(best).toMatchObject({ documentId: ready.id, documentName: "cells.md", classId: group.id, page: 1 });
    const page = value(await group.library.page({ userId: group.userId, docId: ready.id, page: 1 }));
    for (const chunk of page.chunks) expect(page.text.slice(chunk.start, chunk.end)).toBe(chunk.text);
    expect(page.chunks.map((chunk) => chunk.chunkId)).toContain(best?.chunkId);
    expect((await group.library.page({ userId: group.userId, docId: ready.id, page: 999 })).ok).toBe(false);
    expect(value(await group.library.check({ userId: group.userId, docId: ready.id })).class.documentCount).toBe(1);
  });

  it("[L4] [W79] a file that cannot be read fails with a sentence, and nothing of it is found", async () => {
    const group = await newClass();
    const files: [string, string, DocumentFailure][] = [
      ["a.pdf", "%PDF-1.7\ngarbage", "broken"],
      ["b.pdf", "hello", "disguised"],
      ["c.docx", "PK\u0003\u0004garbage", "broken"],
      ["d.txt", " \n", "empty"],
      ["e.exe", "MZ\u0000\u0001\u0002", "unsupported"],
    ];
    for (const [name, content, code] of files) {
      const failed = await settled(group, (await put(group, content, name)).id);
      expect(failed.status, name).toBe("failed");
      expect(failed.error, name).toMatch(/^[A-Z].+\.$/);
      expect(failed.code, name).toBe(code);
    }
    expect(value(await group.library.documents(who(group)))).toHaveLength(files.length);
    expect(await search(group, "hello garbage")).toEqual([]);
    expect(await leftOf(group)).toMatchObject({ chunk: 0, terms: 0, page: 0 });
  });

  it("[L6] a long document is read range by range, and every page is found", async () => {
    const group = await newClass();
    await setParser(group, book(95));
    const ready = await settled(group, (await put(group, "%PDF-", "book.pdf")).id);
    expect(ready).toMatchObject({ status: "ready", pages: 95 });
    for (const page of [1, 50, 51, 60, 95]) {
      const [best] = await search(group, `theme${page}`);
      expect(best).toMatchObject({ page, documentName: "book.pdf" });
    }
  });

  it("[L64] goes on where a range ended early", async () => {
    const group = await newClass();
    const asked: number[] = [];
    await setParser(group, async ({ from, to }) => {
      asked.push(from);
      return book(95)({ from, to: Math.min(to, from + 29) });
    });
    const ready = await settled(group, (await put(group, "%PDF-", "book.pdf")).id);
    expect(ready).toMatchObject({ status: "ready", pages: 95 });
    expect(asked).toEqual([1, 31, 61, 91]);
    expect(await leftOf(group)).toMatchObject({ page: 95 });
  });

  it("[L7] killed at any moment, a document still ends ready, with every page once", async () => {
    const group = await newClass();
    const parse = book(400);
    const slow = async (pages: { from: number; to: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return parse(pages);
    };
    await setParser(group, slow);
    const { id } = await put(group, "%PDF-", "book.pdf");
    let kills = 0;
    for (let state = ""; state !== "ready"; ) {
      await new Promise((resolve) => setTimeout(resolve, 5 + ((kills * 13) % 40)));
      if (kills < 8) {
        kills += 1;
        await kill(group);
        await setParser(group, slow);
      }
      await runDurableObjectAlarm(group.library).catch(() => undefined);
      state = value(await group.library.document({ ...who(group), docId: id })).status;
      expect(state).not.toBe("failed");
    }
    const left = await leftOf(group);
    expect(left).toMatchObject({ document: 1, page: 400, files: 1 });
    expect(await search(group, "theme77")).toHaveLength(1 + Math.floor((left.chunk ?? 0) / 400 - 1));
    expect(kills).toBe(8);
  });

  it("[L8] [L64] a parser that fails is asked again, for fewer pages, and a bounded number of times", async () => {
    const group = await newClass();
    const asked: number[] = [];
    let calls = 0;
    let skippedMs = 0;
    await runInDurableObject(group.library, (object: ClassLibrary) => {
      object.now = () => Date.now() + skippedMs;
    });
    await setParser(group, async (pages) => {
      calls += 1;
      asked.push(pages.to - pages.from + 1);
      if (calls < 3) throw new Error("the isolate ran out of memory");
      return book(3)(pages);
    });
    const first = await put(group, "%PDF-", "book.pdf");
    await until("the third try", async () => {
      skippedMs += 60_000;
      await runDurableObjectAlarm(group.library);
      return value(await group.library.document({ ...who(group), docId: first.id })).status === "ready";
    });
    expect(calls).toBe(3);
    expect(asked).toEqual([50, 25, 12]);
    calls = 0;
    await setParser(group, async () => {
      calls += 1;
      throw new Error("the isolate ran out of memory");
    });
    const second = await put(group, "%PDF-1", "bomb.pdf");
    await until("the last try", async () => {
      skippedMs += 60_000;
      await runDurableObjectAlarm(group.library);
      return value(await group.library.document({ ...who(group), docId: second.id })).status === "failed";
    });
    expect(calls).toBe(5);
    expect(value(await group.library.document({ ...who(group), docId: second.id })).error).not.toMatch(
      /isolate|memory/,
    );
  });
});

describe("a class that is full", () => {
  it("[L13] takes no more documents, nor more bytes than a class may hold", async () => {
    const group = await newClass();
    const { id } = await put(group, "Some text.");
    await settled(group, id);
    await runInDurableObject(group.library, (_object: ClassLibrary, state) => {
      state.storage.sql.exec("UPDATE document SET bytes = 4999999990");
    });
    const upload = (bytes: number) =>
      group.library.beginUpload({ ...who(group), name: "more.txt", mediaType: "text/plain", bytes });
    expect(await upload(11)).toMatchObject({ ok: false, failure: { code: "storage-exceeded" } });
    const twins = [value(await upload(6)), value(await upload(6))];
    const ends = await Promise.all(
      twins.map(({ docId }, i) =>
        group.library.finishUpload({ ...who(group), docId, bytes: 6, hash: String(i).repeat(64) }),
      ),
    );
    expect(ends.filter((end) => end.ok)).toHaveLength(1);
    expect(ends.find((end) => !end.ok)).toMatchObject({ failure: { code: "storage-exceeded" } });
  });
});

describe("what is removed", () => {
  it("[L9] a document is found no more from that moment on, and leaves nothing", async () => {
    const group = await newClass();
    const ready = await settled(group, (await put(group, NOTES)).id);
    expect(await search(group, "mitosis")).not.toEqual([]);
    value(await group.library.removeDocument({ ...who(group), docId: ready.id }));
    expect(await search(group, "mitosis")).toEqual([]);
    expect(value(await group.library.documents(who(group)))).toEqual([]);
    for (const gone of [
      group.library.document({ ...who(group), docId: ready.id }),
      group.library.fileOf({ ...who(group), docId: ready.id }),
      group.library.page({ ...who(group), docId: ready.id, page: 1 }),
    ]) {
      expect(await gone).toMatchObject({ ok: false, failure: { code: "not-found" } });
    }
    await nothingLeft(group);
    expect(value(await group.library.check({ ...who(group), docId: null })).class.documentCount).toBe(0);
  });

  it("[L9] also in the middle of being read, and of being killed while it is wiped", async () => {
    const group = await newClass();
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const parse = book(500);
    await setParser(group, async (pages) => {
      if (pages.from > 100) await held;
      return parse(pages);
    });
    const { id } = await put(group, "%PDF-", "book.pdf");
    await until(
      "half read",
      async () => value(await group.library.document({ ...who(group), docId: id })).progress >= 0.18,
    );
    value(await group.library.removeDocument({ ...who(group), docId: id }));
    goOn();
    await kill(group);
    await nothingLeft(group);
  });

  it("[L10] an upload that never ends is swept after an hour, one that was abandoned at once", async () => {
    const group = await newClass();
    const begin = async () =>
      value(await group.library.beginUpload({ ...who(group), name: "a.txt", mediaType: "text/plain", bytes: 3 }));
    const [first, second] = [await begin(), await begin()];
    await env.FILES.put(first.key, "abc");
    expect(value(await group.library.documents(who(group)))).toEqual([]);
    expect(await group.library.check({ ...who(group), docId: first.docId })).toMatchObject({ ok: false });
    value(await group.library.abandonUpload({ ...who(group), docId: second.docId }));
    await until("abandoned", async () => (await leftOf(group)).document === 1);
    await runInDurableObject(group.library, (object: ClassLibrary) => {
      object.now = () => Date.now() + 61 * 60_000;
    });
    await nothingLeft(group);
    await env.FILES.put(first.key, "abc");
    expect(await group.library.finishUpload({ ...who(group), docId: first.docId, bytes: 3 })).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    await until("the late file is gone", async () => (await env.FILES.head(first.key)) === null);
  });

  it("[L11] a class leaves nothing, and is told to the account", async () => {
    const group = await newClass();
    await settled(group, (await put(group, NOTES)).id);
    const account = env.USER_ACCOUNT.getByName(group.userId);
    const listed = async () => value(await account.classes({ userId: group.userId })).classes;
    await until("counted", async () => (await listed())[0]?.documentCount === 1);
    value(await group.library.remove(who(group)));
    expect(await listed()).toEqual([]);
    expect(await group.library.search({ ...who(group), query: "mitosis", docId: null, limit: 5 })).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    await until("wiped", async () => {
      await runDurableObjectAlarm(group.library);
      return runInDurableObject(group.library, async (_object: ClassLibrary, state) => {
        const tables = state.storage.sql
          .exec("SELECT name FROM sqlite_master WHERE name IN ('library', 'chunk_index')")
          .toArray();
        return tables.length === 0 && (await state.storage.getAlarm()) === null;
      });
    });
    expect((await env.FILES.list({ prefix: `${group.id}/` })).objects).toEqual([]);
    expect(await group.library.rename({ ...who(group), name: "again" })).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
  });
});

describe("the door", () => {
  it("[L12] answers another user as if there were nothing, for every call", async () => {
    const group = await newClass();
    const { id: docId } = await settled(group, (await put(group, NOTES)).id);
    const userId = hex();
    const { library } = group;
    const [chunk] = await search(group, "mitosis");
    const calls: Promise<Result<unknown>>[] = [
      library.create({
        userId,
        class: { id: group.id, name: "mine", createdAt: new Date().toISOString(), documentCount: 0 },
      }),
      library.rename({ userId, name: "mine" }),
      library.remove({ userId }),
      library.check({ userId, docId: null }),
      library.documents({ userId }),
      library.document({ userId, docId }),
      library.beginUpload({ userId, name: "a", mediaType: "", bytes: 1 }),
      library.finishUpload({ userId, docId, bytes: 1 }),
      library.abandonUpload({ userId, docId }),
      library.removeDocument({ userId, docId }),
      library.fileOf({ userId, docId }),
      library.page({ userId, docId, page: 1 }),
      library.search({ userId, query: "mitosis", docId: null, limit: 5 }),
      library.find({ userId, query: "mitosis", docId, limit: 5 }),
      library.frequencies({ userId, query: "mitosis" }),
      library.coverage({ userId, docId: null, limit: 5 }),
      library.chunks({ userId, chunkIds: [chunk?.chunkId ?? ""] }),
    ];
    for (const reply of await Promise.all(calls))
      expect(reply).toMatchObject({ ok: false, failure: { code: "not-found" } });
    expect(value(await library.documents(who(group)))).toHaveLength(1);
    expect(await search(group, "mitosis")).not.toEqual([]);
  });

  it("[L12] of a class that was never made writes nothing, whatever is asked", async () => {
    const library = env.CLASS_LIBRARY.getByName(hex());
    expect((await library.beginUpload({ userId: hex(), name: "a", mediaType: "", bytes: 1 })).ok).toBe(false);
    expect((await library.finishUpload({ userId: hex(), docId: hex(), bytes: 1 })).ok).toBe(false);
    await runInDurableObject(library, (_object: ClassLibrary, state) => {
      expect(
        state.storage.sql
          .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
          .toArray(),
      ).toEqual([]);
    });
  });

  it("[L12] knows its owner after an eviction, and its documents", async () => {
    const group = await newClass();
    await settled(group, (await put(group, NOTES)).id);
    await evictDurableObject(group.library);
    expect(await search(group, "kinetochores")).not.toEqual([]);
    expect((await group.library.documents({ userId: hex() })).ok).toBe(false);
  });
});

describe("search in a class", () => {
  it("[R8] stays in the document that is named, and finds nothing in one of another class", async () => {
    const [group, other] = [await newClass(), await newClass()];
    const first = await settled(group, (await put(group, NOTES, "first.md")).id);
    const second = await settled(
      group,
      (await put(group, "The spindle of a spinning wheel turns wool into yarn.", "second.txt")).id,
    );
    await settled(other, (await put(other, "Something else entirely.", "other.txt")).id);
    expect((await search(group, "spindle")).length).toBeGreaterThan(1);
    for (const { documentId } of await search(group, "spindle", second.id)) expect(documentId).toBe(second.id);
    expect(await search(other, "spindle")).toEqual([]);
    expect(await search(other, "spindle", first.id)).toEqual([]);
  });

  it("[R2] takes any text as words", async () => {
    const group = await newClass();
    await settled(group, (await put(group, NOTES)).id);
    for (const query of [
      '"',
      "'; DROP TABLE chunk; --",
      "mitosis AND NOT (",
      "title:mitosis*",
      "NEAR(a b)",
      "?",
      "\u0000",
      "😀",
      "x".repeat(8_000),
      "a ".repeat(4_000),
    ]) {
      expect((await group.library.search({ ...who(group), query, docId: null, limit: 5 })).ok, query.slice(0, 30)).toBe(
        true,
      );
    }
  });

  it("[R1] works in scripts without spaces and with marks", async () => {
    const group = await newClass();
    const texts = {
      "a.txt": "細胞分裂には四つの段階がある。",
      "b.txt": "कोशिका विभाजन के चार चरण हैं।",
      "c.txt": "الانقسام الخلوي له أربع مراحل.",
      "d.txt": "Die Größe der Zellen ändert sich.",
    };
    for (const [name, text] of Object.entries(texts)) await settled(group, (await put(group, text, name)).id);
    for (const [query, name] of [
      ["分裂", "a.txt"],
      ["कोशिका", "b.txt"],
      ["انقسام", "c.txt"],
      ["grosse zelle", "d.txt"],
    ]) {
      expect((await search(group, query ?? ""))[0]?.documentName, query).toBe(name);
    }
  });

  it("[R7] covers every section, and gives back chunks by their ids", async () => {
    const group = await newClass();
    await settled(group, (await put(group, NOTES)).id);
    const covered = value(await group.library.coverage({ ...who(group), docId: null, limit: 8 }));
    for (const part of ["Mitosis", "Meiosis", "spindle"])
      expect(
        covered.some(({ text }) => text.includes(part)),
        part,
      ).toBe(true);
    const ids = covered.map(({ chunkId }) => chunkId).reverse();
    expect(
      value(await group.library.chunks({ ...who(group), chunkIds: [...ids, `${hex()}-0`, "nonsense"] })).map(
        ({ chunkId }) => chunkId,
      ),
    ).toEqual(ids);
  });

  it("[R10] makes the index anew when it was made by another version of the tokens", async () => {
    const group = await newClass();
    await setParser(group, book(60));
    await settled(group, (await put(group, "%PDF-", "book.pdf")).id);
    await runInDurableObject(group.library, (_object: ClassLibrary, state) => {
      state.storage.sql.exec("INSERT INTO chunk_index (chunk_index) VALUES ('delete-all')");
      state.storage.sql.exec("UPDATE library SET tokenizer = 0");
    });
    await evictDurableObject(group.library);
    await until("indexed again", async () => (await search(group, "theme59"))[0]?.page === 59);
    const left = await leftOf(group);
    expect(left.terms).toBeGreaterThan(60);
  });
});

describe("vectors", () => {
  /** Texts about the same word get the same direction. */
  const embedder = (name: string, embed?: Embedder["embed"]): Embedder => ({
    name,
    dimensions: DIMENSIONS,
    embed:
      embed ??
      (async (texts) => ({
        ok: true,
        value: texts.map((text) => {
          const vector = new Float32Array(DIMENSIONS);
          vector[Number(/theme(\d+)/.exec(text)?.[1] ?? 0) % DIMENSIONS] = 1;
          return vector;
        }),
      })),
  });

  /** The steps of ingestion on a real library's storage, with a model of the test's own. */
  async function withSteps<T>(
    group: Group,
    model: Embedder,
    use: (
      run: (docId: string) => Promise<string | undefined>,
      planned: () => number | null,
      storage: DurableObjectStorage,
    ) => Promise<T>,
    more: Partial<IngestDeps> = {},
  ): Promise<T> {
    return runInDurableObject(group.library, async (_object: ClassLibrary, state) => {
      const [store, index] = [new LibraryStore(state.storage), new IndexStore(state.storage.sql)];
      let planned: number | null = null;
      const deps: IngestDeps = {
        store,
        index,
        versions: {
          store,
          numbers: new NumberStore(state.storage.sql),
          plan: () => {},
          announce: () => {},
          now: () => 1_000,
        },
        reserve: async () => ({ granted: true, giveBack: () => {} }),
        mostTokens: 100_000,
        clear: () => {},
        unpack: () => {},
        embedder: model,
        parse: async (_row, pages) => book(80)(pages),
        transact: (work) => state.storage.transactionSync(work),
        announce: () => {},
        plan: (_docId, at) => {
          planned = at;
        },
        now: () => 1_000,
        next: () => 1_020,
        random: () => 0.5,
        ...more,
      };
      return use(
        async (docId) => {
          await ingestStep(deps, docId);
          return store.document(docId)?.state;
        },
        () => planned,
        state.storage,
      );
    });
  }

  const upload = async (group: Group) => {
    const { docId } = value(
      await group.library.beginUpload({ ...who(group), name: "book.pdf", mediaType: "", bytes: 1 }),
    );
    await runInDurableObject(group.library, (_object: ClassLibrary, state) => {
      state.storage.sql.exec("UPDATE document SET state = 'queued' WHERE id = ?", docId);
    });
    return docId;
  };

  it("[R5] are made in batches before a document is ready, and find what the words do not", async () => {
    const group = await newClass();
    const docId = await upload(group);
    await withSteps(group, embedder("model-a"), async (run, planned, storage) => {
      const states = [];
      do states.push(await run(docId));
      while (planned() !== null);
      expect(states[0]).toBe("parsing");
      expect(states).toContain("embedding");
      expect(states.at(-1)).toBe("ready");
      const code = new Float32Array(DIMENSIONS);
      code[33] = 1;
      const search = (model: string) =>
        rankFound(
          find(new IndexStore(storage.sql), new VectorCache(), group.id, {
            query: "Kapitel",
            seq: null,
            vector: { model, code: quantize(code) },
            frequencies: null,
          }),
          3,
        );
      expect(search("model-a")[0]).toMatchObject({ page: 33 });
      expect(search("model-b")).toEqual([]);
      // Vectors that were stored before there were short codes.
      storage.sql.exec("DELETE FROM vector_signs WHERE id % 2 = 0");
      expect(search("model-a")[0]).toMatchObject({ page: 33 });
    });
  });

  it("[R5] that cannot be had leave a document ready by its words, and are tried again", async () => {
    const group = await newClass();
    const docId = await upload(group);
    const down = embedder("model-a", async () => ({ ok: false, failure: { code: "model-failed", error: "" } }));
    await withSteps(group, down, async (run, planned) => {
      let state: string | undefined;
      do state = await run(docId);
      while (state !== "ready");
      expect(planned()).toBeGreaterThan(1_000);
      for (let tries = 0; planned() !== null; tries += 1) {
        expect(tries).toBeLessThan(20);
        expect(await run(docId)).toBe("ready");
      }
    });
    expect((await search(group, "theme12"))[0]?.page).toBe(12);
  });

  it("[L9] of a document that is removed meanwhile are not stored", async () => {
    const group = await newClass();
    const docId = await upload(group);
    const { embed } = embedder("model-a");
    let isRemoved = false;
    const removing = embedder("model-a", async (texts) => {
      value(await group.library.removeDocument({ ...who(group), docId }));
      isRemoved = true;
      return embed(texts);
    });
    await withSteps(group, removing, async (run) => {
      for (let steps = 0; !isRemoved; steps += 1) {
        expect(steps).toBeLessThan(10);
        await run(docId);
      }
    });
    await nothingLeft(group);
  });

  it("[L88] wait for the model's minute without holding a document up, and take no more of it than it has", async () => {
    const group = await newClass();
    const docId = await upload(group);
    const asked: number[] = [];
    let room = 2;
    const reserve: IngestDeps["reserve"] = async (tokens) => {
      asked.push(tokens);
      room -= 1;
      return room >= 0 ? { granted: true, giveBack: () => {} } : { granted: false, retryAfterMs: 7_000 };
    };
    const sizes: number[] = [];
    const { embed } = embedder("model-a");
    const counting = embedder("model-a", (texts) => {
      sizes.push(texts.length);
      return embed(texts);
    });
    await withSteps(
      group,
      counting,
      async (run, planned, storage) => {
        let state: string | undefined;
        do state = await run(docId);
        while (state !== "ready");
        // Two batches were made, the third one waits: the document does not.
        expect(sizes).toHaveLength(2);
        expect(planned()).toBe(8_000);
        expect((await search(group, "theme12"))[0]?.page).toBe(12);
        room = 1_000;
        do await run(docId);
        while (planned() !== null);
        const row = storage.sql.exec("SELECT chunks, embedded, tries, vector_model FROM document").one();
        expect(row).toMatchObject({ embedded: row.chunks, tries: 0, vector_model: "model-a" });
      },
      { reserve, mostTokens: 1_000 },
    );
    expect(Math.max(...asked)).toBeLessThanOrEqual(1_000);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(10);
  });

  it("[R5] of another model are made again, and never compared", async () => {
    const group = await newClass();
    const docId = await upload(group);
    const toTheEnd = (name: string) =>
      withSteps(group, embedder(name), async (run, planned, storage) => {
        do await run(docId);
        while (planned() !== null);
        return storage.sql
          .exec("SELECT vector_model, embedded, chunks, (SELECT COUNT(*) FROM vector) AS vectors FROM document")
          .one();
      });
    const first = await toTheEnd("model-a");
    const second = await toTheEnd("model-b");
    expect(second).toEqual({ ...first, vector_model: "model-b" });
    expect(second.vectors).toBe(second.chunks);
  });
});

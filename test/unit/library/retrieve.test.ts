import { afterEach, describe, expect, it, vi } from "vitest";
import type { Passage } from "../../../src/answer/passage.ts";
import { ok, type Result, refuse } from "../../../src/failure.ts";
import type { Frequencies } from "../../../src/library/rank.ts";
import { type Found, rankFound } from "../../../src/library/search.ts";
import type { Library } from "../../../src/retrieval/embedded.ts";
import { remembering } from "../../../src/retrieval/remembering.ts";
import { type RetrievalAsk, retrieve } from "../../../src/retrieval/retrieve.ts";

const passage = (classId: string, n: number, text = `text ${classId} ${n}`): Passage => ({
  chunkId: `${classId}-${n}`,
  documentId: `doc-${classId}`,
  documentName: "d",
  classId,
  page: 1,
  text,
  score: 0,
  reference: null,
});
const found = (classId: string, n: number, lexical: number, similar = 0): Found => ({
  passage: passage(classId, n),
  lexical,
  similar,
});
const aClass = (id: string) => ({ id, name: id, createdAt: "", documentCount: 1 });

/** A library that logs what it is asked. */
function fake(classId: string, finds: (query: string) => Found[], log: unknown[] = []): Library {
  return {
    search: async (p) => {
      log.push(["search", classId, p.query, p.frequencies ?? null, p.vector ?? null]);
      return ok(rankFound(finds(p.query), p.limit));
    },
    find: async (p) => {
      log.push(["find", classId, p.query, p.frequencies ?? null, p.vector ?? null]);
      return ok(finds(p.query));
    },
    frequencies: async (): Promise<Result<Frequencies>> => ok({ chunks: 10, tokens: 100, terms: { cell: 3 } }),
    coverage: async ({ limit }) => ok(Array.from({ length: limit }, (_, i) => passage(classId, i))),
    chunks: async ({ chunkIds }) => ok(chunkIds.map((id) => passage(classId, Number(id.split("-")[1])))),
  };
}

const ask: RetrievalAsk = {
  userId: "u",
  scope: { classId: "A", docId: null },
  route: "general_qa",
  question: "What is a cell?",
  previous: null,
};

function asked(
  libraries: Record<string, Library>,
  more: Partial<RetrievalAsk> = {},
  embed: ((text: string) => Promise<number[] | null>) | null = null,
  coverage?: number,
) {
  const missing: Library = {
    search: async () => refuse("not-found"),
    find: async () => refuse("not-found"),
    frequencies: async () => refuse("not-found"),
    coverage: async () => refuse("not-found"),
    chunks: async () => refuse("not-found"),
  };
  const deps = {
    library: (id: string) => libraries[id] ?? missing,
    recentClasses: async () => ok(["A", "B", "gone"].map(aClass)),
    embed,
    ...(coverage === undefined ? {} : { coverage }),
  };
  return retrieve(deps, { ...ask, ...more });
}

const ids = (result: Result<Passage[]>) =>
  result.ok ? result.value.map(({ chunkId }) => chunkId) : result.failure.code;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("retrieval", () => {
  it("[R5] gives at most eight passages, the best first, each once", async () => {
    const library = fake("A", () => Array.from({ length: 30 }, (_, i) => found("A", i, i)));
    const result = await asked({ A: library });
    expect(ids(result)).toEqual([29, 28, 27, 26, 25, 24, 23, 22].map((n) => `A-${n}`));
    expect(ids(await asked({ A: library }, { limit: 2 }))).toEqual(["A-29", "A-28"]);
    expect(ids(await asked({ A: fake("A", () => []) }))).toEqual([]);
  });

  it("[R5] fuses words and sense, and does without vectors when there are none to be had", async () => {
    const library = fake("A", () => [found("A", 1, 9), found("A", 2, 5, 0.9), found("A", 3, 0, 0.8)]);
    expect(ids(await asked({ A: library }, {}, async () => [1, 0]))).toEqual(["A-2", "A-1", "A-3"]);
    const failing = async () => {
      throw new Error("down");
    };
    expect(ids(await asked({ A: fake("A", () => [found("A", 1, 9)]) }, {}, failing))).toEqual(["A-1"]);
  });

  it("[R5] shows an equal text once, the one whose place on its page is known", async () => {
    const twin = (n: number, text: string, placed: boolean): Found => ({
      ...found("A", n, 9 - n),
      passage: passage("A", n, text),
      placed,
    });
    const twins = [
      twin(1, "One  text", false),
      twin(2, "other", false),
      twin(3, "one text", true),
      twin(4, "One text", true),
    ];
    expect(ids(await asked({ A: fake("A", () => twins) }))).toEqual(["A-3", "A-2"]);
  });

  it("[R6] asks the classes used last with shared frequencies, and passes over one that is gone", async () => {
    const log: unknown[] = [];
    const libraries = { A: fake("A", () => [found("A", 1, 3)], log), B: fake("B", () => [found("B", 1, 7)], log) };
    expect(ids(await asked(libraries, { scope: null }))).toEqual(["B-1", "A-1"]);
    expect(log).toHaveLength(2);
    for (const [, , , frequencies] of log as [string, string, string, Frequencies][])
      expect(frequencies).toMatchObject({ chunks: 20, terms: { cell: 6 } });
  });

  it("[R24] passes over a class that nobody named when it is slow or cannot be reached, and fails when none answers", async () => {
    vi.useFakeTimers();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const never = () => new Promise<never>(() => undefined);
    const slow: Library = { ...fake("A", () => []), frequencies: never, find: never };
    const broken = fake("A", () => {
      throw new Error("no such object");
    });
    const B = fake("B", () => [found("B", 1, 7)]);
    for (const A of [slow, broken]) {
      const result = asked({ A, B }, { scope: null });
      await vi.advanceTimersByTimeAsync(3_001);
      expect(ids(await result)).toEqual(["B-1"]);
    }
    const none = asked({ A: slow, B: slow }, { scope: null });
    await vi.advanceTimersByTimeAsync(3_001);
    expect(ids(await none)).toBe("retrieval-failed");
  });

  it("[R23] waits three seconds for a vector, no longer than the question lives, and goes on by words", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const cord = new AbortController();
      setTimeout(() => cord.abort(), ms);
      return cord.signal;
    });
    const embed = (_text: string, signal?: AbortSignal) =>
      new Promise<null>((resolve) => signal?.addEventListener("abort", () => resolve(null)));
    const A = fake("A", () => [found("A", 1, 9)]);
    const late = asked({ A }, {}, embed);
    await vi.advanceTimersByTimeAsync(3_001);
    expect(ids(await late)).toEqual(["A-1"]);
    const cord = new AbortController();
    const stopped = asked({ A }, { signal: cord.signal }, embed);
    cord.abort();
    expect((await stopped).ok).toBe(false);
  });

  it("[R22] remembers the vectors of the last questions", async () => {
    const texts: string[] = [];
    const embed = remembering(async (text) => {
      texts.push(text);
      return text === "none" ? null : [text.length];
    });
    for (const text of ["a", "a", "none", "none", ...Array.from({ length: 16 }, (_, i) => `q${i}`), "q0", "a"])
      await embed(text);
    expect(texts).toEqual(["a", "none", "none", ...Array.from({ length: 16 }, (_, i) => `q${i}`), "a"]);
    expect(await embed("a")).toEqual([1]);
  });

  it("[R8] answers not-found for a named class that is not the user's, and retrieval-failed when it cannot be reached", async () => {
    expect(ids(await asked({}))).toBe("not-found");
    const broken = fake("A", () => {
      throw new Error("no such object");
    });
    expect(ids(await asked({ A: broken }))).toBe("retrieval-failed");
  });

  it("[R9] looks for a follow-up together with the turn before, whose passages stay in the running", async () => {
    const log: unknown[] = [];
    const library = fake("A", (query) => (query.includes("Meiosis") ? [found("A", 5, 9)] : [found("A", 7, 2)]), log);
    const previous = {
      question: "What is Meiosis?",
      passages: [
        { classId: "A", chunkId: "A-3" },
        { classId: "other", chunkId: "other-1" },
      ],
    };
    const result = await asked({ A: library }, { route: "follow_up", question: "and when does it happen?", previous });
    expect(ids(result)).toEqual(expect.arrayContaining(["A-5", "A-7", "A-3"]));
    expect(ids(result)).not.toContain("other-1");
    expect(log.map((entry) => (entry as string[])[2])).toContain("What is Meiosis?\nand when does it happen?");
  });

  it("[R41] gives a study guide more passages where no model has to read them", async () => {
    const guide = { route: "generate_study_guide", question: "Make me a study guide" } as const;
    expect(ids(await asked({ A: fake("A", () => []) }, guide))).toHaveLength(16);
    expect(ids(await asked({ A: fake("A", () => []) }, guide, null, 40))).toHaveLength(40);
    expect(ids(await asked({ A: fake("A", () => []) }, { limit: 5 }, null, 40))).toHaveLength(0);
  });

  it("[R7] spreads a study guide over everything, and looks for its subject where one is named", async () => {
    const log: unknown[] = [];
    const library = fake("A", () => [found("A", 99, 5)], log);
    const whole = await asked(
      { A: library },
      { route: "generate_study_guide", question: "Make me a study guide for this chapter" },
    );
    expect(ids(whole)).toHaveLength(16);
    expect(log).toEqual([]);
    const about = await asked(
      { A: library },
      { route: "generate_study_guide", question: "Make me a study guide about cytokinesis" },
    );
    expect(ids(about)).toContain("A-99");
    expect(ids(about)).toHaveLength(16);
  });
});

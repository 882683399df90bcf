import { describe, expect, it } from "vitest";
import { cutToTokens, estimateTokens, fitHistory, fitPassages } from "../../../src/answer/fit-context.ts";
import { passage } from "./passages.ts";

describe("estimating tokens", () => {
  it.each([
    ["", 0],
    ["abcd", 1],
    ["abcdefgh", 2],
    ["naïveté!", 2],
    ["细胞分裂", 4],
    ["клетка", 3],
    ["한국", 2],
    ["🧬", 2],
  ])("[T48] %j is about %i", (text, tokens) => expect(estimateTokens(text)).toBe(tokens));

  it("[T48] a cut text fits, ends at a word and says that it was cut", () => {
    const text = "one two three four five six seven eight nine ten";
    const cut = cutToTokens(text, 5);
    expect(estimateTokens(cut)).toBeLessThanOrEqual(6);
    expect(text.startsWith(`${cut.slice(0, -1)} `)).toBe(true);
    expect(cut.endsWith("…")).toBe(true);
    expect(cutToTokens(text, 100)).toBe(text);
    expect(cutToTokens(text, estimateTokens(text))).toBe(text);
    expect(cutToTokens("🧬🧬🧬🧬", 4).isWellFormed()).toBe(true);
    expect(cutToTokens("细胞", 0)).toBe("");
  });
});

describe("fitting the conversation", () => {
  const exchange = (n: number, letters = 40) => ({
    question: `question ${n}`,
    answer: `answer ${n} ${"x ".repeat(letters / 2)}`,
  });

  it("[T48] the newest are kept, oldest first, without a hole", () => {
    const history = [1, 2, 3, 4].map((n) => exchange(n));
    expect(fitHistory(history, 1_000)).toEqual(history);
    expect(fitHistory(history, 52)).toEqual(history.slice(2));
    const withLong = [exchange(1), exchange(2, 4_000), exchange(3)];
    expect(fitHistory(withLong, 60)).toEqual([withLong[2]]);
  });

  it("[T48] a long answer is cut rather than lost, a question never is", () => {
    const [only] = fitHistory([exchange(1, 40_000)], 500);
    expect(only?.question).toBe("question 1");
    expect(only?.answer.endsWith("…")).toBe(true);
    expect(estimateTokens(only?.answer ?? "")).toBeLessThanOrEqual(500);
    expect(fitHistory([{ question: "q".repeat(8_000), answer: "a" }], 100)).toEqual([]);
    expect(fitHistory([], 100)).toEqual([]);
  });
});

describe("fitting the passages", () => {
  it("[T48] the first always stays, the others while there is room, all of them whole", () => {
    const passages = [1, 2, 3].map((n) => passage({ chunkId: `c${n}`, text: "word ".repeat(80) }));
    expect(fitPassages(passages, 10)).toEqual(passages.slice(0, 1));
    expect(fitPassages(passages, 300)).toEqual(passages.slice(0, 2));
    expect(fitPassages(passages, 10_000)).toEqual(passages);
    expect(fitPassages(passages, 10_000, 1)).toEqual(passages.slice(0, 1));
    expect(fitPassages([], 10)).toEqual([]);
  });
});

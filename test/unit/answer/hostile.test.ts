import { describe, expect, it } from "vitest";
import { withoutMarks } from "../../../src/answer/citations.ts";
import { detectRoute } from "../../../src/answer/detect-route.ts";
import { sentencesOf } from "../../../src/answer/sentences.ts";

const took = (work: () => unknown): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};

describe("what a user sends to be read", () => {
  it("[A22] of a history, the blanks before marks cost no more than other text", () => {
    expect(took(() => withoutMarks(`${"a".repeat(10)}${" ".repeat(250_000)}b [1]`))).toBeLessThan(1_000);
    expect(withoutMarks("One  [1]. Two\t[2] and [3][1]")).toBe("One. Two\t and");
  });

  it("[A22] a question of brackets alone costs no more than other questions", () => {
    const worst = Math.min(...[1, 2, 3].map(() => took(() => detectRoute("[".repeat(8_000), true))));
    expect(worst).toBeLessThan(100);
  });

  it("[A22] empty lines are passed over", () => {
    expect(took(() => sentencesOf(`a.${"\n".repeat(250_000)}b.`))).toBeLessThan(1_500);
    expect(sentencesOf("a.\n\n \n\nb.").map(({ text }) => text)).toEqual(["a.", "b."]);
  });
});

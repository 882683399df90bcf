import { describe, expect, it } from "vitest";
import { withoutMarks } from "../../../src/answer/citations.ts";
import { detectRoute } from "../../../src/answer/detect-route.ts";
import { sentencesOf } from "../../../src/answer/sentences.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";

describe("what a user sends to be read", () => {
  it("[A22] of a history, the blanks before marks cost no more than other text", async () => {
    const blanks = (size: number) => `${"a".repeat(10)}${" ".repeat(size)}b [1]`;
    expect(await growth(withoutMarks, blanks, { size: 5_000 })).toBeLessThan(LINEAR);
    expect(withoutMarks("One  [1]. Two\t[2] and [3][1]")).toBe("One. Two\t and");
  });

  it("[A22] a question of brackets alone costs no more than other questions", async () => {
    const routeOf = (question: string) => detectRoute(question, true);
    expect(await growth(routeOf, (size) => "[".repeat(size), { size: 2_000 })).toBeLessThan(LINEAR);
  });

  it("[A22] empty lines are passed over", async () => {
    expect(await growth(sentencesOf, (size) => `a.${"\n".repeat(size)}b.`, { size: 5_000 })).toBeLessThan(LINEAR);
    expect(sentencesOf("a.\n\n \n\nb.").map(({ text }) => text)).toEqual(["a.", "b."]);
  });
});

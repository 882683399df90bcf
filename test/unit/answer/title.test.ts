import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_TITLE, titleOf } from "../../../src/answer/title.ts";
import { anyCharacter } from "../../support/any-character.ts";

describe("the title of a chat", () => {
  it.each([
    ["What is mitosis?", "What is mitosis?"],
    ["  What\n is\tmitosis?  ", "What is mitosis?"],
    [`${" ".repeat(5_000)}late`, "late"],
    [
      "Why do the chromosomes of a dividing cell line up at the metaphase plate before they part?",
      "Why do the chromosomes of a dividing cell line up at the…",
    ],
    ["细胞".repeat(50), `${"细胞".repeat(50).slice(0, 59)}…`],
    ["a".repeat(100), `${"a".repeat(59)}…`],
    [" \u0000\n", "New chat"],
    ["a\ud83e", "a\ufffd"],
  ])("[T49] of %j", (question, title) => expect(titleOf(question)).toBe(title));

  it("[T49] is one line, well-formed, never empty and at most 60 code points, whatever was asked", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter, maxLength: 300 }),
          fc.string({ unit: "grapheme", maxLength: 300 }),
          fc.constant(`e${"\u0301".repeat(200)}`),
        ),
        (question) => {
          const title = titleOf(question);
          expect([...title].length).toBeLessThanOrEqual(MAX_TITLE);
          expect(title.isWellFormed()).toBe(true);
          expect(title).toMatch(/^[^\n\r\t]+$/u);
        },
      ),
    );
  });
});

import { describe, expect, it } from "vitest";
import { partsOf, quotationsOf } from "../../../src/answer/quotations.ts";

const texts = (text: string) => quotationsOf(text).map(({ start, end }) => text.slice(start, end));

describe("quotations", () => {
  it.each<[string, string[]]>([
    ["He said “a cell divides” twice.", ["a cell divides"]],
    ['He said "a cell divides", and "it rests".', ["a cell divides", "it rests"]],
    ["Er sagt: „Die Zelle teilt sich“.", ["Die Zelle teilt sich"]],
    ["Il dit « la cellule » et »die Zelle«.", [" la cellule ", "die Zelle"]],
    ["「細胞」と『核』", ["細胞", "核"]],
    ["two\n“over\nlines” here", ["over\nlines"]],
    ["“not over\n\nparagraphs”", []],
    ['a 5" pipe and a 6" one', []],
    ["“never closed", []],
    ["it's the cell's", []],
    ["> a block\n> of two lines\n\nrest", ["> a block\n> of two lines"]],
    ["> “inner” of a block", ["inner"]],
    ["1 > 0 is no block", []],
    ["", []],
  ])("[C9] of %j", (text, expected) => expect(texts(text)).toEqual(expected));

  it("[C9] are parted where something was left out or put in", () => {
    expect(partsOf("The cell […] divides … and (...) rests [sic] now.").map((part) => part.trim())).toEqual([
      "The cell",
      "divides",
      "and",
      "rests",
      "now.",
    ]);
  });

  it.each(["“", '"', "> \n\n", "«»", '"a', "“a. b” ", "„\n "])(
    "[C10] a long text of %j is searched in one go",
    (unit) => {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      for (const { start, end } of quotationsOf(text)) expect(start).toBeLessThanOrEqual(end);
    },
  );
});

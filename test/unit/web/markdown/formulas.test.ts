import { describe, expect, it } from "vitest";
import { advance, emptyDocument } from "../../../../web/markdown/document.ts";
import type { Block, Formula, Inline } from "../../../../web/markdown/nodes.ts";
import { readsLikeMath } from "../../../../web/markdown/rules/math.ts";
import { growth, LINEAR } from "../../../support/cpu-cost.ts";

/** The formulas of a text, those in a line and those on their own. */
function formulas(text: string): (Formula | null)[] {
  const found: (Formula | null)[] = [];
  const inWords = (words: readonly Inline[]) => {
    for (const word of words) {
      if (word.type === "math") found.push(word.math);
      else if (word.type === "mark" || word.type === "link") inWords(word.children);
    }
  };
  const inBlock = (block: Block): void => {
    if (block.type === "formula") found.push(block.math);
    if (block.type === "paragraph" || block.type === "heading") inWords(block.children);
    if (block.type === "list") for (const item of block.items) item.children.forEach(inBlock);
    if (block.type === "quote") block.children.forEach(inBlock);
    if (block.type === "table")
      for (const cell of [block.head, ...block.rows].flatMap(({ cells }) => cells)) inWords(cell);
  };
  for (const { block } of advance(emptyDocument, text, false).blocks) inBlock(block);
  return found;
}

const tex = (text: string) => formulas(text).map((formula) => formula?.tex);

describe("formulas", () => {
  it("[W47] are read in each of the ways in which they are written", () => {
    expect(formulas("So $x^2$ and \\(y_1\\).")).toEqual([
      { tex: "x^2", display: false, source: "$x^2$" },
      { tex: "y_1", display: false, source: "\\(y_1\\)" },
    ]);
    expect(formulas("$$\na = b\n$$\n\n\\[\nc\n= d\n\\]")).toEqual([
      { tex: "a = b", display: true, source: "$$\na = b\n$$" },
      { tex: "c\n= d", display: true, source: "\\[\nc\n= d\n\\]" },
    ]);
    expect(tex("text $$x$$ and \\[ E = mc^2 \\] text")).toEqual(["x", "E = mc^2"]);
    expect(tex("$$ x = 1 $$")).toEqual(["x = 1"]);
    expect(tex("\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}")).toEqual([
      "\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}",
    ]);
    expect(tex("```math\nx\n```")).toEqual(["x"]);
    expect(tex("- item $a$\n\n  $$\n  b\n  $$\n\n> $c$\n\n| $d$ |\n|---|\n| **$e$** |")).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
    expect(tex("设$x$为数，the $n$th, $f(x) = 2$.")).toEqual(["x", "n", "f(x) = 2"]);
  });

  it("[W47] prices stay prices", () => {
    for (const text of [
      "costs $5 and $10",
      "$5–$10",
      "$5-$10",
      "US$ 3 or US$3",
      "$10, US$ 3",
      "between $20,000 and $30,000.",
      "It is $5 today, or 10$ tomorrow.",
      "5$ or 10$ or A$7",
      "$1 million to $2 million$",
      "set $HOME and $PATH, or $HOME/$USER",
      "pay $ 5 $ now",
      "a \\$5 and \\$6 bill",
      "from $5/$6 to $$",
      "**$5** and **$6**",
    ]) {
      expect([text, tex(text)]).toEqual([text, []]);
    }
  });

  it("[W47] marks in code and in formulas are no formulas and no citations", () => {
    expect(tex("`$x$` and `\\(y\\)`\n\n```\n$z$\n```\n")).toEqual([]);
    expect(tex("$a[1]$ and $a_{[2]}$")).toEqual(["a[1]", "a_{[2]}"]);
    expect(tex("\\[\\] \\(\\) \\[not this\\\\]")).toEqual([]);
  });

  it("[W47] a formula that has no end, or runs over a blank line, is text", () => {
    expect(formulas("$$\na\n\nb\n$$")).toEqual([]);
    expect(formulas("\\[ a")).toEqual([]);
    expect(formulas("so $x^2")).toEqual([]);
    expect(formulas("$$a$$ b\n$$")).toHaveLength(1);
  });

  it("[W47] reading is linear, whatever stands in the text", async () => {
    for (const part of ["$", "$a", "$$", "\\(", "\\[", "$5 ", "\\begin{align}", "$\\"]) {
      const read = (text: string) => advance(emptyDocument, text, false);
      expect(await growth(read, (size) => part.repeat(size), { size: 1_000 }), part).toBeLessThan(LINEAR);
    }
  });

  it("[W47] telling a formula from prose is linear, up to the longest that is looked at", async () => {
    for (const unit of ["a", "1.", "é", " "])
      expect(
        await growth(readsLikeMath, (size) => `1${unit.repeat(size / unit.length)}`, { size: 1_000 }),
        unit,
      ).toBeLessThan(LINEAR);
  });
});

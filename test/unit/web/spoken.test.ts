import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spokenFrom } from "../../../web/state/spoken.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";
import { wordsIn } from "../../support/words.ts";

const { t } = wordsIn("en");

/** What is told while the text arrives in pieces, and at its end. */
function told(text: string, size: number, language = "en"): string[] {
  const all: string[] = [];
  let at = 0;
  for (let end = size; end < text.length + size; end += size) {
    const next = spokenFrom(text.slice(0, end), at, { language, isDone: false, t });
    all.push(...next.sentences);
    at = next.upTo;
  }
  return [...all, ...spokenFrom(text, at, { language, isDone: true, t }).sentences];
}

describe("an answer that is read out", () => {
  it("[W68] is told by sentences, each once, however it arrives", () => {
    const text = "Cells divide [1]. This takes an hour.\n\n- First, **growth**\n- Then `mitosis`\n\nThe end";
    const sentences = ["Cells divide (source 1).", "This takes an hour.", "First, growth", "Then mitosis", "The end"];
    for (const size of [1, 2, 7, 1_000]) expect(told(text, size)).toEqual(sentences);
    expect(spokenFrom("Cells divide [1]", 0, { language: "en", isDone: false, t })).toEqual({ sentences: [], upTo: 0 });
  });

  it("[W68] names code and formulas instead of spelling them", () => {
    const text =
      "Look:\n\n```js\nconst a = 1;\n\nconst b = 2;\n```\n\nAnd $$ is money.\n\n$$\nE = mc^2\n$$\n\nSo $a$ it is.";
    for (const size of [1, 3, 1_000])
      expect(told(text, size)).toEqual(["Look:", "Code.", "And $$ is money.", "Formula.", "So Formula. it is."]);
    expect(told("```\nopen", 1_000)).toEqual(["Code."]);
  });

  it("[W68] [W47] tells prices and commands as they stand, and takes only what is drawn as a formula for one", () => {
    const same = (text: string) => expect(told(text, 1_000)).toEqual([text]);
    same("It costs $5 or $10 a month.");
    same("Run $ lb config and $ echo done >> my.list");
    same("From $HOME to $PATH.");
    expect(told("Between $5 and $10, $x^2$ and $$y = 1$$ are small.", 1_000)).toEqual([
      "Between $5 and $10, Formula. and Formula. are small.",
    ]);
    expect(told("A price of \\$5 and $a$.", 1_000)).toEqual(["A price of $5 and Formula.."]);
  });

  it("[W68] leaves out the signs that keep letters from being marks", () => {
    expect(told("The \\*args of my\\_list \\[sic\\] \\# 3 \\<b>.", 1_000)).toEqual([
      "The *args of my_list [sic] # 3 <b>.",
    ]);
  });

  it("[W68] finds the sentences of other scripts, and the words of links and tables", () => {
    expect(told("光合作用需要光。它在叶绿体中进行。", 2, "zh")).toEqual(["光合作用需要光。", "它在叶绿体中进行。"]);
    expect(told("ما هي الخلية؟ هي وحدة الحياة.", 3, "ar")).toEqual(["ما هي الخلية؟", "هي وحدة الحياة."]);
    expect(told("| a | b |\n|---|---|\n| 1 | 2 |\n\nSee [this](https://x.example).", 1_000)).toEqual([
      "a, b",
      "1, 2",
      "See this.",
    ]);
  });

  it("[W68] tells of any text all letters once, at any cut, and ends", () => {
    const letters = (parts: string[]) => parts.join("").replace(/[^a-z]/g, "");
    fc.assert(
      fc.property(fc.array(fc.constantFrom("ab", "c. ", "\n", "- ", "d! ", " ", "e"), { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        expect(letters(told(text, 1))).toBe(letters([text]));
        expect(letters(told(text, 4))).toBe(letters([text]));
      }),
      { numRuns: 60 },
    );
  });

  it("[W68] tells tables and lists of signs as it tells words", () => {
    expect(told("|:-|-:|\n\n|-\n\n  |  a\t|  b |\n\n-\n\n- a\n  - b\n", 1_000)).toEqual(["a, b", "a", "b"]);
    expect(told("See [a [b](https://x.example), \\(f \\( g\\) and \\(h.", 1_000)).toEqual([
      "See [a b, Formula. and (h.",
    ]);
  });

  it("[W140] costs what its length costs, whatever stands in it", async () => {
    const shapes: ((size: number) => string)[] = [
      (size) => `${"|".repeat(size)}x`,
      (size) => `a${" ".repeat(size)}x`,
      (size) => `a${",".repeat(size)}x`,
      (size) => "\\(".repeat(size / 2),
      (size) => "[".repeat(size),
      (size) => "[a](".repeat(size / 4),
    ];
    const tell = (text: string) => spokenFrom(text, 0, { language: "en", isDone: true, t });
    for (const shape of shapes) expect(await growth(tell, shape, { size: 2_500 }), shape(8)).toBeLessThan(LINEAR);
    const formulas = (size: number) => "\n$$x$$\na".repeat(size / 8);
    expect(await growth(tell, formulas, { size: 10_000 })).toBeLessThan(LINEAR);
  });
});

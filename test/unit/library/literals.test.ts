import { describe, expect, it } from "vitest";
import { literalFinder, literalsOf } from "../../../src/library/literals.ts";

const textsOf = (question: string) => literalsOf(question).map(({ text }) => text);
const holds = (question: string, text: string) => literalFinder(literalsOf(question))(text).length > 0;

describe("what is meant letter by letter", () => {
  it("[R11] is what stands in quotation marks, and words with signs inside", () => {
    expect(textsOf('What does "energy and order" mean for read.table in C++ at 18.9%?')).toEqual([
      "energy and order",
      "read.table",
      "c++",
      "18.9%",
    ]);
    expect(textsOf("Use `a[i]`, f(x) or @app.route (see flask.app), header=TRUE and $x^2$.")).toEqual([
      "a[i]",
      "f(x)",
      "@app.route",
      "flask.app",
      "header=true",
      "x^2",
    ]);
    expect(textsOf("第「細胞分裂」章")).toEqual(["細胞分裂"]);
  });

  it("[R11] is no abbreviation, and no word with marks around it", () => {
    expect(textsOf("Organelles, e.g. (mitochondria) in the U.S.: what's *that*, z.B. “a”?")).toEqual([]);
    expect(textsOf("+++ ((( ... $$ --")).toEqual([]);
  });

  it("[R19] is held by a text as it stands, whatever the spaces around its signs and the writing of a subscript", () => {
    const held: [string, string][] = [
      ["header=TRUE", "with header = TRUE the first line"],
      ["x_1", "the vector x₁ is"],
      ["x_1", "the vector x_{1} is"],
      ["10^5", "about 10⁵ of them"],
      ["read.table", "utils::read.table(file)"],
      ["18.9%", "it was 18.9 % then"],
      ["T-cell", "all T‑cells"],
      ["C++", "in C++."],
      ['"to be, or not"', "To be or\nnot to be"],
      ["“細胞 分裂”", "その細胞分裂は"],
    ];
    for (const [question, text] of held) expect(holds(question, text), question).toBe(true);
    const notHeld: [string, string][] = [
      ["18.9%", "it was 118.9% then"],
      ["x_1", "max_1"],
      ["x_1", "x_12"],
      ["read.table", "read the table"],
      ["C++", "in C + D"],
      ["1(1)", "11(1)"],
      ['"or not"', "for nothing"],
      ['"cells divide"', "cell dividing"],
    ];
    for (const [question, text] of notHeld) expect(holds(question, text), question).toBe(false);
  });
});

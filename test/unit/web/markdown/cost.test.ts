/** What reading an answer costs, by how that grows with its length. */
import { describe, expect, it } from "vitest";
import { advance, emptyDocument } from "../../../../web/markdown/document.ts";
import { growth, LINEAR } from "../../../support/cpu-cost.ts";

/** What parsers of Markdown have been slow at: marks that open and never close, marks in marks, and many of a kind. */
const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  "links that open": (n) => "[a][".repeat(n),
  "addresses that open": (n) => "[a](".repeat(n),
  "titles that open": (n) => '[a](b "'.repeat(n),
  "pictures that open": (n) => "![a](".repeat(n),
  "links in links": (n) => `${"[".repeat(n)}a${"](b)".repeat(n)}`,
  "emphasis that opens": (n) => "*a _".repeat(n),
  "emphasis in emphasis": (n) => `${"_*".repeat(n)}a${"*_".repeat(n)}`,
  "code that opens": (n) => "``a` ".repeat(n),
  "code that opens in every length": (n) =>
    Array.from({ length: Math.sqrt(2 * n) }, (_, i) => "`".repeat(i + 1)).join(" "),
  "tags that open": (n) => "<a ".repeat(n),
  "comments that open": (n) => "<!--".repeat(n),
  "quotes in quotes": (n) => `${"> ".repeat(n)}a`,
  "lists in lists": (n) => `${"- ".repeat(n)}a`,
  "formulas on lines that open": (n) => "\\[\n".repeat(n),
  "signs between dollars on lines": (n) => "*\n$$".repeat(4 * n),
  "a word of markers": (n) => `a${"*".repeat(n)}x`,
  "environments that open": (n) => "\\begin{align}\n".repeat(n),
  "a table's head": (n) => `${"|a".repeat(n)}|\n${"|-".repeat(n)}|\n`,
  "a table's rows": (n) => `|a|b|\n|-|-|\n${"|a\n".repeat(n)}`,
  definitions: (n) => Array.from({ length: n / 4 }, (_, i) => `[a${i}]: /x`).join("\n"),
  footnotes: (n) => Array.from({ length: n / 4 }, (_, i) => `[^${i}]: x`).join("\n\n"),
  citations: (n) => "[1, 2][".repeat(n),
  "bare addresses": (n) => "http://www.a@".repeat(n),
  "bare addresses that are none": (n) => "_www.a".repeat(n),
  blanks: (n) => `a${" ".repeat(n)}b`,
  "lines of one paragraph": (n) => `> a\n${"b\n".repeat(n)}`,
};

const reader = (growing: boolean) => (text: string) => advance(emptyDocument, text, growing);
const made = (shape: string) => SHAPES[shape] ?? ((n: number) => "a".repeat(n));

describe("an answer", () => {
  it.each(Object.keys(SHAPES))("[W114] of %s is read in linear time", async (shape) => {
    expect(await growth(reader(false), made(shape), { size: 500 })).toBeLessThan(LINEAR);
  });

  // Brackets wait for what closes them, up to 4,000 letters of them: a text has to be longer to show what reading it costs.
  it.each([
    ["links that open", 800],
    ["addresses that open", 3_000],
    ["pictures that open", 2_500],
    ["emphasis that opens", 800],
    ["a word of markers", 2_000],
    ["code that opens", 800],
    ["formulas on lines that open", 800],
    ["environments that open", 800],
    ["citations", 800],
  ])("[W114] of %s is read in linear time while it grows", async (shape, size) => {
    expect(await growth(reader(true), made(shape), { size })).toBeLessThan(LINEAR);
  });
});

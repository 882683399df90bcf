import { describe, expect, it } from "vitest";
import { advance, emptyDocument } from "../../../../web/markdown/document.ts";
import { rendered } from "./rendered.tsx";

/** The citations of an answer, as their chips show them while no source is known. */
const chips = (text: string, growing = false) =>
  [...rendered(text, growing).matchAll(/<span class="chip waiting">(\d+)<\/span>/g)].map((match) => Number(match[1]));
const words = (text: string) => rendered(text).replace(/<[^>]*>/g, "");

describe("citation marks", () => {
  it("[W50] every mark in the text is a citation, also inside of emphasis, tables and headings", () => {
    expect(
      chips("So [1][2] and **also [12]**, [x] [1234] [0].\n\n## Head [3]\n\n| a [4] |\n|---|\n| b [5] |\n"),
    ).toEqual([1, 2, 12, 3, 4, 5]);
    expect(words("So [1] [x] [1234].")).toBe("So 1 [x] [1234].");
  });

  it("[W5] marks in code, in formulas and inside links are text", () => {
    expect(chips("`a[1]` ``b[2]``\n\n```\nc[3]\n```\n\n    d[4]\n")).toEqual([]);
    expect(chips("$a[1]$ and \\(b[2]\\)\n\n$$\nc[3]\n$$\n")).toEqual([]);
    expect(chips("[see [1] there](https://a.example) and ![alt [2]](https://a.example)")).toEqual([]);
    expect(chips("\\[1] and &#91;2]")).toEqual([]);
  });

  it("[W50] a number that Markdown makes a link stays one", () => {
    expect(chips("[1](https://a.example) and [text][2]\n\n[2]: https://b.example")).toEqual([]);
    expect(
      rendered("[text][2] and [2]\n\n[2]: https://b.example").match(/<a href="https:\/\/b.example\/"/g),
    ).toHaveLength(2);
  });

  it("[W50] a list of sources is text with citations, and not a list of definitions, which would not be shown", () => {
    const text = "[1]: Alberts, *Molecular Biology*\n[2]: notes.pdf\n";
    expect(chips(text)).toEqual([1, 2]);
    expect(words(text)).toContain("1: Alberts, Molecular Biology");
    expect(words(text)).toContain("2: notes.pdf");
  });

  it("[W50] they live while the text grows, and are not taken back", () => {
    expect(chips("It holds [1]", true)).toEqual([1]);
    expect(chips("It holds [1][2", true)).toEqual([1]);
    expect(chips("It holds **x [1", true)).toEqual([]);
    expect(chips("It holds **x [1]", true)).toEqual([1]);
  });

  it("[W44] a footnote is a mark in the text and a note below, with ids of the answer's own", () => {
    const html = rendered("A[^n] b[^n] c[^missing].\n\n[^n]: The *note*.\n");
    expect(html.match(/<sup class="note-mark"><a href="#([^"]+)"/g)).toHaveLength(2);
    const id = /<li id="([^"]+)"/.exec(html)?.[1] ?? "";
    expect(id).toMatch(/note-1$/);
    expect(id.length).toBeGreaterThan("note-1".length);
    expect(html).toContain(`href="#${id}"`);
    expect(html).toContain("The <em>note</em>.");
    expect(html).toContain("c[^missing].");
    expect(rendered("A[^n]", true)).toContain('aria-label="Footnote 1"');
  });

  it("[W49] headings stand below the page's own, and leave out no level", () => {
    const html = rendered("## a\n\n#### b\n\n##### c\n\n## d\n\n# e\n\n###### f\n\n> # g\n\nSetext\n---\n");
    expect([...html.matchAll(/<(h\d)/g)].map((match) => match[1])).toEqual([
      "h3",
      "h4",
      "h5",
      "h3",
      "h3",
      "h4",
      "h5",
      "h4",
    ]);
    expect(rendered("# a\n## b\n### c\n#### d\n##### e\n")).toContain('<h6 dir="auto" aria-level="7">e</h6>');
  });

  it("[W49] tables scroll by themselves, their columns are named and aligned; tasks say what they are", () => {
    const html = rendered("| a | b | c |\n|:-:|--:|---|\n| 1 | 2 | 3 |\n");
    expect(html).toContain(
      '<div class="table-box" role="group" tabindex="0" aria-label="Table" dir="auto"><table><thead>',
    );
    expect(html).toContain(
      '<th scope="col" class="align-center">a</th><th scope="col" class="align-right">b</th><th scope="col">c</th>',
    );
    expect(html).toContain('<td class="align-center">1</td>');
    expect(html).not.toContain("style=");
    const tasks = rendered("- [x] done\n- [ ] open\n- [X] too\n- [x]no\n");
    expect([...tasks.matchAll(/aria-label="([^"]+)"/g)].map((match) => match[1])).toEqual(["Done", "To do", "Done"]);
    expect(rendered("a<br>b | c<br/>d")).toContain("a<br/>\nb | c<br/>\nd");
  });

  it("[W48] each outermost block finds its own direction; code and formulas run from left to right", () => {
    const html = rendered(
      "Hello\n\nمرحبا `x` $y$\n\n- שלום\n  - a\n\n> ح\n\n| ع |\n|---|\n| a |\n\n## עברית\n\n```\nx\n```\n",
    );
    expect(html.match(/<(?:p|ul|blockquote|div class="table-box"|h3)[^>]* dir="auto"/g)).toHaveLength(6);
    expect(html).toContain('<code dir="ltr">x</code>');
    expect(html).toMatch(/class="formula" dir="ltr"/);
    expect(html).toContain('<figure class="code" dir="ltr">');
    expect(html).not.toMatch(/<(?:li|td)[^>]* dir=/);
    // A number stands on the side of the list, not of its item.
    expect(rendered("a[^n]\n\n[^n]: b\n")).toMatch(/<ol dir="auto"><li id="[^"]+" value="1" tabindex="-1"><p>/);
  });

  it("[W42] the mark of a source list waits for the letter that decides it", () => {
    expect(advance(emptyDocument, "Sources:\n\n[1]", true).blocks).toHaveLength(1);
    expect(chips("Sources:\n\n[1] Alberts", true)).toEqual([1]);
  });
});

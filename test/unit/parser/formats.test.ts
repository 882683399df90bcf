import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHtml } from "../../../src/parser/html.ts";
import { markdownHeadings } from "../../../src/parser/markdown.ts";
import { parseFile } from "../../../src/parser/parse-file.ts";
import { cutSections, MAX_SECTION } from "../../../src/parser/sections.ts";
import { decodeText } from "../../../src/parser/text.ts";
import { sharedPath } from "../../support/shared.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (content: Uint8Array | string, name: string, mediaType = "") =>
  parseFile(typeof content === "string" ? bytes(content) : content, { name, mediaType, pages: { from: 1, to: 20 } });

describe("what a file is", () => {
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0]);
  const refusals: [string, Uint8Array | string, string, string][] = [
    ["an empty file", "", "a.txt", "empty"],
    ["white space", " \n\n", "a.md", "empty"],
    ["a PDF by name alone", "hello", "b.pdf", "disguised"],
    ["a broken PDF", "%PDF-1.7\ngarbage", "a.pdf", "broken"],
    ["a Word document that is cut off", zip, "a.docx", "broken"],
    ["a Word document by name alone", "hello", "a.docx", "disguised"],
    ["a broken archive called a text", zip, "a.txt", "broken"],
    ["a program called a text", new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]), "notes.txt", "unsupported"],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), "a.png", "picture"],
    ["noise", new Uint8Array(Array.from({ length: 4_000 }, (_, i) => (i * 7_919) % 256)), "a.txt", "unsupported"],
  ];
  for (const [what, content, name, code] of refusals) {
    it(`[L4] ${what} is refused with a sentence`, async () => {
      const parsed = await parse(content, name);
      expect(parsed).toMatchObject({ ok: false, code });
      if (!parsed.ok) expect(parsed.error).toMatch(/^[A-Z].{15,200}\.$/);
    });
  }

  it("[L4] is decided by its content before its name", async () => {
    expect(await parse("<!DOCTYPE html><p>Hello there</p>", "page.txt")).toMatchObject({
      ok: true,
      kind: "html",
      pages: [{ text: "Hello there" }],
    });
    expect(await parse("MZ is how programs begin.", "a.txt")).toMatchObject({ ok: true, kind: "text" });
    expect(await parse("# A\n\ntext", "a.md")).toMatchObject({ ok: true, kind: "markdown", title: "A" });
    expect(await parse("# A\n\ntext", "a", "text/markdown; charset=utf-8")).toMatchObject({
      ok: true,
      kind: "markdown",
    });
  });

  it("[L4] never makes the parser throw", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom("a.txt", "a.md", "a.html", "a.pdf", "a"),
        async (content, name) => {
          const parsed = await parse(content, name);
          expect(typeof parsed.ok).toBe("boolean");
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("the encoding of a text", () => {
  const utf16 = (text: string, big: boolean) =>
    new Uint8Array([...text].flatMap((letter) => (big ? [0, letter.charCodeAt(0)] : [letter.charCodeAt(0), 0])));
  const decoded = (content: Uint8Array) => {
    const result = decodeText(content);
    return result.ok ? [result.encoding, result.text] : result.code;
  };

  it("[L4] is told by its mark, its validity or its letters", () => {
    expect(decoded(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes("Zähne")]))).toEqual(["utf-8", "Zähne"]);
    expect(decoded(bytes("Größe und Maß\r\nzwei"))).toEqual(["utf-8", "Größe und Maß\nzwei"]);
    expect(decoded(new Uint8Array([0xff, 0xfe, ...utf16("cell", false)]))).toEqual(["utf-16le", "cell"]);
    expect(decoded(utf16("a cell divides", true))).toEqual(["utf-16be", "a cell divides"]);
    expect(decoded(new Uint8Array([71, 114, 0xf6, 0xdf, 101, 32, 0x96, 32, 51, 48, 32, 0x80]))).toEqual([
      "windows-1252",
      "Größe – 30 €",
    ]);
  });

  const japanese = sharedPath("data/docs/live-manual.ja.eucjp.txt");
  it.skipIf(japanese === null)("[L4] is found for real Japanese and German files", () => {
    for (const [name, encoding] of [
      ["live-manual.ja.eucjp.txt", "euc-jp"],
      ["live-manual.de.cp1252.txt", "windows-1252"],
    ] as const) {
      const truth = readFileSync(sharedPath(`data/truth/${name}.utf8.txt`) ?? "", "utf8").replace(/\r\n?/g, "\n");
      const result = decodeText(new Uint8Array(readFileSync(sharedPath(`data/docs/${name}`) ?? "")));
      expect(result).toMatchObject({ ok: true, encoding });
      const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
      if (result.ok) expect(words(result.text).length / words(truth).length).toBeGreaterThan(0.99);
    }
  });
});

describe("HTML", () => {
  it("[L4] becomes what a reader sees: no scripts, styles or navigation, entities read, blocks on lines", () => {
    const page =
      readHtml(`<title>Cells &amp; more</title><nav>Home</nav><h1>Cell <em>division</em></h1><p>It&nbsp;has <b>four</b>
      phases&hellip;</p><script>alert("x < y")</script><style>p{}</style><ul><li>pro&shy;phase<li>metaphase</ul>
      <table><tr><td>a<td>1<tr><td>b<td>2</table><pre>x = 1\n  y = 2</pre><p hidden>secret</p>`);
    expect(page.title).toBe("Cells & more");
    expect(page.text.trim()).toBe(
      "Cell division\n\nIt\u00a0has four phases…\n\n- prophase\n- metaphase\n\na | 1\nb | 2\n\nx = 1\n  y = 2",
    );
    expect(page.headings).toEqual([{ start: 0, level: 1, title: "Cell division" }]);
  });

  it("[L4] survives nesting that would exhaust a stack, and headings stay where they are", () => {
    expect(readHtml(`<p>before</p>${"<div>".repeat(1_500)}deep`).text.trim()).toBe("before\n\ndeep");
    expect(readHtml(`<p>before</p>${"<div>".repeat(1_000_000)}deep`).text.trim()).toBe("before");
    const { text, headings } = readHtml("<p>one</p><h2>Two</h2><p>two</p><h3>Three</h3>");
    for (const { start, title } of headings) expect(text.slice(start, start + title.length)).toBe(title);
  });
});

describe("Markdown", () => {
  it("[L4] keeps its text, and its headings are those outside of code", () => {
    const text = "# One\n\n```sh\n# no heading\n```\n\nTwo\n===\n\n## *Three* [x](y) ##\n\n~~~\n## no\n~~~\ntext\n---";
    const headings = markdownHeadings(text);
    expect(headings.map(({ level, title }) => [level, title])).toEqual([
      [1, "One"],
      [1, "Two"],
      [2, "Three x"],
      [2, "text"],
    ]);
    expect(headings.map(({ start }) => text.slice(start, start + 3))).toEqual(["# O", "Two", "## ", "tex"]);
  });
});

describe("sections", () => {
  it("[L6] hold every character of a long text once, in order, and are small enough to be shown", () => {
    const part = fc.constantFrom(
      "word ",
      "\n\n",
      "# Head\n\n",
      "x".repeat(900),
      "細胞".repeat(400),
      "a. b. ".repeat(100),
      "😀",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 120 }), (parts) => {
        const text = parts.join("");
        const pages = cutSections(text, markdownHeadings(text));
        expect(
          pages
            .map(({ text: page }) => page)
            .join("")
            .replace(/\s/g, ""),
        ).toBe(text.replace(/\s/g, ""));
        for (const [i, page] of pages.entries()) {
          expect(page.page).toBe(i + 1);
          expect(page.text.length).toBeLessThanOrEqual(MAX_SECTION);
          expect(page.text.isWellFormed()).toBe(true);
          for (const { start } of page.headings) expect(page.text.slice(start).trimStart()).toMatch(/^#/);
        }
      }),
    );
  });

  it("[L6] are cut at headings where there are some", () => {
    const text = Array.from({ length: 6 }, (_, i) => `## Part ${i}\n\n${"Some words on it. ".repeat(150)}`).join(
      "\n\n",
    );
    const pages = cutSections(text, markdownHeadings(text));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(page.text).toMatch(/^## Part/);
  });
});

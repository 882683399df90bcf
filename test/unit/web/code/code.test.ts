import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load } from "../../../../web/code/colour.ts";
import { languageById, languageId } from "../../../../web/code/languages.ts";
import { parseRuns } from "../../../../web/code/runs.ts";
import { noSegments, type Segments, segment } from "../../../../web/code/segments.ts";

const PYTHON = Array.from(
  { length: 60 },
  (_, n) => `def f${n}(x):\n    """A long\n    comment ${n}."""\n    return "a" + str(x) # ${n}\n`,
).join("");

const textOf = ({ done, last }: Segments) => [...done, ...(last ? [last] : [])].map((part) => part.text).join("");
const runsOf = ({ done, last }: Segments) => [...done, ...(last ? [last] : [])].map((part) => part.runs);

describe("code in colour", () => {
  it("[W45] coloured as it grows it is the same as coloured at once, and the parts are the code", async () => {
    const colour = await load("python");
    const whole = segment(noSegments, PYTHON, colour);
    expect(textOf(whole)).toBe(PYTHON);
    expect(
      runsOf(whole)
        .flat()
        .map(({ text }) => text)
        .join(""),
    ).toBe(PYTHON);
    expect(whole.done.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.array(fc.nat(PYTHON.length), { maxLength: 30 }), (cuts) => {
        let grown = noSegments;
        for (const cut of cuts.sort((a, b) => a - b)) grown = segment(grown, PYTHON.slice(0, cut), colour);
        expect(segment(grown, PYTHON, colour)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it("[W41] a part that is finished stays the same value, and only the last one is coloured again", async () => {
    const python = await load("python");
    let coloured = 0;
    const colour = (text: string) => {
      coloured += text.length;
      return python(text);
    };
    let grown = noSegments;
    for (let end = 40; end <= PYTHON.length; end += 40) {
      const before = grown;
      grown = segment(before, PYTHON.slice(0, end), colour);
      before.done.forEach((part, index) => {
        expect(grown.done[index]).toBe(part);
      });
    }
    expect(coloured / (PYTHON.length / 40)).toBeLessThan(2_500);
  });

  it("[W45] no part ends inside a comment or a string, as long as there is another place", async () => {
    const colour = await load("javascript");
    const code = `/*\n${"line of a comment\n".repeat(40)}*/\nconst a = 1;\n${"f(`x`);\n".repeat(40)}`;
    const { done } = segment(noSegments, code, colour);
    expect(done[0]?.text.startsWith("/*")).toBe(true);
    expect(done[0]?.text).toContain("*/");
    const endless = segment(noSegments, `/*\n${"line\n".repeat(2_000)}`, colour);
    expect(endless.done.length).toBeGreaterThan(3);
  });

  it("[W45] without a language, and in lines that nobody can read, code has no colour", async () => {
    const colour = await load("javascript");
    const minified = `var a=1;${"x+=1;".repeat(2_000)}\n`;
    expect(segment(noSegments, minified, colour).last?.runs).toEqual([{ text: minified, scope: null }]);
    const plain = segment(noSegments, "a\n".repeat(200), null);
    expect(plain.done).toHaveLength(3);
    expect(textOf(plain)).toBe("a\n".repeat(200));
    expect(segment(plain, "a\n".repeat(200), colour)).not.toBe(plain);
  });

  it("[W45] highlight.js's spans become runs of text, the innermost scope counts", () => {
    expect(
      parseRuns(
        'a <span class="hljs-title function_">f</span>(<span class="hljs-string">&quot;<span class="hljs-subst">&lt;x&gt;</span>&#x27;&amp;</span>)',
      ),
    ).toEqual([
      { text: "a ", scope: null },
      { text: "f", scope: "title" },
      { text: "(", scope: null },
      { text: '"', scope: "string" },
      { text: "<x>", scope: "subst" },
      { text: "'&", scope: "string" },
      { text: ")", scope: null },
    ]);
    expect(
      parseRuns('<span class="language-css"><span class="hljs-tag">&lt;b&gt;</span>&lt;script&gt;</span>'),
    ).toEqual([
      { text: "<b>", scope: "tag" },
      { text: "<script>", scope: null },
    ]);
  });

  it("[W45] a fence names its language by any of its names; what is no language of ours has no colour", async () => {
    expect(
      ["py", "JS", "c++", "tex", "html", "{.r}", "nonsense", "constructor", "__proto__", ""].map(languageId),
    ).toEqual(["python", "javascript", "cpp", "latex", "html", "r", null, null, null, null]);
    expect(languageById("toString")).toBeUndefined();
    const html = await load("html");
    expect(html("<style>a{color:red}</style>").runs.some(({ scope }) => scope === "attribute")).toBe(true);
  });
});

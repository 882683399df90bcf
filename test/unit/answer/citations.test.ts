import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clipTo,
  createCitationTransform,
  marksOf,
  type Transformed,
  withoutMarks,
} from "../../../src/answer/citations.ts";

/** What comes out of a transform when a text is put in, cut into these pieces. */
function run(pieces: string[], sources = 3, end: "finished" | "cut" = "finished") {
  const transform = createCitationTransform(sources);
  const parts: Transformed[] = [...pieces.map((piece) => transform.push(piece)), transform.end(end)];
  return {
    parts,
    text: parts.map((part) => part.text).join(""),
    cites: parts.flatMap((part) => part.cites),
    order: transform.order(),
  };
}

const letters = (text: string) => text.split("");

/** The public contract's own words for it, as a whole-text rewrite: what a streamed answer must come to. */
const CODE = /(```[\s\S]*?```|`[^`\n]*`)/;
function rewritten(text: string, sources: number): string {
  const order: number[] = [];
  const renumber = (number: number) => {
    if (number < 1 || number > sources) return "";
    if (!order.includes(number)) order.push(number);
    return `[${order.indexOf(number) + 1}]`;
  };
  const rewrite = (part: string) =>
    part.replace(/\[(\d+(?:, ?\d+)*)\]|【(\d+)】/g, (_, list?: string, one?: string) =>
      (list ?? one ?? "")
        .split(",")
        .map((number) => renumber(Number(number)))
        .join(""),
    );
  return text
    .split(CODE)
    .map((part, i) => (i % 2 ? part : rewrite(part)))
    .join("");
}

const MARKS = "a see [2, 1] and 【1】 or [1, 9], not `a[1]`\n\n```js\nb[1] = c[3];\n```\n\nand [3]";
const BRACKETS = "a [3] [x] [ 1 ] [12 [[ ] a[b] [1] [";

/** Texts made of what matters: brackets, digits, commas, backticks, line ends, halves of characters. */
const tricky = fc
  .array(
    fc.constantFrom(
      "[",
      "]",
      "1",
      "2",
      "3",
      "9",
      "0",
      ",",
      ", ",
      " ",
      "【",
      "】",
      "`",
      "``",
      "```",
      "\n",
      "x",
      "🧬",
      "\ud83e",
      "\uddec",
      "é",
      "[1]",
      "[2, 1]",
      "【3】",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

/** A text and a way to cut it into pieces, between any two units. */
const cut = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.array(fc.nat(12), { maxLength: 40 })).map(([whole, lengths]) => {
    const pieces: string[] = [];
    let from = 0;
    for (const length of lengths) {
      pieces.push(whole.slice(from, from + length));
      from += length;
    }
    pieces.push(whole.slice(from));
    return { whole, pieces };
  });

describe("marks", () => {
  it.each([
    ["a [3] b [1] c [3]", "a [1] b [2] c [1]"],
    ["a [2, 1].", "a [1][2]."],
    ["a [2,1].", "a [1][2]."],
    ["a【2】b", "a[1]b"],
    ["a [1, 9] b", "a [1] b"],
    ["a [9] b [0] c", "a  b  c"],
    ["a [9, 8] b", "a  b"],
    ["a [1, 1]", "a [1][1]"],
    ["a [02]", "a [1]"],
    ["[[3]]", "[[1]]"],
    ["[12[3]", "[12[1]"],
    ["[1] [2] [3]", "[1] [2] [3]"],
  ])("[C1] %s becomes %s", (written, sent) => {
    expect(run([written]).text).toBe(sent);
    expect(run(letters(written)).text).toBe(sent);
  });

  it.each([
    "[x]",
    "[ 1 ]",
    "[1 ]",
    "[12",
    "[[",
    "[",
    "a[b]",
    "[1,  2]",
    "[1 , 2]",
    "[,1]",
    "[1,]",
    "[]",
    "[-1]",
    "[1-3]",
    "【x】",
    "【1, 2】",
    "【",
    "[1】",
    "【1]",
    "[1.5]",
  ])("[C2] %s is no mark and stays as it is", (text) => {
    expect(run([text])).toMatchObject({ text, cites: [], order: [] });
    expect(run(letters(text)).text).toBe(text);
  });

  it("[C1] what dropping a mark would join stays apart", () => {
    expect(run(["[1[9]2]"]).text).toBe("[1 2]");
    expect(run(["[1[9][9], 2]"]).text).toBe("[1 , 2]");
    expect(run(["`a`[9]`b[1]`"]).text).toBe("`a` `b[1]`");
    expect(run(["`a`[9]. Then"]).text).toBe("`a`. Then");
  });

  it("[C4] a number is told with the piece in which it stands for the first time", () => {
    const { parts, order } = run(["a [", "3", "]", " b [3][1", "] c"]);
    expect(parts.map((part) => part.text)).toEqual(["a ", "", "[1]", " b [1]", "[2] c", ""]);
    expect(parts.map((part) => part.cites)).toEqual([
      [],
      [],
      [{ number: 1, source: 3 }],
      [],
      [{ number: 2, source: 1 }],
      [],
    ]);
    expect(order).toEqual([3, 1]);
  });

  it("[C4] nothing but a possible mark or half a character is held back", () => {
    const { parts } = run(["plain", " text [", "12", "34", " no", " 🧬".slice(0, 2), "\uddec", " end"]);
    expect(parts.map((part) => part.text)).toEqual(["plain", " text ", "", "", "[1234 no", " ", "🧬", " end", ""]);
  });

  it("[C4] a mark of absurd length is text, held back no longer than 200 units", () => {
    const transform = createCitationTransform(3);
    let held = 0;
    let sent = transform.push("[").text;
    for (let i = 0; i < 100_000; i++) {
      sent += transform.push("1").text;
      held = Math.max(held, i + 2 - sent.length);
    }
    sent += transform.push("]").text + transform.end("finished").text;
    expect(held).toBeLessThanOrEqual(200);
    expect(sent).toBe(`[${"1".repeat(100_000)}]`);
    expect(transform.order()).toEqual([]);
  });

  it("[C1] with no sources every mark is dropped", () => {
    expect(run(["a [1] b"], 0)).toMatchObject({ text: "a  b", cites: [] });
  });
});

describe("code", () => {
  it.each([
    ["`a[1]` [1]", "`a[1]` [1]"],
    ["`[9]` [2]", "`[9]` [1]"],
    ["``a`[9]`` [2]", "``a`[9]`` [1]"],
    ["`open [9]\nnext [2]", "`open [9]\nnext [1]"],
    ["```js\na[9]\n``\n[9]\n``` [2]", "```js\na[9]\n``\n[9]\n``` [1]"],
    ["````\n```\n[9]\n```` [2]", "````\n```\n[9]\n```` [1]"],
    ["``` never closed\n[9]\n\n[9]", "``` never closed\n[9]\n\n[9]"],
    ["`x`[2]`[9]`", "`x`[1]`[9]`"],
    ["[2]`[9]", "[1]`[9]"],
  ])("[C3] in %j no mark of code is touched", (written, sent) => {
    expect(run([written]).text).toBe(sent);
    expect(run(letters(written)).text).toBe(sent);
  });

  it("[C3] a mark directly behind a run of backticks that is cut over pieces", () => {
    expect(run(["`", "``js\nx[1]\n", "``", "`", "[2]"]).text).toBe("```js\nx[1]\n```[1]");
    expect(run(["`", "[2]", "`", "[2]"]).text).toBe("`[2]`[1]");
  });
});

describe("halves and ends", () => {
  it("[C5] no piece ends or begins in the middle of a character", () => {
    for (const { text } of run(letters("a🧬b👩‍🔬c [1] 🧬")).parts) expect(text.isWellFormed()).toBe(true);
    expect(run(letters("a🧬b [1] 🧬")).text).toBe("a🧬b [1] 🧬");
  });

  it("[C5] half a character that never gets its other half becomes U+FFFD", () => {
    expect(run(["a\ud83e", "b\uddec"]).text).toBe("a\ufffdb\ufffd");
    expect(run(["a\ud83e"]).text).toBe("a\ufffd");
    expect(run(["\ud83e", "\ud83e", "\uddec"]).text).toBe("\ufffd🧬");
  });

  it("[C6] a finished answer keeps what was held as text, a cut one drops it", () => {
    expect(run(["a [1"]).text).toBe("a [1");
    expect(run(["a [1"], 3, "cut").text).toBe("a ");
    expect(run(["a\ud83e"], 3, "cut").text).toBe("a");
    expect(run(["a `[1"], 3, "cut").text).toBe("a `[1");
  });

  it("[C6] after its end a transform takes nothing more", () => {
    const transform = createCitationTransform(3);
    transform.push("a [1");
    transform.end("cut");
    expect(transform.push("] b")).toEqual({ text: "", cites: [] });
    expect(transform.end("finished")).toEqual({ text: "", cites: [] });
  });
});

describe("any text, cut anywhere", () => {
  it.each([
    ["marks", MARKS],
    ["brackets", BRACKETS],
  ])("[C1] the contract's %s come out as the contract rewrites them", (_, text) => {
    expect(run([text]).text).toBe(rewritten(text, 3));
    expect(run(letters(text)).text).toBe(rewritten(text, 3));
  });

  it("[C7] the output does not depend on where the pieces were cut", () => {
    fc.assert(
      fc.property(cut(tricky), fc.constantFrom("finished" as const, "cut" as const), ({ whole, pieces }, end) => {
        const cutUp = run(pieces, 3, end);
        const once = run([whole], 3, end);
        expect(cutUp.text).toBe(once.text);
        expect(cutUp.cites).toEqual(once.cites);
        for (const { text } of cutUp.parts) expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("[C1] the numbers in the output are gapless, in order of first appearance, and those that were told", () => {
    fc.assert(
      fc.property(cut(tricky), ({ pieces }) => {
        const { text, parts, order } = run(pieces);
        const numbers = [...new Set(marksOf(text).map((mark) => mark.number))];
        expect(numbers).toEqual(order.map((_, index) => index + 1));
        for (const part of parts) for (const cite of part.cites) expect(part.text).toContain(`[${cite.number}]`);
        expect(parts.flatMap((part) => part.cites)).toEqual(
          order.map((source, index) => ({ number: index + 1, source })),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("[C2] text without marks is unchanged", () => {
    const noMark = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[[【]/g, "("));
    fc.assert(fc.property(cut(noMark), ({ whole, pieces }) => void expect(run(pieces).text).toBe(whole)));
  });

  it("[C2] taking the marks' numbers away, in and out are the same text", () => {
    const bare = (text: string) => text.replace(/\[\d+(?:, ?\d+)*\]|【\d+】|\s/g, "");
    fc.assert(
      fc.property(cut(tricky.filter((text) => !text.includes("`"))), ({ whole, pieces }) => {
        // Marks inside what looks like half a mark leave other text behind when they go.
        fc.pre(!/[[【]\d[\d, ]*[[【]/.test(whole));
        expect(bare(run(pieces).text)).toBe(bare(whole.toWellFormed()));
      }),
    );
  });
});

describe("the marks of a finished answer", () => {
  it("[C3] are found with their places, outside of code", () => {
    expect(marksOf("a [1][2] `[3]` [x] [12].")).toEqual([
      { number: 1, start: 2, end: 5 },
      { number: 2, start: 5, end: 8 },
      { number: 12, start: 19, end: 23 },
    ]);
  });

  it("[C1] can be taken out with the blank before them", () => {
    expect(withoutMarks("A cell divides [1][2]. `a[1]` stays [3]\n[1]")).toBe("A cell divides. `a[1]` stays\n");
  });

  it("[C4] clipping an answer at its bound cuts neither a character nor a mark", () => {
    const sent = {
      text: "ab🧬 [12] c [3]",
      cites: [
        { number: 12, source: 4 },
        { number: 3, source: 1 },
      ],
    };
    expect(clipTo(sent, 100)).toBe(sent);
    expect(clipTo(sent, 3)).toEqual({ text: "ab", cites: [] });
    for (const room of [6, 7, 8]) expect(clipTo(sent, room)).toEqual({ text: "ab🧬 ", cites: [] });
    expect(clipTo(sent, 9)).toEqual({ text: "ab🧬 [12]", cites: [{ number: 12, source: 4 }] });
    expect(clipTo(sent, 0)).toEqual({ text: "", cites: [] });
  });
});

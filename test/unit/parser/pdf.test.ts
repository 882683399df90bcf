import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chunkPage } from "../../../src/library/chunk.ts";
import type { Heading } from "../../../src/parser/parsed.ts";
import { parsePdf } from "../../../src/parser/pdf.ts";
import { withoutHeads } from "../../../src/parser/pdf-heads.ts";
import { layOut } from "../../../src/parser/pdf-layout.ts";
import type { Line, Piece } from "../../../src/parser/pdf-lines.ts";
import { place, type TextItem, unfold } from "../../../src/parser/pdf-place.ts";
import { compareWords, wordsOf } from "../../eval/compare-words.mjs";
import { stretchOf } from "../../eval/witnesses.mjs";
import { growth, LINEAR } from "../../support/cpu-cost.ts";
import { sharedPath } from "../../support/shared.ts";
import { courier, pdfOf } from "../../support/tiny-pdf.ts";

const piece = (text: string, x: number, y: number, more: Partial<Piece> = {}): Piece => ({
  text,
  x,
  y,
  width: text.length * 5,
  size: 10,
  font: "f",
  rtl: false,
  mirrored: false,
  up: 8,
  down: 2,
  ...more,
});
const lines = (x: number, y: number, texts: string[]) => texts.map((text, i) => piece(text, x, y + i * 12));

describe("the text of a page", () => {
  it("[L4] joins the lines of a paragraph and the words that a hyphen breaks", () => {
    const texts = [
      "The well-known cells are divided by mito-",
      "sis, which has four phases, and a well-",
      "known spindle that is seen to divide the",
      "nucleus.",
    ];
    expect(layOut(lines(50, 100, texts)).text).toBe(
      "The well-known cells are divided by mitosis, which has four phases, and a well-known spindle that is seen to divide the nucleus.",
    );
  });

  it("[L4] reads two columns one after the other, also when they were written row by row", () => {
    const left = [
      "The left column speaks of mitosis and",
      "of all of its phases one by one, as it",
      "is usual in books of biology that are",
      "printed in columns, until it ends here,",
      "and then the right one is to follow it.",
    ];
    const right = [
      "The right column speaks of meiosis and",
      "of what it halves, as it should be in a",
      "book that is printed in columns, until",
      "it is over as well and nothing more is",
      "to be said of all of these phases here.",
    ];
    const rows = left.flatMap((text, i) => [piece(text, 50, 100 + i * 12), piece(right[i] ?? "", 320, 100 + i * 12)]);
    for (const pieces of [[...lines(50, 100, left), ...lines(320, 100, right)], rows]) {
      const { text } = layOut(pieces);
      expect(text.indexOf("follow it")).toBeLessThan(text.indexOf("The right"));
    }
  });

  it("[L30] reads columns between the lines that run across them, also with a narrow gutter and written row by row", () => {
    const column = (name: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => `${name} ${from + i} speaks of cells and of phases`);
    const rows = (from: number, to: number, y: number) => {
      const right = column("Right", from, to);
      return column("Left", from, to).flatMap((text, i) => [
        piece(text, 50, y + i * 12, { width: 200 }),
        piece(right[i] ?? "", 260, y + i * 12, { width: 200 }),
      ]);
    };
    const across = (text: string, y: number) => piece(text, 50, y, { width: 410 });
    const { text } = layOut([
      across("A heading over both of the columns of this page", 80),
      ...rows(0, 6, 100),
      across("Figure 1. What both of the columns were speaking of", 190),
      ...rows(6, 12, 210),
      piece("7", 253, 400, { width: 5 }),
    ]);
    const order = [...text.matchAll(/(Left|Right|A heading|Figure) ?(\d*)/g)].map(([all]) => all.trim());
    const named = (name: string, from: number) => Array.from({ length: 6 }, (_, i) => `${name} ${from + i}`);
    expect(order).toEqual([
      "A heading",
      ...[...named("Left", 0), ...named("Right", 0)],
      "Figure 1",
      ...[...named("Left", 6), ...named("Right", 6)],
    ]);
    expect(text.endsWith("7")).toBe(true);
  });

  it("[L31] takes the white between the cells of a table for no gutter", () => {
    const table = Array.from({ length: 8 }, (_, i) => [
      piece(`Region ${i}`, 50, 100 + i * 12),
      piece(`${i * 7}.25 percent`, 300, 100 + i * 12),
    ]).flat();
    expect(layOut(table).text.split("\n")[3]).toBe("Region 3   21.25 percent");
  });

  it("[L32] gives the markers of a list back to its items where they were written apart", () => {
    const items = lines(70, 100, ["Symbols", "Language"]);
    const markers = lines(60, 100, ["•", "•"]);
    expect(layOut([...items, ...markers]).text).toBe("• Symbols\n• Language");
    expect(layOut(items.flatMap((item, i) => [markers[i] ?? item, item])).text).toBe("• Symbols\n• Language");
  });

  it("[L40] lays out pieces in time that grows with their number, whatever they are", async () => {
    const caption = (_: unknown, i: number) => piece(i % 2 === 0 ? "abc" : "Fig. 1", 0, i * 14);
    const scattered = (_: unknown, i: number) => piece("ab", (i * 7919) % 600, (i * 104_729) % 800);
    for (const make of [caption, scattered]) {
      const pieces = (length: number) => Array.from({ length }, make);
      expect(layOut(pieces(1_000)).text.length).toBeGreaterThan(1_500);
      expect(await growth(layOut, pieces, { size: 2_000 })).toBeLessThan(LINEAR);
    }
  });

  it("[L4] keeps rows of tables as rows, and lines with bullets as lines", () => {
    const table = [
      ["Price", "Floor", "Rooms"],
      ["52.00", "111.0", "5"],
    ].flatMap((row, i) => row.map((cell, j) => piece(cell, 50 + j * 100, 100 + i * 12)));
    expect(layOut(table).text).toBe("Price   Floor   Rooms\n52.00   111.0   5");
    expect(layOut(lines(50, 100, ["• one", "• two"])).text).toBe("• one\n• two");
  });

  it("[L36] keeps a sentence whole that runs around the caption of a figure", () => {
    const before = lines(50, 500, [
      "The rectangle on the right is the region,",
      "which is redundant when the integral con-",
    ]);
    const caption = [piece("Figure 2: The solution that is relaxed", 300, 100, { size: 8 })];
    const after = lines(300, 130, [
      "straint is relaxed, and can be visualized",
      "by its projection.",
      "And so on it goes in another paragraph.",
    ]);
    expect(layOut([...before, ...caption, ...after]).text).toBe(
      "The rectangle on the right is the region, which is redundant when the integral constraint is relaxed, and can be visualized by its projection.\n\nFigure 2: The solution that is relaxed\n\nAnd so on it goes in another paragraph.",
    );
  });

  it("[L37] keeps the rows of a matrix apart, and items that end before their line is full", () => {
    expect(layOut(lines(50, 100, ["2 2 2", "1 0 0", "0 1 0"])).text).toBe("2 2 2\n1 0 0\n0 1 0");
    const items = ["It may be caused by missing data.", "A tree is not there in any case."];
    expect(layOut(lines(50, 100, [...items, "I find a longer item than those two are"])).text).toBe(
      [...items, "I find a longer item than those two are"].join("\n"),
    );
  });

  it("[L31] keeps the rows of a table whole that stands above two columns, and parts columns written row by row", () => {
    const table = Array.from({ length: 8 }, (_, i) =>
      ["a", "b", "c", "d"].map((name, j) => piece(`${name}${i} 0.${i}${j}`, 50 + j * 130, 60 + i * 12)),
    ).flat();
    const column = (name: string, x: number) =>
      lines(
        x,
        200,
        Array.from({ length: 10 }, (_, i) => `${name} ${i} speaks of cells and of phases there`),
      );
    const { text } = layOut([...table, ...column("Left", 50), ...column("Right", 310)]);
    expect(text.split("\n").slice(0, 2)).toEqual([
      "a0 0.00   b0 0.01   c0 0.02   d0 0.03",
      "a1 0.10   b1 0.11   c1 0.12   d1 0.13",
    ]);
    expect(text.indexOf("Left 9")).toBeLessThan(text.indexOf("Right 0"));
  });

  it("[L4] finds headings by their size, over two lines too", () => {
    const heading = [
      piece("Generalized Disjunctive Programming", 50, 60, { size: 20, width: 350 }),
      piece("Models", 50, 82, { size: 20, width: 60 }),
    ];
    const { headings, text } = layOut([
      ...heading,
      ...lines(50, 120, [
        "The body of the text is set in a smaller",
        "letter, and there is more of it than of",
        "anything else on this page of the book.",
      ]),
    ]);
    expect(headings).toEqual([{ start: 0, level: 1, title: "Generalized Disjunctive Programming Models" }]);
    expect(text).toContain("\n\nThe body");
  });
});

describe("a piece of text", () => {
  const view = [1, 0, 0, -1, 0, 800];
  const item = (transform: number[], more: Partial<TextItem> = {}): TextItem => ({
    str: "text",
    dir: "ltr",
    transform,
    width: 40,
    height: 10,
    fontName: "f",
    vertical: false,
    ...more,
  });

  it("[L38] stands where its line runs to the right, on a page that is turned and across one", () => {
    expect(place(item([10, 0, 0, 10, 50, 700]), view)).toMatchObject({
      quarter: 0,
      piece: { x: 50, y: 100, size: 10 },
    });
    const up = place(item([0, 10, -10, 0, 50, 700]), view);
    const further = place(item([0, 10, -10, 0, 50, 740]), view);
    const below = place(item([0, 10, -10, 0, 62, 700]), view);
    expect(up.quarter).toBe(3);
    expect(further.piece.x - up.piece.x).toBe(40);
    expect(below.piece.y - up.piece.y).toBe(12);
  });

  it("[L38] in a vertical script is read downwards, and its columns from the right", () => {
    const column = (str: string, x: number) =>
      place(item([10, 0, 0, 10, x, 700], { str, vertical: true, width: 10, height: str.length * 10 }), view).piece;
    const columns = [column("吾輩は猫で", 300), column("ある。", 285)];
    expect(layOut(columns).text).toBe("吾輩は猫である。");
    expect(layOut(columns.toReversed()).text.startsWith("ある。")).toBe(true);
  });

  it("[L39] has whole letters for ligatures, presentation forms and accents set over a letter", () => {
    expect(unfold("e\uFB03cient \uFE8D\uFEDF")).toBe("efficient ال");
    expect(unfold("Schr\u00A8odinger, caf\u00B4e, Ko\u02C7ce")).toBe("Schrödinger, café, Koče");
    expect(unfold("S\uF761\uF762\uF76F\uF76E \uF731\uF739\uF738\uF734, \uF7E9t\uF7E9")).toBe("Sabon 1984, été");
    expect(unfold("x\u00B2 \u2264 \u210D, a\u00A8")).toBe("x² ≤ ℍ, a¨");
  });
});

describe("running heads", () => {
  const line = (text: string, y: number, size = 10): Line => ({
    text,
    parts: [],
    x0: 50,
    x1: 300,
    y,
    size,
    font: "f",
    table: false,
  });
  const page = (number: number, top: string) => [
    line(top, 40),
    line(`What page ${number} says, ${"which is long ".repeat(number)}`, 100),
    line("and the same row of text on each of all the pages,", 112),
    line(`until it ends after some ${"more ".repeat(number)}words`, 124),
    line(`${number}`, 700),
  ];
  const around = (of: number, top: (number: number) => string) =>
    new Map([-2, -1, 1, 2].map((offset) => [offset, page(of + offset, top(of + offset))]));
  const texts = (lines: readonly Line[]) => lines.map(({ text }) => text);

  it("[L33] are left out, with the numbers of the pages, and the text between them stays", () => {
    const top = (number: number) => (number % 2 === 0 ? `${number} Biology` : `Chapter 3: Cells ${number}`);
    expect(texts(withoutHeads(page(7, top(7)), around(7, top)))).toEqual(texts(page(7, top(7)).slice(1, -1)));
  });

  it("[L33] are left out where only the number of the page comes again", () => {
    const top = (number: number) => (number === 7 ? "Chapter 2: Of one page 7" : `${number}`);
    expect(texts(withoutHeads(page(7, top(7)), around(7, top)))[0]).toMatch(/^What page 7/);
  });

  it("[L33] are left out with what stands beside them and has no letters", () => {
    const beside = (number: number) => [
      { ...line("1(1), 2021", 40), x0: 400, x1: 450 },
      ...page(number, "Proceedings"),
    ];
    const others = new Map([-2, -1, 1, 2].map((offset) => [offset, beside(7 + offset)]));
    expect(texts(withoutHeads(beside(7), others))[0]).toMatch(/^What page 7/);
  });

  it("[L33] are left out whether their two ends were read as one line or as two", () => {
    const whole = { ...line("Proceedings   1(1), 2021", 40), table: true };
    const heads = [line("Proceedings", 40), { ...line("1(1), 2021", 40), x0: 400, x1: 450 }];
    const read = (number: number, isWhole: boolean) => [...(isWhole ? [whole] : heads), ...page(number, "x").slice(1)];
    for (const isWhole of [true, false]) {
      const others = new Map([-2, -1, 1, 2].map((offset) => [offset, read(7 + offset, !isWhole)]));
      expect(texts(withoutHeads(read(7, isWhole), others))[0]).toMatch(/^What page 7/);
    }
  });

  it("[L33] are left out with Roman numbers too", () => {
    const roman = ["viii", "ix", "x", "xi", "xii"];
    const top = (number: number) => `Preface ${roman[number - 8]}`;
    expect(texts(withoutHeads(page(10, top(10)), around(10, top)))).not.toContain("Preface x");
  });

  it("[L34] are not: a title of a slide, the only text of a page, a number that does not count, a line of one page", () => {
    const title = (number: number) => [line("The model", 40, 18), ...page(number, "x").slice(1)];
    const slides = new Map([-2, -1, 1, 2].map((offset) => [offset, title(7 + offset)]));
    expect(texts(withoutHeads(title(7), slides))).toContain("The model");
    const parts = (number: number) => [line(`Macros (${number}/9)`, 40, 13), ...page(number, "x").slice(1)];
    const sequel = new Map([-2, -1, 1, 2].map((offset) => [offset, parts(4 + offset)]));
    expect(texts(withoutHeads(parts(4), sequel))).toContain("Macros (4/9)");
    const picture = (number: number) => [
      line(`${number}`, 20),
      line("Genotype matrix", 32),
      ...page(number, "x").slice(1),
    ];
    const growing = new Map([-2, -1, 1, 2].map((offset) => [offset, picture(7 + offset)]));
    expect(texts(withoutHeads(picture(7), growing))).toContain("Genotype matrix");
    const divider = [line("Appendix", 40)];
    const dividers = new Map([-2, -1, 1, 2].map((offset) => [offset, divider]));
    expect(texts(withoutHeads(divider, dividers))).toEqual(["Appendix"]);
    const exercise = (number: number) => `Exercise ${number * 3} is the first one`;
    expect(texts(withoutHeads(page(7, exercise(7)), around(7, exercise)))).toContain(exercise(7));
    expect(
      texts(
        withoutHeads(
          page(7, "Once"),
          around(7, (number) => `Other ${"x".repeat(number)}`),
        ),
      ),
    ).toContain("Once");
  });
});

describe("real PDFs", () => {
  const docs = sharedPath("data/docs");
  const read = (name: string, from: number, to = from) =>
    parsePdf(new Uint8Array(readFileSync(`${docs}/${name}`)), { from, to });
  const fold = (text: string) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "");

  it.skipIf(docs === null)("[L4] hold the quotes of the facts on their pages", async () => {
    const facts = readFileSync(sharedPath("data/facts.jsonl") ?? "", "utf8")
      .split("\n")
      .filter(Boolean);
    for (const line of facts) {
      const { doc, page, quote, image_only } = JSON.parse(line) as {
        doc: string;
        page: number | null;
        quote: string;
        image_only?: boolean;
      };
      if (!doc.endsWith(".pdf") || page === null || image_only) continue;
      const parsed = await read(doc, page);
      expect(parsed.ok && fold(parsed.pages[0]?.text ?? "").includes(fold(quote)), `${doc} ${page}: ${quote}`).toBe(
        true,
      );
    }
  });

  it.skipIf(docs === null)(
    "[L4] that are protected, damaged or cut off are refused, a scan is pages without text",
    async () => {
      expect(await read("encrypted-openpassword.pdf", 1)).toMatchObject({ ok: false, code: "encrypted" });
      expect(await read("corrupt-header-only.pdf", 1)).toMatchObject({ ok: false, code: "broken" });
      expect(await read("corrupt-truncated-R-intro.pdf", 1)).toMatchObject({ ok: false, code: "broken" });
      expect(await read("scan-linn.pdf", 1)).toMatchObject({ ok: true, pages: [{ text: "" }] });
    },
  );

  it.skipIf(docs === null)("[L35] have the same text in whatever range a page is read, and its label", async () => {
    const [alone, within] = [await read("R-intro.pdf", 9), await read("R-intro.pdf", 5, 12)];
    if (!alone.ok || !within.ok) throw new Error("unreadable");
    expect(alone.pages[0]).toEqual(within.pages[4]);
    expect(alone.pages[0]?.text).not.toMatch(/^Chapter 1: Introduction/);
    expect(alone.pages[0]).toMatchObject({ page: 9, label: "3" });
  });

  it.skipIf(docs === null)("[L4] give the pages that are asked for, and the number of all", async () => {
    const parsed = await read("R-intro.pdf", 112, 131);
    expect(parsed).toMatchObject({ ok: true, pageCount: 113 });
    if (parsed.ok) expect(parsed.pages.map(({ page }) => page)).toEqual([112, 113]);
  });
});

describe("a range of pages", () => {
  it("[L64] ends early after so many letters, and the next one goes on", async () => {
    const pages = Array.from({ length: 6 }, (_, i) => ({
      content: courier([`Page ${i} has twenty letters`], 72, 700),
    }));
    const read = async (from: number, mostLetters?: number) => {
      const parsed = await parsePdf(pdfOf(pages), { from, to: 6 }, mostLetters);
      return parsed.ok ? [parsed.pageCount, ...parsed.pages.map(({ page }) => page)] : [parsed.error];
    };
    expect(await read(1, 50)).toEqual([6, 1, 2, 3]);
    expect(await read(4, 50)).toEqual([6, 4, 5, 6]);
    expect(await read(5, 1)).toEqual([6, 5]);
    expect(await read(1)).toEqual([6, 1, 2, 3, 4, 5, 6]);
  });
});

describe("the outline of a PDF", () => {
  const outlined = (items: readonly string[], more: Record<string, string> = {}) =>
    Object.fromEntries([
      ["outlines", `<< /Type /Outlines /First @o0 /Last @o${items.length - 1} >>`],
      ...items.map((item, i) => [
        `o${i}`,
        `<< ${item} /Parent @outlines ${i + 1 < items.length ? `/Next @o${i + 1}` : ""} >>`,
      ]),
      ...Object.entries(more),
    ]);
  const prose = Array.from({ length: 5 }, (_, i) => `Line ${i} of a paragraph that speaks of cells and phases`);
  const page = courier(["1 Mitosis", ...prose, "The spindle", ...prose], 72, 700);
  const bytesOf = (objects: Record<string, string>, pages = [page]) =>
    pdfOf(
      pages.map((content) => ({ content })),
      { catalog: "/Outlines @outlines", objects },
    );
  const read = async (objects: Record<string, string>, pages = [page]) => {
    const parsed = await parsePdf(bytesOf(objects, pages), { from: 1, to: pages.length });
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.pages;
  };
  const said = (one: { text: string; headings: Heading[] } | undefined) =>
    one?.headings.map(({ start, level, title }) => [level, title, one.text.slice(start, start + title.length)]);

  it("[L59] gives headings in letters like all others, with the number that is printed, and their levels", async () => {
    const [first] = await read(
      outlined(["/Title (Mitosis) /Dest [@page1 /XYZ 72 712 0] /First @sub /Last @sub"], {
        sub: "<< /Title (The spindle) /Dest [@page1 /FitH 640] /Parent @o0 >>",
      }),
    );
    expect(said(first)).toEqual([
      [1, "1 Mitosis", "1 Mitosis"],
      [2, "The spindle", "The spindle"],
    ]);
    expect(first?.text).toContain("1 Mitosis\n\nLine 0");
    expect(first?.text).toContain("\n\nThe spindle\n\nLine 0");
  });

  it("[L59] begins a part where it leads to when its title is not printed, also two at once", async () => {
    const [first, second] = await read(
      outlined(["/Title (Part One) /Dest [@page1 /Fit] ", "/Title (Cells) /Dest [@page2 /XYZ null 650 null]"]),
      [page, page],
    );
    expect(said(first)?.map(([level, title]) => [level, title])).toEqual([[1, "Part One"]]);
    expect(second?.text.slice(second.headings[0]?.start)).toMatch(/^Line 3/);
  });

  it("[L59] that goes round in circles, leads nowhere or is endless does no harm", async () => {
    const wild = [
      "/Title (A) /Dest [@page1 /XYZ 72 712 0] /First @o0",
      "/Title (B) /Dest [99 /Fit]",
      "/Title (C) /Dest (nowhere)",
      "/Title (D) /Dest [@page1 /XYZ (x) << >> 0]",
      "/Title () /Dest 7",
      "/A << /S /URI /URI (http://127.0.0.1/) >> /Title (E)",
    ];
    expect((await read(outlined(wild)))[0]?.text).toContain("Mitosis");
    const endless = (length: number) =>
      bytesOf(outlined(Array.from({ length }, (_, i) => `/Title (Section ${i}) /Dest [@page1 /XYZ 72 700 0]`)));
    const readFirst = (bytes: Uint8Array) => parsePdf(bytes.slice(), { from: 1, to: 1 });
    const parsed = await readFirst(endless(1_500));
    expect(parsed.ok && parsed.pages[0]?.headings.length).toBeLessThanOrEqual(60);
    expect(await growth(readFirst, endless, { size: 500 })).toBeLessThan(LINEAR);
  });

  it("[L59] opens both sections where a part begins with its first one", () => {
    const headings = [
      { start: 0, level: 1, title: "Part" },
      { start: 0, level: 2, title: "Section" },
    ];
    expect(chunkPage({ text: "It begins here.", headings }, []).chunks[0]?.headings).toEqual(["Part", "Section"]);
  });
});

describe("the words of real PDFs", () => {
  const data = sharedPath("data");
  it.skipIf(data === null)("[L60] stand in the order of the sources that the PDFs were made of", async () => {
    const chapter = readFileSync(`${data}/truth/openstax-sociology-culture.docx.pandoc.txt`, "utf8");
    const read = async (name: string, page: number) => {
      const parsed = await parsePdf(new Uint8Array(readFileSync(`${data}/docs/${name}`)), { from: page, to: page });
      return parsed.ok ? (parsed.pages[0]?.text ?? "") : parsed.error;
    };
    for (const page of [4, 6]) {
      const known = readFileSync(`${data}/truth/openstax-sociology-culture.pdf/p00${page}.txt`, "utf8");
      const stretch = stretchOf(known, chapter) ?? "";
      const text = await read("openstax-sociology-culture.pdf", page);
      expect(compareWords(wordsOf(stretch), wordsOf(text)).inOrder).toBeGreaterThan(0.98);
    }
    expect(await read("arabic-habibi.pdf", 1)).toBe("حَبيبي habibi");
  });
});

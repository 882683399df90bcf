import { describe, expect, it } from "vitest";
import type { Page, TextSpan } from "../../../src/protocol.ts";
import { parseRoute, pathOf } from "../../../web/route.ts";
import { boxesOf } from "../../../web/viewer/boxes.ts";
import { DrawQueue } from "../../../web/viewer/draw-queue.ts";
import { piecesOf } from "../../../web/viewer/markdown-text.ts";
import { ownLabel, pageFrom, pageName } from "../../../web/viewer/page-labels.ts";
import { PageTexts } from "../../../web/viewer/page-texts.ts";
import { currentIndex, indexAt, layoutOf, placeAt, scrollFor, windowOf } from "../../../web/viewer/page-window.ts";
import { linksOf, targetOf } from "../../../web/viewer/pdf-links.ts";
import { blocksOf, partsOf } from "../../../web/viewer/text-blocks.ts";
import { canStep, POINT, percentOf, pixelScale, saneSize, scaleOf, stepped } from "../../../web/viewer/zoom.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";
import { wordsIn } from "../../support/words.ts";

describe("a long list of pages", () => {
  const heights = Array.from({ length: 300 }, () => 1_000);
  const layout = layoutOf(heights, 10);

  it("[W87] needs only the pages near the view, wherever it is", () => {
    expect(layout.total).toBe(10 + 300 * 1_010);
    for (const scrollTop of [0, 505, 100_000, layout.total - 800]) {
      const { first, last } = windowOf(layout, { scrollTop, height: 800, beyond: 600 });
      expect(last - first).toBeLessThanOrEqual(3);
      const [from, to] = [layout.tops[first] ?? 0, (layout.tops[last] ?? 0) + 1_000];
      expect(from).toBeLessThanOrEqual(Math.max(10, scrollTop));
      expect(to).toBeGreaterThanOrEqual(Math.min(scrollTop + 800, layout.total - 10));
    }
  });

  it("[W87] finds the page at every height, and the one that is read", () => {
    expect([-5, 0, 10, 1_009, 1_020, layout.total + 99].map((y) => indexAt(layout, y))).toEqual([0, 0, 0, 0, 1, 299]);
    expect(indexAt(layoutOf([], 10), 50)).toBe(0);
    expect(currentIndex(layout, 0, 800)).toBe(0);
    expect(currentIndex(layout, 800, 800)).toBe(1);
    // Of short pages the first that is wholly there.
    const slides = layoutOf([300, 300, 300, 300], 10);
    expect([0, 5, 15, 320, 330].map((top) => currentIndex(slides, top, 700))).toEqual([0, 0, 1, 1, 2]);
    // A last page that is shorter than the view is read when the end is reached.
    const short = layoutOf([1_000, 100], 10);
    expect(currentIndex(short, short.total - 800, 800)).toBe(1);
  });

  it("[W87] keeps what is read where it is when other pages, or all, change their heights", () => {
    const place = placeAt(layout, 100_700, 0);
    const grown = layoutOf(
      heights.map((height, i) => (i < 50 ? height * 1.5 : height)),
      10,
    );
    expect(scrollFor(grown, place, 800)).toBeCloseTo(100_700 + 50 * 500);
    const zoomed = layoutOf(
      heights.map((height) => height * 2),
      10,
    );
    const about = placeAt(layout, 100_700, 300);
    const after = placeAt(zoomed, scrollFor(zoomed, about, 800), 300);
    expect(after.index).toBe(about.index);
    expect(after.share).toBeCloseTo(about.share);
  });

  it("[W87] never scrolls out of the list", () => {
    expect(scrollFor(layout, { index: 0, share: 0, at: 400 }, 800)).toBe(0);
    expect(scrollFor(layout, { index: 9_999, share: 1, at: 0 }, 800)).toBe(layout.total - 800);
    expect(scrollFor(layoutOf([100], 10), { index: 0, share: 0.9, at: 0 }, 800)).toBe(0);
  });
});

describe("the size of a page", () => {
  const a4 = { width: 595, height: 842 };

  it("[W88] is the view's width at first, not blown up without end", () => {
    expect(scaleOf({ mode: "fit" }, a4, 595)).toBe(1);
    expect(scaleOf({ mode: "fit" }, { width: 100, height: 100 }, 1_200)).toBe(4);
    expect(scaleOf({ mode: "scale", scale: 99 }, a4, 595)).toBeCloseTo(5 * POINT);
  });

  it("[W88] goes up and down in steps, from any scale, to an end on both sides", () => {
    expect(percentOf(stepped(POINT, 1))).toBe(110);
    expect(percentOf(stepped(0.63 * POINT, 1))).toBe(67);
    expect(percentOf(stepped(0.63 * POINT, -1))).toBe(50);
    let scale = POINT;
    for (let i = 0; i < 40; i++) scale = stepped(scale, 1);
    expect([percentOf(scale), canStep(scale, 1), canStep(scale, -1)]).toEqual([500, false, true]);
    for (let i = 0; i < 40; i++) scale = stepped(scale, -1);
    expect([percentOf(scale), canStep(scale, -1)]).toEqual([25, false]);
  });

  it("[W96] bounds the pixels of a canvas whatever a document claims", () => {
    expect(pixelScale(a4, 2, 2)).toBe(4);
    for (const page of [a4, { width: 14_400, height: 14_400 }, { width: 20_000, height: 1 }]) {
      const scale = pixelScale(page, 5 * POINT, 3);
      expect(page.width * scale * page.height * scale).toBeLessThanOrEqual(2 ** 24 + 1);
      expect(Math.max(page.width, page.height) * scale).toBeLessThanOrEqual(8_193);
    }
    expect(saneSize({ width: Number.NaN, height: -1 })).toEqual({ width: 612, height: 612 });
    expect(saneSize({ width: Number.POSITIVE_INFINITY, height: 1e9 })).toEqual({ width: 612, height: 20_000 });
  });
});

describe("the names of pages", () => {
  const labels = ["i", "ii", "iii", "1", "2", "3-14"];

  it("[W89] a page is found by its label, else by its number, in any digits", () => {
    expect(pageFrom("II", 6, labels)).toBe(2);
    expect(pageFrom(" 3-14 ", 6, labels)).toBe(6);
    expect(pageFrom("1", 6, labels)).toBe(4);
    expect(pageFrom("6", 6, labels)).toBe(6);
    expect(pageFrom("٦", 6, null)).toBe(6);
    expect(pageFrom("１２", 300, null)).toBe(12);
    for (const typed of ["", "0", "7", "x", "-1", "1e3", "99999999999"])
      expect(pageFrom(typed, 6, labels), typed).toBe(null);
  });

  it("[W89] a label that is only the number says nothing more", () => {
    expect(ownLabel("12", 12)).toBe(null);
    expect(ownLabel(" ", 12)).toBe(null);
    expect(ownLabel("xii", 12)).toBe("xii");
    const { t } = wordsIn("en");
    expect(pageName(t, 12, "xii", 300)).toBe("Page xii (12 of 300)");
    expect(pageName(t, 12, null, 1_300)).toBe("Page 12 of 1,300");
    expect(pageName(t, 12, null, null)).toBe("Page 12");
  });
});

describe("the boxes of a passage", () => {
  const spans: TextSpan[] = [
    [0, 10, 100, 100, 100, 10, 0],
    [11, 21, 100, 120, 100, 10, 0],
  ];
  const page: Page = { page: 3, text: "aaaaaaaaaa\nbbbbbbbbbb", chunks: [], size: { width: 400, height: 800 }, spans };

  it("[W90] are shares of the page, in the order of the text, the quote's first", () => {
    const boxes = boxesOf(page, { chunk: { start: 0, end: 21 }, quote: { start: 11, end: 16 } });
    expect(boxes?.chunk).toHaveLength(2);
    expect(boxes?.quote).toHaveLength(1);
    const [box] = boxes?.quote ?? [];
    expect(box).toEqual(boxes?.first);
    expect([box?.left, box?.width].map((share) => (share ?? 0) * 400)).toEqual([99, 52].map((x) => expect.closeTo(x)));
    expect([box?.top, box?.height].map((share) => (share ?? 0) * 800)).toEqual([119, 12].map((y) => expect.closeTo(y)));
  });

  it("[W90] stay on the page, and are none where the page has no places", () => {
    const wild: Page = { ...page, spans: [[0, 10, -50, 795, 900, 10, 0]] };
    const [box] = boxesOf(wild, { chunk: null, quote: { start: 0, end: 10 } })?.quote ?? [];
    expect(box).toMatchObject({ left: 0, width: 1 });
    expect((box?.top ?? 0) + (box?.height ?? 0)).toBe(1);
    const marks = { chunk: null, quote: { start: 0, end: 5 } };
    expect(boxesOf({ ...page, spans: [] }, marks)).toBe(null);
    expect(boxesOf({ ...page, size: null }, marks)).toBe(null);
    expect(boxesOf(page, { chunk: null, quote: { start: 10, end: 11 } })).toBe(null);
  });
});

describe("extracted text as it is shown", () => {
  const text = "Title\n\nFirst line\nsecond line\n\nName | Size\nfern | 3\nmoss | 1\nOne | bar alone\n\nEnd";

  it("[W92] is paragraphs and rows of cells, and nothing is lost", () => {
    const blocks = blocksOf(text);
    const words = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    expect(
      blocks.map((block) => (block.kind === "table" ? block.rows.map((row) => row.map(words)) : words(block.span))),
    ).toEqual([
      "Title",
      "First line\nsecond line",
      [
        ["Name", "Size"],
        ["fern", "3"],
        ["moss", "1"],
        ["One", "bar alone"],
      ],
      "End",
    ]);
    expect(blocksOf("a | b")).toEqual([{ kind: "text", span: { start: 0, end: 5 } }]);
    expect(blocksOf(" \n\n")).toEqual([]);
    const shown = blocks.flatMap((block) => (block.kind === "table" ? block.rows.flat() : [block.span])).map(words);
    expect(shown.join("").replace(/\s/g, "")).toBe(text.replaceAll(" | ", "").replace(/\s/g, ""));
  });

  it("[W92] shows a table that a Markdown file draws as rows, without its bars", () => {
    const drawn = "Before\n\n| Way | Use |\n|---|:-:|\n| Tests | high |\n|a\\|b||\n\n|---|\n| alone |\nAfter";
    const words = ({ start, end }: { start: number; end: number }) => drawn.slice(start, end);
    expect(
      blocksOf(drawn).map((block) =>
        block.kind === "table" ? block.rows.map((row) => row.map(words)) : words(block.span),
      ),
    ).toEqual([
      "Before",
      [
        ["Way", "Use"],
        ["Tests", "high"],
        ["a\\|b", ""],
      ],
      "|---|\n| alone |\nAfter",
    ]);
  });

  it("[W92] is cut at the marks, also within a cell", () => {
    const quote = { start: text.indexOf("fern"), end: text.indexOf("moss") + 2 };
    const cells = blocksOf(text).flatMap((block) => (block.kind === "table" ? block.rows.flat() : []));
    const marked = cells
      .flatMap((cell) => partsOf(cell, { chunk: null, quote }))
      .filter(({ mark }) => mark === "quote");
    expect(marked.map(({ start, end }) => text.slice(start, end))).toEqual(["fern", "3", "mo"]);
    const whole = partsOf(
      { start: 0, end: text.length },
      { chunk: { start: 7, end: 30 }, quote: { start: 10, end: 20 } },
    );
    expect(whole.map(({ mark }) => mark)).toEqual(["none", "chunk", "quote", "chunk", "none"]);
    expect(whole.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
  });

  it("[W92] of a Markdown file is headings, code and emphasis, without their signs", () => {
    const written =
      "# Plants\nThe **fern** is *old*, `2 * 3` and 5 * 6.\n\n```py\n# no heading\n```\n## Moss #1\n#hashtag\n~~~\nopen";
    const blocks = blocksOf(written, "markdown");
    const words = ({ start, end }: { start: number; end: number }) => written.slice(start, end);
    expect(blocks.map((block) => (block.kind === "table" ? [] : [block.kind, words(block.span)]))).toEqual([
      ["heading", "Plants"],
      ["text", "The **fern** is *old*, `2 * 3` and 5 * 6."],
      ["code", "# no heading"],
      ["heading", "Moss #1"],
      ["text", "#hashtag"],
      ["code", "open"],
    ]);
    expect(blocks[0]).toMatchObject({ level: 1, from: 0, span: { start: 2 } });
    const line = blocks[1]?.kind === "text" ? blocks[1].span : { start: 0, end: 0 };
    expect(piecesOf(written, line).map((piece) => [piece.style, words(piece)])).toEqual([
      ["plain", "The "],
      ["strong", "fern"],
      ["plain", " is "],
      ["em", "old"],
      ["plain", ", "],
      ["code", "2 * 3"],
      ["plain", " and 5 * 6."],
    ]);
    expect(blocksOf("# Plants")).toEqual([{ kind: "text", span: { start: 0, end: 8 } }]);
  });

  it("[W92] keeps signs that are none", () => {
    for (const words of ["a * b * c", "snake*case*name", "**open", "``", "* item", "\\*no\\*", "** a **", "a\n*b\nc*"])
      expect(piecesOf(words, { start: 0, end: words.length }), words).toMatchObject([{ style: "plain" }]);
  });

  it("[W92] takes time that grows with the text, also where it is Markdown", async () => {
    const asMarkdown = (written: string) => {
      blocksOf(written, "markdown");
      return piecesOf(written, { start: 0, end: written.length });
    };
    for (const unit of ["*a", "**", "**a ", "`", "`a", "#", "# ", "```\n", "*a* ", "\\*"])
      expect(await growth(asMarkdown, (size) => unit.repeat(size), { size: 20_000 }), unit).toBeLessThan(LINEAR);

    for (const [unit, size] of [
      ["a | ", 20_000],
      ["|-", 20_000],
      ["|--|\n", 5_000],
      ["| a |\n", 5_000],
      // Only many lines show what looking too far costs each of them.
      ["x\n", 40_000],
    ] as const)
      expect(await growth(blocksOf, (count) => unit.repeat(count), { size }), unit).toBeLessThan(LINEAR);
  });
});

describe("pages that are asked for", () => {
  const page = (number: number): Page => ({ page: number, text: `page ${number}`, chunks: [] });
  const settled = () => new Promise((go) => setTimeout(go));

  it("[W92] are fetched once each, a few at a time, and the last ones are kept with the one that is cited", async () => {
    const asked: number[] = [];
    let [now, most] = [0, 0];
    const texts = new PageTexts(async (number) => {
      asked.push(number);
      most = Math.max(most, ++now);
      await settled();
      now--;
      return { state: "here", page: page(number) };
    });
    texts.pin(1);
    for (let number = 1; number <= 200; number++) {
      texts.want(number);
      texts.want(number);
      if (number % 10 === 0) await settled();
    }
    while (now > 0) await settled();
    expect(asked).toHaveLength(200);
    expect(most).toBeLessThanOrEqual(4);
    const kept = Array.from({ length: 200 }, (_, i) => i + 1).filter((number) => texts.get(number) !== null);
    expect(kept.length).toBeLessThanOrEqual(60);
    expect(kept).toContain(1);
  });

  it("[W92] that fail say why and can be asked for again; closing ends what is on its way", async () => {
    let fails = true;
    const texts = new PageTexts(async (number, signal) => {
      await settled();
      if (signal.aborted || fails) return { state: "failed", code: "unavailable" };
      return { state: "here", page: page(number) };
    });
    texts.want(7);
    await settled();
    await settled();
    expect(texts.get(7)).toEqual({ state: "failed", code: "unavailable" });
    fails = false;
    texts.retry(7);
    texts.close();
    await settled();
    await settled();
    expect(texts.get(7)).toEqual({ state: "loading" });
    texts.open();
    await settled();
    await settled();
    expect(texts.get(7)).toMatchObject({ state: "here" });
  });
});

describe("what is drawn next", () => {
  it("[W87] is the page nearest to what is read; what was passed by is not drawn", async () => {
    const drawn: number[] = [];
    let idle = 0;
    const queue = new DrawQueue(() => idle++);
    queue.focus(12);
    const takeBack = [10, 11, 12, 13, 200].map((index) =>
      queue.add(index, async () => {
        drawn.push(index);
        await Promise.resolve();
      }),
    );
    takeBack[4]?.();
    await new Promise((go) => setTimeout(go));
    expect(drawn).toEqual([12, 11, 13, 10]);
    expect(idle).toBe(1);
  });
});

describe("the links of a page", () => {
  const viewport = { width: 100, height: 200, convertToViewportPoint: (x: number, y: number) => [x, 200 - y] };

  it("[W96] lead within the document, or outside over the web or by mail; nothing else is a link", () => {
    const at = { subtype: "Link", rect: [10, 20, 30, 40] };
    const links = linksOf(
      [
        { ...at, id: "1", url: "https://example.org/a" },
        { ...at, id: "2", dest: "chapter.2" },
        { ...at, id: "3", dest: [{ num: 3, gen: 0 }, { name: "Fit" }] },
        { ...at, id: "4", url: "javascript:alert(1)" },
        { ...at, id: "5", url: "file:///etc/passwd", dest: "x" },
        { ...at, id: "5b", url: "data:text/html,x" },
        { ...at, id: "6" },
        { ...at, id: "7", rect: [0, 0, 0, 0], url: "https://example.org" },
        { ...at, id: "8", rect: [0, Number.NaN, 1, 1], url: "https://example.org" },
        { subtype: "Widget", rect: at.rect, id: "9", url: "https://example.org" },
      ],
      viewport,
    );
    expect(links.map(({ id, to }) => [id, to])).toEqual([
      ["1", "web"],
      ["2", "inside"],
      ["3", "inside"],
    ]);
    expect(links[0]?.box).toEqual({ left: 0.1, top: 0.8, width: expect.closeTo(0.2), height: expect.closeTo(0.1) });
    expect(linksOf(Array(2_000).fill({ ...at, id: "1", dest: "x" }), viewport)).toHaveLength(500);
  });

  it("[W96] a place inside is a page of the document, and how far down", async () => {
    const pdf = {
      pages: 3,
      getDestination: async (name: string) => (name === "two" ? [{ num: 2 }, { name: "XYZ" }, 0, 150, null] : null),
      getPageIndex: async () => 1,
      getPage: async () => ({ getViewport: () => viewport }),
    };
    expect(await targetOf(pdf, "two")).toEqual({ index: 1, share: 0.25 });
    expect(await targetOf(pdf, [0, { name: "Fit" }])).toEqual({ index: 0, share: 0 });
    expect(await targetOf(pdf, [7, { name: "Fit" }])).toBe(null);
    expect(await targetOf(pdf, "unknown")).toBe(null);
  });
});

describe("the address of a document", () => {
  it("[W95] holds page and passage, and the quoted words only where no server sees them", () => {
    const place = {
      page: "document",
      classId: "c 1",
      docId: "d/1",
      at: 12,
      chunkId: "k&1",
      quote: "50 % of “it” #1",
    } as const;
    const url = new URL(pathOf(place), "https://app");
    expect(parseRoute(url.pathname, url.search, url.hash)).toEqual(place);
    expect(decodeURIComponent(url.pathname + url.search)).not.toContain("it”");
    const plain = { ...place, chunkId: null, quote: null };
    expect(pathOf(plain)).toBe("/class/c%201/document/d%2F1?page=12");
    expect(parseRoute("/class/c/document/d", "?page=0", "#quote=x")).toEqual({
      page: "document",
      classId: "c",
      docId: "d",
      at: 1,
      chunkId: null,
      quote: null,
    });
  });
});

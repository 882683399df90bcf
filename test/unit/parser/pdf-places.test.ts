import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ParsedPage } from "../../../src/parser/parsed.ts";
import { parsePdf } from "../../../src/parser/pdf.ts";
import { MAX_SPANS, spansOf } from "../../../src/parser/pdf-spans.ts";
import type { Rect, TextSpan } from "../../../src/protocol.ts";
import { rectsOf } from "../../../src/rects.ts";
import { sharedPath } from "../../support/shared.ts";
import { courier, pdfOf, type TinyPage } from "../../support/tiny-pdf.ts";

async function pageOf(page: TinyPage): Promise<ParsedPage> {
  const parsed = await parsePdf(pdfOf([page]), { from: 1, to: 1 });
  if (!parsed.ok || parsed.pages[0] === undefined) throw new Error("unreadable");
  return parsed.pages[0];
}

const spansIn = ({ layout }: ParsedPage): TextSpan[] =>
  Array.from({ length: (layout?.spans.length ?? 0) / 7 }, (_, i) => layout?.spans.slice(i * 7, i * 7 + 7) as TextSpan);

/** The boxes of the words of a page, which are there once. */
function boxesOf(page: ParsedPage, words: string): Rect[] {
  const start = page.text.indexOf(words);
  if (start < 0) throw new Error(`${words} is not in: ${page.text}`);
  return rectsOf(spansIn(page), start, start + words.length);
}

/** Left, right and a height within, which a box of letters on a baseline has. */
function expectLine([x, y, width, height]: Rect, want: { from: number; to: number; baseline: number; size: number }) {
  expect(x).toBeCloseTo(want.from, 0);
  expect(x + width).toBeCloseTo(want.to, 0);
  expect(y).toBeGreaterThan(want.baseline - want.size);
  expect(y).toBeLessThan(want.baseline - want.size * 0.5);
  expect(y + height).toBeGreaterThanOrEqual(want.baseline);
  expect(y + height).toBeLessThan(want.baseline + want.size * 0.4);
}

const PROSE = [
  "Cells are divided in two by a process of mito-",
  "sis, which has four phases, and in the last of",
  "these the cell itself is divided into two.",
];

describe("where the text of a PDF stands", () => {
  it("[L54] is told by boxes of its words, over line ends and mended hyphens", async () => {
    const page = await pageOf({ content: courier(PROSE, 72, 700) });
    expect(page.text).toContain("by a process of mitosis, which");
    expect(page.layout).toMatchObject({ width: 612, height: 792 });
    const [first, second, ...none] = boxesOf(page, "mitosis, which");
    expect(none).toEqual([]);
    expectLine(first as Rect, { from: 72 + 41 * 6, to: 72 + 45 * 6, baseline: 92, size: 10 });
    expectLine(second as Rect, { from: 72, to: 72 + 10 * 6, baseline: 104, size: 10 });
  });

  it("[L54] is that on the page as it is shown, however the page and its box are turned and moved", async () => {
    const box = [100, 50, 712, 842] as const;
    const content = courier(["Mitosis has four phases."], 172, 750);
    for (const turned of [0, 1, 2, 3]) {
      const page = await pageOf({ content, turned, box });
      const [x, y, width, height] = boxesOf(page, "four")[0] as Rect;
      const [w, h] = turned % 2 === 0 ? [612, 792] : [792, 612];
      expect(page.layout).toMatchObject({ width: w, height: h });
      // Turned back to the upright page.
      const upright: Rect =
        turned === 0
          ? [x, y, width, height]
          : turned === 1
            ? [y, w - x - width, height, width]
            : turned === 2
              ? [w - x - width, h - y - height, width, height]
              : [h - y - height, x, height, width];
      expectLine(upright, { from: 72 + 12 * 6, to: 72 + 16 * 6, baseline: 92, size: 10 });
    }
  });

  it("[L54] follows a text up and down the margin, and the way that its letters run", async () => {
    const up = "BT /F2 10 Tf 0 1 -1 0 30 100 Tm (Printed in Springtown) Tj ET\n";
    const page = await pageOf({ content: `${courier(PROSE, 72, 700)}${up}` });
    const [box] = boxesOf(page, "Printed");
    expect(box?.[1]).toBeCloseTo(792 - 100 - 42, 0);
    expect(box?.[3]).toBeCloseTo(42, 0);
    expect(box?.[0]).toBeLessThan(24);
    expect(spansIn(page).map(([, , , , , , way]) => way)).toEqual([0, 0, 0, 3]);
  });

  it("[L54] is right where running heads are left out, columns are put in order and captions are moved", async () => {
    const column = (word: string) => Array.from({ length: 8 }, (_, i) => `${word} ${i} speaks of cells and phases`);
    const rows = column("Left").map(
      (left, i) => `${courier([left], 50, 700 - i * 12)}${courier([column("Right")[i] ?? ""], 330, 700 - i * 12)}`,
    );
    const page = await pageOf({ content: rows.join("") });
    expect(page.text.indexOf("Left 7")).toBeLessThan(page.text.indexOf("Right 0"));
    for (const [word, x] of [
      ["Left", 50],
      ["Right", 330],
    ] as const) {
      for (const i of [0, 5, 7]) {
        const [box] = boxesOf(page, `${word} ${i}`);
        expectLine(box as Rect, { from: x, to: x + (word.length + 2) * 6, baseline: 92 + i * 12, size: 10 });
      }
    }
  });

  it("[L54] never takes more spans than a page may have, and keeps to the text", () => {
    const piece = (x: number, y: number) => ({
      text: "ab",
      x,
      y,
      width: 10,
      size: 10,
      font: "f",
      rtl: false,
      mirrored: false,
      up: 8,
      down: 2,
    });
    const parts = Array.from({ length: 5_000 }, (_, i) => ({
      start: i * 3,
      end: i * 3 + 2,
      x: (i % 50) * 12,
      width: 10,
      piece: piece((i % 50) * 12, Math.floor(i / 50) * 7),
    }));
    const spans = spansOf([{ parts, quarter: 0 }]);
    expect(spans.length).toBe(100 * 7);
    expect(spans.slice(0, 7)).toEqual([0, 149, 0, -8, 598, 10, 0]);
    const scattered = parts.map((part, i) => ({ ...part, piece: piece(0, i * 20) }));
    expect(spansOf([{ parts: scattered, quarter: 0 }]).length).toBe(MAX_SPANS * 7);
  });

  const docs = sharedPath("data/docs");
  it.skipIf(docs === null)("[L54] is within the page and in the order of the text, in real PDFs", async () => {
    for (const [name, from] of [
      ["jcon00117.pdf", 2],
      ["R-intro.pdf", 23],
      ["openstax-sociology-culture.pdf", 4],
    ] as const) {
      const parsed = await parsePdf(new Uint8Array(readFileSync(`${docs}/${name}`)), { from, to: from });
      const page = parsed.ok ? parsed.pages[0] : undefined;
      if (page?.layout === undefined) throw new Error("no layout");
      const { width, height } = page.layout;
      let before = 0;
      let covered = 0;
      for (const [start, end, x, y, w, h] of spansIn(page)) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeLessThanOrEqual(page.text.length);
        expect(Math.min(x, y, w, h, width - x - w, height - y - h)).toBeGreaterThanOrEqual(0);
        covered += page.text.slice(start, end).replace(/\s/g, "").length;
        before = end;
      }
      expect(covered).toBe(page.text.replace(/\s/g, "").length);
    }
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parsePdf } from "../../../src/parser/pdf.ts";
import { layOut, type Piece } from "../../../src/parser/pdf-layout.ts";
import { sharedPath } from "../../support/shared.ts";

const piece = (text: string, x: number, y: number, more: Partial<Piece> = {}): Piece => ({
  text,
  x,
  y,
  width: text.length * 5,
  size: 10,
  font: "f",
  rtl: false,
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

  it("[L4] keeps rows of tables as rows, and lines with bullets as lines", () => {
    const table = [
      ["Price", "Floor", "Rooms"],
      ["52.00", "111.0", "5"],
    ].flatMap((row, i) => row.map((cell, j) => piece(cell, 50 + j * 100, 100 + i * 12)));
    expect(layOut(table).text).toBe("Price   Floor   Rooms\n52.00   111.0   5");
    expect(layOut(lines(50, 100, ["• one", "• two"])).text).toBe("• one\n• two");
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

  it("[L4] reads lines of a right-to-left script from the right", () => {
    const rtl = { rtl: true };
    expect(layOut([piece("العربية", 50, 100, rtl), piece("اللغة", 95, 100, rtl)]).text).toBe("اللغة العربية");
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

  it.skipIf(docs === null)("[L4] give the pages that are asked for, and the number of all", async () => {
    const parsed = await read("R-intro.pdf", 112, 131);
    expect(parsed).toMatchObject({ ok: true, pageCount: 113 });
    if (parsed.ok) expect(parsed.pages.map(({ page }) => page)).toEqual([112, 113]);
  });
});

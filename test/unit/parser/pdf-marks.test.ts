import { describe, expect, it } from "vitest";
import { inReadingWay, type Spaced, wayOf } from "../../../src/parser/pdf-direction.ts";
import type { Glyph } from "../../../src/parser/pdf-glyphs.ts";
import { layOut } from "../../../src/parser/pdf-layout.ts";
import { withMarks } from "../../../src/parser/pdf-marks.ts";
import { mirrored, place } from "../../../src/parser/pdf-place.ts";
import { runsOf } from "../../../src/parser/pdf-runs.ts";

const FATHA = "\u064E";
const KASRA = "\u0650";
const SHADDA = "\u0651";

const glyph = (text: string, x: number, advance = 6): Glyph => ({
  text,
  x,
  y: 700,
  advance,
  matrix: [10, 0, 0, 10],
  fontName: "f",
  vertical: false,
});
const mark = (text: string, x: number) => glyph(text, x, 0);
const textsOf = (glyphs: readonly Glyph[]) => withMarks(glyphs).map(({ text }) => text);

describe("vowel signs that are glyphs of their own", () => {
  // Letters that run to the left, in the order of the text: each begins 6 to the left of the one before.
  it("[L57] belong to the letter before them where a page is drawn in the order of its text, several in their order", () => {
    const drawn = [glyph("ك", 118), mark(FATHA, 121), glyph("ت", 112), mark(SHADDA, 115), mark(FATHA, 115)];
    expect(textsOf([...drawn, glyph("ب", 106)])).toEqual([`ك${FATHA}`, `ت${SHADDA}${FATHA}`, "ب"]);
  });

  it("[L57] belong to the letter after them where it is drawn as it stands, from the left", () => {
    const drawn = [glyph("ب", 100), mark(FATHA, 109), mark(SHADDA, 109), glyph("ت", 106), mark(FATHA, 115)];
    expect(textsOf([...drawn, glyph("ك", 112)])).toEqual(["ب", `ت${SHADDA}${FATHA}`, `ك${FATHA}`]);
  });

  it("[L57] belong to the letters that they stand evenly over, when that tells it plainly", () => {
    // Drawn from the left, and each mark after its letter: in the middle of it, whatever its width.
    const widths = Array.from({ length: 30 }, (_, i) => 3 + ((i * 7) % 5));
    let x = 100;
    const drawn = widths.flatMap((width) => {
      const own = [glyph("ب", x, width), mark(KASRA, x + width / 2)];
      x += width;
      return own;
    });
    expect(textsOf(drawn)).toEqual(widths.map(() => `ب${KASRA}`));
  });

  it("[L57] stay where no letter is near, and what has a width is no such sign", () => {
    const far = [glyph("ب", 100), mark(FATHA, 300)];
    expect(textsOf(far)).toEqual(["ب", FATHA]);
    const wide = [glyph("ب", 100), glyph(FATHA, 103, 3)];
    expect(textsOf(wide)).toEqual(["ب", FATHA]);
    const latin = [glyph("b", 100), mark(FATHA, 103)];
    expect(textsOf(latin)).toEqual(["b", FATHA]);
  });

  it("[L57] are found in time that grows with the glyphs, also where there is nothing else", () => {
    let looked = 0;
    const counted = (each: Glyph): Glyph => {
      const get = () => {
        looked += 1;
        return each.x;
      };
      return Object.defineProperty({ ...each }, "x", { get, enumerable: true });
    };
    const count = (many: number) => {
      looked = 0;
      withMarks([glyph("ب", 100), ...Array.from({ length: many }, () => mark(FATHA, 103))].map(counted));
      return looked;
    };
    expect(count(1_600)).toBeLessThan(count(400) * 5);
  });
});

describe("words that run to the left", () => {
  const linesOf = (glyphs: readonly Glyph[]) =>
    layOut(mirrored(runsOf(glyphs, true, {}).map((item) => place(item, [1, 0, 0, -1, 0, 800]).piece))).text;

  it("[L57] are parted by less white than usual where lines are tight", () => {
    // Two letters a word, and 0.8 between words, a twelfth of the size: from the right.
    const letters = Array.from({ length: 12 }, (_, i) => glyph("ب", 300 - i * 6 - Math.floor(i / 2) * 0.8));
    expect(linesOf(letters)).toBe("بب بب بب بب بب بب");
    const touching = Array.from({ length: 12 }, (_, i) => glyph("ب", 300 - i * 6));
    expect(linesOf(touching)).toBe("ب".repeat(12));
  });

  it("[L57] are such with the stroke alone that lengthens them", () => {
    expect(wayOf("ـ")).toBe("left");
  });
});

describe("a line in a page that runs to the left", () => {
  const read = (pieces: readonly [text: string, gap?: number][]) => {
    const line = pieces.map(([text, gap = 3]): Spaced<{ text: string }> => ({ piece: { text }, gap }));
    return inReadingWay(line, "left")
      .map(({ piece }) => piece.text)
      .join(" ");
  };
  // Pieces come as they stand from the right.

  it("[L57] is read from the left when all its words run there, unless it ends in a stop of the page's own", () => {
    expect(read([["2014"], ["al"], ["et"], ["Alberts"]])).toBe("Alberts et al 2014");
    expect(read([["12"], ["mitosis"], [":"]])).toBe("mitosis 12 :");
  });

  it("[L57] has the number of an item before it, whatever follows", () => {
    expect(read([["3"], [".", 0], ["mitosis"]])).toBe("3 . mitosis");
    expect(read([["3."], ["of"], ["mitosis"], ["א"]])).toBe("3. mitosis of א");
    expect(read([["3"], ["-", 0], ["10", 0], ["Genesis"]])).toBe("Genesis 10 - 3");
  });

  it("[L57] keeps the sign that begins a word of another script beside it", () => {
    expect(read([["א"], ["section"], ["\\", 0], ["ב"]])).toBe("א \\ section ב");
  });

  it("[L57] that begins with a stop has it after the word of another script beside it", () => {
    expect(read([[".", 0], ["Xelatex", 0], ["א"]])).toBe("Xelatex . א");
  });

  it("[L57] has the brackets open where the white is, however they are stored", () => {
    const bracketed = (open: string, close: string): [string, number][] => [
      ["א", 0],
      [open, 3],
      ["ב", 0],
      [close, 0],
      ["ג", 3],
    ];
    expect(read(bracketed("(", ")"))).toBe("א ( ב ) ג");
    expect(read(bracketed(")", "("))).toBe("א ( ב ) ג");
    // The end of what was opened on the line before stands first.
    expect(
      read([
        ["א", 0],
        [")", 0],
        ["ב", 3],
      ]),
    ).toBe("א ) ב");
    expect(
      read([
        ["א", 0],
        ["(", 0],
        ["ב", 3],
      ]),
    ).toBe("א ) ב");
  });
});

import { OPS } from "unpdf/pdfjs";
import { describe, expect, it } from "vitest";
import { parsePdf } from "../../../src/parser/pdf.ts";
import { inReadingWay, mainWayOf, wayOf } from "../../../src/parser/pdf-direction.ts";
import { GlyphReader } from "../../../src/parser/pdf-glyphs.ts";
import { withoutNoise } from "../../../src/parser/pdf-noise.ts";
import type { TextItem } from "../../../src/parser/pdf-place.ts";
import { isSpread } from "../../../src/parser/pdf-spread.ts";
import { holdsCodes } from "../../../src/parser/pdf-tex.ts";
import { standing } from "../../../src/parser/pdf-vertical.ts";
import { courier, pdfOf } from "../../support/tiny-pdf.ts";

const item = (str: string, more: Partial<TextItem> = {}): TextItem => ({
  str,
  dir: "ltr",
  transform: [10, 0, 0, 10, 50, 700],
  width: 40,
  height: 10,
  fontName: "f",
  vertical: false,
  ...more,
});

async function textOf(content: string, objects: Record<string, string> = {}): Promise<string> {
  const more = objects.F4 === undefined ? "" : "/Resources << /Font << /F2 @F2 /F4 @F4 >> >>";
  const parsed = await parsePdf(pdfOf([{ content, more }], { objects }), { from: 1, to: 1 });
  return parsed.ok ? (parsed.pages[0]?.text ?? "") : parsed.error;
}

describe("letters that were set apart", () => {
  const spaced = (lines: readonly string[], tracking: number, more = "") =>
    `${more}BT /F2 10 Tf ${tracking} Tc 14 TL 72 700 Td ${lines.map((line) => `(${line}) Tj T*`).join(" ")} ET`;

  it("[L56] are whole words again: in listings, with short words too, and in headings", async () => {
    const listing = ["using Disjunctive, Programs", "m = Model ( 10 )", "end"];
    expect((await textOf(spaced(listing, 1.4))).split(/\s+/)).toEqual(listing.join(" ").split(" "));
    expect(await textOf(spaced(["CHAPTER ONE"], 4))).toBe("CHAPTER ONE");
    const prose = courier(["It is not so in running text that", "stands on the same page as those."], 72, 500);
    expect(await textOf(spaced(listing, 1.4, prose))).toContain("using Disjunctive, Programs");
  });

  it("[L56] are not looked for in a matrix, in what is counted with letters, and in running text", () => {
    for (const text of ["2 2 2 1 0 0 0 1", "A B C D E F G H", "I saw a b c in a list", "Cells divide."])
      expect(isSpread([item(text), item(text)])).toBe(false);
    expect(isSpread([item("u s i n g"), item("D i s j u n c t")])).toBe(true);
  });
});

describe("the way of a line", () => {
  const read = (words: string, main: "left" | "right") =>
    inReadingWay(
      words.split(" ").map((text, i) => ({ piece: { text }, gap: i })),
      main,
    )
      .map(({ piece }) => piece.text)
      .join(" ");

  it("[L57] is told by its letters; a page has that of a third of them", () => {
    expect(["كتاب", "word", "12", "،", "\u064E"].map(wayOf)).toEqual(["left", "right", "number", "neutral", "left"]);
    expect(mainWayOf(["كتاب", "a word"])).toBe("left");
    expect(mainWayOf(["كتاب", "a few more words than that"])).toBe("right");
  });

  // Pieces come as they stand from the right; what is expected is what is read.
  it("[L57] turns what runs to the right in a line to the left: words, what they say of numbers, and their brackets", () => {
    expect(read("א words of ב", "left")).toBe("א of words ב");
    expect(read("א 12 – 15 ב", "left")).toBe("א 12 – 15 ב");
    expect(read("א ) 2014 ( al et Alberts ב", "left")).toBe("א Alberts et al ( 2014 ) ב");
    expect(read("א 5 mitosis ב", "left")).toBe("א mitosis 5 ב");
  });

  it("[L57] turns what runs to the left in a line to the right", () => {
    expect(read("the words ב 80 א are", "right")).toBe("the words א 80 ב are");
    expect(read("no word of those", "right")).toBe("no word of those");
  });

  it("[L57] has its brackets the way that they are meant, however they are stored", () => {
    expect(read("א ) mitosis ( ב", "left")).toBe("א ( mitosis ) ב");
    expect(read("א ( mitosis ) ב", "left")).toBe("א ( mitosis ) ב");
  });

  it("[L57] keeps the stop beside the word that it ends", () => {
    const line = ["א", ".", "al", "et"].map((text, i) => ({ piece: { text }, gap: [0, 5, 0, 5][i] ?? 0 }));
    expect(inReadingWay(line, "left").map(({ piece }) => piece.text)).toEqual(["א", "et", "al", "."]);
  });
});

describe("scripts that run to the left", () => {
  /** Courier whose codes stand for other letters; what is not named stands for itself. */
  const fontOf = (letters: Record<string, string>) => {
    const hex = (text: string) => [...text].map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0")).join("");
    const lines = Object.entries(letters).map(([code, text]) => `<${code.charCodeAt(0).toString(16)}> <${hex(text)}>`);
    const map = `begincmap 1 begincodespacerange <00> <ff> endcodespacerange ${lines.length} beginbfchar\n${lines.join("\n")}\nendbfchar endcmap`;
    return {
      F4: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode @map >>",
      map: `<< /Length ${map.length} >>\nstream\n${map}\nendstream`,
    };
  };
  const ARABIC = fontOf({ a: "ا", l: "ل", k: "ك", t: "ت", b: "ب", s: "س", m: "م", L: "لا", f: "\uFE8E", i: "\u064E" });
  const show = (visual: string, y = 700, x = 72) => `BT /F4 10 Tf ${x} ${y} Td (${visual}) Tj ET\n`;

  it("[L57] are read from the right, with the letters of a ligature in their order", async () => {
    // As they stand from the left: the end of the last word first.
    expect(await textOf(show("baL batkla"), ARABIC)).toBe("الكتاب لااب");
    expect(await textOf(show("maLs"), ARABIC)).toBe("سلاام");
    expect(await textOf(show("bftk"), ARABIC)).toBe("كتاب");
  });

  it("[L57] are the same however a line was drawn: letter by letter from the right too", async () => {
    const letters = [..."batk"].map((letter, i) => show(letter, 700, 72 + i * 6));
    for (const drawn of [letters, letters.toReversed()]) expect(await textOf(drawn.join(""), ARABIC)).toBe("كتاب");
  });

  it("[L57] have marks on their letters, numbers in their order, and words of other scripts", async () => {
    const mark = "BT /F4 10 Tf 88 703 Td (i) Tj ET\n";
    expect(await textOf(show("batk") + mark, ARABIC)).toBe("كَتاب");
    const latin = (text: string, x: number) => `BT /F2 10 Tf ${x} 700 Td (${text}) Tj ET\n`;
    const words = `${latin("of ADP", 72)}${latin("12.5", 120)}${show("batk batka", 700, 156)}`;
    expect(await textOf(words, ARABIC)).toBe("اكتاب كتاب of ADP 12.5");
    expect(await textOf(`${show("batk", 700, 120)}${latin("12.5", 90)}`, ARABIC)).toBe("كتاب 12.5");
  });

  it("[L57] are read column by column from the right, also when they were drawn row by row", async () => {
    const row = (i: number) =>
      ["a", "s"].map((end, at) => show(`${end}btk btkab kbtat btkbt bat`, 700 - i * 12, 72 + at * 258));
    const text = await textOf(Array.from({ length: 8 }, (_, i) => row(i).join("")).join(""), ARABIC);
    expect(text.match(/كتبس/g)).toHaveLength(8);
    expect(text.lastIndexOf("كتبس")).toBeLessThan(text.indexOf("كتبا"));
  });
});

describe("scripts that run downwards", () => {
  const letters = (text: string, x: number) =>
    [...text].map((letter, i) => item(letter, { transform: [10, 0, 0, 10, x, 700 - i * 10], width: 10 }));

  it("[L38] are columns also where each letter was drawn upright by itself", () => {
    const columns = standing([...letters("吾輩は猫である", 300), ...letters("名前は無い", 285)]);
    expect(columns.every(({ vertical }) => vertical)).toBe(true);
    expect(columns[0]?.transform.slice(4)).toEqual([305, 708.8]);
  });

  it("[L38] are not: letters side by side, a few under each other, and Latin ones", () => {
    const across = [..."吾輩は猫である"].map((letter, i) =>
      item(letter, { transform: [10, 0, 0, 10, 50 + i * 10, 700] }),
    );
    for (const items of [across, letters("男女男", 50), letters("abcdef", 50)])
      expect(standing(items).some(({ vertical }) => vertical)).toBe(false);
  });
});

describe("what is drawn and says nothing", () => {
  it("[L58] text that is drawn again in its place, to look bold, is there once", async () => {
    const again = (dx: number, dy: number) => courier(["Mitosis has four phases."], 72 + dx, 700 + dy);
    expect(await textOf(again(0, 0) + again(0.3, 0) + again(0, -0.4))).toBe("Mitosis has four phases.");
    expect((await textOf(again(0, 0) + again(0, -12))).match(/Mitosis/g)).toHaveLength(2);
  });

  it("[L58] text that is not shown but lies under a scan is read", async () => {
    expect(await textOf(`BT 3 Tr /F2 10 Tf 72 700 Td (What the scan says) Tj ET`)).toBe("What the scan says");
  });

  it("[L58] fonts of TeX that tell codes for letters are read by what TeX has there", () => {
    const read = (name: string, codes: readonly number[]) => {
      const reader = new GlyphReader(() => ({ name }));
      const shown = codes.map((code) => ({
        unicode: String.fromCharCode(code),
        originalCharCode: code,
        width: 500,
        isSpace: false,
      }));
      reader.take(OPS.setFont, ["f", 10]);
      reader.take(OPS.showText, [shown]);
      return reader.glyphs.map(({ text }) => text).join("");
    };
    expect(read("ABCDEF+CMSY10", [0, 2, 20, 29])).toBe("−×≤≫");
    expect(read("CMMI7", [11, 15, 97])).toBe("αϵa");
    expect(read("ABCDEF+CMTI10", [12, 108, 101])).toBe("file");
    expect(read("Helvetica", [0, 12])).toBe("\u0000\f");
    expect(["x \u0000 y", "x\ty\n"].map(holdsCodes)).toEqual([true, false]);
  });

  it("[L58] fonts that give numbers of glyphs for letters are read by these, or left out", () => {
    const numbered = "Cells divide in four phases, and so on."
      .split("")
      .map((letter) => String.fromCharCode(letter.charCodeAt(0) - 29))
      .join("");
    expect(withoutNoise([item(numbered)])[0]?.str).toBe("Cells divide in four phases, and so on.");
    const confused = "ԕϸї́ψߙϣϙķϣʆĭۉīۈʽဍౖ̮̓ȉ්͟ɢ̿ഗੜ̼எࢼφŋƹφ̦ʤ࣎ǂƹήటຏഀ";
    expect(withoutNoise([item(confused), item("Words", { fontName: "g" })]).map(({ str }) => str)).toEqual(["Words"]);
    for (const good of [
      "Τα κύτταρα διαιρούνται και αυτό λέγεται μίτωση",
      "細胞は体細胞分裂によって二つに分かれる",
      "∀x ∈ ℝ: α + β ≤ γ",
    ])
      expect(withoutNoise([item(good)])[0]?.str).toBe(good);
  });
});

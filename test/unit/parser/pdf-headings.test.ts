import { describe, expect, it } from "vitest";
import { layOut } from "../../../src/parser/pdf-layout.ts";
import type { Piece } from "../../../src/parser/pdf-lines.ts";

const piece = (text: string, y: number, more: Partial<Piece> = {}): Piece => {
  const size = more.size ?? 10;
  const own = { text, x: 50, y, width: text.length * size * 0.5, size, font: "text", rtl: false, mirrored: false };
  return { ...own, up: size * 0.8, down: size * 0.2, ...more };
};
const titlesOf = (pieces: readonly Piece[]) => layOut(pieces).headings.map(({ title }) => title);
const rows = (texts: readonly string[], y: number, more: Partial<Piece> = {}) =>
  texts.map((text, i) => piece(text, y + i * 12, more));

describe("running text in letters larger than those of most of its page", () => {
  const title = piece("The cell cycle", 60, { font: "bold" });
  const notes = (count: number) =>
    rows(
      Array.from({ length: count }, (_, i) => `Note ${i} in small letters, of which there are many on this page`),
      400,
      { size: 8, font: "small" },
    );

  it("[L65] is no heading where it ends like a sentence", () => {
    const text = piece("The quick cells of this text divide in their four phases.", 90, { size: 9.5 });
    expect(titlesOf([{ ...title, size: 9.5 }, text, ...notes(8)])).toEqual(["The cell cycle"]);
  });

  it("[L65] is no heading where many lines are set in it, and its own headings are found by their font", () => {
    const text = Array.from({ length: 12 }, (_, i) => `Line ${i} of a text that speaks of cells and phases in`);
    expect(titlesOf([title, ...rows(text, 90), ...notes(20)])).toEqual(["The cell cycle"]);
    // A page of a few large lines over much small text has headings.
    expect(titlesOf([piece("The cell cycle", 60), piece("Its phases", 90), ...notes(20)])).toEqual([
      "The cell cycle",
      "Its phases",
    ]);
  });
});

describe("a table of long words", () => {
  it("[L31] keeps its rows: what has no words beside each other is no column of running text", () => {
    const table = Array.from({ length: 9 }, (_, i) => [
      piece(`\\textsuperscript{\\letter${i}number}`, 60 + i * 12),
      piece(`LETTER NUMBER ${i} WITH A HOOK AND A TAIL`, 60 + i * 12, { x: 320 }),
    ]).flat();
    const [first, ...others] = layOut(table).text.split("\n");
    expect(first).toBe("\\textsuperscript{\\letter0number}   LETTER NUMBER 0 WITH A HOOK AND A TAIL");
    expect(others).toHaveLength(8);
  });
});

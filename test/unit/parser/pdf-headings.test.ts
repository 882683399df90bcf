import { describe, expect, it } from "vitest";
import { layOut, layOutLines } from "../../../src/parser/pdf-layout.ts";
import { joinPieces, type Piece } from "../../../src/parser/pdf-lines.ts";

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

describe("a paragraph that begins like a heading", () => {
  const text = rows(
    Array.from({ length: 6 }, (_, i) => `Line ${i} of a text that speaks of cells and phases`),
    200,
  );

  it("[L65] is none when it is longer than headings are, by the room that its letters take", () => {
    const line = "2.1 正在承担的与本项目相关的科研项目情况以及包括国家自然科学基金的项目和国家";
    const long = [60, 75, 90].map((y, i) => piece(i === 0 ? line : line.slice(4), y, { font: "bold", width: 400 }));
    expect(titlesOf([...long, ...text])).toEqual([]);
    expect(titlesOf([piece("2.1 Zellen und Phasen", 60, { font: "bold" }), ...text])).toEqual([
      "2.1 Zellen und Phasen",
    ]);
  });

  it("[L65] has no space where lines of Chinese or Japanese meet in its title", () => {
    const large = { size: 16, font: "bold" };
    const title = [piece("細胞分裂の二つの段階", 60, { ...large, width: 400 }), piece("と細胞の周期", 80, large)];
    const entry = { title: "細胞分裂の二つの段階と細胞の周期", level: 1, x: null, y: null };
    const laid = layOutLines(joinPieces([...title, ...text]), [entry]);
    expect(laid.headings.map((heading) => heading.title)).toEqual([entry.title]);
  });
});

import { describe, expect, it } from "vitest";
import { parsePdf } from "../../../src/parser/pdf.ts";
import { courier, literal, pdfOf } from "../../support/tiny-pdf.ts";

async function textOf(content: string): Promise<string> {
  const parsed = await parsePdf(pdfOf([{ content }]), { from: 1, to: 1 });
  return parsed.ok ? (parsed.pages[0]?.text ?? "") : parsed.error;
}

describe("what stands beside the lines of a page", () => {
  const numbers = (from: number, count: number, step = 1) =>
    Array.from({ length: count }, (_, i) => courier([String(from + i * step)], 40, 700 - i * 12 * step, 7)).join("");
  const prose = Array.from(
    { length: 20 },
    (_, i) => `This is line number ${String.fromCharCode(97 + i)} of a manuscript that speaks of the phases`,
  );

  it("[L61] the numbers of a manuscript's lines are left out, each line's or every fifth one", async () => {
    for (const beside of [numbers(41, 20), numbers(45, 12, 1), numbers(5, 10, 5)]) {
      const text = await textOf(beside + courier(prose.slice(0, beside === numbers(5, 10, 5) ? 20 : 12), 72, 700));
      expect(text).toMatch(/^This is line number a of a manuscript that speaks of the phases This is line number b/);
    }
  });

  it("[L61] the numbers of a listing stay, and those of a table and a list", async () => {
    const listing = Array.from({ length: 20 }, (_, i) => `x${i} = f(${i})`);
    expect(await textOf(numbers(1, 20) + courier(listing, 72, 700))).toMatch(/^1\s+2\s+3/);
    expect(await textOf(numbers(3, 8) + courier(prose.slice(0, 8), 72, 700))).toMatch(/^3\s+4/);
    const years = Array.from({ length: 12 }, (_, i) => courier([String(1990 + i * i)], 40, 700 - i * 12)).join("");
    expect(await textOf(years + courier(prose.slice(0, 12), 72, 700))).toMatch(/^1990\s+1991/);
  });

  it("[L61] a large first letter is part of its word, and a word of one letter is one", async () => {
    const initial = (letter: string) => `BT /F2 36 Tf 72 676 Td ${literal(letter)} Tj ET\n`;
    const lines = ["ells are divided in two by a process", "that is called mitosis, and which has"];
    const rest = courier(["four phases, of which each has its own name."], 72, 676);
    expect(await textOf(initial("C") + courier(lines, 95, 700) + rest)).toMatch(/^Cells are divided in two/);
    expect(await textOf(courier(lines, 95, 700) + rest + initial("C"))).toMatch(/^Cells are divided in two/);
    expect(await textOf(initial("A") + courier(["cell is divided in two by a process"], 100, 700))).toBe(
      "A cell is divided in two by a process",
    );
  });
});

import { describe, expect, it } from "vitest";
import { spread } from "../../../src/library/coverage.ts";
import { soughtBy } from "../../../src/library/question.ts";
import {
  addFrequencies,
  type Frequencies,
  type Fusing,
  fuse,
  scorer,
  subjectBonus,
  withNeighbours,
} from "../../../src/library/rank.ts";
import { asBeginning } from "../../../src/library/tokenize.ts";

const frequencies: Frequencies = {
  chunks: 1_000,
  tokens: 100_000,
  terms: { cell: 400, spindl: 5, [asBeginning("spind")]: 8, phase: 50, read: 200, tabl: 50, "read tabl": 3 },
};
const score = (question: string, text: string, more: { headings?: string; title?: string } = {}) =>
  scorer(soughtBy(question), frequencies)({ text, headings: "", title: "", ...more });

describe("the score of a chunk", () => {
  it("[R3] is more for rare words than for usual ones, and nothing for none", () => {
    expect(score("spindle", "the spindle grows")).toBeGreaterThan(score("cell", "the cell grows"));
    expect(score("spindle", "nothing of it")).toBe(0);
  });

  it("[R3] counts headings and titles, less than the text", () => {
    const inText = score("spindle phase", "spindle in its phase");
    const inHeading = score("spindle phase", "in its phase", { headings: "The spindle" });
    const inTitle = score("spindle phase", "in its phase", { title: "Spindle" });
    expect(inText).toBeGreaterThan(inHeading);
    expect(inHeading).toBeGreaterThan(inTitle);
    expect(inTitle).toBeGreaterThan(score("spindle phase", "in its phase"));
  });

  it("[R4] is more for words that stand together as asked, and for what is asked for literally", () => {
    const far = "phase one and two of everything that anybody saw there, in the spindle";
    const near = "one and two of everything that anybody saw there, in the spindle phase";
    expect(score("spindle phase", near)).toBeGreaterThan(score("spindle phase", far));
    expect(score("What does read.table do?", "call read.table to read")).toBeGreaterThan(
      score("What does read.table do?", "read the table to read"),
    );
  });

  it("[R16] is for other forms of a word too, but more for the word itself", () => {
    const itself = score("spindle", "the spindle grows");
    const form = score("spindle", "the spindly one grows");
    expect(form).toBeGreaterThan(0);
    expect(itself).toBeGreaterThan(1.5 * form);
    expect(score("spin", "the spindle grows")).toBe(0);
  });

  it("[R20] is more where a sentence begins with what is asked for, most where little is", () => {
    const bonus = (question: string, text: string) => subjectBonus(soughtBy(question), frequencies)(text);
    const defining = "It is built early. The spindle is a structure.";
    expect(bonus("What is the spindle?", defining)).toBeGreaterThan(2);
    expect(bonus("What is the spindle?", "Nobody knows the spindle.")).toBe(0);
    expect(bonus("When does the spindle grow in that cell?", defining)).toBeLessThan(1);
    expect(bonus("紡錘体とは", "紡錘体は細胞の構造である。")).toBeGreaterThan(0);
  });

  it("[R18] gains a little from the better neighbour of its document, and nothing from nothing", () => {
    const scores = withNeighbours(
      new Map([
        [1, 10],
        [2, 4],
        [3, 0],
        [9, 4],
      ]),
    );
    expect(scores.get(2)).toBe(5);
    expect(scores.get(9)).toBe(4);
    expect(scores.get(3)).toBe(0);
  });

  it("[R6] is the same in two classes that share their frequencies", () => {
    const other: Frequencies = { chunks: 10, tokens: 900, terms: { spindl: 9 } };
    expect(addFrequencies([frequencies, other])).toMatchObject({
      chunks: 1_010,
      tokens: 100_900,
      terms: { spindl: 14, cell: 400 },
    });
  });
});

describe("fusing", () => {
  it("[R5] puts first what several lists hold, each once", () => {
    expect(
      fuse([
        [1, 2, 3],
        [3, 4],
      ]).map(({ id }) => id),
    ).toEqual([3, 1, 2, 4]);
    expect(fuse([])).toEqual([]);
  });

  it("[R30] lets first places count where it is told to, and a list by its weight", () => {
    const lists = [
      [1, 2],
      [1, 2],
      [2, 3],
    ];
    const first = (how?: Fusing) => fuse(lists, how)[0]?.id;
    expect(first()).toBe(2);
    expect(first({ k: 2, weights: [1, 1, 0.5] })).toBe(1);
    expect(fuse([[], [4], [5]], { k: 2, weights: [1, 0.2, 0.5] }).map(({ id }) => id)).toEqual([5, 4]);
  });
});

describe("a spread", () => {
  const outline = (sections: [string[], number][], document = 1) => {
    let id = document * 1_000;
    return sections.flatMap(([headings, count]) =>
      Array.from({ length: count }, () => ({ id: id++, document, headings })),
    );
  };

  it("[R7] holds every section while there is room, the first of each first", () => {
    const chunks = outline([
      [["A"], 50],
      [["B"], 1],
      [["C"], 9],
    ]);
    const picked = spread(chunks, 6);
    expect(picked).toHaveLength(6);
    for (const first of [1_000, 1_050, 1_051]) expect(picked).toContain(first);
  });

  it("[R7] looks at higher headings when there are more sections than places", () => {
    const chunks = outline(
      ["A", "B", "C"].flatMap((top) =>
        Array.from({ length: 20 }, (_, i): [string[], number] => [[top, `${top}${i}`], 2]),
      ),
    );
    const picked = spread(chunks, 6);
    expect(picked.map((id) => Math.floor((id - 1_000) / 40))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("[R40] passes over contents, references and exercises, and takes the beginnings of the sections within a section", () => {
    const chunks = outline([
      [["Contents"], 30],
      [["A", "A1"], 10],
      [["A", "A2"], 10],
      [["A", "Exercises"], 10],
      [["B"], 2],
      [["7. References"], 40],
    ]);
    const picked = spread(chunks, 3);
    expect(picked).toEqual([1_030, 1_040, 1_060]);
    expect(spread(outline([[["References"], 5]]), 2)).toHaveLength(2);
  });

  it("[R7] holds every document, is even without headings, and is everything when that is little", () => {
    const two = [...outline([[[], 300]], 1), ...outline([[[], 3]], 2)];
    const picked = spread(two, 8);
    expect(picked.some((id) => id >= 2_000)).toBe(true);
    expect(picked.filter((id) => id >= 1_150 && id < 2_000).length).toBeGreaterThan(2);
    expect(spread(outline([[[], 3]]), 16)).toEqual([1_000, 1_001, 1_002]);
    expect(spread([], 16)).toEqual([]);
    expect(
      spread(
        Array.from({ length: 40 }, (_, i) => ({ id: i, document: i, headings: [] })),
        8,
      ),
    ).toHaveLength(8);
  });
});

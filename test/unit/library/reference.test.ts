import { describe, expect, it } from "vitest";
import { referenceLine } from "../../../src/library/reference.ts";

const line = (author: string | null, title: string | null = "Cells", year: string | null = "2021") =>
  referenceLine({ author, title, year });

describe("the bibliographic line", () => {
  it("[L63] names one or two authors, and the first of more, by their family names", () => {
    expect(line("Jo Smith")).toBe("Smith (2021). Cells.");
    expect(line("Jo Smith, K. Jones")).toBe("Smith and Jones (2021). Cells.");
    expect(line("Jo Smith and K. Jones")).toBe("Smith and Jones (2021). Cells.");
    expect(line("Jo Smith, K. Jones, and Li Wu")).toBe("Smith et al. (2021). Cells.");
    expect(line("Smith, Jo; Jones, K.")).toBe("Smith and Jones (2021). Cells.");
    expect(line("Villemot, Sébastien")).toBe("Villemot (2021). Cells.");
    expect(line("Ludwig van Beethoven")).toBe("van Beethoven (2021). Cells.");
    expect(line("Ada King Jr.")).toBe("King (2021). Cells.");
  });

  it("[L63] keeps names whole that have no family name behind", () => {
    expect(line("R Core Team")).toBe("R Core Team (2021). Cells.");
    expect(line("Projet Live Systems")).toBe("Projet Live Systems (2021). Cells.");
    expect(line("村上 春樹")).toBe("村上 春樹 (2021). Cells.");
    expect(line("OpenStax")).toBe("OpenStax (2021). Cells.");
  });

  it("[L63] does without what is not known; without a title there is none", () => {
    expect(line(null)).toBe("Cells (2021).");
    expect(line(null, "Cells", null)).toBe("Cells.");
    expect(line("Jo Smith", "What is a cell?", null)).toBe("Smith. What is a cell?");
    expect(line("Jo Smith", null)).toBeNull();
    expect(referenceLine({ author: null, title: null, year: "2021" })).toBeNull();
  });

  it("[L63] is one line that is not too long", () => {
    expect(line("Jo\nSmith", "Cells\n and  phases")).toBe("Smith (2021). Cells and phases.");
    expect(line("x".repeat(900), "y".repeat(900))?.length).toBe(500);
  });
});

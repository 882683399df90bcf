import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldQuestion, foldText, MAX_FOLDED, searchWords } from "../../../src/account/search-text.ts";

describe("what is compared in a search", () => {
  it("[Q24] case, accents, width and white space make no difference", () => {
    expect(foldText("  Élan\u00a0VITAL\n ")).toBe("elan vital");
    expect(foldText("Ｆｕｌｌ　Ｗｉｄｔｈ")).toBe("full width");
    for (const street of ["STRASSE", "STRAẞE"]) expect(foldText(street)).toBe(foldText("Straße"));
    expect(foldText("ΟΔΟΣ")).toBe(foldText("οδος"));
    expect(foldText("İstanbul ısı")).toBe("istanbul isi");
    expect(foldText("cafe\u0301")).toBe(foldText("caf\u00e9"));
    expect(foldText("한국어")).toBe(foldText("한국어".normalize("NFD")));
  });

  it("[Q24] the words of a search are folded, told once, and bounded", () => {
    expect(searchWords(" Mitosis  MITOSIS meïosis ")).toEqual(["mitosis", "meiosis"]);
    expect(searchWords("   ")).toEqual([]);
    expect(searchWords("a b c d e f g h i j k l m n").length).toBe(12);
    expect(searchWords("x".repeat(10_000))).toEqual(["x".repeat(200)]);
  });

  it("[Q24] what is kept of a question is bounded and well-formed", () => {
    expect(foldQuestion("x".repeat(8_000)).length).toBe(MAX_FOLDED);
    expect(foldQuestion(`${"x".repeat(MAX_FOLDED - 1)}\u{1F600}`).isWellFormed()).toBe(true);
    // One character of this ligature becomes eighteen: the bound is on what is kept.
    expect(foldQuestion("\ufdfa".repeat(2_000)).length).toBeLessThanOrEqual(MAX_FOLDED);
  });

  it("[Q24] folding twice is folding once, and any part of a text is found in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const folded = foldText(text);
        expect(foldText(folded)).toBe(folded);
        for (const word of searchWords(text)) expect(folded).toContain(word);
      }),
    );
  });
});

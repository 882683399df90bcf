import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { porter } from "../../../src/library/stem.ts";
import {
  foldText,
  locate,
  MAX_QUERY_TERMS,
  matchExpression,
  queryTerms,
  tokenize,
} from "../../../src/library/tokenize.ts";

describe("tokens", () => {
  it("[R1] of words differ in neither case, width, accents nor endings", () => {
    const same = [
      ["Cells", "cell"],
      ["DIVIDING", "divides"],
      ["naïve", "naive"],
      ["Größe", "grosse"],
      ["Ｍｉｔｏｓｉｓ", "mitosis"],
      ["ﬁnal", "final"],
      ["İstanbul", "istanbul"],
      ["клетки", "клетка"],
      ["الخلية", "خلية"],
      ["أحمد", "احمد"],
    ];
    for (const [one, other] of same) expect(tokenize(one ?? ""), one).toEqual(tokenize(other ?? ""));
  });

  it("[R1] of scripts without spaces, and of Korean, are overlapping pairs", () => {
    expect(tokenize("細胞分裂")).toEqual(["細胞", "胞分", "分裂"]);
    expect(tokenize("핵")).toEqual(["핵"]);
    expect(tokenize("DNAの複製2回")).toEqual(["dna", "の複", "複製", "2", "回"]);
    expect(tokenize("เซลล์").length).toBeGreaterThan(2);
  });

  it("[R1] keep the marks that carry vowels in Indic scripts", () => {
    expect(tokenize("कोशिका विभाजन")).toEqual(["कोशिका", "विभाजन"]);
  });

  it("[R1] hold letters, digits and marks alone, and are the same for a text and its copy", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const tokens = tokenize(text.toWellFormed());
        for (const token of tokens) expect(token).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
        expect(tokenize(text.toWellFormed())).toEqual(tokens);
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 500 },
    );
  });

  it("[R1] are Porter's stems for English", () => {
    const stems: Record<string, string> = {
      caresses: "caress",
      ponies: "poni",
      cats: "cat",
      agreed: "agre",
      plastered: "plaster",
      motoring: "motor",
      conflated: "conflat",
      hopping: "hop",
      falling: "fall",
      filing: "file",
      happy: "happi",
      relational: "relat",
      digitizer: "digit",
      hopefulness: "hope",
      triplicate: "triplic",
      electrical: "electr",
      adjustment: "adjust",
      adoption: "adopt",
      effective: "effect",
      probate: "probat",
      controll: "control",
    };
    for (const [word, stem] of Object.entries(stems)) expect(porter(word), word).toBe(stem);
  });
});

describe("a question", () => {
  it("[R2] loses its stop words, unless it has no others", () => {
    expect(queryTerms("What is the spindle?")).toEqual(tokenize("spindle"));
    expect(queryTerms("Was ist die Zellteilung?")).toEqual(tokenize("Zellteilung"));
    expect(queryTerms("what is it?").length).toBeGreaterThan(0);
    expect(queryTerms("?!")).toEqual([]);
  });

  it("[R2] is never syntax of the index, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (noise) => {
        const terms = queryTerms(`${noise}" OR body:* NEAR(a b) ${noise}`.toWellFormed());
        expect(matchExpression(terms)).toMatch(/^"[\p{L}\p{N}\p{M}]+"(?: OR "[\p{L}\p{N}\p{M}]+")*$/u);
      }),
    );
    expect(queryTerms(Array.from({ length: 500 }, (_, i) => `wort${i}`).join(" "))).toHaveLength(MAX_QUERY_TERMS);
  });
});

describe("wanted tokens", () => {
  it("[R12] are located exactly where the text's tokens are, for any text and any tokens of it", () => {
    const word = fc.constantFrom(
      "Cells",
      "dying",
      "ties",
      "skies",
      "aying",
      "running",
      "généralité",
      "細胞分裂",
      "x_1",
      "“q”",
    );
    const texts = fc
      .array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 30 })
      .map((words) => words.join(" "));
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const tokens = tokenize(text);
        const wanted = new Set([...tokens.filter((_, i) => i % 2 === 0), ...tokenize(other)]);
        const { length, places } = locate(text, wanted);
        expect(length).toBe(tokens.length);
        const expected = tokens.flatMap((token, at) => (wanted.has(token) ? [`${at} ${token}`] : []));
        const found = [...places].flatMap(([token, ats]) => ats.map((at) => `${at} ${token}`));
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

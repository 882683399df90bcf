import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keysOf, MAX_QUERY_TERMS, queryTerms, soughtBy } from "../../../src/library/question.ts";
import { porter } from "../../../src/library/stem.ts";
import {
  asBeginning,
  beginningOf,
  foldText,
  indexText,
  locator,
  matchExpression,
  tokenize,
} from "../../../src/library/tokenize.ts";
import { anyCharacter } from "../../support/any-character.ts";

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

  it("[R15] read digits of every script and grouped digits as one number", () => {
    expect(tokenize("١٢٣ १२३ 123 ๑๒๓ １２３")).toEqual(["123", "123", "123", "123", "123"]);
    expect(tokenize("1,000 or 1'000'000 or 1.000.000")).toEqual(["1000", "or", "1000000", "or", "1000000"]);
    expect(tokenize("3.14 and 1,5 and 12,345,6")).toEqual(["3", "14", "and", "1", "5", "and", "12", "345", "6"]);
  });

  it("[R15] keep the marks of Vietnamese, where words differ in nothing else, and find them without", () => {
    expect(tokenize("bạn")).not.toEqual(tokenize("bán"));
    expect(tokenize("Nguyễn")).toEqual(tokenize("nguyễn"));
    expect(beginningOf(tokenize("việt")[0] ?? "")).toBe(asBeginning("viet"));
    expect(tokenize("Größe naïve")).toEqual(["gross", "naiv"]);
  });

  it("[R1] hold letters, digits and marks alone, and are the same for a text and its copy", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), (text) => {
        const tokens = tokenize(text.toWellFormed());
        for (const token of tokens) expect(token).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
        expect(tokenize(text.toWellFormed())).toEqual(tokens);
        const { text: indexed, tokens: count } = indexText(text.toWellFormed());
        expect(
          indexed
            .split(" ")
            .filter((token) => token !== "")
            .slice(0, count),
        ).toEqual(tokens);
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 200 },
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

describe("beginnings", () => {
  const beginningsOf = (text: string) => tokenize(text).map((token) => beginningOf(token));

  it("[R16] are shared by the forms of a word that no rule for endings knows", () => {
    const forms = [
      ["evleriniz", "evlerden"],
      ["Bevölkerungszahl", "Bevölkerung"],
      ["poblaciones", "poblados"],
      ["государственный", "государство"],
    ];
    for (const [one = "", other = ""] of forms) {
      expect(tokenize(one), one).not.toEqual(tokenize(other));
      expect(beginningsOf(one), one).toEqual(beginningsOf(other));
    }
  });

  it("[R16] have neither short words, numbers nor pairs, and each stands once beside the words", () => {
    expect(beginningsOf("cell 12345678 細胞分裂")).toEqual([null, null, null, null, null]);
    const { text, tokens } = indexText("divides divided dividends cell");
    expect(tokens).toBe(4);
    expect(text.split(" ")).toHaveLength(4 + 1);
  });

  it("[R16] are asked for with every word that may have other forms", () => {
    expect(keysOf(soughtBy("photosynthesis cell"))).toEqual([
      "photosynthesi",
      asBeginning("photo"),
      "cell",
      asBeginning("cell"),
    ]);
  });
});

describe("a question", () => {
  it("[R2] loses its stop words, unless it has no others", () => {
    expect(queryTerms("What is the spindle?")).toEqual(tokenize("spindle"));
    expect(queryTerms("Was ist die Zellteilung?")).toEqual(tokenize("Zellteilung"));
    expect(queryTerms("what is it?").length).toBeGreaterThan(0);
    expect(queryTerms("?!")).toEqual([]);
  });

  it("[R17] loses the words that ask, also where no spaces part them, and keeps what only looks like them", () => {
    expect(queryTerms("细胞什么时候分裂？")).toEqual(tokenize("细胞 时候分裂"));
    expect(queryTerms("哪个国家最大")).toEqual(tokenize("国家最大"));
    expect(queryTerms("细胞分裂とは何ですか")).toEqual(tokenize("细胞分裂"));
    expect(queryTerms("เซลล์คืออะไร")).toEqual(tokenize("เซลล์คือ"));
    expect(queryTerms("几何学")).toEqual(tokenize("几何学"));
    expect(queryTerms("哪吒")).toEqual(tokenize("哪吒"));
    expect(queryTerms("什么")).toEqual(tokenize("什么"));
    expect(queryTerms("Welke landen grenzen?")).toEqual(tokenize("landen grenzen"));
  });

  it("[R2] is never syntax of the index, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 100 }), (noise) => {
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
      "oyed",
      "aed",
      "ies",
      "y",
      "running",
      "généralité",
      "細胞分裂",
      "x_1",
      "“q”",
      "tiếng Việt",
      "ấy",
      "Ørsted",
      "überall",
      "государственный",
      "1,000",
      "2'000'000",
    );
    const plain = fc.constantFrom(
      "ayed",
      "oying",
      "ies",
      "a",
      "x1",
      "3.000.000",
      "dashes – here",
      "Word,1,000",
      "1'000",
    );
    const words = fc.oneof(
      fc.array(fc.oneof(plain, fc.string({ maxLength: 12 })), { maxLength: 30 }),
      fc.array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 30 }),
    );
    const texts = words.map((all) => all.join(" "));
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const tokens = tokenize(text);
        const wanted = new Set([...tokens.filter((_, i) => i % 2 === 0), ...tokenize(other)]);
        const beginnings = tokens.flatMap((token) => beginningOf(token) ?? []);
        const begun = new Set([...beginnings.filter((_, i) => i % 3 === 0), asBeginning("skies")]);
        const { length, places, beginnings: counted } = locator(wanted, begun)(text);
        expect(length).toBe(tokens.length);
        const expectedCounts = Map.groupBy(
          beginnings.filter((beginning) => begun.has(beginning)),
          (beginning) => beginning,
        );
        expect([...counted].sort()).toEqual([...expectedCounts].map(([key, all]) => [key, all.length]).sort());
        const expected = tokens.flatMap((token, at) => (wanted.has(token) ? [`${at} ${token}`] : []));
        const found = [...places].flatMap(([token, ats]) => ats.map((at) => `${at} ${token}`));
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cutBefore,
  fold,
  foldWithMap,
  keyTerms,
  MAX_SENTENCE,
  sentencesOf,
  termsOf,
} from "../../../src/answer/sentences.ts";
import { anyCharacter } from "../../support/any-character.ts";

const texts = (text: string) => sentencesOf(text).map((sentence) => sentence.text);

describe("sentences", () => {
  it.each<[string, string[]]>([
    ["One ends. Two begins! Three?", ["One ends.", "Two begins!", "Three?"]],
    [
      "See e.g. Prophase. Dr. Smith et al. (2003) found it.",
      ["See e.g. Prophase.", "Dr. Smith et al. (2003) found it."],
    ],
    ["In Fig. 3 it is shown. J. R. Smith says 3.14.", ["In Fig. 3 it is shown.", "J. R. Smith says 3.14."]],
    ["Das ist z. B. so. Und d. h. immer.", ["Das ist z. B. so.", "Und d. h. immer."]],
    ["1. First item.", ["1. First item."]],
    ["细胞分裂。它有四个阶段！", ["细胞分裂。", "它有四个阶段！"]],
    ["細胞が分裂する。それは何か？", ["細胞が分裂する。", "それは何か？"]],
    ["कोशिका विभाजित होती है। यह दूसरा है।", ["कोशिका विभाजित होती है।", "यह दूसरा है।"]],
    ["الخلية تنقسم. هل هذا صحيح؟ نعم.", ["الخلية تنقسم.", "هل هذا صحيح؟", "نعم."]],
    ["Клетка делится. Это митоз (см. рис. 3).", ["Клетка делится.", "Это митоз (см. рис. 3)."]],
    ["“It divides. It ends.” So it is.", ["“It divides.", "It ends.”", "So it is."]],
    ["", []],
    [" \n\t ", []],
  ])("[C8] %j", (text, expected) => expect(texts(text)).toEqual(expected));

  it("[C8] a wrapped line goes on, a blank line, a list item, a heading and a short title line do not", () => {
    expect(texts("The cell divides when it has\ngrown enough. Then it\r\nrests.")).toEqual([
      "The cell divides when it has\ngrown enough.",
      "Then it\r\nrests.",
    ]);
    expect(texts("no full stop\n\nnext paragraph")).toEqual(["no full stop", "next paragraph"]);
    expect(texts("# Mitosis\nIt has phases\n- one\n- two\n1. three")).toEqual([
      "# Mitosis",
      "It has phases",
      "- one",
      "- two",
      "1. three",
    ]);
    expect(
      texts("The Cell Cycle\nThe cell cycle is a series of events that take place in a cell as it\ngrows."),
    ).toEqual(["The Cell Cycle", "The cell cycle is a series of events that take place in a cell as it\ngrows."]);
  });

  it("[C8] every sentence is the piece of the text that its offsets name, in order, and nothing but white space is lost", () => {
    const piece = fc.oneof(
      fc.constantFrom("A cell divides. ", "e.g. ", "\n", "\n\n", "- ", "“", "。", "x ", "? ", "word ".repeat(300)),
      fc.string({ unit: anyCharacter }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        let end = 0;
        for (const sentence of sentencesOf(text)) {
          expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
          expect(sentence.text.trim()).toBe(sentence.text);
          expect(sentence.text).not.toBe("");
          expect(sentence.text.length).toBeLessThanOrEqual(MAX_SENTENCE);
          expect(text.slice(end, sentence.start).trim()).toBe("");
          end = sentence.end;
        }
        expect(text.slice(end).trim()).toBe("");
      }),
    );
  });

  it("[C8] a long text without full stops is cut at white space", () => {
    const sentences = sentencesOf("word ".repeat(1_000));
    expect(sentences.every(({ text }) => text.startsWith("word") && text.endsWith("word"))).toBe(true);
    expect(sentencesOf("🧬".repeat(2_000)).every(({ text }) => text.isWellFormed())).toBe(true);
  });

  it("[C8] cutBefore prefers white space and never parts a character from its marks", () => {
    expect(cutBefore("alpha beta gamma", 0, 13)).toBe(11);
    expect(cutBefore("short", 0, 10)).toBe(5);
    expect(cutBefore("aaaaaaaa🧬", 0, 9)).toBe(8);
    expect(cutBefore("aaaaaaae\u0301x", 0, 8)).toBe(7);
  });
});

describe("folding", () => {
  it("[C9] keeps letters and digits alone", () => {
    expect(fold("[23, 24] A-b: “Ｃé” ﬁ")).toBe("2324abcéfi");
    expect(fold("e\u0301")).toBe(fold("é"));
    expect(fold("ΟΔΟΣ")).toBe(fold("οδος"));
  });

  it("[C9] the map folds to the same and leads back to where a piece stands", () => {
    const text = "The “ﬁrst” e\u0301tape:\n한국어 — 細胞。";
    const { folded, rangeOf } = foldWithMap(text);
    expect(folded).toBe(fold(text));
    const at = folded.indexOf(fold("étape 한국어"));
    const { start, end } = rangeOf(at, at + fold("étape 한국어").length);
    expect(text.slice(start, end)).toBe("e\u0301tape:\n한국어");
  });

  it("[C9] for any text the map folds to the same, and every part of it is found where the map says", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), fc.nat(50), fc.nat(20), (text, from, length) => {
        const { folded, rangeOf } = foldWithMap(text);
        expect(folded).toBe(fold(text));
        const to = Math.min(folded.length, from + length);
        if (from < to) {
          const { start, end } = rangeOf(from, to);
          expect(fold(text.slice(start, end))).toContain(folded.slice(from, to));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("key terms", () => {
  it.each<[string, string[]]>([
    ["What are the phases of mitosis?", ["phas", "mitosis"]],
    ["Cells divide; the cell's dividing divided cells", ["cell", "divid"]],
    ["Die Zellen und die Zelle", ["zell"]],
    ["L'énergie d’une cellule", ["energi", "cellul"]],
    ["клетка и клетки", ["клетк"]],
    ["الخلية والخلية خلية", ["خليه"]],
    ["세포는 세포의 세포를", ["세포"]],
    ["细胞分裂", ["细胞", "胞分", "分裂"]],
    ["ミトコンドリアは", ["ミト", "トコ", "コン", "ンド", "ドリ", "リア", "アは"]],
    ["The year 1848 and CO2", ["year", "1848", "co2"]],
    ["It is what it is.", []],
    ["", []],
  ])("[C9] of %j", (text, expected) => expect(keyTerms(text)).toEqual(expected));

  it("[C9] two forms of a word have one term, in several languages", () => {
    for (const [one, other] of [
      ["chromosome", "chromosomes"],
      ["study", "studies"],
      ["stopped", "stopping"],
      ["Straße", "Strassen"],
      ["naïve", "naive"],
      ["célula", "células"],
      ["İstanbul", "istanbul"],
      ["книга", "книги"],
      ["कोशिका", "कोशिकाएँ"],
    ] as const) {
      expect(keyTerms(one)[0]?.slice(0, 5), one).toBe(keyTerms(other)[0]?.slice(0, 5));
    }
  });

  it("[C9] termsOf keeps repeats, for counting", () => {
    expect(termsOf("cell cells cell")).toEqual(["cell", "cell", "cell"]);
  });

  it("[C9] any text has terms that fold to letters and digits", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) =>
        keyTerms(text).every((term) => term !== "" && !/\s/.test(term)),
      ),
    );
  });
});

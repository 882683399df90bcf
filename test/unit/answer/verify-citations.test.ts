import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Evidence, numbersIn } from "../../../src/answer/evidence.ts";
import type { Passage } from "../../../src/answer/passage.ts";
import { fold } from "../../../src/answer/sentences.ts";
import { verifyCitations } from "../../../src/answer/verify-citations.ts";
import { MAX_QUOTE, type Route } from "../../../src/protocol.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";
import { passage } from "./passages.ts";

const MITOSIS = passage({
  chunkId: "mitosis",
  page: 12,
  reference: "Doe, Cells (2001)",
  text: "Chapter 3\nMitosis has four phases: prophase, metaphase, anaphase and telophase. In metaphase the chromosomes line up at the\nequator of the cell. The process was described by Walther Flemming in 1882. It takes about 80 minutes in most human cells.",
});
const MEIOSIS = passage({
  chunkId: "meiosis",
  documentName: "Genes.pdf",
  page: 40,
  text: "Meiosis produces four haploid cells. Crossing over happens in prophase I, where homologous chromosomes exchange segments [7].",
});

const verify = (content: string, route: Route = "general_qa") =>
  verifyCitations({ content, passages: [MITOSIS, MEIOSIS], route });
const verdicts = (content: string, route: Route = "general_qa") =>
  verify(content, route).map((citation) => citation.verified);
const quotes = (content: string, route: Route = "general_qa") =>
  verify(content, route).map((citation) => citation.quote);

describe("the citations of an answer", () => {
  it("[C8] one for each number in the text, in order of numbers, with its passage", () => {
    const citations = verify("Crossing over happens in prophase I [2]. Mitosis has four phases [1]. Again [2].");
    expect(citations.map((citation) => citation.number)).toEqual([1, 2]);
    expect(citations[0]).toEqual({
      number: 1,
      chunkId: "mitosis",
      documentId: MITOSIS.documentId,
      documentName: "Cells.pdf",
      classId: MITOSIS.classId,
      page: 12,
      quote: "Mitosis has four phases: prophase, metaphase, anaphase and telophase.",
      verified: true,
      reference: "Doe, Cells (2001)",
      stale: false,
    });
    expect(citations[1]).toMatchObject({ documentName: "Genes.pdf", page: 40, reference: null });
  });

  it("[L55] carry what the document itself calls the page, which a sentence may name too", () => {
    const labelled = passage({ text: "Mitosis has four phases.", page: 22, pageLabel: "xii-3" });
    const [citation] = verifyCitations({
      content: "As page 22 says, mitosis has four phases [1].",
      passages: [labelled],
      route: "general_qa",
    });
    expect(citation).toMatchObject({ page: 22, pageLabel: "xii-3", verified: true });
    expect(new Evidence(labelled).numbers).toContain("xii-3");
    expect(verify("Mitosis has four phases [1].")[0]).not.toHaveProperty("pageLabel");
  });

  it("[C8] marks in code, numbers without a passage and an answer without marks have none", () => {
    expect(verify("`a[1]` and\n```\n[2]\n```")).toEqual([]);
    expect(verify("A cell [3].")).toEqual([]);
    expect(verify("")).toEqual([]);
    expect(verifyCitations({ content: "A [1].", passages: [], route: "general_qa" })).toEqual([]);
  });
});

describe("the quote", () => {
  it.each([
    ["Flemming described it in 1882 [1].", "The process was described by Walther Flemming in 1882."],
    [
      "The chromosomes line up at the equator. [1]",
      "In metaphase the chromosomes line up at the\nequator of the cell.",
    ],
    [
      "It was Walther Flemming who described the process, and it takes about 80 minutes in human cells [1].",
      "The process was described by Walther Flemming in 1882. It takes about 80 minutes in most human cells.",
    ],
    ["The book says “takes about 80 minutes” [1].", "It takes about 80 minutes in most human cells."],
    ["- **Duration**: 80 minutes in human cells [1]", "It takes about 80 minutes in most human cells."],
  ])("[C9] for %j", (content, quote) => expect(quotes(content)).toEqual([quote]));

  it("[C9] where nothing fits is still a sentence of the passage", () => {
    expect(quotes("Ganz etwas anderes [1].")).toEqual(["Chapter 3"]);
  });

  it("[C9] is never longer than its bound, and never empty, for any passage", () => {
    const long = `${"The nucleus is surrounded by an envelope and ".repeat(40)} ends.`;
    const [citation] = verifyCitations({
      content: `An envelope surrounds the nucleus [1].`,
      passages: [passage({ text: long })],
      route: "general_qa",
    });
    expect(citation?.quote.length).toBeLessThanOrEqual(MAX_QUOTE);
    expect(citation?.quote.length).toBeGreaterThan(MAX_QUOTE / 2);
    expect(citation?.verified).toBe(true);
    const [whole] = verifyCitations({
      content: `“${long}” [1]`,
      passages: [passage({ text: long })],
      route: "quote_finding",
    });
    expect(long).toContain(whole?.quote);
    expect(whole).toMatchObject({ verified: true });
    const piece = fc.oneof(
      fc.constantFrom("Cells divide. ", "\n\n", "- ", "***", "Zelle 细胞。", "word ".repeat(150), "🧬"),
      fc.string({ unit: "grapheme", maxLength: 40 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 20 }),
        fc.array(piece, { maxLength: 5 }),
        (pieces, said) => {
          const text = pieces.join("").slice(0, 2_000).toWellFormed();
          fc.pre(fold(text) !== "");
          const content = `${said.join("")} cells [1].`;
          for (const { quote } of verifyCitations({ content, passages: [passage({ text })], route: "general_qa" })) {
            expect(text).toContain(quote);
            expect(fold(quote)).not.toBe("");
            expect(quote.length).toBeLessThanOrEqual(MAX_QUOTE);
          }
        },
      ),
    );
  });
});

describe("verified", () => {
  it.each<[string, boolean[]]>([
    ["Mitosis has four phases [1].", [true]],
    ["Mitosis has four phases. [1]", [true]],
    ["Mitosis has four phases.[1] Cheese is a food.", [true]],
    ["[1] Mitosis has four phases.", [true]],
    ["Nothing of it.\n\n[1] Mitosis has four phases.", [true]],
    ["Mitosis has four phases.\n\n[1]", [true]],
    ["Mitosis has 4 phases [1].", [true]],
    ["1. Mitosis has four phases [1]", [true]],
    ["| Mitosis | four phases [1] |", [true]],
    ["> Mitosis has four phases: prophase, metaphase, anaphase and telophase. [1]", [true]],
    ["Mitosis has four phases. Yes [1].", [true]],
    ["Mitosis has six phases in 1882 [1].", [false]],
    ["Walther Flemming described the process, as is known [1].", [true]],
    ["Robert Flemming described the process [1].", [false]],
    ["Mitosis has 6 phases [1].", [false]],
    ["Flemming described it in 1883 [1].", [false]],
    ["On page 12 the four phases of mitosis are named [1].", [true]],
    ["Photosynthesis needs chlorophyll and light [1].", [false]],
    ["Mitosis has four phases [1]. Photosynthesis needs light [1].", [false]],
    ["Mitosis has four phases [1], while photosynthesis needs chlorophyll and light.", [true]],
    ["While photosynthesis needs light [2], mitosis has four phases [1].", [true, false]],
    ["Mitosis has four phases, and meiosis produces haploid cells [1][2].", [true, true]],
    ["Mitosis has four phases, prophase to telophase [1][2].", [true, false]],
    ["", []],
  ])("[C10] by the words of the statement: %j", (content, expected) => expect(verdicts(content)).toEqual(expected));

  it.each<[string, boolean[]]>([
    ["It says “the chromosomes line up at the equator of the cell” [1].", [true]],
    ["It says “the chromosomes […] at the equator” [1].", [true]],
    ["It says “at the equator … the chromosomes” [1].", [false]],
    ["It says “the chromosomes gather at the equator of the cell” [1].", [false]],
    ["Mitosis has four “stages” [1].", [false]],
    ["Mitosis has four “phases” [1].", [true]],
    ["Es heißt: „The process was described by Walther Flemming“ [1].", [true]],
  ])("[C10] quoted words must be there: %j", (content, expected) => expect(verdicts(content)).toEqual(expected));

  it.each<[string, boolean[]]>([
    ["> “In metaphase the chromosomes line up at the equator of the cell.” [1]", [true]],
    ["“Meiosis produces four haploid cells. Crossing over happens in prophase I” [2]", [true]],
    ["“Meiosis produces four haploid cells” [2] and “it takes about 80 minutes” [1]", [true, true]],
    ["Mitosis has four phases: prophase, metaphase, anaphase and telophase. [1]", [true]],
    ["In mitosis there are four phases, from prophase to telophase [1].", [false]],
    ["“Mitosis has five phases” [1]", [false]],
  ])("[C11] finding quotes, only what is verbatim: %j", (content, expected) =>
    expect(verdicts(content, "quote_finding")).toEqual(expected),
  );

  it.each<[string, string, boolean]>([
    ["Mitosis has four phases.", "Mitosis has no four phases [1].", false],
    ["Red blood cells lack a nucleus. Others have one.", "Red blood cells do not have a nucleus [1].", true],
    ["Red blood cells carry oxygen. Plants do not have blood.", "Red blood cells don't carry oxygen [1].", false],
    ["Rote Blutkörperchen haben einen Kern.", "Rote Blutkörperchen haben keinen Kern [1].", false],
    ["Эритроциты переносят кислород.", "Эритроциты не переносят кислород [1].", false],
    ["红细胞有细胞核。", "红细胞没有细胞核[1]。", false],
    ["红细胞没有细胞核。", "红细胞没有细胞核，也不分裂[1]。", true],
    ["تحمل كريات الدم الحمراء الأكسجين.", "لا تحمل كريات الدم الحمراء الأكسجين [1].", false],
  ])("[C13] of %j a statement may deny only what is denied: %j", (text, content, verified) => {
    const [citation] = verifyCitations({ content, passages: [passage({ text })], route: "general_qa" });
    expect(citation?.verified).toBe(verified);
  });

  it.each<[string, string, boolean]>([
    ["Who discovered penicillin?", "Penicillin was discovered by Fleming [1].", true],
    ["Who discovered penicillin?", "Penicillin was discovered by Florey [1].", false],
    ["How was penicillin discovered?", "Penicillin was discovered in a mould [1].", true],
    ["How was penicillin discovered?", "Penicillin was discovered in a lottery [1].", false],
    ["", "Penicillin was discovered by Fleming [1].", true],
  ])("[C14] asked %j, what is told must be there, and where it is spoken of: %j", (question, content, verified) => {
    const text =
      "Penicillin was discovered by Fleming in a mould of his laboratory. It was made in large amounts from 1942 on. Florey and Chain, who did that, got the prize with him.";
    const answer = { content, passages: [passage({ text })], route: "general_qa" as const, question };
    expect(verifyCitations(answer)[0]?.verified).toBe(verified);
  });

  it("[C10] in other languages", () => {
    const cases: [string, string, boolean][] = [
      [
        "Die Mitose besteht aus vier Phasen und dauert etwa 80 Minuten.",
        "Die Mitose hat vier Phasen und dauert 80 Minuten [1].",
        true,
      ],
      ["有丝分裂分为四个阶段：前期、中期、后期和末期。", "有丝分裂有四个阶段[1]。", true],
      ["有丝分裂分为四个阶段：前期、中期、后期和末期。", "光合作用需要光和叶绿素[1]。", false],
      ["体細胞分裂は四つの段階に分かれる。", "体細胞分裂には四つの段階がある[1]。", true],
      ["Митоз делится на четыре фазы.", "Фаз митоза четыре [1].", true],
      ["ينقسم الانقسام المتساوي إلى أربع مراحل في عام ١٨٨٢.", "الانقسام المتساوي له أربع مراحل منذ 1882 [1].", true],
      ["समसूत्री विभाजन के चार चरण होते हैं।", "समसूत्री विभाजन में चार चरण हैं [1]।", true],
    ];
    for (const [text, content, verified] of cases) {
      expect(
        verifyCitations({ content, passages: [passage({ text })], route: "general_qa" })[0]?.verified,
        content,
      ).toBe(verified);
    }
  });
});

describe("numbers as evidence", () => {
  it("[C10] a statement's numbers are those that it asserts", () => {
    expect(numbersIn("2. In 1,000 cells about 3.5 % and 12 of CO2, $x^2 + 4$ and `a[7]`")).toEqual([
      "1000",
      "35",
      "12",
    ]);
    expect(numbersIn("१२ और ١٢ und １２")).toEqual(["12"]);
  });

  it("[C10] a passage holds its numbers however they are written", () => {
    const { numbers } = new Evidence({ text: "About 1 000 or 2,500 cells; three of x2 in 1990s, 4,5", page: 9 });
    for (const number of ["1000", "1", "2500", "3", "2", "1990", "45", "5", "9"])
      expect(numbers.has(number), number).toBe(true);
    expect(numbers.has("7")).toBe(false);
  });
});

describe("big answers", () => {
  const passagesOf = (count: number, length = 300) =>
    Array.from({ length: count }, (_, i) =>
      passage({ chunkId: `c${i}`, text: `${MITOSIS.text} ${MEIOSIS.text} Item ${i}. `.repeat(4).slice(0, length) }),
    );
  const each = (piece: (mark: string) => string) => Array.from({ length: 64 }, (_, i) => piece(`[${i + 1}]`)).join("");
  const ALL = each((mark) => mark);
  const answerOf = (size: number, unit: string) => `Mitosis.${unit.repeat(Math.ceil(size / unit.length))}`;

  it.each<[string, unit: string]>([
    ["sentences with a mark each", each((mark) => `Mitosis has four phases in most human cells ${mark}. `)],
    ["no full stop at all", each((mark) => `mitosis has four phases ${mark} `)],
    ["nothing but marks", ALL],
    ["marks on lines of their own", each((mark) => `${mark}\n`)],
    ["quotations that hang together", each((mark) => `“Cells divide. Mitosis” ${mark} “has. Four” `)],
    ["one endless block quote", each((mark) => `> mitosis has four phases ${mark}\n`)],
    ["denials that no passage has, on the authority of all", `Cells have no crystals beside nuclei ${ALL}. `],
    ["short words quoted everywhere", `${"“phases” has the ".repeat(10)}${ALL}. `],
    ["no white space", each((mark) => `细胞分裂${mark}`)],
  ])("[C12] with 64 passages are verified in time that grows with the answer: %s", async (_, unit) => {
    const passages = passagesOf(64);
    const make = (size: number) => answerOf(size, unit);
    for (const route of ["general_qa", "quote_finding"] as const) {
      const verify = (content: string) => verifyCitations({ content, passages, route });
      expect(verify(make(4_000))).toHaveLength(64);
      expect(await growth(verify, make, { size: 4_000 })).toBeLessThan(LINEAR);
    }
  });

  it("[C12] are verified in time that grows with the passages, and with their length", async () => {
    const content = answerOf(
      2_000,
      each((mark) => `Mitosis has four phases ${mark}. `),
    );
    const verify = (passages: Passage[]) => verifyCitations({ content, passages, route: "general_qa" });
    expect(await growth(verify, (count) => passagesOf(count), { size: 16 })).toBeLessThan(LINEAR);
    expect(await growth(verify, (length) => passagesOf(16, length), { size: 500 })).toBeLessThan(LINEAR);
  });
});

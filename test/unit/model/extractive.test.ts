import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createCitationTransform } from "../../../src/answer/citations.ts";
import type { Passage } from "../../../src/answer/passage.ts";
import { fold } from "../../../src/answer/sentences.ts";
import { verifyCitations } from "../../../src/answer/verify-citations.ts";
import type { ChatMessage } from "../../../src/model/chat-model.ts";
import { makeExtractiveModel } from "../../../src/model/extractive.ts";
import type { Route } from "../../../src/protocol.ts";
import { sharedPath } from "../../support/shared.ts";

const passagesOf = (...texts: string[]): Passage[] =>
  texts.map((text, i) => ({
    chunkId: `chunk-${i}`,
    documentId: "document",
    documentName: "cells.md",
    classId: "class",
    page: i + 1,
    text,
    score: 1 / (i + 1),
    reference: null,
  }));

type Ask = { route?: Route; earlier?: string[]; signal?: AbortSignal; onText?: (text: string) => void };

/** Asks, and sends the answer the way of every answer: through the citation transform and the verification. */
async function ask(question: string, passages: Passage[], ask: Ask = {}) {
  const route = ask.route ?? "general_qa";
  const pieces: string[] = [];
  const messages: ChatMessage[] = [
    ...(ask.earlier ?? []).flatMap((content): ChatMessage[] => [
      { role: "user", content },
      { role: "assistant", content: "…" },
    ]),
    { role: "user", content: question },
  ];
  const end = await makeExtractiveModel().answer(
    { messages, question, passages, route, signal: ask.signal ?? new AbortController().signal, firstResponseBy: 0 },
    (text) => {
      pieces.push(text);
      ask.onText?.(text);
    },
  );
  const transform = createCitationTransform(passages.length);
  const sent = [...pieces.map((piece) => transform.push(piece)), transform.end("finished")];
  const content = sent.map(({ text }) => text).join("");
  const cited = transform.order().flatMap((source) => passages[source - 1] ?? []);
  return {
    end,
    pieces,
    raw: pieces.join(""),
    content,
    cited,
    citations: verifyCitations({ content, passages: cited, route }),
  };
}

const CELLS = passagesOf(
  "# Cell division\n\n## Mitosis\n\nMitosis has four phases: prophase, metaphase, anaphase and telophase. It divides one nucleus into two genetically identical nuclei.\n\nLecture 1.1 shows a wide field microscope next to the cell, and asks in which phase the spindle of slide 0 was caught.",
  "## Meiosis\n\nMeiosis halves the number of chromosomes and makes four haploid cells. Crossing over in prophase I exchanges segments between homologous chromosomes.",
  "## Cytokinesis\n\nCytokinesis divides the cytoplasm. In animal cells a cleavage furrow forms; plant cells build a cell plate.\n\nLecture 4.1 shows a fluorescent stain next to the cell, and asks in which phase the spindle of slide 30 was caught.",
);

describe("the answerer without a model", () => {
  it("[M14] answers with the sentence that fits, cited and verified, and says what it is", async () => {
    const { end, content, citations } = await ask("Which phases does mitosis have?", CELLS);
    expect(end).toMatchObject({ ok: true, status: "complete", model: "extractive" });
    expect(content).toBe("Mitosis has four phases: prophase, metaphase, anaphase and telophase. [1]");
    expect(citations).toMatchObject([{ number: 1, chunkId: "chunk-0", verified: true }]);
  });

  it("[M15] says that the documents do not hold it, and writes nothing", async () => {
    for (const passages of [CELLS, [], passagesOf(""), passagesOf("* * *\n\n-----")]) {
      const { end, pieces } = await ask("Who won the 1998 football world cup?", passages);
      expect(end).toMatchObject({
        ok: false,
        failure: { code: "nothing-found", error: expect.stringContaining("documents") },
      });
      expect(pieces).toEqual([]);
    }
  });

  it("[M15] one common word of a question is no answer to it", async () => {
    const { end } = await ask("Which animal won the prize of the city of Paris in phase two?", CELLS);
    expect(end).toMatchObject({ ok: false, failure: { code: "nothing-found" } });
    expect((await ask("?!", CELLS)).end.ok).toBe(false);
    expect((await ask("What is it?", CELLS)).end.ok).toBe(false);
  });

  it.each([
    ["Welche Phasen hat die Mitose?", "Die Mitose hat vier Phasen. Die Zelle teilt sich danach.", "vier Phasen"],
    ["Какие фазы имеет митоз?", "Митоз проходит в четыре фазы. Потом клетка делится.", "четыре фазы"],
    ["有丝分裂有哪些阶段？", "有丝分裂分为四个阶段：前期、中期、后期和末期。细胞随后分裂。", "四个阶段"],
    ["光合作用はどこで行われますか", "光合作用は葉緑体で行われます。根は水を吸い上げます。", "葉緑体"],
    ["ما هي مراحل الانقسام الفتيلي؟", "للانقسام الفتيلي أربع مراحل. ثم تنقسم الخلية.", "أربع مراحل"],
    ["समसूत्री विभाजन के चरण क्या हैं?", "समसूत्री विभाजन के चार चरण होते हैं। फिर कोशिका बँटती है।", "चार चरण"],
    ["유사분열의 단계는 무엇입니까?", "유사분열은 네 단계로 이루어진다. 그 뒤 세포가 나뉜다.", "네 단계"],
    ["การแบ่งเซลล์แบบไมโทซิสมีกี่ระยะ", "การแบ่งเซลล์แบบไมโทซิสมีสี่ระยะ", "สี่ระยะ"],
  ])("[M14] answers in any script: %s", async (question, text, expected) => {
    const { content, citations } = await ask(question, passagesOf("Football is played by two teams.", text));
    expect(content).toContain(expected);
    expect(citations[0]).toMatchObject({ chunkId: "chunk-1", verified: true });
  });

  it("[M14] is written in several pieces with turns of the event loop between them", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const { pieces } = await ask("What do mitosis and meiosis and cytokinesis divide and halve?", CELLS);
    clearInterval(timer);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece !== "")).toBe(true);
    expect(turns).toBeGreaterThan(0);
  });

  it("[M9] an abort ends it between two pieces", async () => {
    const turn = new AbortController();
    const { end, pieces } = await ask("Make a study guide", CELLS, {
      route: "generate_study_guide",
      signal: turn.signal,
      onText: () => turn.abort(),
    });
    expect(end).toMatchObject({ ok: false, failure: { code: "stopped" } });
    expect(pieces).toHaveLength(1);
  });

  it("[M14] a list that a sentence announces belongs to the answer, each item cited", async () => {
    const list = "The phases of mitosis are:\n\n- prophase\n- metaphase\n- anaphase\n\nThe spindle is another matter.";
    const { content, citations } = await ask("What are the phases of mitosis?", passagesOf(list));
    expect(content).toBe("The phases of mitosis are: [1]\n\n- prophase [1]\n- metaphase [1]\n- anaphase [1]");
    expect(citations).toMatchObject([{ verified: true }]);
  });

  it("[M14] a heading or a question in the text is followed by what it is about", async () => {
    const faq = "What is osmosis?\n\nIt is the passage of water through a membrane. Salt stays behind.";
    const { content } = await ask("What is osmosis?", passagesOf(faq));
    expect(content).toBe("What is osmosis? It is the passage of water through a membrane. [1]");
    const heading = await ask(
      "Tell me about the calvin cycle",
      passagesOf("## The Calvin cycle\n\nIt fixes carbon dioxide in the stroma."),
    );
    expect(heading.content).toBe("It fixes carbon dioxide in the stroma. [1]");
  });

  it("[C16] answers with whole sentences, not with what a page, a list or a table of contents cut off", async () => {
    const cut = passagesOf(
      "of the cell wall in osmosis and turgor. Plants need much light.\n\n• osmosis\n\nOsmosis and turgor . . . . . . . . . . . . 12\n\nOsmosis of the cell wall, which is",
      "Turgor presses against the cell wall. Osmosis moves water through the cell wall.",
    );
    const { content } = await ask("How do osmosis and the cell wall hang together?", cut);
    expect(content).toBe("Osmosis moves water through the cell wall. [1]");
    // Where there is nothing else, a piece is better than nothing.
    const piece = await ask("How do osmosis and the cell wall hang together?", cut.slice(0, 1));
    expect(piece.content).toContain("of the cell wall in osmosis and turgor. [1]");
  });

  it("[C16] a chunk that follows another on its page may begin in lower case: it was cut between sentences", async () => {
    const [first, second] = passagesOf(
      "pH measures how sour a solution is. Salt dissolves.",
      "A solution is sour or is not. Sugar dissolves.",
    );
    const question = "What measures how sour a solution is?";
    const follows = { ...first, span: { start: 900, gap: "\n\n" } } as Passage;
    expect((await ask(question, [follows, second as Passage])).content).toMatch(/^pH measures how sour/);
  });

  it("[C16] an exercise in a text is no answer, a question that the text answers is", async () => {
    const passages = passagesOf(
      "What does mitosis divide? Which phases does mitosis have?",
      "Mitosis has four phases and takes an hour. It divides the nucleus.",
    );
    const { content } = await ask("Which phases does mitosis have?", passages);
    expect(content).toMatch(/^Mitosis has four phases and takes an hour\. \[1\]/);
  });

  it("[C16] a line of a program is no part of the sentence after it, and is told where a sentence announces it", async () => {
    const manual = passagesOf(
      "The data frame is read as follows:\n\nhouses <- read.table('houses.data')\nThe frame then holds a column of prices and one of ages.",
    );
    const { content } = await ask("How is the data frame read?", manual);
    expect(content).toBe("The data frame is read as follows: houses <- read.table('houses.data') [1]");
    const prices = await ask("What holds a column of prices and ages?", manual);
    expect(prices.content).toBe("The frame then holds a column of prices and one of ages. [1]");
  });

  it("[C17] the rows of a table stay rows", async () => {
    const table = passagesOf("Houses are dear.\n\nPrice Floor Rooms\n52.00 111.0 5\n54.75 128.0 5\n57.50 101.0 6");
    const { content, citations } = await ask("Which price and floor and rooms?", table);
    expect(content).toBe("Price Floor Rooms [1]\n\n- 52.00 111.0 5 [1]\n- 54.75 128.0 5 [1]\n- 57.50 101.0 6 [1]");
    expect(citations).toMatchObject([{ verified: true }]);
  });

  it.each([
    [
      "What is osmosis?",
      "Osmosis puzzled botanists for long. In the wall, osmosis is the passage of water through a membrane.",
    ],
    [
      "Was ist Osmose?",
      "Osmose gab lange Rätsel auf. Als Osmose bezeichnet man nichts; Osmose ist der Weg des Wassers.",
    ],
    ["Что такое осмос?", "Осмос долго изучали многие учёные. В растениях осмос — это движение воды."],
    ["什么是渗透？", "人们很早就研究渗透。在植物中，渗透是指水的移动。"],
  ])("[C18] what is asked for is explained first: %s", async (question, text) => {
    const [first, second] = text.split(/(?<=[.。])\s*/u).slice(0, 2) as [string, string];
    const { content } = await ask(question, passagesOf(first, second));
    expect(content.startsWith(second)).toBe(true);
  });

  it("[C19] of many words fewer of a hundred must be there than of few, and words that ask do not count", async () => {
    const held = passagesOf("Die Mitose endet nach der Telophase. Danach ruht die Zelle.");
    expect((await ask("Hoeveel fasen heeft de mitose?", held)).end.ok).toBe(false);
    expect((await ask("什么是细胞膜？", passagesOf("细胞膜包围细胞。"))).content).toBe("细胞膜包围细胞。 [1]");
  });

  it("[M14] what two passages say in the same words is said once", async () => {
    const twice = "Mitosis has four phases: prophase, metaphase, anaphase and telophase.";
    const { content } = await ask("Which phases does mitosis have?", passagesOf(twice, `${twice} More follows.`));
    expect(content.match(/telophase/g)).toHaveLength(1);
  });

  it("[M14] a follow-up leans on the question before it", async () => {
    const passages = passagesOf(
      ...CELLS.map(({ text }) => text),
      "The kidney has a million nephrons and many more tubes.",
    );
    const alone = await ask("And how many chromosomes afterwards?", passages, {
      route: "follow_up",
      earlier: ["What does meiosis do?"],
    });
    expect(alone.cited[0]?.chunkId).toBe("chunk-1");
    const bare = await ask("Why?", passages, {
      route: "follow_up",
      earlier: ["How does cytokinesis divide the cytoplasm?"],
    });
    expect(bare.content).toContain("Cytokinesis divides the cytoplasm");
    expect((await ask("Why?", passages, { route: "follow_up" })).end.ok).toBe(false);
  });

  it("[M14] quotes are verbatim, in quotation marks, with document and page", async () => {
    const { content, citations } = await ask("Find a quote about the cleavage furrow", CELLS, {
      route: "quote_finding",
    });
    expect(content).toBe(
      "> “In animal cells a cleavage furrow forms; plant cells build a cell plate.” [1]\n>\n> — cells.md, p. 3",
    );
    expect(citations).toMatchObject([{ chunkId: "chunk-2", verified: true }]);
    const labelled = CELLS.map((passage) => ({ ...passage, pageLabel: "xiv" }));
    const ofPreface = await ask("Find a quote about the cleavage furrow", labelled, { route: "quote_finding" });
    expect(ofPreface.content).toMatch(/ — cells\.md, p\. xiv$/);
    const inner = passagesOf('Oberg called it "culture shock" in a talk of “1960”.');
    const quoted = await ask("Quote what Oberg called culture shock", inner, { route: "quote_finding" });
    expect(quoted.content).toContain("“Oberg called it 'culture shock' in a talk of '1960'.” [1]");
    expect(quoted.citations).toMatchObject([{ verified: true }]);
    const none = await ask("Find a quote about the football world cup", CELLS, { route: "quote_finding" });
    expect(none.end).toMatchObject({ ok: false, failure: { code: "nothing-found" } });
  });

  it("[M14] a study guide goes through all passages, by document and section, each bullet cited", async () => {
    const other = {
      ...passagesOf("The kidney filters blood in its nephrons.")[0],
      documentId: "kidney",
      documentName: "kidney [2].pdf",
    };
    const { content, citations } = await ask(
      "Make me a study guide",
      [...CELLS, { ...CELLS[0], ...other, chunkId: "chunk-k" } as Passage],
      {
        route: "generate_study_guide",
      },
    );
    expect(content).toContain("## cells.md\n\n### Cell division\n\n#### Mitosis\n\n- Mitosis has four phases");
    expect(content).toContain("\n\n### Meiosis\n\n- Meiosis halves");
    expect(content).toContain("\n\n## kidney (2).pdf\n\n- The kidney filters blood in its nephrons. [4]");
    expect(content.match(/^- .*$/gm)?.every((line) => /\[\d\]$/.test(line))).toBe(true);
    expect(citations.map(({ number, verified }) => [number, verified])).toEqual(
      [1, 2, 3, 4].map((number) => [number, true]),
    );
    // The lectures say the same over and over: once is enough.
    expect(content.match(/Lecture/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect((await ask("Make me a study guide", [], { route: "generate_study_guide" })).end.ok).toBe(false);
  });

  it("[M16] references, code and line breaks of a document are no citations, no code and no breaks of ours", async () => {
    const paper = passagesOf(
      "The two main strategies of reformu-\nlation are the Big-M strategy [23, 24] and\nthe Hull strategy [20]【5】, as `a[1]` and ``` show [12",
    );
    const { raw, content, citations, cited } = await ask("What are the two main strategies of reformulation?", paper);
    expect(raw).toBe(
      "The two main strategies of reformulation are the Big-M strategy (23, 24) and the Hull strategy (20)(5), as 'a(1)' and ''' show (12 [1]",
    );
    expect(content).toBe(raw);
    expect(cited).toHaveLength(1);
    expect(citations).toMatchObject([{ number: 1, verified: true }]);
    expect(fold(paper[0]?.text ?? "")).toContain(fold(content.replace(/ \[1\]$/, "")));
  });
});

const LANGUAGES = ["en", "de", "ru", "zh", "hi", "ar"];
const linesOf = (path: string): Record<string, string>[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe.skipIf(sharedPath("data/ir/xquad") === null)("over questions that people wrote", () => {
  it.each(LANGUAGES)(
    "[M15] %s: answers most of what its passages hold, and little of what they do not",
    async (language) => {
      const folder = sharedPath(`data/ir/xquad/${language}`) ?? "";
      const corpus = linesOf(`${folder}/corpus.jsonl`);
      const queries = new Map(linesOf(`${folder}/queries.jsonl`).map(({ id, text }) => [id, text ?? ""]));
      const answers = linesOf(`${folder}/answers.jsonl`).filter((_, i) => i % 12 === 0);
      const article = (id: string) => id.split("-")[0];
      let right = 0;
      let wrong = 0;
      for (const [i, { id = "", doc = "", answer = "" }] of answers.entries()) {
        const question = queries.get(id) ?? "";
        const textOf = (one: Record<string, string> | undefined) => (one?.text ?? "").slice(0, 2_000);
        const foreign = corpus.filter((one) => article(one.id ?? "") !== article(doc));
        const around = [0, 1, 2].map((n) => textOf(foreign[(i * 7 + n * 31) % foreign.length]));
        const gold = textOf(corpus.find((one) => one.id === doc));
        const held = await ask(question, passagesOf(...around.slice(0, 1), gold, ...around.slice(1)));
        if (held.end.ok && fold(held.content).includes(fold(answer))) right++;
        for (const citation of held.citations) expect(citation.verified, held.content).toBe(true);
        if ((await ask(question, passagesOf(...around))).end.ok) wrong++;
      }
      expect(right / answers.length).toBeGreaterThan(0.6);
      expect(wrong / answers.length).toBeLessThan(0.08);
    },
  );
});

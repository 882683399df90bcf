import { describe, expect, it } from "vitest";
import type { Passage } from "../../../src/answer/passage.ts";
import { fold } from "../../../src/answer/sentences.ts";
import { makeExtractiveModel } from "../../../src/model/extractive.ts";
import { termDefinedBy } from "../../../src/model/key-terms.ts";

type Part = { headings?: string[]; after?: string[]; text: string; page?: number; document?: string };

const passagesOf = (...parts: Part[]): Passage[] =>
  parts.map(({ headings = [], after, text, page, document = "cells.pdf" }, i) => ({
    chunkId: `chunk-${i}`,
    documentId: document,
    documentName: document,
    classId: "class",
    page: page ?? i + 1,
    text,
    score: 1,
    reference: null,
    span: { start: 0, gap: null },
    headings,
    ...(after === undefined ? {} : { headingsAfter: after }),
  }));

async function guideOf(passages: Passage[], question = "Make a study guide"): Promise<string> {
  let text = "";
  const signal = new AbortController().signal;
  const request = {
    messages: [],
    question,
    passages,
    route: "generate_study_guide" as const,
    signal,
    firstResponseBy: 0,
  };
  await makeExtractiveModel().answer(request, (piece) => {
    text += piece;
  });
  return text;
}

const linesOf = (guide: string) => guide.match(/^- .*$/gm) ?? [];

describe("a study guide without a model", () => {
  it("[C40] tells each section under its headings, in the order of the document, whatever order the passages have", async () => {
    const guide = await guideOf(
      passagesOf(
        {
          headings: ["Cells", "Meiosis"],
          page: 9,
          text: "Meiosis\n\nMeiosis halves the number of chromosomes of a cell.",
        },
        {
          headings: ["Cells", "Mitosis"],
          page: 2,
          text: "Mitosis\n\nMitosis divides one nucleus into two identical nuclei.",
        },
        {
          headings: ["Cells", "Mitosis", "Spindle"],
          page: 3,
          text: "The spindle pulls the chromatids of each chromosome apart.",
        },
      ),
    );
    expect(guide).toBe(
      "## cells.pdf\n\n### Mitosis\n\n- Mitosis divides one nucleus into two identical nuclei. [2]" +
        "\n\n#### Spindle\n\n- The spindle pulls the chromatids of each chromosome apart. [3]" +
        "\n\n### Meiosis\n\n- Meiosis halves the number of chromosomes of a cell. [1]",
    );
  });

  it("[C40] a section that begins within a passage is known by what follows the passage", async () => {
    const guide = await guideOf(
      passagesOf({
        headings: ["Mitosis"],
        after: ["Meiosis"],
        text: "Mitosis divides one nucleus into two identical nuclei.\n\nMeiosis\n\nMeiosis halves the number of chromosomes of a cell.",
      }),
    );
    expect(guide).toContain("### Meiosis\n\n- Meiosis halves");
  });

  it("[C41] holds whole sentences: no captions, references, code, exercises or pieces, and nothing twice", async () => {
    const said = "Osmosis moves water through a membrane towards the saltier side.";
    const guide = await guideOf(
      passagesOf(
        {
          headings: ["Osmosis"],
          text: [
            said,
            "Figure 3. The water rises in the tube of the experiment.",
            "Smith, J. (2019). Osmosis in plants and animals. Journal of Water, 12(3).",
            "x <- osmosis(water, salt) gives the flow of water.",
            "Which side of the membrane does the water move to?",
            "and that is why the water of the membrane, which",
          ].join("\n\n"),
        },
        {
          headings: ["Osmosis"],
          text: `${said}\n\nDetails of osmosis are at https://example.org/osmosis for everybody.`,
        },
        { headings: ["7. References"], text: "Many people have written about osmosis and membranes before." },
      ),
    );
    expect(linesOf(guide)).toEqual([`- ${said} [1]`]);
  });

  it("[C41] has a bounded length, however many passages there are", async () => {
    const word = (n: number) =>
      [...n.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join("");
    const passages = passagesOf(
      ...Array.from({ length: 64 }, (_, i) => ({
        headings: [`Part ${i}`],
        text: Array.from(
          { length: 8 },
          (_, j) => `Organ${word(i * 8 + j)}k filters juice${word(i)}k with tissue${word(j * 70 + i)}k daily.`,
        ).join(" "),
      })),
    );
    const guide = await guideOf(passages);
    expect(linesOf(guide).length).toBeLessThanOrEqual(80);
    for (let i = 0; i < 64; i++) expect(guide).toContain(`### Part ${i}\n`);
  });

  it("[C42] of a slide its lines are told as one, apart from each other, and the speaker's notes without their label", async () => {
    const passages = passagesOf(
      {
        headings: ["Purposes"],
        text: "Purposes\n\nObserve the load\nExtrapolate the growth\nSignal trouble\n\nSpeaker notes:\nMonitoring is what every tuning of a server begins with.",
      },
      { headings: ["Code"], text: "Code\n\nx <- read(file)\ny := x;\nprint(y);" },
    );
    const guide = await guideOf(passages);
    expect(linesOf(guide)).toEqual([
      "- Observe the load · Extrapolate the growth · Signal trouble [1]",
      "- Monitoring is what every tuning of a server begins with. [1]",
    ]);
    const said = linesOf(guide)[0]?.replace(/ \[1\]$/, "") ?? "";
    expect(fold(passages[0]?.text ?? "")).toContain(fold(said));
  });

  it("[C43] terms that the documents define stand first, in the language of the request", async () => {
    const parts = [
      {
        headings: ["Osmosis"],
        text: "Osmosis is the passage of water through a membrane. Osmosis depends on salt and warmth.",
      },
      {
        headings: ["Turgor"],
        text: "Turgor is the pressure of a cell against its wall. Turgor depends on light and soil nearby.",
      },
      {
        headings: ["Wilting"],
        text: "Wilting is a loss of stiffness in leaves and stems. Wilting shows gardeners that roots are dry.",
      },
    ];
    const guide = await guideOf(passagesOf(...parts), "Erstelle mir einen Lernzettel");
    expect(guide).toMatch(
      /^## Wichtige Begriffe\n\n- \*\*Osmosis\*\* is the passage of water through a membrane\. \[1\]\n- \*\*Turgor/,
    );
    expect(guide).toContain("### Turgor\n\n- Turgor depends on light");
    expect(guide.match(/is the passage/g)).toHaveLength(1);
  });

  it.each([
    ["Osmosis is the passage of water.", "Osmosis"],
    ["A rite of passage refers to an event that marks a change.", "rite of passage"],
    ["Unter Osmose versteht man den Weg des Wassers.", "Osmose"],
    ["Die Osmose ist die Bewegung des Wassers.", "Osmose"],
    ["La culture est une manière de vivre.", "culture"],
    ["La ósmosis es el paso del agua.", "ósmosis"],
    ["Осмос — это движение воды.", "Осмос"],
    ["渗透是指水的移动。", "渗透"],
    ["浸透とは水の移動のことである。", "浸透"],
    ["Live system: An operating system that can boot without installation.", "Live system"],
    ["This is the reason for it.", null],
    ["It is a long way.", null],
    ["Note: The service must be started before the other one.", null],
    ["The water moves through a membrane.", null],
  ])("[C43] %s", (sentence, term) => {
    expect(termDefinedBy(sentence)).toBe(term);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { takeShot } from "../support/browser.ts";
import { sharedPath } from "../support/shared.ts";
import { pdfOf, type TinyPage } from "../support/tiny-pdf.ts";
import { compareQuote, lettersUnder } from "../support/under-boxes.ts";
import { answers, ask, enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const LEAST = 0.9;
const docs = sharedPath("data/docs");

type Citation = { number: number; quote: string; page: number; documentName: string };

/** The citations of the chat's last answer, as the service stored them. */
async function citationsOf(page: Page): Promise<Citation[]> {
  const chatId = new URL(page.url()).pathname.split("/").at(-1);
  const response = await page.request.get(new URL(`/api/v1/chats/${chatId}`, page.url()).href);
  return (await response.json()).messages.at(-1).citations;
}

/** Asks in the page and opens every citation of the answer; what is marked must be what is quoted. */
async function measureCitations(page: Page, question: string): Promise<string[]> {
  await ask(page, question);
  const answer = answers(page).last();
  await answer.getByRole("button", { name: "Good answer" }).waitFor();
  await page.waitForURL(/\/chat\/[0-9a-f]{32}$/);
  const wrong: string[] = [];
  const citations = await citationsOf(page);
  expect(citations.length).toBeGreaterThan(0);
  for (const { number, quote, page: at, documentName } of citations) {
    await answer
      .getByRole("button", { name: new RegExp(`^Source ${number}: `) })
      .first()
      .click();
    const viewer = page.getByRole("complementary", { name: "Source" });
    await viewer
      .locator(`.pdf-page[data-index="${at - 1}"][data-shown="drawn"] .quote-box`)
      .first()
      .waitFor();
    let under = "";
    const measured = { precision: 0, recall: 0 };
    // The letters of a long page come one part after the other.
    await expect
      .poll(async () => {
        under = await lettersUnder(viewer);
        Object.assign(measured, compareQuote(under, quote));
        return Math.min(measured.precision, measured.recall);
      })
      .toBeGreaterThanOrEqual(LEAST)
      .catch(() => undefined);
    const { precision, recall } = measured;
    const told = `${documentName} p. ${at}: precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`;
    console.log(told);
    if (precision < LEAST || recall < LEAST) wrong.push(`${told}\n  quoted: ${quote}\n  marked: ${under}`);
  }
  return wrong;
}

describe.skipIf(docs === null)("the highlight on real pages", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();
  const cases = {
    "R-intro.pdf": [
      "What is a factor in R?",
      "Which argument of read.table says that the first line is a line of headings?",
    ],
    "jcon00117.pdf": ["To what form are logical propositions converted before reformulation?"],
    "jose00138.pdf": ["How many doctorates had the Michigan bioinformatics program graduated as of 2019?"],
    "beamerexample-conference-talk.pdf": ["What makes perfect phylogeny haplotyping NP-complete?"],
    "dynare-macroprocessor-slides.pdf": ["Where can macro-expressions be used?"],
    "openstax-sociology-culture.pdf": ["What is xenocentrism?", "Who coined the term culture shock?"],
    "latex-multicolumn.pdf": ["What is this sample document with two columns filled with?"],
  };

  it("[W90] the words under the boxes of each citation are its quote: columns, slides, papers", async () => {
    const { page, complaints } = visit();
    const files = Object.keys(cases).map((name) => ({
      name,
      mimeType: "application/pdf",
      buffer: readFileSync(join(docs ?? "", name)),
    }));
    await enterWithDocuments(page, url(), files);
    const classPage = page.url();
    const wrong: string[] = [];
    for (const [name, questions] of Object.entries(cases)) {
      for (const question of questions) {
        await page.goto(classPage);
        await page.getByRole("link", { name: `Ask about ${name}` }).click();
        wrong.push(...(await measureCitations(page, question)));
        await takeShot(page, `viewer-${name}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe("the highlight on pages that are turned, cut or far from the corner", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();
  const words = (first: string) =>
    `BT /F1 12 Tf 14 TL 150 500 Td (${first}) Tj T* (It is made of microtubules and of many proteins.) Tj ET`;
  const pages: TinyPage[] = [
    ...["alder", "birch", "cedar", "dogwood"].map((tree, turned) => ({
      turned,
      content: words(`The ${tree} grows on the shore of a lake in the north.`),
    })),
    { box: [100, 300, 600, 700], content: words("The cropped spindle lies near the edge of its sheet.") },
    { more: "/UserUnit 2", content: words("The doubled spindle stands on a page of larger units.") },
    {
      turned: 1,
      more: "/CropBox [100 300 600 700]",
      content: words("The turned spindle was cut out of a larger sheet."),
    },
  ];

  it("[W90] the words under the boxes are the quote, however the page is turned", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [
      { name: "turned.pdf", mimeType: "application/pdf", buffer: Buffer.from(pdfOf(pages)) },
    ]);
    const classPage = page.url();
    const wrong: string[] = [];
    for (const question of [
      "Where does the alder grow?",
      "Where does the birch grow?",
      "Where does the cedar grow?",
      "Where does the dogwood grow?",
      "Where does the cropped spindle lie?",
      "Where does the doubled spindle stand?",
      "What was the turned spindle cut out of?",
    ]) {
      await page.goto(classPage);
      await page.getByRole("link", { name: "Ask this class" }).click();
      wrong.push(...(await measureCitations(page, question)));
    }
    expect(wrong).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** A PDF as a browser prints it: fonts of many scripts inside. */
async function printed(page: Page, html: string): Promise<Buffer> {
  await page.setContent(html);
  return page.pdf({ format: "A4" });
}

describe("the highlight in other scripts", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();
  const ARABIC = `<html lang="ar" dir="rtl"><body style="font-size: 16px"><h1>الخلية</h1>
    <p>الميتوكوندريا عضية تنتج الطاقة في الخلية عن طريق التنفس الخلوي وتوجد في معظم الخلايا حقيقية النواة.</p>
    <p>تحدث تفاعلات الضوء في غشاء الثايلاكويد داخل البلاستيدات الخضراء عند النباتات والطحالب.</p></body></html>`;
  const HEBREW = `<html lang="he" dir="rtl"><body style="column-count: 2"><h1>התא</h1>
    <p>המיטוכונדריה היא אברון שמפיק אנרגיה בתא באמצעות נשימה תאית ברוב התאים.</p>
    <p>תגובות האור מתרחשות בקרום התילקואיד בתוך הכלורופלסט של הצמחים.</p></body></html>`;
  const JAPANESE = `<html lang="ja"><body><h1>細胞</h1>
    <p>ミトコンドリアは細胞の中で呼吸によってエネルギーを取り出す小器官である。</p>
    <p>光合成の明反応は葉緑体のチラコイド膜で行われる。</p></body></html>`;

  it("[W90] the words under the boxes are the quote, right to left and in scripts without spaces", async () => {
    const { page, context, complaints } = visit();
    const printer = await context.newPage();
    const files = [];
    for (const [name, html] of [
      ["arabic.pdf", ARABIC],
      ["hebrew.pdf", HEBREW],
      ["japanese.pdf", JAPANESE],
    ] as const)
      files.push({ name, mimeType: "application/pdf", buffer: await printed(printer, html) });
    await printer.close();
    await enterWithDocuments(page, url(), files);
    const classPage = page.url();
    const wrong: string[] = [];
    for (const [name, question] of [
      ["arabic.pdf", "أين تحدث تفاعلات الضوء؟"],
      ["arabic.pdf", "ما هي الميتوكوندريا؟"],
      ["hebrew.pdf", "היכן מתרחשות תגובות האור?"],
      ["japanese.pdf", "光合成の明反応はどこで行われるか"],
    ] as const) {
      await page.goto(classPage);
      await page.getByRole("link", { name: `Ask about ${name}` }).click();
      wrong.push(...(await measureCitations(page, question)));
      await takeShot(page, `viewer-${name}`);
    }
    expect(wrong).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

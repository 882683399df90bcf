import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { complaintsOf, launchBrowser, takeShot } from "../support/browser.ts";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { type Served, startServed } from "../support/served.ts";
import { tinyPdf } from "../support/tiny-pdf.ts";

/** A busy machine may be slow; what hangs still fails. */
const PATIENCE_MS = 60_000;
const NOTES = `# Cell biology

Mitochondria release energy by respiration. The inner membrane holds the respiratory chain.

## Plants

The light reactions of photosynthesis take place in the thylakoid membranes of the chloroplast.
`;
const SLIDES = tinyPdf([
  "Course overview.\nThis lecture introduces the history of microscopy.",
  "The spindle apparatus separates the chromosomes during anaphase.\nIt is made of microtubules.",
]);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A service of its own with these settings, for one group of tests. */
function serviceWith(vars: () => Record<string, string>) {
  const made: { state?: string; service?: Served } = {};
  beforeAll(async () => {
    made.state = mkdtempSync(join(tmpdir(), "page-"));
    made.service = await startServed({ state: made.state, vars: vars() });
  });
  afterAll(async () => {
    await made.service?.kill();
    if (made.state) rmSync(made.state, { recursive: true, force: true });
  });
  return () => made.service?.url ?? "";
}

/** A browser profile of its own for each test, and what its page complained about. */
function visitor() {
  const made: { context?: BrowserContext; page?: Page; complaints: string[] } = { complaints: [] };
  beforeEach(async () => {
    made.context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    made.page = await made.context.newPage();
    made.page.setDefaultTimeout(PATIENCE_MS);
    made.complaints = complaintsOf(made.page);
  });
  afterEach(async ({ task }) => {
    if (made.page && task.result?.state === "fail") await takeShot(made.page, "failed");
    await made.context?.close();
  });
  return () => {
    const { context, page, complaints } = made;
    if (!context || !page) throw new Error("there is no page yet");
    return { context, page, complaints };
  };
}

const box = (page: Page) => page.getByRole("textbox", { name: "Your question" });
const answers = (page: Page) => page.getByRole("article", { name: "Answer", exact: true });

async function enterWithDocuments(
  page: Page,
  url: string,
  files: { name: string; mimeType: string; buffer: Buffer }[],
) {
  await page.goto(url);
  await page.getByRole("button", { name: "Continue as guest" }).click();
  await page.getByRole("button", { name: "Make the first class" }).click();
  await page.getByLabel("Name of the class").fill("Biology 101");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Biology 101" }).waitFor();
  await page.getByLabel("Documents to add").setInputFiles(files);
  for (const { name } of files) {
    await page.getByRole("listitem").filter({ hasText: name }).filter({ hasText: "Ready" }).waitFor();
  }
}

async function ask(page: Page, question: string) {
  await box(page).fill(question);
  await box(page).press("Enter");
}

describe("a student's first visit, with nothing configured", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W30] from the door to a cited answer, another version of it, and the same after a reload", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
      { name: "slides.pdf", mimeType: "application/pdf", buffer: SLIDES },
    ]);
    await takeShot(page, "class");
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What separates the chromosomes during anaphase?");
    const answer = answers(page).first();
    await answer.getByRole("button", { name: "Good answer" }).waitFor();
    expect(await answer.innerText()).toContain("spindle apparatus");
    await page.waitForURL(/\/chat\/[0-9a-f]{32}$/);
    expect(await page.getByTestId("quota").innerText()).toMatch(/^1 \/ /);

    const chip = answer.getByRole("button", { name: "Source 1: slides.pdf, page 2" }).first();
    await chip.click();
    const panel = page.getByRole("complementary", { name: "Source" });
    await panel.locator("mark.quote").waitFor();
    expect(await panel.innerText()).toContain("Page 2 of 2");
    expect(await panel.locator("mark.quote").allInnerTexts()).toEqual([expect.stringContaining("spindle apparatus")]);
    expect(await panel.getByRole("link", { name: "Original file" }).getAttribute("href")).toMatch(/\/file#page=2$/);
    await takeShot(page, "cited-page");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(await chip.evaluate((element) => element.matches(":focus"))).toBe(true);

    await answer.getByRole("button", { name: "Answer again" }).click();
    await page.getByText("2/2").waitFor();
    await page.getByTestId("quota").getByText("2 /").waitFor();
    await page.getByRole("button", { name: "Previous version of this answer" }).click();
    await page.getByText("1/2").waitFor();
    await answer.getByRole("button", { name: "Good answer" }).click();
    await answer.getByRole("button", { name: "Good answer", pressed: true }).waitFor();
    const before = await answer.innerText();
    const title = await page.title();

    await page.reload();
    await answer.getByRole("button", { name: "Good answer", pressed: true }).waitFor();
    await chip.waitFor();
    expect(await answer.innerText()).toBe(before);
    expect(await page.title()).toBe(title);
    await page.getByTestId("quota").getByText("2 /").waitFor();
    await takeShot(page, "after-reload");
    await page.setViewportSize({ width: 390, height: 844 });
    await takeShot(page, "phone");
    expect(complaints).toEqual([]);
  });

  it("[W31] a question that the documents do not answer says so and is not counted", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
    ]);
    await page.getByRole("link", { name: "Ask about notes.md" }).click();
    await ask(page, "Wer gewann 1954 das Endspiel?");
    await page.getByText("Your documents do not answer this").waitFor();
    expect(await page.getByText("This question was not counted.").count()).toBe(1);
    expect(await page.getByTestId("quota").innerText()).toMatch(/^0 \/ /);
    expect(complaints).toEqual([]);
  });
});

describe("a student on a bad network, with a model that streams", () => {
  let model: HeldModel;
  beforeAll(async () => {
    model = await startHeldModel();
  });
  afterAll(() => model.close());
  const url = serviceWith(() => ({ OPENAI_API_KEY: "test", OPENAI_BASE_URL: model.url }));
  const visit = visitor();
  const plain = (text: string) => text.replace(/\*\*|\[1\]/g, "").replace(/\s+/g, "");

  it("[W32] what streams while the network is away is picked up, nothing lost and nothing twice", async () => {
    const { page, context } = visit();
    model.hold();
    await enterWithDocuments(page, url(), [
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
    ]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What does the membrane hold?");
    const running = page.getByRole("article", { name: "Answer, being written" });
    // The chip lives while the answer is still being written.
    await running.getByRole("button", { name: /^Source 1: notes\.md/ }).click();
    await page.locator("mark").first().waitFor();
    await takeShot(page, "streaming");
    await page.keyboard.press("Escape");

    await context.setOffline(true);
    await page.getByText("Connection lost.").waitFor();
    await takeShot(page, "offline");
    model.release();
    await new Promise((go) => setTimeout(go, 1_000));
    await context.setOffline(false);
    const answer = answers(page).first();
    await answer.getByRole("button", { name: "Good answer" }).waitFor();
    const shown = await answer.locator(".prose").innerText();
    expect(plain(shown.replace(/\b1\b/, ""))).toBe(plain(model.answer));
    await page.getByTestId("quota").getByText("1 /").waitFor();
  });

  it("[W33] a reload in mid-answer goes on with the same answer, and stop keeps what was written", async () => {
    const { page, complaints } = visit();
    model.hold();
    await enterWithDocuments(page, url(), [
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
    ]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What does the membrane hold?");
    const running = page.getByRole("article", { name: "Answer, being written" });
    await running.getByRole("button", { name: /^Source 1/ }).waitFor();
    await page.waitForURL(/\/chat\//);
    await page.reload();
    await running.getByRole("button", { name: /^Source 1: notes\.md/ }).waitFor();
    await page.getByRole("button", { name: "Stop the answer" }).click();
    await page.getByText("You stopped this answer.").waitFor();
    expect(await answers(page).count()).toBe(1);
    await page.getByTestId("quota").getByText("1 /").waitFor();
    expect(complaints).toEqual([]);
  });
});

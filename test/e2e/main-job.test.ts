import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeShot } from "../support/browser.ts";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { tinyPdf } from "../support/tiny-pdf.ts";
import { lettersUnder } from "../support/under-boxes.ts";
import { answers, ask, enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const NOTES = `# Cell biology

Mitochondria release energy by respiration. The inner membrane holds the respiratory chain.

## Plants

The light reactions of photosynthesis take place in the thylakoid membranes of the chloroplast.
`;
const SLIDES = tinyPdf([
  "Course overview.\nThis lecture introduces the history of microscopy.",
  "The spindle apparatus separates the chromosomes during anaphase.\nIt is made of microtubules.",
]);

describe("a student's first visit, with nothing configured", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W30] from the door to a cited answer, another version of it, and the same after a reload", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
      { name: "slides.pdf", mimeType: "application/pdf", buffer: Buffer.from(SLIDES) },
    ]);
    await takeShot(page, "class");
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What separates the chromosomes during anaphase?");
    const answer = answers(page).first();
    await answer.getByRole("button", { name: "Good answer" }).waitFor();
    await expect.poll(() => answer.innerText()).toContain("spindle apparatus");
    await page.waitForURL(/\/chat\/[0-9a-f]{32}$/);
    await page.getByTestId("quota").getByText("1 /").waitFor();

    const chip = answer.getByRole("button", { name: "Source 1: slides.pdf, page 2" }).first();
    await chip.click();
    const panel = page.getByRole("complementary", { name: "Source" });
    await panel.locator(".quote-box").first().waitFor();
    await expect.poll(() => panel.innerText()).toContain("Page 2 of 2");
    await expect.poll(() => lettersUnder(panel)).toContain("spindle apparatus");
    expect(await panel.getByRole("link", { name: "Original file" }).getAttribute("href")).toMatch(/\/file#page=2$/);
    await takeShot(page, "cited-page");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect.poll(() => chip.evaluate((element) => element.matches(":focus"))).toBe(true);

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
    await expect.poll(() => answer.innerText()).toBe(before);
    await expect.poll(() => page.title()).toBe(title);
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
    await page.getByRole("main").getByRole("link", { name: "Ask about notes.md" }).click();
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
    await page.getByText("You are offline.").waitFor();
    await takeShot(page, "offline");
    model.release();
    await new Promise((go) => setTimeout(go, 1_000));
    await context.setOffline(false);
    const answer = answers(page).first();
    await answer.getByRole("button", { name: "Good answer" }).waitFor();
    const shown = async () => plain((await answer.locator(".prose").innerText()).replace(/\b1\b/, ""));
    await expect.poll(shown).toBe(plain(model.answer));
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

/** What leaves the page, and what a student comes back to: exports, prints, long chats, sessions that end in the middle. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { extractText, getDocumentProxy } from "unpdf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../support/axe.ts";
import { takeShot } from "../support/browser.ts";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { answers, ask, box, enterWithDocuments, serviceWith, visitorLike } from "../support/visit.ts";
import { WALK_ANSWER } from "../support/walk.ts";

const NOTES = "# Cells\n\nThe membrane holds what the cell needs. Respiration releases energy in the mitochondria.\n";
const notes = [{ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) }];

let model: HeldModel;
beforeAll(async () => {
  model = await startHeldModel({ text: WALK_ANSWER, holdAfter: 40 });
});
afterAll(() => model.close());
const url = serviceWith(() => ({ OPENAI_API_KEY: "test", OPENAI_BASE_URL: model.url, GUEST_CHATS_PER_MONTH: "1000" }));
/** So many questions are more than a chat shows at first. */
const MANY = 16;
const visit = visitorLike({ acceptDownloads: true, reducedMotion: "reduce" });

const complete = (page: Page, count: number) =>
  answers(page)
    .nth(count - 1)
    .getByRole("button", { name: "Good answer" })
    .waitFor();

/** A student with a class who has asked once. */
async function enterAndAsk(page: Page, question: string) {
  model.release();
  await enterWithDocuments(page, url(), notes);
  await page.getByRole("link", { name: "Ask this class" }).click();
  await ask(page, question);
  await complete(page, 1);
  await page.waitForURL(/\/chat\/[0-9a-f]{32}$/);
}

/** Asks in a chat without its page, and waits for the end of the turn. */
const askOverHttp = (page: Page, sessionId: string, content: string) =>
  page.evaluate(
    async (ask) => {
      const answer = await fetch("/api/v1/chat/new", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...ask, classId: null, docId: null }),
      });
      const { turnId }: { turnId: string } = await answer.json();
      for (;;) {
        const turn = await fetch(`/api/v1/chats/${ask.sessionId}/turns/${turnId}`);
        const { state }: { state: string } = await turn.json();
        if (state === "committed") return;
        if (state !== "active") throw new Error(`${ask.content} ended as ${state}`);
      }
    },
    { sessionId, content },
  );

describe("a chat", () => {
  it("[W62] is saved as Markdown, with every question, answer, source and quote", async () => {
    const { page, complaints } = visit();
    await enterAndAsk(page, "Where is energy released?");
    await ask(page, "What does the membrane hold?");
    await complete(page, 2);
    await page.getByRole("button", { name: "More for this chat" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByText("The chat is in your downloads.").waitFor(),
      page.getByRole("menuitem", { name: "Save as Markdown" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("Where is energy released.md");
    const text = await readFile(await download.path(), "utf8");
    expect(text.startsWith("# Where is energy released?\n")).toBe(true);
    expect(text.match(/^## .+$/gm)).toEqual(
      expect.arrayContaining(["## Where is energy released?", "## What does the membrane hold?"]),
    );
    expect(text).toContain("**two places** [1]");
    expect(text).toContain("| Mitochondrion | respiration | inner |");
    // The document's own title stands for its file's name.
    expect(text.match(/\*\*\[1\]\*\* Cells, p\. 1/g)).toHaveLength(2);
    expect(text).toMatch(/\n {2}> .*Respiration releases energy/);
    expect(complaints).toEqual([]);
  });

  it("[W6] that is long shows its newest messages, and the older ones where the reader scrolls, nothing moving", async () => {
    const { page, complaints } = visit();
    await enterAndAsk(page, "Question number 1?");
    const sessionId = page.url().split("/").at(-1) ?? "";
    for (let n = 2; n <= MANY; n++) await askOverHttp(page, sessionId, `Question number ${n}?`);
    await page.reload();
    const questions = page.getByRole("article", { name: "Your question" });
    await questions.filter({ hasText: `Question number ${MANY}?` }).waitFor();
    const shown = await questions.count();
    expect(shown).toBeLessThan(MANY);
    const scroller = page.locator("main .scroller");
    const first = questions.filter({ hasText: `Question number ${MANY - shown + 1}?` });
    const top = () => first.evaluate((one) => one.getBoundingClientRect().top);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/chats\/\w+\?before=/, async (route) => {
      await held;
      await route.continue();
    });
    await scroller.evaluate((element) => {
      element.scrollTop = 120;
    });
    await first.getByText("Question number").waitFor();
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    const before = await top();
    release();
    await questions.nth(shown).waitFor({ state: "attached" });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
    for (;;) {
      const older = page.getByRole("button", { name: "Show earlier messages" });
      if ((await older.count()) === 0) break;
      const known = await questions.count();
      await scroller.evaluate((element) => {
        element.scrollTop = 0;
      });
      await page.waitForFunction(
        (count) =>
          document.querySelectorAll('article[aria-label="Your question"]').length > count ||
          !document.querySelector(".older"),
        known,
      );
    }
    const texts = await questions.allTextContents();
    expect(texts.map((text) => /number (\d+)/.exec(text)?.[1])).toEqual(
      Array.from({ length: MANY }, (_, n) => String(n + 1)),
    );
    expect(complaints).toEqual([]);
  });

  it("[W73] whose session ends as a question is sent is there after signing in again, and answers it once", async () => {
    const { page, context } = visit();
    await enterAndAsk(page, "Where is energy released?");
    const session = (await context.cookies()).filter(({ name }) => name.endsWith("session"));
    expect(session).toHaveLength(1);
    let refused = 0;
    await page.routeWebSocket(/\/chats\/.*socket/, async (line) => {
      const server = line.connectToServer();
      line.onMessage(async (text) => {
        if (!String(text).includes("chat-ask") || refused > 0) return server.send(text);
        // As the service does with the first frame after a token's end.
        refused += 1;
        await context.clearCookies();
        await line.close({ code: 4401, reason: "expired" });
      });
    });
    await page.reload();
    await complete(page, 1);
    const address = page.url();
    await ask(page, "What does the membrane hold?");
    await page.getByText("Your session has ended.").waitFor();
    expect(page.url()).toBe(address);
    expect(await faultsOf(page)).toEqual([]);

    // Signed in where the address of the sign-in leads back to.
    await context.addCookies(session);
    await page.goto(address);
    await complete(page, 2);
    await page.getByRole("article", { name: "Your question" }).getByText("What does the membrane hold?").waitFor();
    expect(await answers(page).count()).toBe(2);
    expect(await box(page).inputValue()).toBe("");
    expect(refused).toBe(1);
    await page.getByTestId("quota").getByText("2 / 1,000").waitFor();
  });
});

describe("a study guide", () => {
  it("[W101] is printed as a document: its text and sources, with nothing of the page around it", async () => {
    const { page, complaints } = visit();
    await enterAndAsk(page, "Make a study guide of the most important ideas");
    await page.getByRole("link", { name: "Open as document" }).click();
    await page.locator(".guide button.chip").first().waitFor();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await takeShot(page, "guide-print");
    for (const around of [".drawer", ".page-head", ".said"]) {
      expect(await page.locator(around).first().isVisible(), around).toBe(false);
    }
    const ink = await page
      .locator(".guide-text p")
      .first()
      .evaluate((one) => getComputedStyle(one).color);
    expect(ink).toBe("rgb(0, 0, 0)");
    const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: "A4" })));
    const { text } = await extractText(pdf, { mergePages: true });
    const said = text.replace(/\s+/g, " ");
    for (const part of [
      "Make a study guide of the most important ideas",
      "Where it happens",
      "What to remember",
      "Mitochondrion respiration inner",
      "const energy = glucose + oxygen;",
      "Sources",
      "Cells, p. 1",
    ]) {
      expect(said).toContain(part);
    }
    expect(said).not.toMatch(/New chat|Print or save|Questions|Guest|Contents|Wrap lines|Copy/);
    expect(complaints).toEqual([]);
  });
});

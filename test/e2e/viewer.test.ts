import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../support/axe.ts";
import { bigPdf } from "../support/big-pdf.ts";
import { takeShot } from "../support/browser.ts";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { tinyPdf } from "../support/tiny-pdf.ts";
import { lettersUnder } from "../support/under-boxes.ts";
import { answers, ask, enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const PHONE = { width: 390, height: 844 };
const SUBJECTS = ["mitosis", "meiosis", "osmosis", "glycolysis"];
const BOOK = bigPdf({
  pages: 40,
  roman: 12,
  side: 30,
  text: (page) =>
    SUBJECTS[page - 21]
      ? `The ${SUBJECTS[page - 21]} is what page ${page} of the book explains.`
      : `Page ${page} of the book.`,
});
const NOTES =
  "# Ferns\n\nFerns have spores.\n\nName | Height | Place\nBracken | 2 m | woods\nHart's tongue | 0.5 m | walls\n";
const files = {
  book: { name: "book.pdf", mimeType: "application/pdf", buffer: BOOK },
  notes: { name: "ferns.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
};

const panelOf = (page: Page) => page.getByRole("complementary", { name: "Source" });
const sheetOf = (page: Page) => page.getByRole("dialog", { name: "Source" });
const chipOf = (page: Page, name = /^Source 1: /) => answers(page).last().getByRole("button", { name }).first();
const isFocused = (element: Element) => element.matches(":focus");

async function askAbout(page: Page, question: string) {
  await ask(page, question);
  await answers(page).last().getByRole("button", { name: "Good answer" }).waitFor();
  await chipOf(page).waitFor();
}

/** Page and number in the field and behind it. */
const placeOf = async (page: Page) =>
  `${await page.getByRole("textbox", { name: "Page", exact: true }).inputValue()} ${await page.locator(".page-field span").innerText()}`;

describe("the source beside the chat", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W94] takes the focus and gives it back; its edge moves by keys and is remembered; another citation only moves", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains mitosis?");
    await chipOf(page).click();
    const panel = panelOf(page);
    await panel.locator(".quote-box").first().waitFor();
    await expect.poll(() => panel.getByRole("heading", { name: "book.pdf" }).evaluate(isFocused)).toBe(true);
    await expect.poll(() => placeOf(page)).toBe("9 (21 of 40)");
    await expect
      .poll(() => panel.getByRole("status").first().innerText())
      .toMatch(/^Page 9 \(21 of 40\)\. The cited passage is marked: “.*mitosis/);

    const edge = panel.getByRole("separator", { name: "Width of the source" });
    const width = async () => (await panel.boundingBox())?.width ?? 0;
    const before = await width();
    await edge.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
    await expect.poll(() => edge.getAttribute("aria-valuenow")).toBe("52");
    await expect.poll(width).toBeGreaterThan(before + 80);
    const grip = await edge.boundingBox();
    await page.mouse.move((grip?.x ?? 0) + 4, 400);
    await page.mouse.down();
    await page.mouse.move(768, 400, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => edge.getAttribute("aria-valuenow")).toBe("40");

    // The pages stay the very element that they were, and the file is not opened again.
    const pages = panel.locator(".pdf-pages");
    await pages.evaluate((element) => element.setAttribute("data-mine", "yes"));
    const opened: string[] = [];
    page.on("request", (request) => {
      if (request.headers().range === "bytes=0-65535") opened.push(request.url());
    });
    await askAbout(page, "What explains osmosis?");
    await chipOf(page, /^Source \d+: book\.pdf, page 11/).click();
    await page.locator('.pdf-page[data-index="22"] .quote-box').first().waitFor();
    expect(await pages.getAttribute("data-mine")).toBe("yes");
    expect(opened).toEqual([]);
    await expect.poll(() => lettersUnder(panel)).toContain("osmosis");
    await page.getByRole("button", { name: "Next page" }).click();
    await page.locator('.pdf-page[data-index="23"][data-shown="drawn"]').waitFor();
    await page.getByRole("button", { name: "Back to the passage" }).click();
    await expect.poll(() => placeOf(page)).toBe("11 (23 of 40)");

    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect.poll(() => chipOf(page).evaluate(isFocused)).toBe(true);
    await page.reload();
    await chipOf(page).click();
    await expect.poll(() => edge.getAttribute("aria-valuenow")).toBe("40");
    expect(complaints).toEqual([]);
  });

  it("[W94] is a sheet on a phone, which the back button closes, and the handle", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.setViewportSize(PHONE);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains meiosis?");
    await page.waitForURL(/\/chat\//);
    const chat = page.url();
    await chipOf(page).click();
    const sheet = sheetOf(page);
    await sheet.locator(".quote-box").first().waitFor();
    await page.locator('.pdf-page[data-index="21"][data-shown="drawn"]').waitFor();
    await takeShot(page, "viewer-phone");
    expect(await faultsOf(page)).toEqual([]);
    expect(page.url()).toBe(chat);
    await page.goBack();
    await sheet.waitFor({ state: "detached" });
    expect(page.url()).toBe(chat);
    await expect.poll(() => chipOf(page).evaluate(isFocused)).toBe(true);

    await chipOf(page).click();
    await sheet.locator(".quote-box").first().waitFor();
    await page.getByRole("button", { name: "Make the source smaller" }).press("Enter");
    const handle = page.getByRole("button", { name: "Make the source larger" });
    // The drag begins when the sheet has come to rest: a trial waits for that.
    await handle.click({ trial: true });
    const at = await handle.boundingBox();
    const [x, y] = [(at?.x ?? 0) + 100, (at?.y ?? 0) + 10];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + 200, { steps: 5 });
    await page.mouse.up();
    await sheet.waitFor({ state: "detached" });
    // Its own page takes the place of the sheet's step of the history: one step back leads to the chat.
    await chipOf(page).click();
    await sheet.locator(".quote-box").first().waitFor();
    await page.getByRole("link", { name: "Open on a page of its own" }).click();
    await page.waitForURL(/\/document\//);
    await page.goBack();
    expect(page.url()).toBe(chat);
    await chipOf(page).waitFor();
    // The step of the history that was made for the sheet is gone with it.
    await page.goBack();
    await page.waitForURL((next) => next.href !== chat);
    expect(complaints).toEqual([]);
  });

  it("[W97] works with the keyboard alone, and axe finds nothing in any of its states", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book, files.notes]);
    await page.getByRole("link", { name: "Ask about book.pdf" }).click();
    await askAbout(page, "What explains mitosis?");
    await chipOf(page).focus();
    await page.keyboard.press("Enter");
    const panel = panelOf(page);
    await page.locator('.pdf-page[data-index="20"][data-shown="drawn"]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // From the heading the tools come next, then the pages; these keys lead there at once.
    await page.keyboard.press("PageDown");
    await expect.poll(() => page.getByRole("region", { name: "Pages of the document" }).evaluate(isFocused)).toBe(true);
    await page.keyboard.press("+");
    await expect.poll(() => panel.locator(".zoom").innerText()).toBe("67%");
    await page.keyboard.press("0");
    await page.keyboard.press("End");
    await expect.poll(() => placeOf(page)).toBe("28 (40 of 40)");
    const field = page.getByRole("textbox", { name: "Page", exact: true });
    await field.focus();
    await page.keyboard.type("iv");
    await page.keyboard.press("Enter");
    await expect.poll(() => placeOf(page)).toBe("iv (4 of 40)");
    await field.focus();
    await page.keyboard.type("99");
    await page.keyboard.press("Escape");
    await expect.poll(() => field.inputValue()).toBe("iv");
    await page.keyboard.type("99");
    await page.keyboard.press("Enter");
    await page.getByText("There is no such page.").waitFor();

    await page.getByRole("button", { name: "Text", exact: true }).press("Enter");
    await page.getByRole("region", { name: "Text of the document" }).waitFor();
    await panel.getByText("Page 4 of the book.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Search this document" }).press("Enter");
    await page.keyboard.type("glycolysis");
    await page.keyboard.press("Enter");
    await panel.getByText("found.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "PDF", exact: true }).press("Enter");
    await page.locator('.pdf-page[data-shown="drawn"]').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await takeShot(page, "viewer-dark");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it("[W87] a page that is gone to is reached also while the browser still glides elsewhere", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains mitosis?");
    await chipOf(page).click();
    await page.locator('.pdf-page[data-index="20"][data-shown="drawn"]').waitFor();
    const field = page.getByRole("textbox", { name: "Page", exact: true });
    const pages = page.getByRole("region", { name: "Pages of the document" });
    for (const goal of ["iv (4 of 40)", "9 (21 of 40)", "iv (4 of 40)", "9 (21 of 40)"]) {
      await pages.press("PageDown");
      await field.fill(goal.replace(/ .*/, ""));
      await field.press("Enter");
      // As many frames as a glide takes, and more.
      await page.evaluate(async () => {
        for (let frame = 0; frame < 60; frame++) await new Promise(requestAnimationFrame);
      });
      expect(await placeOf(page)).toBe(goal);
    }
    // What the reader does next is theirs again.
    await pages.press("PageDown");
    await expect.poll(() => placeOf(page)).not.toBe("9 (21 of 40)");
    expect(complaints).toEqual([]);
  });

  it("[W91] marks the text where places are not known, says when words are gone or the document is, and shows the quote", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains mitosis?");
    const pageOf = /\/documents\/[0-9a-f]+\/pages\/21$/;
    const changed = async (change: (body: Record<string, unknown>) => object) => {
      await page.unroute(pageOf);
      await page.route(pageOf, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: change(await response.json()) });
      });
      await page.keyboard.press("Escape");
      await chipOf(page).click();
    };
    await changed(({ spans, size, ...rest }) => rest);
    const panel = panelOf(page);
    await panel.locator("mark.quote").first().waitFor();
    expect((await panel.locator("mark.quote").allInnerTexts()).join(" ")).toContain("mitosis");
    await panel.getByText("Where the words stand on the page is not known").waitFor();
    await page.getByRole("button", { name: "PDF", exact: true }).click();
    await page.locator('.pdf-page[data-index="20"][data-shown="drawn"]').waitFor();
    expect(await panel.locator(".quote-box").count()).toBe(0);

    await changed((body) => ({ ...body, text: "Another text.", chunks: [], spans: [] }));
    await panel.getByText("These words are not on this page as they were quoted:").waitFor();
    expect(await panel.locator("blockquote").innerText()).toContain("mitosis");
    expect(await faultsOf(page)).toEqual([]);

    await page.unroute(pageOf);
    const chat = page.url();
    await page.goto(url());
    await page
      .getByRole("link", { name: /Biology 101/ })
      .first()
      .click();
    // It is deleted when it cannot be taken back any more.
    const deleted = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page.getByRole("button", { name: "More for book.pdf" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("No documents yet").waitFor();
    expect((await deleted).status()).toBe(202);
    await page.goto(chat);
    await chipOf(page).click();
    await panel.getByText("This document is not here any more.").waitFor();
    expect(await panel.locator("blockquote").innerText()).toContain("mitosis");
    expect(await faultsOf(page)).toEqual([]);
    await takeShot(page, "viewer-gone");
  });

  it("[W91] a document that is replaced is read anew where it is open; what cited its old words says so and keeps them", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    const [classId] = /[0-9a-f]{32}/.exec(page.url()) ?? [""];
    const path = (await page.getByRole("link", { name: "book.pdf", exact: true }).getAttribute("href")) ?? "";
    const docId = /document\/([0-9a-f]{32})/.exec(path)?.[1] ?? "";
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains mitosis?");
    await page.waitForURL(/\/chat\//);
    await chipOf(page).click();
    const panel = panelOf(page);
    await panel.locator(".quote-box").first().waitFor();
    const next = bigPdf({ pages: 30, roman: 0, side: 30, text: (at) => `Page ${at} of the second edition.` });
    const taken = await page.request.post(`${url()}/api/v1/classes/${classId}/documents?replaces=${docId}`, {
      headers: { origin: url() },
      multipart: { file: { name: "book.pdf", mimeType: "application/pdf", buffer: next } },
    });
    expect(taken.status()).toBe(202);
    // The open document becomes the new one by itself.
    await panel.locator(".letters").getByText("Page 21 of the second edition.").waitFor();
    expect(await panel.locator(".quote-box").count()).toBe(0);
    await page.reload();
    await page.getByText("document changed").first().waitFor();
    await chipOf(page).click();
    await panel.getByText("This document has changed since the answer was written.").waitFor();
    expect(await panel.locator("blockquote").innerText()).toContain("mitosis");
    await takeShot(page, "viewer-stale");
    expect(complaints).toEqual([]);
  });

  it("[W94] reads from the right with its edge on the other side, and fits a very narrow page", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains mitosis?");
    await page.waitForURL(/\/chat\//);
    await page.evaluate(() => localStorage.setItem("language", "ar"));
    await page.reload();
    await page.locator("article .chip").first().click();
    const panel = page.locator(".panel");
    await panel.locator(".quote-box").first().waitFor();
    const width = async () => (await panel.boundingBox())?.width ?? 0;
    await expect.poll(async () => (await panel.boundingBox())?.x).toBe(0);
    const before = await width();
    await panel.getByRole("separator").focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
    await expect.poll(width).toBeGreaterThan(before + 60);
    expect(await faultsOf(page)).toEqual([]);
    await takeShot(page, "viewer-panel-rtl");
    // As at 400 % on a laptop.
    await page.setViewportSize({ width: 320, height: 640 });
    await panel.locator(".quote-box").first().waitFor();
    const isWide = () => panel.evaluate((element) => element.scrollWidth > element.clientWidth);
    await expect.poll(isWide).toBe(false);
    await takeShot(page, "viewer-narrow");
    expect(complaints).toEqual([]);
  });

  it("[W99] a document is searched, and what is found is marked", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "book.pdf", exact: true }).click();
    await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
    await page.getByRole("button", { name: "Search this document" }).click();
    await page.getByRole("searchbox", { name: "Words to look for" }).fill("glycolysis");
    await page.keyboard.press("Enter");
    await page.getByRole("listitem").filter({ hasText: "Page 12 (24 of 40)" }).getByRole("button").click();
    await page.locator('.pdf-page[data-index="23"] .chunk-box').first().waitFor();
    await expect.poll(() => lettersUnder(page.locator("main"), "chunk-box")).toContain("glycolysis");
    await page.getByRole("searchbox", { name: "Words to look for" }).fill("zzzz");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing was found.").waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("a document on a page of its own", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W95] has an address that follows the reader, and a passage one that marks it", async () => {
    const { page, context, complaints } = visit();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await enterWithDocuments(page, url(), [files.book]);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByRole("link", { name: "book.pdf", exact: true }).click();
    await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const field = page.getByRole("textbox", { name: "Page", exact: true });
    await field.fill("9");
    await field.press("Enter");
    await page.waitForURL(/\?page=21$/);
    await page.reload();
    await page.locator('.pdf-page[data-index="20"][data-shown="drawn"]').waitFor();
    await expect.poll(() => placeOf(page)).toBe("9 (21 of 40)");

    await page.goBack();
    await page.getByRole("link", { name: "Ask this class" }).click();
    await askAbout(page, "What explains mitosis?");
    await chipOf(page).click();
    await panelOf(page).locator(".quote-box").first().waitFor();
    await page.getByRole("button", { name: "Copy a link to this place" }).click();
    let link = "";
    const copied = async () => {
      link = await page.evaluate(() => navigator.clipboard.readText());
      return link;
    };
    await expect.poll(copied).toMatch(/\/document\/[0-9a-f]{32}\?page=21&chunk=.+#quote=/);
    const other = await context.newPage();
    await other.goto(link);
    await other.locator('.pdf-page[data-index="20"] .quote-box').first().waitFor();
    await expect.poll(() => lettersUnder(other.locator("main"))).toContain("mitosis");
    expect(asked.filter((one) => one.includes("mitosis"))).toEqual([]);
    await other.close();
    await page.getByRole("link", { name: "Open on a page of its own" }).click();
    await page.locator('main .pdf-page[data-index="20"] .quote-box').first().waitFor();
    await page.goBack();
    await chipOf(page).waitFor();
    expect(complaints).toEqual([]);
  });

  it("[W92] other formats are text: tables as rows, every page in one scroll, in a size that is remembered", async () => {
    const { page, complaints } = visit();
    const chapters = Array.from(
      { length: 30 },
      (_, i) => `# Chapter ${i + 1}\n\n${`Sentence of chapter ${i + 1}. `.repeat(120)}`,
    );
    const long = { name: "long.md", mimeType: "text/markdown", buffer: Buffer.from(chapters.join("\n\n")) };
    const arabic = { name: "arabic.txt", mimeType: "text/plain", buffer: Buffer.from("خلية النبات.\n\nPlant cell.") };
    const sheet = { name: "marks.csv", mimeType: "text/csv", buffer: Buffer.from("Name,Mark\nAnn,1\nBob,2\n") };
    await enterWithDocuments(page, url(), [files.notes, long, arabic, sheet]);
    const classPage = page.url();
    await page.getByRole("link", { name: "marks.csv", exact: true }).click();
    await page.locator(".rows td").first().waitFor();
    await expect.poll(() => page.locator(".rows td").allInnerTexts()).toEqual(["Name", "Mark", "Ann", "1", "Bob", "2"]);
    expect(await faultsOf(page)).toEqual([]);
    await takeShot(page, "viewer-rows");
    await page.goto(classPage);
    await page.getByRole("link", { name: "arabic.txt", exact: true }).click();
    const directions = () =>
      page.locator(".text-page p[dir]").evaluateAll((all) => all.map((one) => getComputedStyle(one).direction));
    await expect.poll(directions).toEqual(["rtl", "ltr"]);

    await page.goto(classPage);
    await page.getByRole("link", { name: "long.md", exact: true }).click();
    const text = page.getByRole("region", { name: "Text of the document" });
    await text.getByText("Sentence of chapter 1.").first().waitFor();
    const size = () => text.evaluate((element) => getComputedStyle(element).fontSize);
    await page.getByRole("button", { name: "Larger" }).click();
    await expect.poll(size).toBe("18.4px");
    await page.keyboard.press("PageDown");
    await text.press("End");
    await text.getByText("Sentence of chapter 30.").first().waitFor();
    await expect.poll(() => page.locator(".text-page").count()).toBeLessThanOrEqual(6);
    await page.reload();
    await text.getByText("Sentence of chapter").first().waitFor();
    await expect.poll(size).toBe("18.4px");
    expect(complaints).toEqual([]);
  });

  it("[W88] zooms by wheel, fingers and double tap, and what is zoomed at stays; letters can be selected", async () => {
    const { page, context, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "book.pdf", exact: true }).click();
    const drawn = page.locator('.pdf-page[data-index="0"][data-shown="drawn"]');
    const words = drawn.locator(".letters span", { hasText: "Page 1 of the book." });
    await words.waitFor();
    const middle = async () => {
      const box = await words.boundingBox();
      return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
    };
    const percent = async () => Number.parseInt(await page.locator(".zoom").innerText(), 10);
    const isNear = async (at: { x: number; y: number }) => {
      const now = await middle();
      return Math.hypot(now.x - at.x, now.y - at.y) < 12;
    };
    const fitted = await percent();

    let at = await middle();
    await page.mouse.move(at.x, at.y);
    await page.keyboard.down("Control");
    for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -60);
    await page.keyboard.up("Control");
    await expect.poll(percent).toBeGreaterThan(fitted * 1.4);
    await expect.poll(() => isNear(at)).toBe(true);

    const touch = await context.newCDPSession(page);
    const fingers = (spread: number) => [-1, 1].map((side) => ({ x: at.x + side * spread, y: at.y, id: side + 1 }));
    const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints });
    const wide = await percent();
    at = await middle();
    await send("touchStart", fingers(100));
    for (const spread of [90, 80, 70, 60, 50]) await send("touchMove", fingers(spread));
    await send("touchEnd", []);
    await expect.poll(percent).toBeLessThan(wide * 0.6);

    await page.getByRole("button", { name: "Fit to the width" }).click();
    await expect.poll(percent).toBe(fitted);
    await words.waitFor();
    at = await middle();
    // Sent together: however busy the machine is, no time passes between the two taps.
    await Promise.all([send("touchStart", [at]), send("touchEnd", []), send("touchStart", [at]), send("touchEnd", [])]);
    await expect.poll(percent).toBeGreaterThan(fitted * 1.9);
    await expect.poll(() => isNear(at)).toBe(true);
    await page.keyboard.press("0");
    await expect.poll(percent).toBe(fitted);
    await words.click({ trial: true });

    const box = await words.boundingBox();
    const y = (box?.y ?? 0) + (box?.height ?? 0) / 2;
    await page.mouse.move((box?.x ?? 0) + 1, y);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - 1, y, { steps: 8 });
    // Far beyond the end of the line, where nothing stands: a browser would take the rest of the page.
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) + 200, y + 3, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => page.evaluate(() => getSelection()?.toString().trim())).toBe("Page 1 of the book.");
    expect(complaints).toEqual([]);
  });

  it("[W93] whether looks or text are shown is remembered, and both go to the same page", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    await page.getByRole("link", { name: "book.pdf", exact: true }).click();
    await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
    const field = page.getByRole("textbox", { name: "Page", exact: true });
    await field.fill("10");
    await field.press("Enter");
    await expect.poll(() => placeOf(page)).toBe("10 (22 of 40)");
    await page.getByRole("button", { name: "Text", exact: true }).click();
    await page.getByText("meiosis is what page 22").waitFor();
    await expect.poll(() => placeOf(page)).toBe("10 (22 of 40)");
    await page.waitForURL(/\?page=22$/);
    await page.reload();
    await page.getByText("meiosis is what page 22").waitFor();
    expect(await page.locator(".pdf-page").count()).toBe(0);
    await page.getByRole("button", { name: "PDF", exact: true }).click();
    await page.locator('.pdf-page[data-index="21"][data-shown="drawn"]').waitFor();
  });

  it("[W97] reads from the right in a language that does, and axe finds nothing there", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [files.book]);
    const path = await page.getByRole("link", { name: "book.pdf", exact: true }).getAttribute("href");
    await page.evaluate(() => localStorage.setItem("language", "ar"));
    await page.goto(new URL(path ?? "", url()).href);
    await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe("rtl");
    expect(await page.locator(".pdf-pages").evaluate((element) => getComputedStyle(element).direction)).toBe("ltr");
    expect(await faultsOf(page)).toEqual([]);
    await takeShot(page, "viewer-rtl");
    expect(complaints).toEqual([]);
  });
});

describe("a citation of an answer that is being written", () => {
  let model: HeldModel;
  beforeAll(async () => {
    model = await startHeldModel();
  });
  afterAll(() => model.close());
  const url = serviceWith(() => ({ OPENAI_API_KEY: "test", OPENAI_BASE_URL: model.url }));
  const visit = visitor();

  it("[W91] shows its part of the page, and the quote when the answer is there, without taking the focus again", async () => {
    const { page, complaints } = visit();
    model.hold();
    const slides = Buffer.from(
      tinyPdf(["Overview.", "The membrane holds what the cell needs.\nIt lets go of the rest."]),
    );
    await enterWithDocuments(page, url(), [{ name: "cell.pdf", mimeType: "application/pdf", buffer: slides }]);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What does the membrane hold?");
    const running = page.getByRole("article", { name: "Answer, being written" });
    await running.getByRole("button", { name: /^Source 1: cell\.pdf, page 2/ }).click();
    const panel = panelOf(page);
    await panel.locator(".chunk-box").first().waitFor();
    expect(await panel.locator(".quote-box").count()).toBe(0);
    await expect.poll(() => lettersUnder(panel, "chunk-box")).toContain("membrane holds");
    const larger = panel.getByRole("button", { name: "Larger" });
    await larger.focus();
    model.release();
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    await panel.locator(".quote-box").first().waitFor();
    await expect.poll(() => larger.evaluate(isFocused)).toBe(true);
    expect(complaints).toEqual([]);
  });
});

import type { Cookie } from "playwright-core";
import { describe, expect, it } from "vitest";
import { bigPdf } from "../support/big-pdf.ts";
import { enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const PAGES = 300;
const MB = 2 ** 20;
/** Just under what may be uploaded: a scanned textbook. */
const BOOK = bigPdf({ pages: PAGES, roman: 12, text: (page) => `This is page ${page} of a long book.` });

describe("a scanned book of 300 pages and almost 50 MB", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();
  /** The book is taken in once, by a guest who comes back. */
  const guest: { cookies: Cookie[]; path: string } = { cookies: [], path: "" };

  it("[W86] shows page 200 without being loaded whole, and loads nothing any more once it is left", async () => {
    const { page, context, complaints } = visit();
    expect(BOOK.length).toBeGreaterThan(45 * MB);
    await enterWithDocuments(page, url(), [{ name: "book.pdf", mimeType: "application/pdf", buffer: BOOK }]);
    guest.path = (await page.getByRole("link", { name: "book.pdf", exact: true }).getAttribute("href")) ?? "";
    guest.cookies = await context.cookies();
    let bytes = 0;
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/file")) asked++;
    });
    page.on("response", (response) => {
      if (response.url().endsWith("/file")) bytes += Number(response.headers()["content-length"]);
    });
    await page.goto(new URL(guest.path.replace("page=1", "page=200"), url()).href);
    await page.locator('.pdf-page[data-index="199"][data-shown="drawn"]').waitFor();
    console.log(`page 200 took ${(bytes / MB).toFixed(1)} MB of ${(BOOK.length / MB).toFixed(1)} in ${asked} requests`);
    expect(bytes).toBeLessThan(2 * MB);
    expect(asked).toBeLessThan(60);

    // Away in the middle of the next page: nothing is asked for any more.
    const field = page.getByRole("textbox", { name: "Page", exact: true });
    await field.fill("100");
    await field.press("Enter");
    await page.getByRole("link", { name: "Biology 101" }).first().click();
    await page.getByRole("heading", { name: "Biology 101" }).waitFor();
    // What was asked for before may still be told of; then a second is quiet.
    const askedInASecond = async () => {
      const before = asked;
      await page.waitForTimeout(1_000);
      return asked - before;
    };
    await expect.poll(askedInASecond).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("[W98] is scrolled through with few pages and bounded pixels at any time, and the place is kept", async () => {
    const { page, context, complaints } = visit();
    await context.addCookies(guest.cookies);
    await page.goto(new URL(guest.path, url()).href);
    await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
    const seen = await page.evaluate(async () => {
      const view = document.querySelector(".pdf-pages") as HTMLElement;
      const most = { pages: 0, canvases: 0, pixels: 0 };
      const step = view.clientHeight * 0.9;
      for (let top = 0; top < view.scrollHeight; top += step) {
        view.scrollTop = top;
        await new Promise((go) => setTimeout(go, 20));
        const canvases = [...view.querySelectorAll("canvas")];
        most.pages = Math.max(most.pages, view.querySelectorAll(".pdf-page").length);
        most.canvases = Math.max(most.canvases, canvases.length);
        most.pixels = Math.max(
          most.pixels,
          canvases.reduce((sum, { width, height }) => sum + width * height, 0),
        );
      }
      return most;
    });
    console.log(seen);
    expect(seen.pages).toBeLessThanOrEqual(5);
    expect(seen.canvases).toBeLessThanOrEqual(10);
    expect(seen.pixels).toBeLessThan(5 * 2 ** 22);
    await page.locator(`.pdf-page[data-index="${PAGES - 1}"][data-shown="drawn"]`).waitFor();
    await expect.poll(() => page.locator(".page-field span").innerText()).toBe("(300 of 300)");
    expect(complaints).toEqual([]);
  });
});

describe("the first view", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W85] asks for nothing of the viewer, a document for the viewer, and only a PDF for what shows PDFs", async () => {
    const { page } = visit();
    const scripts: string[] = [];
    page.on("request", (request) => {
      const name = /\/assets\/([^/]+)-[\w-]+\.m?js$/.exec(request.url())?.[1];
      if (name) scripts.push(name);
    });
    const isViewer = (name: string) => /^(viewer|source-panel|document-page|use-pdf|pdf)/.test(name);
    await enterWithDocuments(page, url(), [
      { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Notes\n\nA note.") },
      { name: "book.pdf", mimeType: "application/pdf", buffer: bigPdf({ pages: 2, roman: 0, side: 20, text: String }) },
    ]);
    await page.waitForTimeout(1_500);
    expect(scripts.filter(isViewer)).toEqual([]);
    await page.getByRole("link", { name: "notes.md", exact: true }).click();
    await page.getByText("A note.").waitFor();
    expect(scripts.filter((name) => /^pdf/.test(name))).toEqual([]);
    await page.goBack();
    await page.getByRole("link", { name: "book.pdf", exact: true }).click();
    await page.locator('.pdf-page[data-shown="drawn"]').first().waitFor();
    expect(scripts.filter((name) => /^pdf/.test(name)).sort()).toEqual([
      "pdf-file",
      "pdf.renderer.min",
      "pdf.worker.min",
    ]);
  });
});

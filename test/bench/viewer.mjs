/**
 * `npm run bench:viewer [-- --rounds 7] [--pages 300]`: what the viewer of documents costs, in a real browser against the built
 * service, with a scanned book of 300 pages and almost 50 MB. From the click on a citation to the highlighted page, beside the
 * same page without a highlight; memory while all pages are scrolled through; frames while scrolling; and what it does to an
 * answer that streams beside it. Expects `npm run build`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bigPdf } from "../support/big-pdf.ts";
import { launchBrowser } from "../support/browser.ts";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { startPacedModel } from "../support/paced-model.mjs";
import { settingsWith } from "./bench-settings.mjs";
import { tasksIn } from "./page-tasks.mjs";

const { values: flags } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, pages: { type: "string", default: "300" } },
});
const ROUNDS = Number(flags.rounds);
const PAGES = Number(flags.pages);
const CITED = Math.round(PAGES * 0.7);
const TOKENS_A_SECOND = 200;

if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

const book = bigPdf({
  pages: PAGES,
  roman: 12,
  text: (page) => (page === CITED ? "The membrane holds what the cell needs." : `This is page ${page} of a long book.`),
});
const answer = `The membrane holds what the cell needs [1]. ${"It lets go of the rest, and keeps what is needed. ".repeat(400)}`;
const model = await startPacedModel({
  answerTo: (question) => (question.includes("long") ? answer : answer.slice(0, 43)),
  perSecond: TOKENS_A_SECOND,
});
const state = mkdtempSync(join(tmpdir(), "viewer-"));
const service = new FastService({
  vars: settingsWith(model.url),
  state,
});
const { url } = await service.start();
const browser = await launchBrowser();

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
/** @param {number[]} values */
const told = (values) =>
  `median ${quantile(values, 0.5).toFixed(0)} ms, ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;

/** Notes, by the page's own clock, when a click was made and when all of the selectors are there. */
const CLOCK = () => {
  addEventListener("click", () => Object.assign(globalThis, { clicked: performance.now() }), { capture: true });
  Object.assign(globalThis, {
    /** @param {string[]} selectors */
    allThere: (selectors) =>
      new Promise((done) => {
        const look = () => {
          if (selectors.every((one) => document.querySelector(one)))
            done(performance.now() - /** @type {any} */ (globalThis).clicked);
          else requestAnimationFrame(look);
        };
        look();
      }),
  });
};

/** Frames of the page from now on, until the answer is called. @param {import("playwright-core").Page} page */
async function watchFrames(page) {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await page.evaluate(() => {
    const seen = { frames: /** @type {number[]} */ ([]), last: 0, on: true };
    Object.assign(globalThis, { seen });
    const frame = (/** @type {number} */ at) => {
      if (seen.last > 0) seen.frames.push(at - seen.last);
      seen.last = at;
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return async () => {
    const frames = await page.evaluate(() => {
      const { seen } = /** @type {any} */ (globalThis);
      seen.on = false;
      return /** @type {number[]} */ (seen.frames);
    });
    const tasks = tasksIn(await browser.stopTracing());
    return `frames p50 ${quantile(frames, 0.5).toFixed(1)} ms, p95 ${quantile(frames, 0.95).toFixed(1)}, max ${Math.max(...frames).toFixed(0)}; tasks of the main thread p95 ${quantile(tasks, 0.95).toFixed(1)} ms of the CPU, max ${(tasks.at(-1) ?? 0).toFixed(1)}`;
  };
}

try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(240_000);
  await page.addInitScript(CLOCK);
  await page.goto(url);
  await page.getByRole("button", { name: "Continue as guest" }).click();
  await page.getByRole("button", { name: "Make the first class" }).click();
  await page.getByLabel("Name of the class").fill("Biology");
  await page.getByRole("button", { name: "Create" }).click();
  await page
    .getByLabel("Documents to add")
    .setInputFiles([{ name: "book.pdf", mimeType: "application/pdf", buffer: book }]);
  await page.getByRole("listitem").filter({ hasText: "book.pdf" }).filter({ hasText: "Ready" }).waitFor();
  const classUrl = page.url();
  const path = (await page.getByRole("link", { name: "book.pdf", exact: true }).getAttribute("href")) ?? "";
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${browser.browserType().name()} ${browser.version()} without a GPU; Node ${process.version}; load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(`${PAGES} pages, ${(book.length / 2 ** 20).toFixed(1)} MB; the cited page is ${CITED}.\n`);

  const box = page.getByRole("textbox", { name: "Your question" });
  await page.getByRole("link", { name: "Ask this class" }).click();
  await box.fill("What does the membrane hold?");
  await box.press("Enter");
  await page.locator("article.answer:not(.running)").waitFor();
  await page.waitForURL(/\/chat\//);
  const chatUrl = page.url();

  const drawn = `.pdf-page[data-index="${CITED - 1}"][data-shown="drawn"]`;
  /** @param {string[]} selectors @returns {Promise<number>} */
  const timed = (selectors) => page.evaluate((all) => /** @type {any} */ (globalThis).allThere(all), selectors);
  /** @type {{ marked: number[], plain: number[], again: number[] }} */
  const times = { marked: [], plain: [], again: [] };
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto(chatUrl);
    const chip = page.locator("article.answer .chip").first();
    await chip.waitFor();
    await page.waitForTimeout(1_500);
    await chip.click();
    times.marked.push(await timed([drawn, ".quote-box"]));
    // The same again in the open document, from another page.
    await page.locator(".page-field input").fill("1");
    await page.locator(".page-field input").press("Enter");
    await page.locator('.pdf-page[data-index="12"][data-shown="drawn"]').waitFor();
    await chip.click();
    times.again.push(await timed([drawn, ".quote-box"]));
    await page.goto(classUrl);
    const link = page.getByRole("link", { name: "book.pdf", exact: true });
    await link.waitFor();
    await page.waitForTimeout(1_500);
    // As a click on a link to that page would: nothing is marked there.
    await page.evaluate(
      (to) => {
        Object.assign(globalThis, { clicked: performance.now() });
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
      },
      path.replace("page=1", `page=${CITED}`),
    );
    times.plain.push(await timed([drawn]));
  }
  console.log(`From the click to the marked page, drawn:      ${told(times.marked)}`);
  console.log(`To the same page without a mark:               ${told(times.plain)}`);
  console.log(
    `  ratio of the medians:                        ${(quantile(times.marked, 0.5) / quantile(times.plain, 0.5)).toFixed(2)}`,
  );
  console.log(`To the marked page in the document, when open: ${told(times.again)}\n`);

  // ---- memory and frames while scrolling ----
  const devtools = await browser.newBrowserCDPSession();
  const resident = async () => {
    const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
    const kb = processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0));
    return Math.max(...kb) / 1_024;
  };
  await page.goto(url + path);
  await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
  await page.waitForTimeout(1_000);
  const states = [`at the first page ${(await resident()).toFixed(0)} MB`];
  for (let part = 1; part <= 3; part++) {
    const to = Math.round((PAGES * part) / 3);
    await page.evaluate(
      async ({ from, to, count }) => {
        const view = /** @type {HTMLElement} */ (document.querySelector(".pdf-pages"));
        for (let index = from; index < to; index++) {
          view.scrollTop = (view.scrollHeight / count) * index;
          const began = performance.now();
          const isDrawn = () => document.querySelector(`.pdf-page[data-index="${index}"][data-shown="drawn"]`) !== null;
          while (!isDrawn() && performance.now() - began < 3_000) await new Promise((go) => setTimeout(go, 10));
        }
      },
      { from: Math.round((PAGES * (part - 1)) / 3), to, count: PAGES },
    );
    states.push(`after ${to} pages ${(await resident()).toFixed(0)}`);
  }
  await page.locator(".pdf-pages").press("Home");
  await page.waitForTimeout(25_000);
  states.push(`back at the first, after a rest ${(await resident()).toFixed(0)}`);
  await page.getByRole("link", { name: "Biology" }).first().click();
  await page.getByRole("heading", { name: "Biology" }).waitFor();
  await page.waitForTimeout(3_000);
  states.push(`closed ${(await resident()).toFixed(0)}`);
  console.log(`Memory of the tab with its workers, every page drawn: ${states.join(", ")}.`);

  await page.goto(url + path);
  await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
  await page.mouse.move(800, 500);
  const scrolled = await watchFrames(page);
  for (let i = 0; i < 240; i++) {
    await page.mouse.wheel(0, 60);
    await page.waitForTimeout(16);
  }
  console.log(`Scrolling with the wheel: ${await scrolled()}.\n`);

  // ---- an answer that streams beside it ----
  for (const isOpen of [false, true]) {
    await page.goto(classUrl);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await box.fill(`A long answer, please (${isOpen})`);
    await box.press("Enter");
    const chip = page.locator("article.answer .chip:not(.waiting)").first();
    await chip.waitFor();
    const streamed = await watchFrames(page);
    if (isOpen) {
      await chip.click();
      await page.locator('.pdf-page[data-shown="drawn"]').first().waitFor();
      for (let i = 0; i < 12; i++) {
        await page.getByRole("button", { name: "Next page" }).click();
        await page.waitForTimeout(400);
      }
    } else await page.waitForTimeout(8_000);
    console.log(`Streaming, ${isOpen ? "while a document is opened and paged" : "alone"}: ${await streamed()}.`);
    await page.locator("article.answer:not(.running)").waitFor();
  }
} finally {
  await browser.close();
  await service.dispose();
  model.close();
  rmSync(state, { recursive: true, force: true });
}

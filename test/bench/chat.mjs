/**
 * `npm run bench:chat [-- --messages 400 --rounds 3]`: what a chat of a whole term costs the page beside one of ten messages, in a
 * real browser against the built service: opening it at its end, reading it back to its first question, scrolling through all of
 * it, typing, memory. And once more the long one with all of it laid out (`content-visibility` taken away), which is what that
 * is there for. The main thread's tasks by the CPU that they took; frames and keys by the clock. Expects `npm run build`.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../support/browser.ts";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { longAnswer } from "../support/long-answer.mjs";
import { askMany } from "../support/long-chat.ts";
import { startPacedModel } from "../support/paced-model.mjs";
import { settingsWith } from "./bench-settings.mjs";
import { tasksIn } from "./page-tasks.mjs";

const { values: flags } = parseArgs({
  options: { messages: { type: "string", default: "400" }, rounds: { type: "string", default: "3" } },
});
const LONG = Number(flags.messages);
const SHORT = 10;
const ROUNDS = Number(flags.rounds);
const ANSWER_TOKENS = 300;
const PX_A_FRAME = 400;
const TYPED = "what does a cell need";

if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

const model = await startPacedModel({ answerTo: () => longAnswer(ANSWER_TOKENS), perSecond: 4_000 });
const state = mkdtempSync(join(tmpdir(), "chat-"));
const service = new FastService({ vars: settingsWith(model.url), state });
const { url } = await service.start();
const browser = await launchBrowser();

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

/** What the page notes about itself: when its last answer was to be seen, and how long keys took to be. */
const WATCH = () => {
  /** @type {{ openedMs: number | null, keys: number[] }} */
  const seen = { openedMs: null, keys: [] };
  Object.assign(globalThis, { seen });
  const look = (/** @type {number} */ at) => {
    const last = [...document.querySelectorAll("article.answer")].at(-1);
    const isThere = last?.querySelector(".markdown") && last.getBoundingClientRect().bottom <= innerHeight;
    if (isThere) seen.openedMs = at;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "keydown") seen.keys.push(duration);
  }).observe(/** @type {PerformanceObserverInit} */ ({ type: "event", durationThreshold: 16 }));
};

/** Everything laid out, as without `content-visibility`. */
const ALL_LAID_OUT = ".message, .prose .markdown > * { content-visibility: visible !important; }";

/**
 * What something in the page costs: its time by the clock, and its tasks by their CPU.
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} act
 */
async function measured(page, act) {
  await browser.startTracing(page, { categories: ["toplevel"] });
  const began = performance.now();
  await act();
  const spent = performance.now() - began;
  const tasks = tasksIn(await browser.stopTracing());
  return { spent, cpu: tasks.reduce((all, one) => all + one, 0), longest: tasks.at(-1) ?? 0 };
}

/** Once through a chat. @param {string} path @param {string} style */
async function through(path, style) {
  // The policy allows no style of this bench's own.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    bypassCSP: true,
    locale: "en",
    storageState,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  await page.addInitScript(WATCH);
  await page.addInitScript((text) => {
    addEventListener("DOMContentLoaded", () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets.push(sheet);
    });
  }, style);
  const drawn = () => page.waitForFunction(() => !document.querySelector('.formula[data-state="waiting"]'));
  const metrics = async () => {
    // Twice, since what the first one frees may have held something.
    for (let i = 0; i < 2; i++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics: all } = await devtools.send("Performance.getMetrics");
    return Object.fromEntries(all.map(({ name, value }) => [name, value]));
  };
  /** Twenty letters; what is quicker than the browser tells of counts as that. */
  const typing = async () => {
    await page.evaluate(() =>
      Reflect.set(globalThis, "seen", Object.assign(Reflect.get(globalThis, "seen"), { keys: [] })),
    );
    // By its place: roles would be computed in the whole page while it is measured.
    await page.locator(".composer textarea").fill("");
    const cost = await measured(page, () => page.keyboard.type(TYPED, { delay: 60 }));
    const keys = await page.evaluate(
      () => new Promise((done) => setTimeout(() => done(Reflect.get(globalThis, "seen").keys), 300)),
    );
    const slow = /** @type {number[]} */ (keys);
    const all = [...slow, ...Array.from({ length: Math.max(0, TYPED.length - slow.length) }, () => 16)];
    return { ...cost, p95: quantile(all, 0.95), max: Math.max(...all) };
  };

  const opening = await measured(page, async () => {
    await page.goto(url + path);
    await page.waitForFunction(() => Reflect.get(globalThis, "seen").openedMs !== null);
    await drawn();
  });
  const openedMs = Number(await page.evaluate(() => Reflect.get(globalThis, "seen").openedMs));
  const atEnd = await typing();
  const shown = await page.locator("article").count();
  const opened = await metrics();

  /** @type {number[]} */
  let back = [];
  const reading = await measured(page, async () => {
    back = await page.evaluate(async () => {
      const box = document.querySelector(".scroller");
      const frames = [];
      let last = await new Promise(requestAnimationFrame);
      // Up by what a wheel moves, also while the next part is on its way.
      while (box && (document.querySelector(".older") || box.scrollTop > 0)) {
        box.scrollTop -= 400;
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
      }
      return frames;
    });
    await drawn();
  });
  /** @type {number[]} */
  let down = [];
  const scrolling = await measured(page, async () => {
    down = await page.evaluate(async (step) => {
      const box = document.querySelector(".scroller");
      const frames = [];
      let last = await new Promise(requestAnimationFrame);
      while (box && box.scrollTop + box.clientHeight < box.scrollHeight - 1) {
        box.scrollTop += step;
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
      }
      return frames;
    }, PX_A_FRAME);
  });
  const withAll = await typing();
  const left = await metrics();
  const messages = await page.locator("article").count();
  await context.close();
  return {
    "opened: its last answer seen, ms": openedMs,
    "opened: longest task, ms CPU": opening.longest,
    "opened: all tasks, ms CPU": opening.cpu,
    "opened: messages in the page": shown,
    "opened: heap, MB": (opened.JSHeapUsedSize ?? 0) / 1e6,
    "typing at the end: p95, ms": atEnd.p95,
    "typing at the end: longest task, ms CPU": atEnd.longest,
    "back to the first: frames, p95 ms": quantile(back, 0.95),
    "back to the first: frames, max ms": Math.max(...back, 0),
    "back to the first: longest task, ms CPU": reading.longest,
    "back to the first: CPU a frame, ms": reading.cpu / Math.max(1, back.length),
    "all through: frames, p95 ms": quantile(down, 0.95),
    "all through: frames, max ms": Math.max(...down, 0),
    "all through: longest task, ms CPU": scrolling.longest,
    "all through: CPU a frame, ms": scrolling.cpu / Math.max(1, down.length),
    "typing with all of it: p95, ms": withAll.p95,
    "typing with all of it: max, ms": withAll.max,
    "typing with all of it: longest task, ms CPU": withAll.longest,
    "all of it: messages in the page": messages,
    "all of it: elements": left.Nodes ?? 0,
    "all of it: boxes laid out": left.LayoutObjects ?? 0,
    "all of it: heap, MB": (left.JSHeapUsedSize ?? 0) / 1e6,
  };
}

/** @type {Awaited<ReturnType<import("playwright-core").BrowserContext["storageState"]>>} */
let storageState;
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en" });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(url);
  await page.getByRole("button", { name: "Continue as guest" }).click();
  await page.getByRole("button", { name: "Make the first class" }).click();
  await page.getByLabel("Name of the class").fill("Biology");
  await page.getByRole("button", { name: "Create" }).click();
  const notes = Buffer.from("# Cells\n\nThe membrane holds what a cell needs.\n");
  await page
    .getByLabel("Documents to add")
    .setInputFiles([{ name: "notes.md", mimeType: "text/markdown", buffer: notes }]);
  await page.getByRole("listitem").filter({ hasText: "notes.md" }).filter({ hasText: "Ready" }).waitFor();
  const classId = /\/class\/([^/]+)/.exec(page.url())?.[1] ?? null;
  /** @param {number} messages */
  const chatOf = (messages) =>
    askMany(
      page,
      Array.from({ length: Math.ceil(messages / 2) }, (_, i) => `What does the membrane hold, number ${i + 1}?`),
      classId,
    );
  const [short, long] = [await chatOf(SHORT), await chatOf(LONG)];
  storageState = await context.storageState();
  await context.close();
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${browser.browserType().name()} ${browser.version()} without a GPU; ` +
      `load ${loadavg()[0]?.toFixed(1)}; medians of ${ROUNDS} rounds, answers of ${ANSWER_TOKENS} tokens\n`,
  );
  const contenders = [
    { name: `${SHORT} messages`, path: short, style: "" },
    { name: `${LONG} messages`, path: long, style: "" },
    { name: `${LONG}, all laid out`, path: long, style: ALL_LAID_OUT },
  ];
  /** @type {Record<string, number>[][]} */
  const found = contenders.map(() => []);
  // In turns, so that what else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { path, style }] of contenders.entries()) found[at]?.push(await through(path, style));
  }
  const rows = Object.keys(found[0]?.[0] ?? {});
  console.log(["".padEnd(44), ...contenders.map(({ name }) => name.padStart(18))].join(""));
  for (const row of rows) {
    const values = found.map((rounds) =>
      quantile(
        rounds.map((one) => one[row] ?? Number.NaN),
        0.5,
      ),
    );
    console.log(
      [
        row.padEnd(44),
        ...values.map((value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1)).padStart(18)),
      ].join(""),
    );
  }
  console.log(`\nload ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await browser.close();
  await service.dispose();
  model.close();
  rmSync(state, { recursive: true, force: true });
}

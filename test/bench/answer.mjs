/**
 * `npm run bench:answer [-- --quick] [--answers 10] [--tokens 20000] [--rate 200] [--profile] [--giant fence]`: what a long
 * answer with code, tables and formulas, or of one giant block, costs the page while it streams, in a real browser against the built service. Frames and long tasks by the
 * clock, which all else on the machine is in; the main thread's tasks by the CPU that they took, which is the page's own; and what
 * memory, elements and listeners are left after each answer. Expects `npm run build`.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../support/browser.ts";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { GIANTS, longAnswer } from "../support/long-answer.mjs";
import { startPacedModel, tokensOf } from "../support/paced-model.mjs";
import { settingsWith } from "./bench-settings.mjs";
import { tasksIn } from "./page-tasks.mjs";

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    answers: { type: "string" },
    tokens: { type: "string" },
    rate: { type: "string", default: "200" },
    profile: { type: "boolean", default: false },
    giant: { type: "string" },
  },
});
const ANSWERS = Number(flags.answers ?? (flags.quick ? 2 : 10));
const TOKENS = Number(flags.tokens ?? (flags.quick ? 3_000 : 20_000));
const RATE = Number(flags.rate);

if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

const NOTES = "# Cells\n\nThe membrane holds what a cell needs.\n\n## Energy\n\nOrder and energy meet in the cell.\n";
const text = GIANTS[flags.giant ?? ""]?.() ?? longAnswer(TOKENS);
const model = await startPacedModel({ answerTo: () => text, perSecond: RATE });
const state = mkdtempSync(join(tmpdir(), "answer-"));
const service = new FastService({ vars: { ...settingsWith(model.url), STREAM_MAX_DURATION_S: "600" }, state });
const { url } = await service.start();
const browser = await launchBrowser();

/** What the page notes about itself while an answer streams. */
const WATCH = () => {
  /** @type {{ frames: number[], longTasks: number[] }} */
  const seen = { frames: [], longTasks: [] };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: "longtask" });
  let last = 0;
  const frame = (/** @type {number} */ at) => {
    if (last > 0) seen.frames.push(at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};

/** @param {number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
/** @param {number} value */
const ms = (value) => value.toFixed(1);

try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(((TOKENS / RATE) * 3 + 60) * 1_000);
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 401/.test(message.text())) complaints.push(message.text());
  });
  await page.addInitScript(WATCH);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const metrics = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { metrics: all } = await devtools.send("Performance.getMetrics");
    return Object.fromEntries(all.map(({ name, value }) => [name, value]));
  };

  await page.goto(url);
  await page.getByRole("button", { name: "Continue as guest" }).click();
  await page.getByRole("button", { name: "Make the first class" }).click();
  await page.getByLabel("Name of the class").fill("Biology");
  await page.getByRole("button", { name: "Create" }).click();
  await page
    .getByLabel("Documents to add")
    .setInputFiles([{ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) }]);
  await page.getByRole("listitem").filter({ hasText: "notes.md" }).filter({ hasText: "Ready" }).waitFor();

  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${browser.browserType().name()} ${browser.version()} without a GPU; Node ${process.version}; load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    `${ANSWERS} answers of ${tokensOf(text).length} tokens (${(text.length / 1_000).toFixed(0)} KB) at ${RATE} a second. Times in ms; MB after a forced collection.\n`,
  );
  const columns = [
    "answer",
    "s",
    "frames",
    "p50",
    "p95",
    "p99",
    "max",
    "tasks>50",
    "longest",
    "CPU p95",
    "CPU max",
    "script %",
    "layout %",
    "MB shown",
    "MB left",
    "elements",
    "listeners",
  ];
  console.log(columns.map((name) => name.padStart(10)).join(""));
  /** @type {Record<string, unknown>[]} */
  const results = [];
  for (let n = 1; n <= ANSWERS; n++) {
    await page.getByRole("link", { name: "Biology" }).first().click();
    await page.getByRole("link", { name: "Ask this class" }).click();
    const box = page.getByRole("textbox", { name: "Your question" });
    await box.waitFor();
    await box.fill(`What does the membrane hold? (${n})`);
    const before = await metrics();
    await browser.startTracing(page, { categories: ["toplevel"] });
    if (flags.profile) {
      await devtools.send("Profiler.enable");
      await devtools.send("Profiler.setSamplingInterval", { interval: 500 });
      await devtools.send("Profiler.start");
    }
    await page.evaluate(() => {
      const { seen } = /** @type {any} */ (globalThis);
      seen.frames.length = 0;
      seen.longTasks.length = 0;
    });
    const began = performance.now();
    await box.press("Enter");
    // By its class: roles would be computed again and again while the page is measured.
    await page.locator("article.answer:not(.running)").waitFor();
    const seconds = (performance.now() - began) / 1_000;
    const { frames, longTasks } = await page.evaluate(async () => {
      // What comes right after the end belongs to it.
      await new Promise((go) => setTimeout(go, 500));
      const { seen } = /** @type {any} */ (globalThis);
      return { frames: [...seen.frames], longTasks: [...seen.longTasks] };
    });
    if (flags.profile) await printProfile(devtools);
    const tasks = tasksIn(await browser.stopTracing());
    const shown = await metrics();
    const reopenedCpuMax = n === ANSWERS ? await reopen(page) : 0;
    await page.getByRole("link", { name: "Biology" }).first().click();
    await page.getByRole("link", { name: "Ask this class" }).waitFor();
    await page.waitForTimeout(300);
    const left = await metrics();
    const sorted = frames.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
    const share = (/** @type {string} */ name) => ((shown[name] ?? 0) - (before[name] ?? 0)) / seconds;
    const result = {
      seconds,
      frames: sorted.length,
      p50: quantile(sorted, 0.5),
      p95: quantile(sorted, 0.95),
      p99: quantile(sorted, 0.99),
      max: sorted.at(-1) ?? 0,
      longTasks: longTasks.length,
      longest: Math.max(0, ...longTasks),
      cpuP95: quantile(tasks, 0.95),
      cpuMax: tasks.at(-1) ?? 0,
      reopenedCpuMax,
      script: share("ScriptDuration"),
      layout: share("LayoutDuration") + share("RecalcStyleDuration"),
      shownMb: (shown.JSHeapUsedSize ?? 0) / 1e6,
      leftMb: (left.JSHeapUsedSize ?? 0) / 1e6,
      elements: left.Nodes ?? 0,
      listeners: left.JSEventListeners ?? 0,
    };
    results.push(result);
    console.log(
      [
        n,
        result.seconds.toFixed(1),
        result.frames,
        ms(result.p50),
        ms(result.p95),
        ms(result.p99),
        ms(result.max),
        result.longTasks,
        ms(result.longest),
        ms(result.cpuP95),
        ms(result.cpuMax),
        (result.script * 100).toFixed(0),
        (result.layout * 100).toFixed(0),
        result.shownMb.toFixed(1),
        result.leftMb.toFixed(1),
        result.elements,
        result.listeners,
      ]
        .map((cell) => String(cell).padStart(10))
        .join(""),
    );
  }
  console.log(
    `\nThe last one, opened again: its longest task took ${ms(Number(results.at(-1)?.reopenedCpuMax))} ms of the CPU.`,
  );
  if (complaints.length > 0) console.log(`The page complained: ${[...new Set(complaints)].join("\n")}`);
  console.log(
    `\n${JSON.stringify({ tokens: TOKENS, rate: RATE, loadAfter: loadavg()[0], complaints: complaints.length, results })}`,
  );
} finally {
  await browser.close();
  await service.dispose();
  model.close();
  rmSync(state, { recursive: true, force: true });
}

/** Opens the chat that is shown anew, and gives the longest task that this takes. @param {import("playwright-core").Page} page */
async function reopen(page) {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await page.reload();
  await page.locator("article.answer:not(.running) .markdown").waitFor();
  await page.waitForFunction(() => !document.querySelector('.formula[data-state="waiting"]'));
  await page.waitForTimeout(1_000);
  return tasksIn(await browser.stopTracing()).at(-1) ?? 0;
}

/** Where the page's scripts spent their time, by function. @param {import("playwright-core").CDPSession} devtools */
async function printProfile(devtools) {
  const { profile } = await devtools.send("Profiler.stop");
  /** @type {Map<string, number>} */
  const own = new Map();
  const nameOf = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url: file, lineNumber, columnNumber } }) => [
      id,
      `${functionName || "(anonymous)"} ${file.split("/").at(-1)}:${lineNumber}:${columnNumber}`,
    ]),
  );
  profile.samples?.forEach((id, index) => {
    const name = nameOf.get(id) ?? "";
    own.set(name, (own.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1_000);
  });
  const most = [...own].sort(([, a], [, b]) => b - a).slice(0, 25);
  console.log(most.map(([name, spent]) => `${spent.toFixed(0).padStart(8)} ms  ${name}`).join("\n"));
}

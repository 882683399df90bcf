/**
 * `npm run bench:page [-- --quick]`: what the first view costs, and whether anything grows. The page as it is deployed
 * (compressed) over DevTools' "Fast 3G" (1.44 Mbit/s down, 0.675 up, 562.5 ms for each request) with the processor slowed
 * down four times; then 50 questions and 20 lost connections, with the built page and with React's strict mode of development.
 * Fails when a bound is passed. Expects `npm run build`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../support/browser.ts";
import { FastService } from "../support/fast-service.mjs";
import { startFront } from "../support/front.mjs";
import { startHeldModel } from "../support/held-model.ts";
import { settingsWith } from "./bench-settings.mjs";

const { values: flags } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const RUNS = flags.quick ? 3 : 7;
const TURNS = flags.quick ? 10 : 50;
const RECONNECTS = flags.quick ? 5 : 20;
const FAST_3G = {
  offline: false,
  latency: 150 * 3.75,
  downloadThroughput: (1.6 * 1_000_000 * 0.9) / 8,
  uploadThroughput: (750 * 1_000 * 0.9) / 8,
};
const BOUNDS = { scriptKb: 120, paintMs: 1_500, listeners: 0, left: 0, sockets: 2 };

const model = await startHeldModel({ text: "The membrane holds what the cell needs [1]." });
model.release();
const state = mkdtempSync(join(tmpdir(), "page-"));
const service = new FastService({
  vars: settingsWith(model.url),
  state,
});
const { url: target } = await service.start();
const browser = await launchBrowser();
/** @type {string[]} */
const failed = [];
/**
 * @param {string} what
 * @param {number} found
 * @param {number} most
 * @param {string} unit
 */
const hold = (what, found, most, unit) => {
  console.log(`${what}: ${found.toFixed(1)} ${unit} (at most ${most})`);
  if (found > most) failed.push(what);
};

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/**
 * One first visit: when the largest part was painted, and what was loaded until nothing more came.
 * @param {string} url
 */
async function firstView(url) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, locale: "en" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", FAST_3G);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Try it with a sample class" }).waitFor();
  const seen = await page.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) => {
          const paint = list.getEntries().at(-1);
          const loaded = performance
            .getEntriesByType("resource")
            .map((one) => (one instanceof PerformanceResourceTiming ? one : null))
            .filter((one) => one !== null)
            .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize }));
          done({ paintMs: paint?.startTime ?? Number.NaN, loaded });
        }).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  await context.close();
  return /** @type {{ paintMs: number, loaded: { name: string, bytes: number }[] }} */ (seen);
}

/**
 * Many questions and lost connections in one page: what its browser counts before and after.
 * @param {string} folder where the page is
 * @param {string} name
 */
async function growth(folder, name) {
  const front = await startFront({ folder, target });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  /** Of the window, the document and the page's root alone: React puts one on every button that is shown, too. */
  const shared = async () => {
    let found = 0;
    for (const expression of ["window", "document", "document.getElementById('root')", "document.body"]) {
      const { result } = await devtools.send("Runtime.evaluate", { expression });
      const { listeners } = await devtools.send("DOMDebugger.getEventListeners", { objectId: result.objectId ?? "" });
      found += listeners.length;
    }
    return found;
  };
  const count = async () => {
    // Twice, since what the first one frees may have held something.
    for (let i = 0; i < 2; i++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const of = (/** @type {string} */ metric) => metrics.find((one) => one.name === metric)?.value ?? Number.NaN;
    return { listeners: of("JSEventListeners"), nodes: of("Nodes"), heapMb: of("JSHeapUsedSize") / 1_048_576 };
  };
  /** What is left when the chat is left: nothing of it may be. */
  const atRest = async () => {
    await page.getByRole("link", { name: "New chat" }).click();
    await page.getByRole("heading", { name: "What would you like to understand?" }).waitFor();
    await page.getByRole("textbox", { name: "Your question" }).focus();
    const counted = await count();
    await page.goBack();
    await page.getByRole("button", { name: "Send the question" }).waitFor();
    return counted;
  };
  const answered = (/** @type {number} */ number) =>
    page
      .getByRole("article", { name: "Answer", exact: true })
      .nth(number - 1)
      .getByRole("button", { name: "Good answer" })
      .waitFor();
  const ask = async (/** @type {number} */ number) => {
    const box = page.getByRole("textbox", { name: "Your question" });
    await box.fill(`What does the membrane hold, number ${number}?`);
    await box.press("Enter");
    await answered(number);
  };
  await page.goto(front.url);
  await page.getByRole("button", { name: "Try it with a sample class" }).click();
  await answered(1);
  for (let number = 2; number <= 5; number++) await ask(number);
  // Once, so that what is loaded at the first time is there.
  await atRest();
  const before = { ...(await atRest()), shared: await shared() };
  const known = await page.getByRole("article", { name: "Answer", exact: true }).count();
  for (let number = 1; number <= TURNS; number++) await ask(known + number);
  for (let i = 0; i < RECONNECTS; i++) {
    const { opened } = front.sockets();
    front.cut();
    while (front.sockets().opened < opened + 2) await new Promise((go) => setTimeout(go, 20));
    await page.getByRole("button", { name: "Send the question" }).waitFor();
  }
  await ask(known + TURNS + 1);
  const gained = (await shared()) - before.shared;
  const { open } = front.sockets();
  const after = await atRest();
  console.log(
    `${name}, after ${TURNS} questions and ${RECONNECTS} reconnects, away from the chat: listeners ${before.listeners} → ${after.listeners}, ` +
      `elements ${before.nodes} → ${after.nodes}, heap ${before.heapMb.toFixed(1)} → ${after.heapMb.toFixed(1)} MB`,
  );
  hold(`${name}, listeners of window, document and root gained in the chat`, gained, BOUNDS.listeners, "");
  hold(`${name}, listeners left behind by the chat`, after.listeners - before.listeners, BOUNDS.left, "");
  hold(`${name}, sockets open`, open, BOUNDS.sockets, "");
  await context.close();
  front.close();
}

/** The page with React's development build, in which strict mode runs every effect twice. */
async function strictPage() {
  const out = mkdtempSync(join(tmpdir(), "strict-"));
  process.env.NODE_ENV = "development";
  const { build } = await import("vite");
  await build({
    root: "web",
    mode: "development",
    logLevel: "error",
    build: { outDir: out, emptyOutDir: true, minify: false },
  });
  return out;
}

/** @type {string | null} */
let strict = null;
try {
  const front = await startFront({ folder: resolve("dist/web"), target });
  const views = [];
  for (let i = 0; i < RUNS; i++) views.push(await firstView(front.url));
  front.close();
  const [view] = views;
  const scripts = view?.loaded.filter(({ name }) => name.endsWith(".js")) ?? [];
  for (const { name, bytes } of view?.loaded ?? [])
    console.log(`  ${(bytes / 1_024).toFixed(1)} KB ${new URL(name).pathname}`);
  hold(
    "first view, JavaScript",
    scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_024,
    BOUNDS.scriptKb,
    "KB gzipped",
  );
  const paints = views.map(({ paintMs }) => paintMs);
  console.log(`  each visit: ${paints.map((ms) => Math.round(ms)).join(" ")} ms`);
  hold("first view, largest paint (median)", median(paints), BOUNDS.paintMs, "ms");
  await growth(resolve("dist/web"), "built page");
  strict = await strictPage();
  await growth(strict, "strict mode");
} finally {
  await browser.close();
  await service.dispose();
  model.close();
  rmSync(state, { recursive: true, force: true });
  if (strict) rmSync(strict, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`Too much: ${failed.join("; ")}`);
  process.exitCode = 1;
}

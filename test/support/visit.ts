/** A visitor of the page in a real browser, against a service of its own: what the tests of the page have in common. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { complaintsOf, launchBrowser, takeShot } from "./browser.ts";
import { PATIENCE_MS } from "./patience.ts";
import { type Served, startServed } from "./served.ts";

const started: { browser?: Browser } = {};
beforeAll(async () => {
  started.browser = await launchBrowser();
});
afterAll(() => started.browser?.close());

/** A service of its own with these settings, for one group of tests. */
export function serviceWith(vars: () => Record<string, string>) {
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
export const visitor = () => visitorLike({});

/** The same with a screen, a language or tastes of its own. */
export function visitorLike(options: BrowserContextOptions) {
  const made: { context?: BrowserContext; page?: Page; complaints: string[] } = { complaints: [] };
  beforeEach(async () => {
    made.context = await started.browser?.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    made.context?.setDefaultTimeout(PATIENCE_MS);
    made.page = await made.context?.newPage();
    if (!made.page) throw new Error("the browser did not start");
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

/** One more browser, of somebody else or of the same student elsewhere; the caller closes its context. */
export async function anotherBrowser(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await started.browser?.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context?.setDefaultTimeout(PATIENCE_MS);
  const page = await context?.newPage();
  if (!page) throw new Error("the browser did not start");
  return page;
}

/** Where a question is typed. */
export const box = (page: Page) => page.getByRole("textbox", { name: "Your question" });
/** The finished answers, from the first to the last. */
export const answers = (page: Page) => page.getByRole("article", { name: "Answer", exact: true });

/** Signs in as a guest, makes a class and uploads; resolves when every document is ready. */
export async function enterWithDocuments(
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

/** Types a question and sends it. */
export async function ask(page: Page, question: string) {
  await box(page).fill(question);
  await box(page).press("Enter");
}

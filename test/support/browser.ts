/** A real browser for the tests of the page: the system's chromium, as playwright-core drives it. */
import { existsSync, mkdirSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { PATIENCE_MS } from "./patience.ts";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SHOTS = "test-results";

/** Starts it without a window; `CHROMIUM` may name another one. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PATHS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error("There is no chromium here: install it, or name one in CHROMIUM.");
  return chromium.launch({ executablePath, args: FLAGS, timeout: PATIENCE_MS });
}

/** Pictures of what a test saw, for whoever looks at them; kept out of git. */
export async function takeShot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/**
 * What the page complained about: its errors and warnings, and what its policy refused.
 * That a visitor is not signed in yet is no complaint, nor that the network is away, nor that a line was given up on the way.
 */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (/status of 401|ERR_INTERNET_DISCONNECTED|closed before the connection is established/.test(message.text()))
      return;
    complaints.push(message.text());
  });
  return complaints;
}

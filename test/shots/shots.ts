/**
 * `npm run shots`: pictures of every state of the page, in light, dark, on a phone and from right to left, for somebody to look
 * at. Written to test-results/shots, which git does not keep. Expects `npm run build`; languages or looks may be named.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Language } from "../../web/text/languages.ts";
import { launchBrowser } from "../support/browser.ts";
import { startHeldModel } from "../support/held-model.ts";
import { startServed } from "../support/served.ts";
import { WALK_ANSWER, WALK_VARS, walk } from "../support/walk.ts";

const OUT = "test-results/shots";
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

type Look = { name: string; language: Language; dark: boolean; viewport: typeof desk };

const LOOKS: readonly Look[] = [
  { name: "light", language: "en", dark: false, viewport: desk },
  { name: "dark", language: "en", dark: true, viewport: desk },
  { name: "phone", language: "en", dark: false, viewport: phone },
  { name: "phone-ar", language: "ar", dark: true, viewport: phone },
  { name: "ar", language: "ar", dark: false, viewport: desk },
  { name: "de", language: "de", dark: false, viewport: desk },
  { name: "es", language: "es", dark: true, viewport: desk },
  { name: "ja", language: "ja", dark: false, viewport: desk },
  // 1280 CSS pixels at 400 %.
  { name: "magnified", language: "de", dark: false, viewport: { width: 320, height: 256 } },
];

const wanted = process.argv.slice(2);
const looks = LOOKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const model = await startHeldModel({ text: WALK_ANSWER, holdAfter: 0 });
const state = mkdtempSync(join(tmpdir(), "shots-"));
const service = await startServed({ state, vars: { ...WALK_VARS, OPENAI_BASE_URL: model.url } });
const browser = await launchBrowser();
try {
  for (const { name, language, dark, viewport } of looks) {
    const isPhone = viewport.width <= 860;
    const context = await browser.newContext({
      viewport,
      locale: language,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      hasTouch: isPhone,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    mkdirSync(join(OUT, name), { recursive: true });
    let count = 0;
    const shoot = (what: string) =>
      page
        .screenshot({ path: join(OUT, name, `${String(++count).padStart(2, "0")}-${what}.png`) })
        .then(() => undefined);
    await walk({ page, url: service.url, model, language, isPhone }, shoot).catch(async (error) => {
      await shoot("failed");
      throw error;
    });
    await context.close();
    console.log(`${name}: ${count} pictures in ${join(OUT, name)}`);
  }
} finally {
  await browser.close();
  await service.kill();
  model.close();
  rmSync(state, { recursive: true, force: true });
}

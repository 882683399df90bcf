/** Every state of the page as axe sees it: light and dark, wide and on a phone, left to right and right to left. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language } from "../../web/text/languages.ts";
import { faultsOf } from "../support/axe.ts";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { serviceWith, visitorLike } from "../support/visit.ts";
import { WALK_ANSWER, WALK_VARS, walk } from "../support/walk.ts";

let model: HeldModel;
beforeAll(async () => {
  model = await startHeldModel({ text: WALK_ANSWER, holdAfter: 0 });
});
afterAll(() => model.close());
const url = serviceWith(() => ({ ...WALK_VARS, OPENAI_BASE_URL: model.url }));

const wide = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** `until`: the last state that is looked at; the first ones are those that a student sees most. */
const walks: { language: Language; viewport: typeof wide; looks: ("light" | "dark")[]; until: string | null }[] = [
  { language: "en", viewport: wide, looks: ["light", "dark"], until: null },
  { language: "ar", viewport: phone, looks: ["light", "dark"], until: null },
  { language: "de", viewport: phone, looks: ["light"], until: "answer-passages" },
  { language: "es", viewport: wide, looks: ["dark"], until: "answer-passages" },
  { language: "ja", viewport: wide, looks: ["light"], until: "answer-passages" },
];

class Enough extends Error {}

describe.each(walks)("all that a student may see, in $language, $viewport.width pixels wide", (one) => {
  const isPhone = one.viewport.width < 860;
  const visit = visitorLike({
    viewport: one.viewport,
    locale: one.language,
    reducedMotion: "reduce",
    hasTouch: isPhone,
  });

  it("[W69] [W122] has no fault that axe knows, and nothing that the browser warns of", async () => {
    const { page, complaints } = visit();
    const found: string[] = [];
    const seen: string[] = [];
    const look = async (name: string) => {
      for (const colorScheme of one.looks) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        for (const fault of await faultsOf(page)) found.push(`${name}, ${colorScheme}: ${fault}`);
      }
      seen.push(name);
      if (name === one.until) throw new Enough();
    };
    await walk({ page, url: url(), model, language: one.language, isPhone }, look).catch((cause) => {
      if (!(cause instanceof Enough)) throw cause;
    });
    expect(found).toEqual([]);
    // The walk goes to what is not there, cuts the service off, and keeps the code of the study guide away.
    const isMeant = (text: string) =>
      text.startsWith("Failed to load resource") || /dynamically imported module: \S+\/guide-page-/.test(text);
    expect(complaints.filter((text) => !isMeant(text))).toEqual([]);
    expect(seen.length).toBeGreaterThan(one.until === null ? 25 : 12);
  });
});

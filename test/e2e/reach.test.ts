/** Every state of the page for who has no mouse, sees only system colours, or magnifies four times. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { reachedByTab, sidewaysOn } from "../support/reach.ts";
import { serviceWith, visitorLike } from "../support/visit.ts";
import { WALK_ANSWER, WALK_VARS, walk } from "../support/walk.ts";

let model: HeldModel;
beforeAll(async () => {
  model = await startHeldModel({ text: WALK_ANSWER, holdAfter: 0 });
});
afterAll(() => model.close());
const url = serviceWith(() => ({ ...WALK_VARS, OPENAI_BASE_URL: model.url }));

/** Here the arrow keys go from one to the next, there is nothing but what the pointer rests on, or it is paper. */
const WITHOUT_TAB = new Set([
  "class-menu",
  "chat-menu",
  "scope-list",
  "source-card",
  "copy-menu",
  "settings",
  "guide-print",
]);

describe("every state, with the keyboard alone and in the system's own colours", () => {
  const visit = visitorLike({ forcedColors: "active", reducedMotion: "reduce" });

  it("[W116] lets the Tab key reach all that can be done, and shows where it is", async () => {
    const { page } = visit();
    const missed: string[] = [];
    const unseen: string[] = [];
    let reached = 0;
    const look = async (name: string) => {
      if (WITHOUT_TAB.has(name)) return;
      const found = await reachedByTab(page);
      missed.push(...found.missed.map((one) => `${name}: ${one}`));
      unseen.push(...found.unseen.map((one) => `${name}: ${one}`));
      reached += found.count;
    };
    await walk({ page, url: url(), model, language: "en", isPhone: false }, look);
    expect({ missed, unseen }).toEqual({ missed: [], unseen: [] });
    expect(reached).toBeGreaterThan(300);
  });
});

describe("every state at 400 %", () => {
  // 1280 CSS pixels magnified four times, and the language with the longest words.
  const visit = visitorLike({
    viewport: { width: 320, height: 256 },
    locale: "de",
    reducedMotion: "reduce",
    hasTouch: true,
  });

  it("[W115] is read by scrolling one way, but for tables, code, formulas and the pages of a PDF", async () => {
    const { page } = visit();
    const found: string[] = [];
    let seen = 0;
    const look = async (name: string) => {
      seen += 1;
      found.push(...(await sidewaysOn(page)).map((one) => `${name}: ${one}`));
    };
    await walk({ page, url: url(), model, language: "de", isPhone: true }, look);
    expect(found).toEqual([]);
    expect(seen).toBeGreaterThan(25);
  });
});

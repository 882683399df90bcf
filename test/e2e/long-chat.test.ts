/** A chat of a whole term: opened at its end, read back to its beginning, and left as it was. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askMany } from "../support/long-chat.ts";
import { type PacedModel, startPacedModel } from "../support/paced-model.mjs";
import { answers, enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const TURNS = 75;
const notes = [
  {
    name: "notes.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("# Cells\n\nThe membrane holds what the cell needs.\n"),
  },
];

let model: PacedModel;
beforeAll(async () => {
  model = await startPacedModel({
    answerTo: () => "The membrane holds what the cell needs [1].\n\n- It lets go of the rest.\n- It is thin.",
    perSecond: 300,
  });
});
afterAll(() => model.close());
const url = serviceWith(() => ({
  OPENAI_API_KEY: "test",
  OPENAI_BASE_URL: model.url,
  GUEST_CHATS_PER_MONTH: "1000",
}));

describe("a chat of hundreds of messages", () => {
  const visit = visitor();

  it("[W117] comes older part by older part while what is read stays where it is, and nothing that was opened closes", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), notes);
    const classId = /\/class\/([^/]+)/.exec(page.url())?.[1] ?? null;
    const questions = Array.from({ length: TURNS }, (_, i) => `What does the membrane hold, number ${i + 1}?`);
    const path = await askMany(page, questions, classId);
    await page.goto(`${url()}${path}`);

    const last = answers(page).last();
    await last.getByRole("button", { name: "Good answer" }).waitFor();
    await expect
      .poll(() => last.evaluate((element) => element.getBoundingClientRect().bottom < innerHeight))
      .toBe(true);
    const shownFirst = await answers(page).count();
    expect(shownFirst).toBeLessThan(TURNS);
    await last.getByRole("button", { name: /passage/ }).click();
    await last.locator(".passage details summary").first().click();
    await last.locator(".passage details[open]").first().waitFor();

    // Up to the beginning, part by part: the message at the top of the view must not move when a part comes in front of it.
    const scroller = page.locator(".scroller");
    const question = (number: number) =>
      page.getByRole("article", { name: "Your question" }).filter({ hasText: new RegExp(`number ${number}\\?$`) });
    const moved: number[] = [];
    const gate: { open: () => void; opened: Promise<void> } = { open: () => undefined, opened: Promise.resolve() };
    await page.route(/[?&]before=/, async (route) => {
      await gate.opened;
      await route.continue();
    });
    const older = page.getByRole("button", { name: "Show earlier messages" });
    while ((await older.count()) > 0) {
      gate.opened = new Promise((open) => {
        gate.open = open;
      });
      // What has just come into view takes the height that it has.
      await scroller.evaluate(async (box) => {
        box.scrollTop = 500;
        const top = box.getBoundingClientRect().top;
        const seen = [...box.querySelectorAll("article")].find((one) => one.getBoundingClientRect().bottom > top);
        Object.assign(globalThis, { seen, count: box.querySelectorAll("article").length });
        let [last, still] = [Number.NaN, 0];
        while (still < 10) {
          await new Promise((frame) => requestAnimationFrame(frame));
          const now = seen?.getBoundingClientRect().top ?? 0;
          still = now === last ? still + 1 : 0;
          last = now;
        }
      });
      const at = () => page.evaluate(() => (Reflect.get(globalThis, "seen") as Element).getBoundingClientRect().top);
      const before = await at();
      gate.open();
      await page.waitForFunction(
        () => document.querySelectorAll("article").length > Number(Reflect.get(globalThis, "count")),
      );
      moved.push(Math.abs((await at()) - before));
    }
    expect(moved.length).toBeGreaterThan(1);
    expect(Math.max(...moved)).toBeLessThan(3);
    expect(await answers(page).count()).toBe(TURNS);
    await scroller.evaluate((box) => {
      box.scrollTop = 0;
    });
    await expect.poll(() => question(1).evaluate((element) => element.getBoundingClientRect().top > 0)).toBe(true);

    await page.getByRole("button", { name: "Go to the latest message" }).click();
    await expect.poll(() => last.locator(".passage details[open]").first().isVisible()).toBe(true);
    await expect
      .poll(() => scroller.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight))
      .toBeLessThan(64);
    expect(complaints).toEqual([]);
  });
});

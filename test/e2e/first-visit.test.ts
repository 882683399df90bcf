import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../web/text/languages.ts";
import { serviceWith, visitorLike } from "../support/visit.ts";
import { wordsIn } from "../support/words.ts";

const url = serviceWith(() => ({}));
const directionOf = (language: string) => (language === "ar" ? "rtl" : "ltr");

describe.each(LANGUAGES)("a first visit in %s, with nothing configured", (language) => {
  const visit = visitorLike({ locale: language });

  it("[W70] gets a cited answer by one click", async () => {
    const { page, complaints } = visit();
    const { t } = wordsIn(language);
    await page.goto(url());
    await page.getByRole("button", { name: t("door.sample") }).click();
    const answer = page.getByRole("article", { name: t("answer.label"), exact: true });
    await answer.getByRole("button", { name: t("answer.good") }).waitFor();
    await page.waitForURL(/\/chat\/[0-9a-f]{32}$/);
    const chip = answer.locator("button.chip").first();
    await expect.poll(() => chip.getAttribute("aria-label")).toContain(t("sample.document"));
    await page
      .getByRole("article", { name: t("question.label") })
      .getByText(t("sample.question"))
      .waitFor();
    // What is asked next is asked of the sample too, and an empty box is written the page's way.
    await page
      .getByRole("button", { name: t("sample.class") })
      .and(page.locator(".scope"))
      .waitFor();
    const box = page.getByRole("textbox", { name: t("composer.label") });
    await expect.poll(() => box.evaluate((element) => getComputedStyle(element).direction)).toBe(directionOf(language));
    await chip.click();
    await page.locator(".panel mark").first().waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    expect(await page.locator("html").getAttribute("dir")).toBe(directionOf(language));
    await expect.poll(() => page.title()).toContain(t("sample.question").slice(0, 12));
    expect(complaints).toEqual([]);
  });
});

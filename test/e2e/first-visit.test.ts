import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../web/text/languages.ts";
import { serviceWith, visitorLike } from "../support/visit.ts";
import { wordsIn } from "../support/words.ts";

const url = serviceWith(() => ({}));

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
    expect(await chip.getAttribute("aria-label")).toContain(t("sample.document"));
    await page
      .getByRole("article", { name: t("question.label") })
      .getByText(t("sample.question"))
      .waitFor();
    await chip.click();
    await page.locator(".panel mark").first().waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    expect(await page.locator("html").getAttribute("dir")).toBe(language === "ar" ? "rtl" : "ltr");
    expect(await page.title()).toContain(t("sample.question").slice(0, 12));
    expect(complaints).toEqual([]);
  });
});

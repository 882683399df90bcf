/** Parts of the page that are fetched when they are needed, and do not come. */
import { describe, expect, it } from "vitest";
import { enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const notes = {
  name: "notes.md",
  mimeType: "text/markdown",
  buffer: Buffer.from("# Cells\n\nThe spindle separates the chromosomes during anaphase.\n"),
};

describe("a part of the page that cannot be fetched", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W118] leaves the rest as it is, says so, and is fetched again when it is asked for again", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), [notes]);
    const classUrl = page.url();
    await page.goto(url());
    const withhold = async (name: string) => {
      const pattern = new RegExp(`/assets/${name}`);
      await page.route(pattern, (route) => route.abort());
      return () => page.unroute(pattern);
    };
    const cannot = page.getByText("The service cannot be reached");

    // A question to the student, a menu and a list, each opened from the page.
    const giveDialogs = await withhold("(dialogs|modal|menu|scope-list|shortcuts-list)-");
    for (const name of ["New class", "Guest: settings", "Ask: Everything"]) {
      await page.getByRole("button", { name }).click();
      await cannot.waitFor();
      // The button is still there, and what it opens is not.
      await page.getByRole("button", { name }).waitFor();
    }
    expect(await page.locator('[role="dialog"], [role="menu"], [role="listbox"]').count()).toBe(0);
    await giveDialogs();
    await page.getByRole("button", { name: "New class" }).click();
    await page.getByLabel("Name of the class").waitFor();
    await page.keyboard.press("Escape");

    // A region.
    const giveClass = await withhold("class-page-");
    await page.goto(url());
    await page.getByRole("link", { name: /^Biology 101/ }).click();
    await page.getByText("This page could not be shown.").waitFor();
    expect(await page.getByRole("link", { name: "New chat" }).isVisible()).toBe(true);
    await giveClass();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Biology 101" }).waitFor();
    expect(page.url()).toBe(classUrl);

    // What draws an answer: its words are there all the same.
    const giveMarkdown = await withhold("markdown-");
    await page.reload();
    await page.getByRole("link", { name: "Ask this class" }).click();
    await page.getByRole("textbox", { name: "Your question" }).fill("What separates the chromosomes during anaphase?");
    await page.keyboard.press("Enter");
    const answer = page.getByRole("article", { name: "Answer", exact: true });
    await answer.locator(".plain").getByText("The spindle separates the chromosomes").waitFor();
    await giveMarkdown();
    await page.reload();
    await answer.locator(".markdown").getByText("The spindle separates the chromosomes").waitFor();
  });
});

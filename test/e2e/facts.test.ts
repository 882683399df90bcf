import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parsePdf } from "../../src/parser/pdf.ts";
import { sharedPath } from "../support/shared.ts";
import { answers, ask, enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

/** Questions that were written from reading real documents, with the page that answers each. */
type Fact = { id: string; doc: string; page: number; question: string; image_only?: boolean };

const data = sharedPath("data");
const facts: Fact[] =
  data === null
    ? []
    : readFileSync(join(data, "facts.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .filter((fact: Fact) => fact.doc.endsWith(".pdf") && !fact.image_only);

/** Without a model an answer is made of sentences, and some questions are asked in other words than their answers. */
const LEAST_OPENED = 14;

/** What the page is called on its paper, which is what a citation says. */
async function labelOf({ doc, page }: Fact): Promise<string> {
  const parsed = await parsePdf(new Uint8Array(readFileSync(join(data ?? "", "docs", doc))), { from: page, to: page });
  return (parsed.ok ? parsed.pages[0]?.label : null) ?? String(page);
}

describe.skipIf(data === null)("questions about real documents, asked in the page with nothing configured", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W34] are answered with a citation that opens the page that holds the answer", async () => {
    const { page } = visit();
    const names = [...new Set(facts.map((fact) => fact.doc))];
    const files = names.map((name) => ({
      name,
      mimeType: "application/pdf",
      buffer: readFileSync(join(data ?? "", "docs", name)),
    }));
    await enterWithDocuments(page, url(), files);
    const classPage = page.url();
    const opened: string[] = [];
    for (const fact of facts) {
      await page.goto(classPage);
      await page.getByRole("link", { name: "Ask this class" }).click();
      await ask(page, fact.question);
      const answer = answers(page).first();
      await answer.getByRole("button", { name: "Good answer" }).waitFor();
      // The answer's text, and with it its chips, is drawn by a part of the page that is loaded on its own.
      await answer
        .getByRole("button", { name: /^Source 1: / })
        .first()
        .waitFor();
      const named = await labelOf(fact);
      const chip = answer.getByRole("button", { name: new RegExp(`^Source \\d+: ${fact.doc}, page ${named}$`) });
      if ((await chip.count()) === 0) continue;
      await chip.first().click();
      const panel = page.getByRole("complementary", { name: "Source" });
      await panel.locator(".quote-box").first().waitFor();
      if (new RegExp(`\\b${fact.page} of \\d`).test(await panel.innerText())) opened.push(fact.id);
    }
    console.log(`the cited page opened for ${opened.length} of ${facts.length}: ${opened.join(" ")}`);
    expect(opened.length).toBeGreaterThanOrEqual(LEAST_OPENED);
  });
});

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeShot } from "../support/browser.ts";
import { longAnswer } from "../support/long-answer.mjs";
import { type PacedModel, startPacedModel } from "../support/paced-model.mjs";
import { allPayloads, FOREIGN_HOST } from "../support/payloads.ts";
import { answers, ask, enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const NOTES = {
  name: "notes.md",
  mimeType: "text/markdown",
  buffer: Buffer.from("# Cells\n\nThe membrane holds what the cell needs."),
};

const SAMPLE = `## Energy in cells

Cells store energy [1] as **ATP**. For each mole $\\Delta G = -30.5\\,\\mathrm{kJ}$, and \\(k_B T\\) is small; it costs $5 or $10. See
[the textbook](https://books.example.org/cells?p=3) or <https://example.org/atp>, and ![a mitochondrion](https://img.example.org/m.png).

$$
\\oint_C \\vec{F}\\cdot d\\vec{r} = \\iint_S (\\nabla\\times\\vec{F})\\cdot d\\vec{S} \\qquad \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}
$$

| Stage | ATP | Where |
|:------|----:|:-----:|
| Glycolysis | 2 | cytosol $\\fcolorbox{red}{yellow}{x}$ |
| Citric acid cycle | 2 | *matrix* $x^2$ |

\`\`\`python
def yield_of(stage: str) -> int:
    """How much ATP a stage gives."""
    return {"glycolysis": 2, "cycle": 2}.get(stage, 0)  # per glucose
\`\`\`

1. First
   - [x] read
   - [ ] repeat
2. Second[^n]

> Quoted *words*.

### العربية

الخلية تخزن **الطاقة** في \`ATP\` و $E = mc^2$ [1].

- عنصر أول
- عنصر ثان

[^n]: A footnote with $y$.
`;

/** Everything that the browser asked for, but for what the service itself serves. */
function requestsElsewhere(context: BrowserContext, url: string): string[] {
  const asked: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) asked.push(request.url());
  });
  return asked;
}

/** What the policy refused, also where the browser says nothing of it. */
async function watchPolicy(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(globalThis, { refused });
    document.addEventListener("securitypolicyviolation", (event) => {
      refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

const refusedBy = (page: Page) => page.evaluate(() => Reflect.get(globalThis, "refused") as string[]);

/** The answer's elements without what differs between two visits. */
const structureOf = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".prose")].map((prose) =>
      prose.innerHTML.replace(/_r_\w+_/g, "id").replace(/ aria-description="[^"]*"/g, ""),
    ),
  );

describe("an answer in a real browser", () => {
  let model: PacedModel;
  const texts = new Map<string, string>();
  beforeAll(async () => {
    model = await startPacedModel({
      answerTo: (question) => [...texts].find(([key]) => question.includes(key))?.[1] ?? "no",
    });
  });
  afterAll(() => model.close());
  const url = serviceWith(() => ({
    OPENAI_API_KEY: "test",
    OPENAI_BASE_URL: model.url,
    GUEST_CHATS_PER_MONTH: "1000",
  }));
  const visit = visitor();

  async function enter(page: Page) {
    await enterWithDocuments(page, url(), [NOTES]);
    await page.getByRole("link", { name: "Ask this class" }).click();
  }
  const finished = (page: Page, count: number) =>
    answers(page)
      .nth(count - 1)
      .locator(".prose .markdown")
      .waitFor();

  it("[W46] [W45] formulas are drawn and code is coloured under the page's policy, and both are copied as they were written", async () => {
    const { page, context, complaints } = visit();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await watchPolicy(page);
    const elsewhere = requestsElsewhere(context, url());
    texts.set("sample", SAMPLE);
    await enter(page);
    await ask(page, "What does the membrane hold? A sample");
    await finished(page, 1);
    const prose = answers(page).first().locator(".prose");
    await prose.locator('.formula[data-state="drawn"]').nth(5).waitFor();
    await page.waitForFunction(() => !document.querySelector('.formula[data-state="waiting"]'));
    expect(await prose.locator('.formula[data-state="source"]').allInnerTexts()).toEqual([]);
    await prose.locator("code .c-keyword").first().waitFor();
    expect(await prose.locator(".katex-mathml annotation").first().textContent()).toBe(
      "\\Delta G = -30.5\\,\\mathrm{kJ}",
    );
    expect(await prose.innerText()).toContain("it costs $5 or $10");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const families = () =>
      page.evaluate(() =>
        [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family.replaceAll('"', "")),
      );
    await expect.poll(families).toContain("KaTeX_Main");

    await page.evaluate(() => {
      const paragraph = document.querySelector(".prose p");
      if (paragraph) getSelection()?.selectAllChildren(paragraph);
    });
    await page.keyboard.press("Control+C");
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect
      .poll(copied)
      .toContain(
        "Cells store energy [1] as ATP. For each mole $\\Delta G = -30.5\\,\\mathrm{kJ}$, and \\(k_B T\\) is small",
      );
    await prose.getByRole("button", { name: "Copy", exact: true }).click();
    await prose.getByRole("button", { name: "Copied" }).waitFor();
    await expect.poll(copied).toMatch(/^def yield_of[\s\S]*# per glucose$/);

    await takeShot(page, "answer-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await takeShot(page, "answer-dark");
    await page.locator("h4").last().scrollIntoViewIfNeeded();
    await takeShot(page, "answer-dark-end");
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 390, height: 844 });
    await takeShot(page, "answer-phone");
    await page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    await takeShot(page, "answer-phone-rtl");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await refusedBy(page)).toEqual([]);
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("[W48] a paragraph, list or table stands in its own direction, whatever the page's", async () => {
    const { page } = visit();
    texts.set("sample", SAMPLE);
    await enter(page);
    await ask(page, "What does the membrane hold? A sample");
    await finished(page, 1);
    const directions = await page.evaluate(() =>
      [...document.querySelectorAll(".markdown > :is(p, ol, ul, h3, h4)")].map((element) => [
        element.tagName,
        getComputedStyle(element).direction,
      ]),
    );
    expect(directions).toEqual([
      ["H3", "ltr"],
      ["P", "ltr"],
      ["OL", "ltr"],
      ["H4", "rtl"],
      ["P", "rtl"],
      ["UL", "rtl"],
    ]);
    const code = await page.evaluate(
      () => getComputedStyle(document.querySelector("p[dir] code") as Element).direction,
    );
    expect(code).toBe("ltr");
  });

  it("[W52] a link asks with its real host before it leaves, by mouse and by keyboard", async () => {
    const { page, context, complaints } = visit();
    const elsewhere = requestsElsewhere(context, url());
    texts.set("sample", SAMPLE);
    await enter(page);
    await ask(page, "What does the membrane hold? A sample");
    await finished(page, 1);
    const link = page.getByRole("link", { name: "the textbook" });
    expect(await link.innerText()).toContain("books.example.org");
    const before = page.url();
    for (const open of [() => link.click(), () => link.click({ button: "middle" }), () => link.press("Enter")]) {
      await open();
      const dialog = page.getByRole("dialog", { name: "Open this link?" });
      await dialog.waitFor();
      expect(await dialog.innerText()).toContain("https://books.example.org/cells?p=3");
      await takeShot(page, "leave");
      await dialog.getByRole("button", { name: "Stay here" }).click();
      await dialog.waitFor({ state: "detached" });
    }
    expect([page.url(), context.pages().length, elsewhere]).toEqual([before, 1, []]);
    await link.click();
    const away = context.waitForEvent("page");
    await page.getByRole("link", { name: "Open in a new tab" }).click();
    const opened = await away;
    expect(await opened.evaluate(() => [opener === null, document.referrer]).catch(() => [true, ""])).toEqual([
      true,
      "",
    ]);
    expect(complaints).toEqual([]);
  });

  it("[W53] the text of an answer stays the same elements when it ends, and a reload shows the same", async () => {
    const { page, complaints } = visit();
    await watchPolicy(page);
    texts.set("long", longAnswer(2_500));
    await enter(page);
    // What draws answers is there from the first one on.
    await ask(page, "What does the membrane hold?");
    await finished(page, 1);
    await page.evaluate(() => {
      const seen: Element[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const [first] = document.querySelectorAll(".running .markdown > *");
        if (first && !seen.includes(first)) seen.push(first);
      }).observe(document.body, { childList: true, subtree: true });
    });
    await ask(page, "What does the membrane hold? A long one");
    await finished(page, 2);
    const kept = await page.evaluate(() => {
      const seen = Reflect.get(globalThis, "seen") as Element[];
      const last = [...document.querySelectorAll(".markdown")].at(-1);
      return [seen.length, last?.firstElementChild === seen[0]];
    });
    expect(kept).toEqual([1, true]);
    await page.waitForURL(/\/chat\//);
    const drawn = () =>
      page.waitForFunction(
        () =>
          document.querySelector(".markdown") &&
          !document.querySelector('.formula[data-state="waiting"]') &&
          document.querySelector(".c-keyword"),
      );
    await drawn();
    const streamed = await structureOf(page);
    await page.reload();
    await drawn();
    await expect.poll(() => structureOf(page)).toEqual(streamed);
    expect(await refusedBy(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("[W51] whatever an answer holds, nothing runs, nothing is asked for, and the page stays where it is", async () => {
    const { page, context, complaints } = visit();
    await watchPolicy(page);
    const elsewhere = requestsElsewhere(context, url());
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const AT_ONCE = 12;
    const groups = Array.from({ length: Math.ceil(allPayloads.length / AT_ONCE) }, (_, index) =>
      allPayloads.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
    );
    await enter(page);
    for (const [index, group] of groups.entries()) {
      texts.set(`payload ${index}.`, group.map((payload) => `${payload}\n\n`).join(""));
      await ask(page, `Show payload ${index}.`);
      await finished(page, index + 1);
    }
    await page.waitForFunction(() => !document.querySelector('.formula[data-state="waiting"]'));
    // What a pointer or the keyboard would set off.
    for (const link of await page.locator(".prose a").all()) await link.dispatchEvent("mouseover");
    await page.waitForTimeout(500);
    const found = await page.evaluate(() => ({
      ran: Reflect.get(globalThis, "ran"),
      foreign: document.querySelectorAll(
        ".prose :is(script, style, iframe, img, object, embed, form, link, meta, base, svg:not(.katex svg), video, audio, template)",
      ).length,
      handlers: [...document.querySelectorAll(".prose *")].filter((element) =>
        element.getAttributeNames().some((name) => name.startsWith("on")),
      ).length,
      addresses: [...document.querySelectorAll<HTMLAnchorElement>(".prose a")].map((link) => link.protocol),
      widest: Math.max(
        0,
        ...[...document.querySelectorAll(".katex *")].map((element) => element.getBoundingClientRect().width),
      ),
    }));
    expect(found.ran).toBeUndefined();
    expect([found.foreign, found.handlers]).toEqual([0, 0]);
    expect(found.addresses.filter((protocol) => !/^(?:https?|mailto):$/.test(protocol))).toEqual([]);
    expect(found.widest).toBeLessThan(20_000);
    expect(elsewhere.filter((asked) => asked.includes(FOREIGN_HOST))).toEqual([]);
    expect(elsewhere).toEqual([]);
    expect([dialogs, context.pages().length, new URL(page.url()).origin]).toEqual([[], 1, new URL(url()).origin]);
    expect(await refusedBy(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

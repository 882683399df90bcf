/** What axe finds wrong on a page, in the look that it has now. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Colours that glide and boxes that fade are looked at when they have come to rest; what turns for ever is not waited for. */
const isAtRest = () =>
  document
    .getAnimations()
    .every(
      (one) => one.playState !== "running" || one.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
    );

/** One line for each element and rule; empty when there is nothing to say. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(source);
  await page.waitForFunction(isAtRest);
  const { violations } = await page.evaluate(
    (values): Promise<AxeResults> =>
      Reflect.get(globalThis, "axe").run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    RULES,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id}: ${html.slice(0, 160)} (${failureSummary?.replace(/\s+/g, " ").slice(0, 200)})`,
    ),
  );
}

/**
 * How much work pdf.js may do for one page. A file of a few kilobytes can ask for any amount of it: by forms that show each
 * other, contents that come again and again, patterns that paint themselves. Nothing else runs while pdf.js does, so that it
 * cannot be stopped from outside. But for every form, and for every hundred instructions, it asks for the time, to let others
 * run now and then: these questions are counted, and answered with a throw when there were too many. What it read until then
 * of the page stays. Each reading has its own count, however many are under way.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** One and a half million instructions; of a thousand real pages the most crowded one has 430,000. */
const MOST_ASKED = 15_000;

type Budget = { asked: number };

const budgets = new AsyncLocalStorage<Budget>();
let isCounted = false;

/** The result of a work, and how often pdf.js asked for the time in it. */
export async function withinBudget<T>(work: () => Promise<T>): Promise<{ result: T; asked: number }> {
  countQuestions();
  const budget = { asked: 0 };
  const result = await budgets.run(budget, work);
  return { result, asked: budget.asked };
}

/** Outside of such a work the time is told as ever. */
function countQuestions(): void {
  if (isCounted) return;
  isCounted = true;
  const now = Date.now;
  Date.now = () => {
    const budget = budgets.getStore();
    if (budget !== undefined) {
      budget.asked += 1;
      if (budget.asked > MOST_ASKED) throw new Error("This page asks for more work than a page may.");
    }
    return now();
  };
}

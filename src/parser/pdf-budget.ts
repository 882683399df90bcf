/**
 * How much work pdf.js may do for one page. A file of a few kilobytes can ask for any amount of it: by forms that show each
 * other, contents that come again and again, patterns that paint themselves. Nothing else runs while pdf.js does, so that it
 * cannot be stopped from outside. But for every form, and for every hundred instructions, it asks for the time, to let others
 * run now and then: these questions are counted, and answered with a throw when there were too many. What it read until then
 * of the page stays. Each reading has its own count, however many are under way.
 * States of drawing that are saved and never restored are each an object made of the one before, and every step in such a row
 * costs as much as the row is long: a row that is too long is answered with a throw as well.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** One and a half million instructions; of a thousand real pages the most crowded one has 430,000. */
const MOST_ASKED = 15_000;

/** States within each other; real pages have some tens. */
const MOST_NESTED = 2_000;
/** A row is measured each time that so many objects were made of others: it cannot have grown by more. */
const MADE_BETWEEN = 256;

type Budget = { asked: number; made: number };

const budgets = new AsyncLocalStorage<Budget>();
let isCounted = false;

/** The result of a work, and how often pdf.js asked for the time in it. */
export async function withinBudget<T>(work: () => Promise<T>): Promise<{ result: T; asked: number }> {
  countWork();
  const budget = { asked: 0, made: 0 };
  const result = await budgets.run(budget, work);
  return { result, asked: budget.asked };
}

/** Outside of such a work the time is told, and objects are made, as ever. */
function countWork(): void {
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
  const create = Object.create;
  Object.create = (made: object | null, properties?: PropertyDescriptorMap): unknown => {
    const budget = made === null ? undefined : budgets.getStore();
    if (budget !== undefined) {
      budget.made += 1;
      if (budget.made % MADE_BETWEEN === 0 && rowOf(made) > MOST_NESTED)
        throw new Error("This page saves more states than a page may.");
    }
    return properties === undefined ? create(made) : create(made, properties);
  };
}

/** How many objects an object was made of, one of the other; counted no further than the bound. */
function rowOf(object: object | null): number {
  let length = 0;
  for (let at = object; at !== null && length <= MOST_NESTED; at = Object.getPrototypeOf(at)) length += 1;
  return length;
}

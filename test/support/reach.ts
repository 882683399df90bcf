/** What the keyboard reaches on a page, what can be seen of it there, and what does not fit the page's width. */
import type { Page } from "playwright-core";

/** What may be wider than the page: it scrolls by itself, and is read in two dimensions anyway. */
const WIDE = ".table-box, pre, .code, .katex-display, .pdf-pages";

/** Elements that make the page, or a part of it that scrolls, wider than it is; empty when it only scrolls one way. */
export function sidewaysOn(page: Page): Promise<string[]> {
  return page.evaluate((wide) => {
    const told = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`;
    const scrolls = (element: Element) =>
      element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    return [...document.querySelectorAll("html, body *")]
      .filter((element) => element.checkVisibility() && scrolls(element) && !element.closest(wide))
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(told);
  }, WIDE);
}

export type Reached = {
  /** What can take the focus, and did not get it by the Tab key. */
  missed: string[];
  /** What had the focus and did not show it. */
  unseen: string[];
  /** How many got it. */
  count: number;
};

/** Goes through all that takes the focus, from where it is, by the Tab key alone. */
export async function reachedByTab(page: Page): Promise<Reached> {
  const wanted = await page.evaluate(() => {
    const boxes = new Set<Element>();
    const all = document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]");
    const outermost = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? document.body;
    for (const one of all) {
      if (!outermost.contains(one) || one.tabIndex < 0 || one.matches(":disabled") || one.closest("[inert]")) continue;
      if (one.checkVisibility({ visibilityProperty: true })) boxes.add(one);
    }
    Object.assign(globalThis, { toReach: boxes, reached: 0 });
    return boxes.size;
  });
  const unseen: string[] = [];
  // Some more than there are: the browser itself takes the focus in between, and what scrolls gets it too.
  for (let step = 0; step < wanted * 2 + 12; step++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const boxes: Set<Element> = Reflect.get(globalThis, "toReach");
      if (element === null || element === document.body) return { left: boxes.size, unseen: null };
      const isNew = boxes.delete(element);
      const shows = (one: Element | null): boolean =>
        one !== null && getComputedStyle(one).outlineStyle !== "none" && getComputedStyle(one).outlineWidth !== "0px";
      const isShown = shows(element) || shows(element.closest(":focus-within:not(body, html, main)"));
      const inside = element.parentElement?.closest(".composer, .search") ?? null;
      const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const rect = element.getBoundingClientRect();
      const isThere = rect.width > 0 && rect.bottom > 0 && rect.top < innerHeight;
      const isSeen = (isShown || shows(inside)) && isThere;
      return { left: boxes.size, unseen: isNew && !isSeen ? `${element.tagName} ${name.trim().slice(0, 60)}` : null };
    });
    if (at.unseen !== null) unseen.push(at.unseen);
    if (at.left === 0) break;
  }
  const missed = await page.evaluate(() =>
    [...(Reflect.get(globalThis, "toReach") as Set<Element>)]
      .filter((one) => one.isConnected && one.checkVisibility({ visibilityProperty: true }))
      .map((one) => `${one.tagName} ${(one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 60)}`),
  );
  return { missed, unseen, count: wanted - missed.length };
}

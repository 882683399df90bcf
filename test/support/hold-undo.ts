/** The time in which what was deleted can be taken back stands still, so that no test depends on being quicker than that. */
import type { Page } from "playwright-core";
import { UNDO_MS } from "../../web/state/removals.ts";

/** Before the page is opened. Leaving it, and what is done next, delete as ever. */
export const holdUndo = (page: Page): Promise<unknown> =>
  page.addInitScript((undoMs) => {
    const real = globalThis.setTimeout;
    const patient = (run: () => void, ms?: number) => real(run, ms === undoMs ? 2 ** 30 : ms);
    Object.assign(globalThis, { setTimeout: patient });
  }, UNDO_MS);

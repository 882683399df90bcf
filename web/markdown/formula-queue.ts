/**
 * Draws formulas, as many in a frame as there is time for: an answer with thousands of them stays scrollable meanwhile (W46).
 * Those that come one by one while an answer streams are drawn before they are painted for the first time.
 */
import type { Formula } from "./nodes.ts";

type Job = { element: HTMLElement; formula: Formula };
type Draw = typeof import("./katex.ts")["drawTex"];

/** What formulas may take of a frame. */
const BUDGET_MS = 6;

const jobs = new Set<Job>();
let draw: Draw | null = null;
let isLoading = false;
let scheduled = false;
let spentMs = 0;

/** Draws a formula in place of the element's text, now or soon; the function returned takes the order back. */
export function drawFormula(element: HTMLElement, formula: Formula): () => void {
  const job = { element, formula };
  element.dataset.state = "waiting";
  if (draw && jobs.size === 0 && spentMs < BUDGET_MS) {
    run(job, draw);
    schedule();
  } else {
    jobs.add(job);
    if (draw) schedule();
    else load();
  }
  return () => jobs.delete(job);
}

function load(): void {
  if (isLoading) return;
  isLoading = true;
  import("./katex.ts").then(
    (katex) => {
      draw = katex.drawTex;
      work();
    },
    () => {
      // Without KaTeX a formula is its TeX; the next one tries again.
      isLoading = false;
      for (const { element } of jobs) element.dataset.state = "source";
      jobs.clear();
    },
  );
}

/** The budget is a frame's: the next frame has its own. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    spentMs = 0;
    if (jobs.size > 0) work();
  });
}

function work(): void {
  if (!draw) return;
  for (const job of jobs) {
    if (spentMs >= BUDGET_MS) break;
    jobs.delete(job);
    run(job, draw);
  }
  if (jobs.size > 0) schedule();
}

function run({ element, formula }: Job, drawTex: Draw): void {
  const began = performance.now();
  element.dataset.state = drawTex(element, formula) ? "drawn" : "source";
  spentMs += performance.now() - began;
}

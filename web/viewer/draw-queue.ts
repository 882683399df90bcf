/**
 * Which page is drawn next: one at a time, the one that is nearest to what is read. What was not begun can be taken back
 * without a trace, so that scrolling past a hundred pages draws none of them.
 */

type Job = { index: number; run: () => Promise<void> };

export class DrawQueue {
  #jobs: Job[] = [];
  #isBusy = false;
  #focus = 0;
  readonly #onIdle: () => void;

  /** `onIdle` is called when all that was asked for is drawn. */
  constructor(onIdle: () => void = () => undefined) {
    this.#onIdle = onIdle;
  }

  /** Tells which page is read. */
  focus(index: number): void {
    this.#focus = index;
  }

  /** Asks for a page to be drawn; `run` never rejects. The answer takes it back as long as it was not begun. */
  add(index: number, run: () => Promise<void>): () => void {
    const job = { index, run };
    this.#jobs.push(job);
    // Pages that come into view together are looked at together.
    queueMicrotask(() => void this.#next());
    return () => {
      this.#jobs = this.#jobs.filter((one) => one !== job);
    };
  }

  async #next(): Promise<void> {
    if (this.#isBusy) return;
    const job = this.#nearest();
    if (!job) return;
    this.#isBusy = true;
    this.#jobs = this.#jobs.filter((one) => one !== job);
    try {
      await job.run();
    } finally {
      this.#isBusy = false;
      if (this.#jobs.length === 0) this.#onIdle();
      void this.#next();
    }
  }

  #nearest(): Job | undefined {
    const far = ({ index }: Job) => Math.abs(index - this.#focus);
    return this.#jobs.reduce<Job | undefined>(
      (best, job) => (best === undefined || far(job) < far(best) ? job : best),
      undefined,
    );
  }
}

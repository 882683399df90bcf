/**
 * The extracted pages of one document, as the service tells them: fetched once each when they are wanted, the last ones
 * kept. Watchers hear when one arrives or fails.
 */
import type { Page } from "../../src/protocol.ts";

export type PageText = { state: "loading" } | { state: "here"; page: Page } | { state: "failed"; code: string };

/** Never rejects; what an aborted one answers is not looked at. */
type Load = (page: number, signal: AbortSignal) => Promise<PageText>;

/** Pages kept; a page has some thousands of letters. */
const MAX_KEPT = 60;
/** Requests at the same time. */
const AT_ONCE = 4;

export class PageTexts {
  readonly #load: Load;
  #cord = new AbortController();
  readonly #pages = new Map<number, PageText>();
  readonly #waiting: number[] = [];
  readonly #watchers = new Set<() => void>();
  #running = 0;
  #version = 0;
  #pinned: number | null = null;

  constructor(load: Load) {
    this.#load = load;
  }

  /** Changes with every page that arrives. */
  readonly version = (): number => this.#version;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** What is known of a page; asks for nothing. */
  get(page: number): PageText | null {
    return this.#pages.get(page) ?? null;
  }

  /** Asks for a page, unless it is here or on its way. The newest wish is served first. */
  want(page: number): void {
    const known = this.#pages.get(page);
    if (known) {
      // The order of the map is the order of use.
      this.#pages.delete(page);
      this.#pages.set(page, known);
      return;
    }
    this.#pages.set(page, { state: "loading" });
    this.#waiting.push(page);
    this.#next();
  }

  /** Asks for the page that is kept whatever else is looked at. */
  pin(page: number): void {
    this.#pinned = page;
    this.want(page);
  }

  /** Asks again for a page that could not be had. */
  retry(page: number): void {
    if (this.#pages.get(page)?.state === "failed") {
      this.#pages.delete(page);
      this.want(page);
      this.#tell();
    }
  }

  /** Forgets every page: the document is another by now. */
  forget(): void {
    this.#cord.abort();
    this.#pages.clear();
    this.#waiting.length = 0;
    this.#cord = new AbortController();
    if (this.#pinned !== null) this.want(this.#pinned);
    this.#tell();
  }

  /** Goes on after a close: a component may leave and come back. */
  open(): void {
    if (this.#cord.signal.aborted) this.#cord = new AbortController();
    this.#next();
  }

  /** Ends every request; what was asked for and had not come is asked for again when it is opened. */
  close(): void {
    this.#cord.abort();
  }

  #next(): void {
    while (this.#running < AT_ONCE && !this.#cord.signal.aborted) {
      const page = this.#waiting.pop();
      if (page === undefined) return;
      this.#running++;
      void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const { signal } = this.#cord;
    const found = await this.#load(page, signal);
    this.#running--;
    if (signal.aborted) {
      if (this.#pages.get(page)?.state === "loading" && !this.#waiting.includes(page)) this.#waiting.push(page);
    } else {
      this.#pages.set(page, found);
      this.#drop();
      this.#tell();
    }
    this.#next();
  }

  #drop(): void {
    for (const [page, { state }] of this.#pages) {
      if (this.#pages.size <= MAX_KEPT) return;
      if (state !== "loading" && page !== this.#pinned) this.#pages.delete(page);
    }
  }

  #tell(): void {
    this.#version++;
    for (const watcher of this.#watchers) watcher();
  }
}

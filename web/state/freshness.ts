/**
 * Whether a newer page than this one is served, and when to change over. A new version of the service shows in the header of
 * its answers; whether the page changed with it shows in the address of its script. It is reloaded only at a quiet moment.
 */
import { Store } from "./store.ts";

/** What keeps the page from being reloaded; each is named by whoever is busy with it. */
export type Busy = "typing" | "answering" | "uploading" | "deleting" | "reading" | "asking";

export class Freshness {
  /** Whether a newer page is there. */
  readonly state: Store<boolean>;
  readonly #busy = new Map<Busy, number>();
  readonly #scriptOf: () => Promise<string | null>;
  readonly #own: string | null;
  #version: string | null = null;

  /** `scriptOf` fetches the served page and gives the address of its script; `own` is that of this one. */
  constructor(p: { soon: (run: () => void) => void; own: string | null; scriptOf: () => Promise<string | null> }) {
    this.state = new Store(false, p.soon);
    this.#own = p.own;
    this.#scriptOf = p.scriptOf;
  }

  /** An answer came from this version of the service. Never throws. */
  readonly saw = async (version: string | null): Promise<void> => {
    if (version === null || version === this.#version) return;
    const isFirst = this.#version === null;
    this.#version = version;
    if (isFirst || this.#own === null) return;
    const served = await this.#scriptOf().catch(() => null);
    if (served !== null && served !== this.#own) this.state.set(true);
  };

  /** Something begins that a reload would disturb; call what is returned when it is over. */
  readonly hold = (why: Busy): (() => void) => {
    this.#busy.set(why, (this.#busy.get(why) ?? 0) + 1);
    let held = true;
    return () => {
      if (held) this.#busy.set(why, (this.#busy.get(why) ?? 1) - 1);
      held = false;
    };
  };

  /** Whether a reload would neither lose nor interrupt anything. */
  isQuiet(): boolean {
    return [...this.#busy.values()].every((count) => count === 0);
  }
}

/** The addresses of a page's module scripts, from its HTML, as one text; null for a page without any. */
export function scriptIn(html: string): string | null {
  const found = html.matchAll(/<script[^>]+type="module"[^>]*\bsrc="([^"]+)"/g);
  return Array.from(found, ([, src]) => src).join(" ") || null;
}

/**
 * A state that components can watch, and the two that the page has. No React here; a hook joins them.
 * Frames change the state at once; watchers are told at most once per painted frame, so that tokens that arrive
 * faster than a screen paints cost one render.
 */

export type Watchable<S> = { get(): S; subscribe(watcher: () => void): () => void };

/** Holds a state and tells its watchers; `soon` decides when. */
export class Store<S> implements Watchable<S> {
  #state: S;
  #told: S;
  #scheduled = false;
  readonly #watchers = new Set<() => void>();
  readonly #soon: (run: () => void) => void;

  constructor(state: S, soon: (run: () => void) => void) {
    this.#state = state;
    this.#told = state;
    this.#soon = soon;
  }

  /** What watchers were last told. */
  readonly get = (): S => this.#told;

  /** What is true now. */
  now(): S {
    return this.#state;
  }

  set(state: S): void {
    if (state === this.#state) return;
    this.#state = state;
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#soon(() => {
      this.#scheduled = false;
      this.#told = this.#state;
      for (const watcher of this.#watchers) watcher();
    });
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
}

/**
 * Chats, or documents, that a student deleted and may still take back. Nothing is sent before the time is over or the page is
 * left, so that what is lost with a crash is the deletion and never what was to be deleted.
 */
import { Store } from "./store.ts";

export const UNDO_MS = 8_000;

export type RemovalDeps<T> = {
  soon: (run: () => void) => void;
  setTimer: (run: () => void, ms: number) => unknown;
  clearTimer: (timer: unknown) => void;
  /** Deletes for good and never rejects; `leaving`: the page is on its way out, and the request has to outlive it. */
  remove: (item: T, leaving: boolean) => Promise<void>;
};

/** In the order in which they were deleted. They are hidden everywhere until the service has answered. */
export class Removals<T extends { id: string }> {
  readonly state: Store<readonly T[]>;
  readonly #timers = new Map<string, unknown>();
  readonly #going = new Map<string, Promise<void>>();
  readonly #deps: RemovalDeps<T>;

  constructor(deps: RemovalDeps<T>) {
    this.#deps = deps;
    this.state = new Store<readonly T[]>([], deps.soon);
  }

  readonly begin = (item: T): void => {
    if (this.state.now().some(({ id }) => id === item.id)) return;
    this.state.set([...this.state.now(), item]);
    this.#timers.set(
      item.id,
      this.#deps.setTimer(() => this.#finish(item, false), UNDO_MS),
    );
  };

  /** Takes one back; answers whether it was not too late. */
  readonly undo = (id: string): boolean => {
    if (!this.#timers.has(id)) return false;
    this.#stopTimer(id);
    this.#forget(id);
    return true;
  };

  /**
   * Deletes now what may still be taken back, as what is done next must not find it any more. Resolves when the service has
   * answered; null where nothing has to be waited for.
   */
  readonly finish = (): Promise<void> | null => {
    for (const item of this.#waiting()) this.#finish(item, false);
    return this.#going.size === 0 ? null : Promise.all(this.#going.values()).then(() => undefined);
  };

  /** The page is left: what was deleted is deleted. */
  readonly leave = (): void => {
    for (const item of this.#waiting()) this.#finish(item, true);
  };

  #waiting(): T[] {
    return this.state.now().filter(({ id }) => this.#timers.has(id));
  }

  #finish(item: T, leaving: boolean): void {
    this.#stopTimer(item.id);
    const going = this.#deps.remove(item, leaving).then(() => {
      this.#going.delete(item.id);
      this.#forget(item.id);
    });
    this.#going.set(item.id, going);
  }

  #stopTimer(id: string): void {
    this.#deps.clearTimer(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #forget(id: string): void {
    this.state.set(this.state.now().filter((item) => item.id !== id));
  }
}

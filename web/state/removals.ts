/**
 * Chats that a student deleted and may still take back. Nothing is sent before the time is over or the page is left, so that
 * what is lost with a crash is the deletion and never the chat.
 */
import type { Chat } from "../../src/protocol.ts";
import { Store } from "./store.ts";

export const UNDO_MS = 8_000;

export type RemovalDeps = {
  soon: (run: () => void) => void;
  setTimer: (run: () => void, ms: number) => unknown;
  clearTimer: (timer: unknown) => void;
  /** Deletes for good; `leaving`: the page is on its way out, and the request has to outlive it. */
  remove: (chat: Chat, leaving: boolean) => void;
};

/** Chats in the order in which they were deleted; they are hidden everywhere meanwhile. */
export class Removals {
  readonly state: Store<readonly Chat[]>;
  readonly #timers = new Map<string, unknown>();
  readonly #deps: RemovalDeps;

  constructor(deps: RemovalDeps) {
    this.#deps = deps;
    this.state = new Store<readonly Chat[]>([], deps.soon);
  }

  readonly begin = (chat: Chat): void => {
    if (this.#timers.has(chat.id)) return;
    this.state.set([...this.state.now(), chat]);
    this.#timers.set(
      chat.id,
      this.#deps.setTimer(() => this.#finish(chat, false), UNDO_MS),
    );
  };

  /** Takes the last one back, or the named one. */
  readonly undo = (id = this.state.now().at(-1)?.id): void => {
    if (id !== undefined) this.#forget(id);
  };

  /** The page is left: what was deleted is deleted. */
  readonly leave = (): void => {
    for (const chat of this.state.now()) this.#finish(chat, true);
  };

  #finish(chat: Chat, leaving: boolean): void {
    this.#forget(chat.id);
    this.#deps.remove(chat, leaving);
  }

  #forget(id: string): void {
    this.#deps.clearTimer(this.#timers.get(id));
    this.#timers.delete(id);
    this.state.set(this.state.now().filter((chat) => chat.id !== id));
  }
}

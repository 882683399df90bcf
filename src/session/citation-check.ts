/**
 * Looks after the citations of a chat that is opened: each library is asked once whether what was cited still stands, and what
 * changed is stored and told to all who watch (rules T94 to T99). Nobody waits for it but who asks over HTTP, and that not long.
 * Keeps out of the way of a running turn, whose frames would wait for what is written.
 */
import type { Result } from "../failure.ts";
import type { Answer, Message } from "../protocol.ts";
import type { ChatRow } from "./records.ts";
import { chunksToLookUp, restate, type Stands } from "./restate.ts";
import type { SessionStore } from "./store.ts";

/** A message that was looked after is left alone for so long. */
const AGAIN_MS = 60_000;
/** So long whoever asks over HTTP waits for news. */
const WAIT_MS = 1_000;
/** Messages that are remembered as looked after. */
const MAX_REMEMBERED = 1_000;
/** Chunks that a library is asked for in one call. */
const CHUNKS_A_CALL = 500;

export type CitationDeps = {
  store: SessionStore;
  /** What a library says of its chunks; what it leaves out it cannot tell. Throws when it cannot be reached. */
  standing(
    classId: string,
    p: { userId: string; chunkIds: string[] },
  ): Promise<Result<({ chunkId: string } & Stands)[]>>;
  isRunning: () => boolean;
  nowMs: () => number;
  waitUntil: (promise: Promise<unknown>) => void;
  /** Called with each message that changed, after all were stored. */
  changed: (sessionId: string, message: Message) => void;
};

export class CitationCheck {
  readonly #deps: CitationDeps;
  readonly #lookedAt = new Map<string, number>();

  constructor(deps: CitationDeps) {
    this.#deps = deps;
  }

  /** Looks after the citations of messages and waits a moment for it. Answers whether there was anything to look up. */
  async checked(messages: readonly Message[]): Promise<boolean> {
    const check = this.check(messages);
    if (check !== null) await Promise.race([check, new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
    return check !== null;
  }

  /**
   * Looks after the citations of messages. `null` when there is nothing to look up; otherwise resolves when what changed is
   * stored and told. Never rejects.
   */
  check(messages: readonly Message[]): Promise<void> | null {
    const { isRunning, nowMs, store, waitUntil } = this.#deps;
    const chat = store.chat();
    if (chat === null || isRunning()) return null;
    const now = nowMs();
    const answers = messages.filter((message) => message.role === "assistant");
    const due = answers.filter(
      (answer) =>
        (this.#lookedAt.get(answer.id) ?? Number.NEGATIVE_INFINITY) + AGAIN_MS <= now &&
        chunksToLookUp(answer).length > 0,
    );
    if (due.length === 0) return null;
    if (this.#lookedAt.size > MAX_REMEMBERED) this.#lookedAt.clear();
    for (const { id } of due) this.#lookedAt.set(id, now);
    const check = this.#lookAfter(chat, due).catch((error: unknown) => {
      console.error(JSON.stringify({ event: "citations-unchecked", error: String(error) }));
    });
    waitUntil(check);
    return check;
  }

  async #lookAfter({ owner, sessionId }: ChatRow, answers: readonly Answer[]): Promise<void> {
    const { store, isRunning, changed } = this.#deps;
    const stands = await this.#stands(owner, answers);
    // A turn began meanwhile: its text goes first, and the next who opens the chat has them looked up again.
    if (isRunning()) return this.#forget(answers);
    const restated = store.transaction(() => answers.filter(({ id }) => restateOne(store, id, stands)));
    for (const { id } of restated) {
      const message = store.message(id);
      if (message !== null) changed(sessionId, message);
    }
  }

  #forget(answers: readonly Answer[]): void {
    for (const { id } of answers) this.#lookedAt.delete(id);
  }

  /** Where the cited chunks stand, of all classes at once; those of a library that cannot tell are left out. */
  async #stands(userId: string, answers: readonly Answer[]): Promise<Map<string, Stands>> {
    const wanted = Map.groupBy(answers.flatMap(chunksToLookUp), ({ classId }) => classId);
    const calls = [...wanted].flatMap(([classId, cited]) => {
      const chunkIds = [...new Set(cited.map(({ chunkId }) => chunkId))];
      const parts = Math.ceil(chunkIds.length / CHUNKS_A_CALL);
      return Array.from({ length: parts }, (_, i) =>
        this.#ask(classId, { userId, chunkIds: chunkIds.slice(i * CHUNKS_A_CALL, (i + 1) * CHUNKS_A_CALL) }),
      );
    });
    const found = new Map<string, Stands>();
    for (const reply of await Promise.all(calls))
      for (const { chunkId, page, pageLabel } of reply) found.set(chunkId, { page, pageLabel });
    return found;
  }

  async #ask(classId: string, p: { userId: string; chunkIds: string[] }): Promise<({ chunkId: string } & Stands)[]> {
    try {
      const reply = await this.#deps.standing(classId, p);
      if (reply.ok) return reply.value;
      // A class that is not there holds nothing any more; any other refusal tells nothing.
      const isGone = reply.failure.code === "not-found";
      return isGone ? p.chunkIds.map((chunkId) => ({ chunkId, page: null, pageLabel: null })) : [];
    } catch (error) {
      console.warn(JSON.stringify({ event: "library-unreachable", error: String(error) }));
      return [];
    }
  }
}

/** Part of the transaction: writes the message's row if its citations are to say something else. Answers whether they are. */
function restateOne(store: SessionStore, id: string, stands: ReadonlyMap<string, Stands>): boolean {
  const message = store.message(id);
  const restated = message?.role === "assistant" ? restate(message, stands) : null;
  if (restated !== null) store.restate(id, restated);
  return restated !== null;
}

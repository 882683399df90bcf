/**
 * What a chat owes to the account, and how it is delivered: index rows, and the end of each turn.
 * Guarantees: only here a turn is posted or voided, from a stored row, until the account has answered.
 */
import * as z from "zod/mini";
import { backoffMs, type Due } from "../due.ts";
import type { Env } from "../env.ts";
import type { OutboxRow } from "../outbox.ts";
import { Outbox } from "../outbox.ts";
import { chatShape, type Quota } from "../protocol.ts";
import type { SessionStore } from "./store.ts";

/** After so long without an answer the account counts as out of reach, and the row is tried again later. */
const CALL_MS = 10_000;
/** A turn without a chat is forgotten when its ledger row is: two months and some days later. */
const EXPIRE_MS = 70 * 24 * 3_600_000;

/** How often an object wakes for rows that only another version can deliver. */
const FOREIGN_MS = 300_000;
/** Quotas that came after those who waited for them had gone. */
const MAX_QUOTAS = 16;

const KINDS = ["index", "post", "void", "removed"];

const indexPayload = z.object({ chat: chatShape });
const endPayload = z.object({ turnId: z.string(), period: z.nullable(z.string()), chat: z.nullable(chatShape) });

export type EndPayload = z.infer<typeof endPayload>;

export class TellAccount {
  readonly #env: Env;
  readonly #store: SessionStore;
  readonly #due: Due;
  readonly #outbox: Outbox;
  /** The quotas that the account answered with, until whoever ended the turn has taken them. */
  readonly #quotas = new Map<string, Quota>();

  constructor(env: Env, store: SessionStore, due: Due, sql: SqlStorage) {
    this.#env = env;
    this.#store = store;
    this.#due = due;
    this.#outbox = new Outbox(sql, KINDS);
  }

  /** The chat's row in the account's index. Part of the caller's transaction, like all that notes something. */
  noteIndex(key: string, payload: z.infer<typeof indexPayload>): void {
    this.#outbox.put("index", key, payload);
  }

  /** The end of a turn; takes the place of what was noted for it before. */
  noteEnd(as: "post" | "void", payload: EndPayload): void {
    this.#outbox.put(as, payload.turnId, payload);
  }

  noteRemoved(): void {
    this.#outbox.put("removed", "chat", {});
  }

  /** Takes the quota that came with the answer about this turn. */
  takeQuota(turnId: string): Quota | undefined {
    const quota = this.#quotas.get(turnId);
    this.#quotas.delete(turnId);
    return quota;
  }

  /** Whether something waits to be told. */
  isOwing(): boolean {
    return this.#store.chat() !== null && this.#outbox.pending().length > 0;
  }

  /** Delivers all that is noted; what cannot be delivered stays due. Never rejects. */
  async deliver(nowMs: () => number): Promise<void> {
    const done = await this.#outbox.drain((row) => this.#tell(row));
    // While a turn runs, its watchdog is the row, and its end tells what is left.
    if (this.#store.runningTurn() === null) {
      if (!done) {
        const tries = Math.max(1, ...this.#outbox.pending().map((row) => row.tries));
        this.#due.put("work", "", nowMs() + backoffMs(tries, Math.random()));
      } else if (this.#outbox.isEmpty()) {
        this.#due.remove("work", "");
        if (this.#store.chat()?.direct) this.#due.put("expire", "", nowMs() + EXPIRE_MS);
      } else {
        this.#due.put("work", "", nowMs() + FOREIGN_MS);
      }
    }
    this.#due.arm(nowMs());
  }

  #keepQuota(turnId: string, quota: Quota): void {
    this.#quotas.set(turnId, quota);
    const [oldest] = this.#quotas.keys();
    if (this.#quotas.size > MAX_QUOTAS && oldest !== undefined) this.#quotas.delete(oldest);
  }

  async #tell(row: OutboxRow): Promise<"unreadable" | undefined> {
    const chat = this.#store.chat();
    if (chat === null) return undefined;
    const { owner: userId, sessionId } = chat;
    const account = this.#env.USER_ACCOUNT.getByName(userId);
    if (row.kind === "index") {
      const payload = readPayload(indexPayload, row);
      if (payload === null) return "unreadable";
      await within(account.chatChanged({ userId, chat: payload.chat }));
    } else if (row.kind === "removed") {
      await within(account.chatRemoved({ userId, sessionId }));
    } else {
      const payload = readPayload(endPayload, row);
      if (payload === null) return "unreadable";
      const { turnId, period, chat: index } = payload;
      const as = row.kind === "post" ? "post" : "void";
      const reply = await within(account.settle({ userId, turnId, sessionId, as, period, chat: index }));
      if (reply.ok) this.#keepQuota(turnId, reply.value.quota);
      else console.warn(JSON.stringify({ event: "settle-refused", turnId, code: reply.failure.code }));
    }
  }
}

/** What a row says; `null` for a form that this version cannot read. */
function readPayload<T>(schema: z.ZodMiniType<T>, row: OutboxRow): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(row.payload));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Rejects when a call has not been answered in time; the row stays and is told again. */
async function within<T>(call: T): Promise<Awaited<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the account did not answer in time")), CALL_MS);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

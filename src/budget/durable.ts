/**
 * Counts what many share: tokens a minute of a model, guests of an address block. One object for each; a shell over
 * window.ts and store.ts. Every grant writes one row, a refusal none (B1, B2); what was counted survives an eviction.
 * A day after its last use the object empties itself.
 */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import { BudgetStore } from "./store.ts";
import type { Grant, Refusal } from "./token-budget.ts";
import { beatAt, roomInMs, SLOT_MS } from "./window.ts";

const KEPT_IDLE_MS = 86_400_000;

export class Budget extends DurableObject<Env> {
  readonly #store: BudgetStore;
  #armed = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new BudgetStore(ctx.storage);
  }

  /** Takes `tokens` out of the minute's `limit`, or says after how many ms there may be room. Writes one row when granted. */
  async reserve({ tokens, limit }: { tokens: number; limit: number }): Promise<Grant | Refusal> {
    const nowMs = Date.now();
    const retryAfterMs = roomInMs(this.#store.slots(), { tokens, limit, nowMs });
    if (retryAfterMs > 0) return { granted: false, retryAfterMs };
    const beat = beatAt(nowMs);
    this.#store.addTokens({ beat, tokens });
    await this.#arm(nowMs);
    return { granted: true, beat, tokens };
  }

  /** Replaces what was reserved by what was used. Writes at most one row; a grant older than a minute is past correcting. */
  async settle({ grant, used }: { grant: Grant; used: number }): Promise<void> {
    if (used !== grant.tokens) this.#store.correctTokens({ beat: grant.beat, tokens: used - grant.tokens });
  }

  /** Counts `amount` in the running window of `windowMs` unless that would pass `limit`. Writes one row when granted. */
  async take(p: {
    limit: number;
    windowMs: number;
    amount: number;
  }): Promise<{ granted: boolean; retryAfterMs: number }> {
    const nowMs = Date.now();
    const begunAt = nowMs - (nowMs % p.windowMs);
    const amount = this.#store.counted(p.windowMs, begunAt) + p.amount;
    if (amount > p.limit) return { granted: false, retryAfterMs: begunAt + p.windowMs - nowMs };
    this.#store.setCounted(p.windowMs, begunAt, amount);
    await this.#arm(nowMs);
    return { granted: true, retryAfterMs: 0 };
  }

  override async alarm(): Promise<void> {
    const newest = this.#store.newest(SLOT_MS);
    const emptyAt = newest === null ? 0 : newest + KEPT_IDLE_MS;
    this.#armed = false;
    if (emptyAt <= Date.now()) await this.#store.clear();
    else await this.ctx.storage.setAlarm(emptyAt);
  }

  /** One alarm a day is enough: it looks by itself how old the newest row is. */
  async #arm(nowMs: number): Promise<void> {
    if (this.#armed) return;
    this.#armed = true;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(nowMs + KEPT_IDLE_MS);
  }
}

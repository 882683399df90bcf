/**
 * The account's places as transactions: reads the row and what is taken, lets `ledger.ts` decide, writes the row, and sees to it
 * that the account will wake for it. Every function here is to be called inside one `transactionSync`, without an await.
 * What goes to sockets and sessions is left to the caller.
 */
import type { Config } from "../config.ts";
import type { Due } from "../due.ts";
import type { Quota } from "../protocol.ts";
import {
  type Decision,
  decideLease,
  decideReserve,
  decideSettle,
  type Facts,
  KEEP_DENIED_MS,
  type LedgerRow,
  leaseHorizon,
  type Metric,
  quotaOf,
  type ReserveState,
  type Resolution,
  type SettleState,
  tallyOf,
} from "./ledger.ts";
import type { AccountStore } from "./store.ts";

/** What the account wakes for: leases that run out, rows that are old. */
export const DUE_KINDS = ["leases", "prune"] as const;
const LEASE_SPARE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What a change came to: the reply, the quota after it, and whether what is used or reserved is another than before. */
export type Change<R> = { reply: R; quota: Quota; changed: boolean; metric: Metric | null };

/** `limitOf`: places a month for a plan, `null` for no limit; a plan that this version does not know has the plain limit. */
export type PlaceRules = { leaseMs: number; limitOf: (plan: string) => number | null };

/** The rules as they are configured. A lease outlives the longest turn by `LEASE_SPARE_MS`. */
export function placeRulesOf({ quota, stream }: Pick<Config, "quota" | "stream">): PlaceRules {
  return {
    leaseMs: stream.prepareMaxMs + stream.maxDurationMs + LEASE_SPARE_MS,
    limitOf: (plan) => {
      if (plan === "unlimited") return null;
      return plan === "guest" ? quota.guestPerMonth : quota.freePerMonth;
    },
  };
}

export class Places {
  readonly #store: AccountStore;
  readonly #due: Due;
  readonly #rules: PlaceRules;

  constructor(store: AccountStore, due: Due, rules: PlaceRules) {
    this.#store = store;
    this.#due = due;
    this.#rules = rules;
  }

  /** Asks for a place for a turn. */
  reserve(
    asker: { turnId: string; sessionId: string },
    plan: string,
    nowMs: number,
  ): Change<{ state: ReserveState; period: string }> {
    return this.#apply(plan, nowMs, asker.turnId, (row, facts) => decideReserve(row, asker, facts));
  }

  /** Notes how a turn ended. */
  settle(
    asker: { turnId: string; sessionId: string; as: "post" | "void"; period: string | null },
    plan: string,
    nowMs: number,
  ): Change<{ state: SettleState }> {
    return this.#apply(plan, nowMs, asker.turnId, (row, facts) => decideSettle(row, asker, facts));
  }

  /** Applies what a session said of a held turn. */
  resolve(
    asked: { turnId: string; sessionId: string; resolution: Resolution; waitMs: number },
    plan: string,
    nowMs: number,
  ): Change<null> {
    return this.#apply(plan, nowMs, asked.turnId, (row, facts) => decideLease(row, asked, facts));
  }

  /** The quota, and a note of the month it is told for, so that a clock that steps back does not take it back. */
  quota(plan: string, nowMs: number): Quota {
    const tally = this.#store.tally(nowMs);
    this.#store.keepPeriod(tally);
    return quotaOf(plan, this.#rules.limitOf(plan), tally);
  }

  /** The quota of an account that nobody wrote to yet. */
  unusedQuota(plan: string, nowMs: number): Quota {
    return quotaOf(plan, this.#rules.limitOf(plan), tallyOf([], null, nowMs));
  }

  /** Held rows whose session must be asked, at most `most`. */
  overdue(nowMs: number, most: number): LedgerRow[] {
    return this.#store.overdue(nowMs, leaseHorizon(nowMs, this.#rules.leaseMs), most);
  }

  /** Removes what is old and notes when to look again: never sooner than a day later. */
  prune(nowMs: number): void {
    this.#store.prune(nowMs);
    const next = this.#store.nextPrune();
    if (next === null) this.#due.remove("prune", "");
    else this.#due.put("prune", "", Math.max(next, nowMs + DAY_MS));
    this.#due.arm(nowMs);
  }

  /** Wakes for the earliest lease, or not at all; and some day for what will be old. */
  planLeases(nowMs: number): void {
    const next = this.#store.nextLease();
    if (next === null) this.#due.remove("leases", "");
    else this.#due.put("leases", "", Math.min(next, nowMs + this.#rules.leaseMs));
    this.planPrune(nowMs);
  }

  /** Notes when something will be old, unless a wake at about that time is noted. */
  planPrune(nowMs: number): void {
    const next = this.#store.nextPrune();
    if (next !== null) this.#putOnce("prune", next, next + DAY_MS);
    this.#due.arm(nowMs);
  }

  #apply<R>(
    plan: string,
    nowMs: number,
    turnId: string,
    decide: (row: LedgerRow | null, facts: Facts) => Decision<R>,
  ): Change<R> {
    const limit = this.#rules.limitOf(plan);
    const before = this.#store.tally(nowMs);
    const row = this.#store.find(turnId);
    const { write, reply, metric } = decide(row, { nowMs, leaseMs: this.#rules.leaseMs, limit, tally: before });
    if (write !== null) {
      this.#store.write(write);
      if (row === null) this.#wakeFor(write, nowMs);
    }
    const after = this.#store.tally(nowMs);
    this.#store.keepPeriod(after);
    const changed = before.used !== after.used || before.reserved !== after.reserved;
    return { reply, quota: quotaOf(plan, limit, after), changed, metric };
  }

  /** A new row needs a wake to come, and takes the one that is already noted: a turn pays for one row here at most. */
  #wakeFor(row: LedgerRow, nowMs: number): void {
    const put =
      row.state === "held"
        ? this.#putOnce("leases", row.leaseUntil, leaseHorizon(nowMs, this.#rules.leaseMs))
        : this.#putOnce("prune", nowMs + KEEP_DENIED_MS, nowMs + KEEP_DENIED_MS + DAY_MS);
    if (put) this.#due.arm(nowMs);
  }

  /** Notes a wake unless one is noted; one noted for later than `horizon` is brought forward. */
  #putOnce(kind: (typeof DUE_KINDS)[number], at: number, horizon: number): boolean {
    const noted = this.#due.rows().find((row) => row.kind === kind);
    if (noted !== undefined && noted.at <= horizon) return false;
    this.#due.put(kind, "", at);
    return true;
  }
}

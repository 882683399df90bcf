/**
 * The ledger of places: what becomes of a row when a place is reserved, posted, voided, when its lease runs out, and when it
 * is old (ARCHITECTURE.md, "Exactly once, across two objects"; rules Q1 to Q16). Pure: rows and facts in, decisions out.
 * A state that this version does not know is kept, grants nothing and is never overwritten.
 */
import type { Quota } from "../protocol.ts";
import { endOf, isPeriod, latestPeriod, monthNumber, periodOf, previousPeriod } from "./period.ts";

const DAY_MS = 86_400_000;
export const KEEP_SETTLED_MS = 35 * DAY_MS;
export const KEEP_DENIED_MS = DAY_MS;
/** Beyond lease and backoff: a lease that ends later than this was written before the clock stepped back. */
const LEASE_SLACK_MS = 600_000;

export type LedgerState = "held" | "posted" | "void" | "denied" | "unknown";

/** One turn of the account. `leaseUntil` and `changedAt` are ms; `asks` counts unanswered questions to the session. */
export type LedgerRow = {
  turnId: string;
  sessionId: string;
  state: LedgerState;
  period: string;
  leaseUntil: number;
  asks: number;
  changedAt: number;
  version: number;
};

/** What a decision depends on besides the row: the account's period, what is taken in it, its limit (`null`: none). */
export type Facts = {
  nowMs: number;
  leaseMs: number;
  limit: number | null;
  tally: Tally;
};

/** Something that should not happen and is counted; never an answer to the caller. */
export type Metric =
  | "post-unreserved"
  | "post-after-void"
  | "post-after-denied"
  | "void-after-post"
  | "other-session"
  | "unknown-state";

/** `write`: the row as it must be stored, or `null` when it stays as it is. */
export type Decision<R> = { write: LedgerRow | null; reply: R; metric: Metric | null };

const stays = <R>(reply: R, metric: Metric | null = null): Decision<R> => ({ write: null, reply, metric });

type Asker = { turnId: string; sessionId: string };

/** A new version of `row` in another state. */
const moved = (row: LedgerRow, state: LedgerState, facts: Facts): LedgerRow => ({
  ...row,
  state,
  asks: 0,
  changedAt: facts.nowMs,
  version: facts.tally.ledgerVersion + 1,
});

const opened = (asker: Asker, state: LedgerState, period: string, facts: Facts): LedgerRow => ({
  turnId: asker.turnId,
  sessionId: asker.sessionId,
  state,
  period,
  leaseUntil: state === "held" ? facts.nowMs + facts.leaseMs : 0,
  asks: 0,
  changedAt: facts.nowMs,
  version: facts.tally.ledgerVersion + 1,
});

export type ReserveState = "held" | "denied" | "settled" | "conflict";

/** Asks for a place. `period` is the one the place is counted in. */
export function decideReserve(
  row: LedgerRow | null,
  asker: Asker,
  facts: Facts,
): Decision<{ state: ReserveState; period: string }> {
  const { tally, limit } = facts;
  if (row === null) {
    const state = limit === null || tally.used + tally.reserved < limit ? "held" : "denied";
    const write = opened(asker, state, tally.period, facts);
    return { write, reply: { state, period: write.period }, metric: null };
  }
  const { period } = row;
  if (row.sessionId !== asker.sessionId) return stays({ state: "conflict", period });
  switch (row.state) {
    case "held": {
      // A lease with more than half of its time is left alone: renewing it would cost a row and change nothing.
      const write = leaseIsGood(row, facts) ? null : { ...row, leaseUntil: facts.nowMs + facts.leaseMs, asks: 0 };
      return { write, reply: { state: "held", period }, metric: null };
    }
    case "posted":
    case "void":
    case "denied":
    case "unknown":
      return stays({ state: "settled", period });
  }
}

export type SettleState = "posted" | "void" | "denied";

/**
 * Says how a turn ended; `period` is what the session was told when it reserved.
 * The reply is the state found or made; `denied` also where this session has no place under this turn at all.
 */
export function decideSettle(
  row: LedgerRow | null,
  asker: Asker & { as: "post" | "void"; period: string | null },
  facts: Facts,
): Decision<{ state: SettleState }> {
  const posts = asker.as === "post";
  if (row === null) {
    if (!posts) {
      // The tombstone refuses a reserve that was overtaken by its own void.
      const write = opened(asker, "void", facts.tally.period, facts);
      return { write, reply: { state: "void" }, metric: null };
    }
    const period = asker.period !== null && isPeriod(asker.period) ? asker.period : facts.tally.period;
    const write = opened(asker, "posted", period, facts);
    return { write, reply: { state: "posted" }, metric: "post-unreserved" };
  }
  if (row.sessionId !== asker.sessionId) return stays({ state: "denied" }, "other-session");
  switch (row.state) {
    case "held": {
      const state = posts ? "posted" : "void";
      return { write: moved(row, state, facts), reply: { state }, metric: null };
    }
    case "posted":
      return stays({ state: "posted" }, posts ? null : "void-after-post");
    case "void":
      return stays({ state: "void" }, posts ? "post-after-void" : null);
    case "denied":
      return stays({ state: "denied" }, posts ? "post-after-denied" : null);
    case "unknown":
      return stays({ state: "denied" }, "unknown-state");
  }
}

/** What a session says of a turn whose lease ran out; `unknown`: it could not be reached, or said what this version cannot read. */
export type Resolution = "running" | "post" | "void" | "unknown";

/** Applies a session's answer, only while the row is still held for it. `waitMs`: when to ask again an unknown one. */
export function decideLease(
  row: LedgerRow | null,
  asked: { sessionId: string; resolution: Resolution; waitMs: number },
  facts: Facts,
): Decision<null> {
  if (row === null || row.state !== "held" || row.sessionId !== asked.sessionId) return stays(null);
  switch (asked.resolution) {
    case "post":
      return { write: moved(row, "posted", facts), reply: null, metric: null };
    case "void":
      return { write: moved(row, "void", facts), reply: null, metric: null };
    case "running":
      return { write: { ...row, leaseUntil: facts.nowMs + facts.leaseMs, asks: 0 }, reply: null, metric: null };
    case "unknown":
      return {
        write: { ...row, leaseUntil: facts.nowMs + asked.waitMs, asks: row.asks + 1 },
        reply: null,
        metric: null,
      };
  }
}

/** The latest `leaseUntil` that can be meant; what lies beyond was written before the clock stepped back. */
export function leaseHorizon(nowMs: number, leaseMs: number): number {
  return nowMs + leaseMs + LEASE_SLACK_MS;
}

function leaseIsGood(row: LedgerRow, { nowMs, leaseMs }: Facts): boolean {
  return row.leaseUntil - nowMs > leaseMs / 2 && row.leaseUntil <= leaseHorizon(nowMs, leaseMs);
}

/** Whether the session of a held row must be asked. */
export function leaseIsOver(row: Pick<LedgerRow, "leaseUntil">, nowMs: number, leaseMs: number): boolean {
  return row.leaseUntil <= nowMs || row.leaseUntil > leaseHorizon(nowMs, leaseMs);
}

/** What is old enough to go: posted and void rows of `period` or before, denied rows last changed at `deniedAt` or before. */
export function pruneLimits(nowMs: number): { period: string; deniedAt: number } {
  return { period: previousPeriod(periodOf(nowMs - KEEP_SETTLED_MS)), deniedAt: nowMs - KEEP_DENIED_MS };
}

/** When (ms) a row of this state may go; `null` for never. Held rows wait for their session, unknown ones for a newer version. */
export function prunableAt(row: Pick<LedgerRow, "state" | "period" | "changedAt">): number | null {
  switch (row.state) {
    case "posted":
    case "void":
      return isPeriod(row.period) ? endOf(row.period) + KEEP_SETTLED_MS : null;
    case "denied":
      return row.changedAt + KEEP_DENIED_MS;
    case "held":
    case "unknown":
      return null;
  }
}

/** The ledger's rows counted by period and state; `version` is the highest of each group. */
export type TallyGroup = { period: string; state: LedgerState; count: number; version: number };

/** What is taken in the account's period. `storedPeriod` is the latest one that is on disk, `null` for none. */
export type Tally = {
  period: string;
  storedPeriod: string | null;
  used: number;
  reserved: number;
  /** The number of the ledger's last change; 0 for an empty one. */
  ledgerVersion: number;
};

/**
 * Derives what is taken from the rows. The period is the latest of the clock's month, the rows' and `seenPeriod`, which
 * the account remembers: it never goes back.
 */
export function tallyOf(groups: readonly TallyGroup[], seenPeriod: string | null, nowMs: number): Tally {
  const clock = periodOf(nowMs);
  const stored = latestPeriod("0000-01", seenPeriod, ...groups.map((group) => group.period));
  const period = latestPeriod(clock, stored);
  const tally = { period, storedPeriod: stored === "0000-01" ? null : stored, used: 0, reserved: 0, ledgerVersion: 0 };
  for (const group of groups) {
    tally.ledgerVersion = Math.max(tally.ledgerVersion, group.version);
    if (group.period !== period) continue;
    if (group.state === "posted") tally.used += group.count;
    if (group.state === "held") tally.reserved += group.count;
  }
  return tally;
}

/**
 * The quota as clients see it. Its version is the sum of the ledger's and the month's number: neither ever falls, and
 * every change of what is used or reserved, the month's turn included, raises one of them.
 */
export function quotaOf(plan: string, limit: number | null, tally: Tally): Quota {
  const { period, used, reserved, ledgerVersion } = tally;
  return {
    plan,
    limit,
    used,
    reserved,
    remaining: limit === null ? null : Math.max(0, limit - used - reserved),
    renewsAt: new Date(endOf(period)).toISOString(),
    version: ledgerVersion + monthNumber(period),
  };
}

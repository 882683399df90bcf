import { describe, expect, it } from "vitest";
import {
  decideLease,
  decideReserve,
  decideSettle,
  type Facts,
  KEEP_DENIED_MS,
  KEEP_SETTLED_MS,
  type LedgerRow,
  type LedgerState,
  leaseHorizon,
  leaseIsOver,
  prunableAt,
  pruneLimits,
  quotaOf,
  type Resolution,
  tallyOf,
} from "../../../src/account/ledger.ts";
import { endOf } from "../../../src/account/period.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const LEASE_MS = 200_000;
const ours = { turnId: "turn", sessionId: "session" };

const facts = (over: { used?: number; reserved?: number; limit?: number | null; nowMs?: number } = {}): Facts => ({
  nowMs: over.nowMs ?? NOW,
  leaseMs: LEASE_MS,
  limit: over.limit === undefined ? 5 : over.limit,
  tally: {
    period: "2026-11",
    storedPeriod: "2026-10",
    used: over.used ?? 0,
    reserved: over.reserved ?? 0,
    ledgerVersion: 7,
  },
});

const row = (state: LedgerState, over: Partial<LedgerRow> = {}): LedgerRow => ({
  ...ours,
  state,
  period: "2026-10",
  leaseUntil: NOW + LEASE_MS,
  asks: 2,
  changedAt: NOW - 1_000,
  version: 3,
  ...over,
});

const TERMINAL: LedgerState[] = ["posted", "void", "denied"];
const ALL: LedgerState[] = ["held", "posted", "void", "denied", "unknown"];
const settle = (as: "post" | "void", before: LedgerRow | null, period: string | null = null) =>
  decideSettle(before, { ...ours, as, period }, facts());
const lease = (resolution: Resolution, before: LedgerRow | null, sessionId = "session") =>
  decideLease(before, { sessionId, resolution, waitMs: 5_000 }, facts());

describe("reserve", () => {
  it("[Q1] none: held in the account's period while used and reserved are below the limit", () => {
    const { write, reply, metric } = decideReserve(null, ours, facts({ used: 2, reserved: 2 }));
    expect(reply).toEqual({ state: "held", period: "2026-11" });
    expect(write).toEqual({
      ...ours,
      state: "held",
      period: "2026-11",
      leaseUntil: NOW + LEASE_MS,
      asks: 0,
      changedAt: NOW,
      version: 8,
    });
    expect(metric).toBeNull();
  });

  it("[Q1] none: denied, and stored as that, once used and reserved reach the limit", () => {
    for (const full of [{ used: 5 }, { reserved: 5 }, { used: 3, reserved: 2 }, { used: 9 }, { limit: 0 }]) {
      const { write, reply } = decideReserve(null, ours, facts(full));
      expect(reply.state).toBe("denied");
      expect(write).toMatchObject({ state: "denied", version: 8 });
    }
  });

  it("[Q1] none: a plan without a limit is never denied", () => {
    expect(decideReserve(null, ours, facts({ used: 1e6, limit: null })).reply.state).toBe("held");
  });

  it("[Q2] held, same session: granted again in the same period, even when the limit was reached or lowered", () => {
    const { write, reply } = decideReserve(row("held"), ours, facts({ used: 5, limit: 1 }));
    expect(reply).toEqual({ state: "held", period: "2026-10" });
    expect(write).toBeNull();
  });

  it("[Q2] held, same session: the lease is renewed only when less than half of it is left, or none that can be meant", () => {
    const late = row("held", { leaseUntil: NOW + LEASE_MS / 2 - 1 });
    expect(decideReserve(late, ours, facts()).write).toEqual({ ...late, leaseUntil: NOW + LEASE_MS, asks: 0 });
    const beyond = row("held", { leaseUntil: leaseHorizon(NOW, LEASE_MS) + 1 });
    expect(decideReserve(beyond, ours, facts()).write?.leaseUntil).toBe(NOW + LEASE_MS);
  });

  it.each([...TERMINAL, "unknown" as const])("[Q3] %s: not granted, settled, and stays", (state) => {
    const { write, reply, metric } = decideReserve(row(state), ours, facts());
    expect(reply).toEqual({ state: "settled", period: "2026-10" });
    expect([write, metric]).toEqual([null, null]);
  });

  it.each(ALL)("[Q4] %s of another session: conflict, and stays", (state) => {
    const { write, reply } = decideReserve(row(state, { sessionId: "other" }), ours, facts());
    expect(reply.state).toBe("conflict");
    expect(write).toBeNull();
  });
});

describe("post", () => {
  it("[Q5] none: posted in the period it carries, and counted as a contradiction", () => {
    const { write, reply, metric } = settle("post", null, "2026-10");
    expect(write).toMatchObject({ state: "posted", period: "2026-10", version: 8 });
    expect([reply.state, metric]).toEqual(["posted", "post-unreserved"]);
  });

  it("[Q5] none: without a period, or with something that is none, posted in the account's", () => {
    for (const period of [null, "soon", "2026-13"]) expect(settle("post", null, period).write?.period).toBe("2026-11");
  });

  it("[Q6] held, same session: posted in the period of the reservation, whatever it carries", () => {
    const { write, reply, metric } = settle("post", row("held"), "2026-12");
    expect(write).toMatchObject({ state: "posted", period: "2026-10", version: 8, changedAt: NOW });
    expect([reply.state, metric]).toEqual(["posted", null]);
  });

  it("[Q7] posted: stays; to hear it twice is nothing strange", () => {
    expect(settle("post", row("posted"))).toEqual({ write: null, reply: { state: "posted" }, metric: null });
  });

  it("[Q7] void: stays, and is counted as a contradiction", () => {
    expect(settle("post", row("void"))).toEqual({ write: null, reply: { state: "void" }, metric: "post-after-void" });
  });

  it("[Q7] denied: stays, and is counted as a contradiction", () => {
    const decision = settle("post", row("denied"));
    expect(decision).toEqual({ write: null, reply: { state: "denied" }, metric: "post-after-denied" });
  });
});

describe("void", () => {
  it("[Q5] none: a tombstone, which refuses the reserve that it overtook", () => {
    const { write, reply, metric } = settle("void", null);
    expect(write).toMatchObject({ state: "void", period: "2026-11", version: 8 });
    expect([reply.state, metric]).toEqual(["void", null]);
    expect(decideReserve(write, ours, facts()).reply.state).toBe("settled");
  });

  it("[Q6] held, same session: void", () => {
    const { write, reply } = settle("void", row("held"));
    expect(write).toMatchObject({ state: "void", period: "2026-10", version: 8 });
    expect(reply.state).toBe("void");
  });

  it("[Q7] posted: stays, and is counted as a contradiction", () => {
    const decision = settle("void", row("posted"));
    expect(decision).toEqual({ write: null, reply: { state: "posted" }, metric: "void-after-post" });
  });

  it("[Q7] void and denied: stay; that is how a refused turn ends", () => {
    expect(settle("void", row("void"))).toEqual({ write: null, reply: { state: "void" }, metric: null });
    expect(settle("void", row("denied"))).toEqual({ write: null, reply: { state: "denied" }, metric: null });
  });
});

describe("post and void alike", () => {
  it.each(ALL)("[Q8] %s of another session: stays, and is counted as a contradiction", (state) => {
    for (const as of ["post", "void"] as const) {
      const decision = settle(as, row(state, { sessionId: "other" }));
      expect(decision).toEqual({ write: null, reply: { state: "denied" }, metric: "other-session" });
    }
  });

  it("[Q15] a state that this version does not know stays", () => {
    for (const as of ["post", "void"] as const) {
      expect(settle(as, row("unknown"))).toEqual({ write: null, reply: { state: "denied" }, metric: "unknown-state" });
    }
  });
});

describe("the lease runs out", () => {
  it("[Q9] held: an end that the session stored is applied", () => {
    expect(lease("post", row("held")).write).toMatchObject({ state: "posted", period: "2026-10", version: 8 });
    expect(lease("void", row("held")).write).toMatchObject({ state: "void", version: 8 });
  });

  it("[Q9] held: a running turn gets a new lease, and nothing that is counted changes", () => {
    const before = row("held", { leaseUntil: NOW - 1 });
    expect(lease("running", before).write).toEqual({ ...before, leaseUntil: NOW + LEASE_MS, asks: 0 });
  });

  it("[Q9] held: an unreachable session keeps its place and is asked again later", () => {
    const before = row("held", { leaseUntil: NOW - 1 });
    expect(lease("unknown", before).write).toEqual({ ...before, leaseUntil: NOW + 5_000, asks: 3 });
  });

  it.each(["post", "void", "running", "unknown"] as const)(
    "[Q9] %s changes nothing unless the row is still held for that session",
    (resolution) => {
      for (const state of [...TERMINAL, "unknown" as const]) expect(lease(resolution, row(state)).write).toBeNull();
      expect(lease(resolution, null).write).toBeNull();
      expect(lease(resolution, row("held"), "other").write).toBeNull();
    },
  );

  it("[Q9] a lease is over when its time has come, or lies where only a stepped clock can have put it", () => {
    expect(leaseIsOver({ leaseUntil: NOW }, NOW, LEASE_MS)).toBe(true);
    expect(leaseIsOver({ leaseUntil: NOW + 1 }, NOW, LEASE_MS)).toBe(false);
    expect(leaseIsOver({ leaseUntil: NOW + 86_400_000 }, NOW, LEASE_MS)).toBe(true);
  });
});

describe("prune", () => {
  it("[Q14] none and held: never", () => {
    expect(prunableAt(row("held", { leaseUntil: 0, period: "2020-01" }))).toBeNull();
  });

  it.each(["posted", "void"] as const)("[Q14] %s: 35 days after its period", (state) => {
    const at = endOf("2026-10") + KEEP_SETTLED_MS;
    expect(prunableAt(row(state))).toBe(at);
    expect(pruneLimits(at).period).toBe("2026-10");
    expect(pruneLimits(at - 1).period).toBe("2026-09");
  });

  it("[Q14] denied: after a day", () => {
    expect(prunableAt(row("denied"))).toBe(NOW - 1_000 + KEEP_DENIED_MS);
    expect(pruneLimits(NOW).deniedAt).toBe(NOW - KEEP_DENIED_MS);
  });

  it("[Q15] a state that this version does not know: never", () => {
    expect(prunableAt(row("unknown", { period: "2020-01" }))).toBeNull();
  });
});

describe("what is taken", () => {
  const group = (period: string, state: LedgerState, count: number, version = 1) => ({ period, state, count, version });

  it("[Q11] is counted in the account's period alone; denied, void and unknown rows take nothing", () => {
    const tally = tallyOf(
      [
        group("2026-10", "posted", 20, 30),
        group("2026-10", "held", 1, 41),
        group("2026-11", "posted", 3, 40),
        group("2026-11", "held", 2, 39),
        group("2026-11", "void", 7, 42),
        group("2026-11", "denied", 5, 38),
        group("2026-11", "unknown", 1, 37),
      ],
      null,
      NOW,
    );
    expect(tally).toEqual({ period: "2026-11", storedPeriod: "2026-11", used: 3, reserved: 2, ledgerVersion: 42 });
  });

  it("[Q10] the period is the latest of the clock's, the rows' and the one that was told, and never goes back", () => {
    expect(tallyOf([], null, NOW)).toMatchObject({ period: "2026-11", storedPeriod: null, ledgerVersion: 0 });
    expect(tallyOf([group("2026-12", "void", 1)], "2026-10", NOW).period).toBe("2026-12");
    expect(tallyOf([group("2026-09", "posted", 1)], "2027-01", NOW).period).toBe("2027-01");
    expect(tallyOf([group("a later format", "posted", 1)], null, NOW).period).toBe("2026-11");
  });

  it("[Q12] is told with what is left, never below zero, and when it renews", () => {
    const tally = tallyOf([group("2026-12", "posted", 3, 9), group("2026-12", "held", 1, 8)], null, NOW);
    const renewsAt = "2027-01-01T00:00:00.000Z";
    const taken = { used: 3, reserved: 1, renewsAt };
    expect(quotaOf("free", 25, tally)).toMatchObject({ plan: "free", limit: 25, remaining: 21, ...taken });
    expect(quotaOf("guest", 2, tally)).toMatchObject({ limit: 2, remaining: 0, ...taken });
    expect(quotaOf("unlimited", null, tally)).toMatchObject({ limit: null, remaining: null, ...taken });
  });

  it("[Q13] has a version that the turn of a month raises too", () => {
    const groups = [group("2026-11", "posted", 3, 9)];
    const before = quotaOf("free", 25, tallyOf(groups, null, NOW));
    const after = quotaOf("free", 25, tallyOf(groups, null, Date.parse("2026-12-01T00:00:00Z")));
    expect([before.used, after.used]).toEqual([3, 0]);
    expect(after.version).toBeGreaterThan(before.version);
  });
});

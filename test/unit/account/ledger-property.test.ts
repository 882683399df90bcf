/** The ledger under random orders of everything that can happen to it, with a clock that also steps back. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Decision,
  decideLease,
  decideReserve,
  decideSettle,
  type Facts,
  type LedgerRow,
  type Metric,
  prunableAt,
  quotaOf,
  type Resolution,
  type Tally,
  type TallyGroup,
  tallyOf,
} from "../../../src/account/ledger.ts";
import type { Quota } from "../../../src/protocol.ts";

const START = Date.parse("2026-11-29T00:00:00Z");
const LEASE_MS = 200_000;
const DAY_MS = 86_400_000;

/** The rows in memory, read and written in the order in which the object's transactions do it. */
class MemoryLedger {
  readonly rows = new Map<string, LedgerRow>();
  readonly metrics: Metric[] = [];
  readonly quotas: Quota[] = [];
  nowMs = START;
  limit: number;
  seen: string | null = null;

  constructor(limit: number) {
    this.limit = limit;
    this.look();
  }

  tally(): Tally {
    const groups = [...this.rows.values()].map(
      ({ period, state, version }): TallyGroup => ({ period, state, count: 1, version }),
    );
    return tallyOf(groups, this.seen, this.nowMs);
  }

  /** What a client is told now; it is remembered, as the object does. */
  look(): Quota {
    const tally = this.tally();
    this.seen = tally.period;
    const quota = quotaOf("free", this.limit, tally);
    this.quotas.push(quota);
    return quota;
  }

  apply<R>(turnId: string, decide: (row: LedgerRow | null, facts: Facts) => Decision<R>): R {
    const tally = this.tally();
    const before = this.rows.get(turnId) ?? null;
    const facts = { nowMs: this.nowMs, leaseMs: LEASE_MS, limit: this.limit, tally };
    const { write, reply, metric } = decide(before, facts);
    if (before !== null && before.state !== "held") expect(write, "an end was changed").toBeNull();
    if (before === null && write?.state === "held") expect(tally.used + tally.reserved).toBeLessThan(this.limit);
    if (before !== null && write !== null) {
      expect([write.period, write.sessionId]).toEqual([before.period, before.sessionId]);
    }
    if (write !== null) this.rows.set(turnId, write);
    if (metric !== null) this.metrics.push(metric);
    this.look();
    return reply;
  }

  prune(): void {
    const newest = Math.max(...[...this.rows.values()].map((row) => row.version));
    this.look();
    for (const [turnId, row] of this.rows) {
      const at = prunableAt(row);
      if (at !== null && at <= this.nowMs && row.version !== newest) this.rows.delete(turnId);
    }
    this.look();
  }

  count(state: LedgerRow["state"]): number {
    return [...this.rows.values()].filter((row) => row.state === state).length;
  }

  /** Neither version nor period ever fell, and every change of what is taken raised the version. */
  expectOrder(): void {
    this.quotas.reduce((before, now) => {
      const changed = before.used !== now.used || before.reserved !== now.reserved || before.renewsAt !== now.renewsAt;
      if (changed) expect(now.version).toBeGreaterThan(before.version);
      else expect(now.version).toBeGreaterThanOrEqual(before.version);
      expect(now.renewsAt >= before.renewsAt).toBe(true);
      return now;
    });
  }
}

const turn = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
const session = fc.constantFrom("s1", "s2");
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("reserve" as const), turn, session }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      turn,
      session,
      as: fc.constantFrom("post" as const, "void" as const),
      period: fc.constantFrom(null, "2026-10", "2026-11", "2026-12", "nonsense"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("lease" as const),
      turn,
      session,
      resolution: fc.constantFrom<Resolution>("running", "post", "void", "unknown"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("prune" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("limit" as const), limit: fc.integer({ min: 0, max: 6 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("clock" as const),
      ms: fc.integer({ min: -40 * DAY_MS, max: 50 * DAY_MS }),
    }),
  },
);

it("[Q1][Q10][Q13] whatever is asked in whatever order: no grant above the limit, ends are final, version and period never fall", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.array(step, { maxLength: 120 }), (limit, steps) => {
      const ledger = new MemoryLedger(limit);
      for (const s of steps) {
        if (s.do === "reserve")
          ledger.apply(s.turn, (row, facts) => decideReserve(row, { turnId: s.turn, sessionId: s.session }, facts));
        else if (s.do === "settle") {
          const asker = { turnId: s.turn, sessionId: s.session, as: s.as, period: s.period };
          ledger.apply(s.turn, (row, facts) => decideSettle(row, asker, facts));
        } else if (s.do === "lease") {
          const asked = { sessionId: s.session, resolution: s.resolution, waitMs: 5_000 };
          ledger.apply(s.turn, (row, facts) => decideLease(row, asked, facts));
        } else if (s.do === "prune") ledger.prune();
        else if (s.do === "limit") ledger.limit = s.limit;
        else ledger.nowMs += s.ms;
        ledger.look();
      }
      ledger.expectOrder();
    }),
    { numRuns: 500 },
  );
});

/** A turn as its session sees it: what it stored, and what it still has to tell. */
type Turn = {
  id: string;
  fate: "post" | "void";
  period: string | null;
  granted: boolean;
  ended: boolean;
  told: boolean;
};

const event = fc.record({
  turn: fc.nat({ max: 19 }),
  what: fc.constantFrom(
    "reserve",
    "reserve-lost",
    "end",
    "tell",
    "tell-lost",
    "lease",
    "lease-lost",
    "clock-on",
    "clock-back",
  ),
});

it("[Q6][Q9] sessions that store one end and tell it until heard: posted = committed, nothing held, no contradiction", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.constantFrom<"post" | "void">("post", "void"), { minLength: 20, maxLength: 20 }),
      fc.array(event, { maxLength: 250 }),
      (limit, fates, events) => {
        const ledger = new MemoryLedger(limit);
        const turns = fates.map(
          (fate, i): Turn => ({ id: `t${i}`, fate, period: null, granted: false, ended: false, told: false }),
        );
        const sessionOf = (t: Turn) => `session of ${t.id}`;
        const reserve = (t: Turn, heard: boolean) => {
          if (t.ended) return;
          const asker = { turnId: t.id, sessionId: sessionOf(t) };
          const reply = ledger.apply(t.id, (row, facts) => decideReserve(row, asker, facts));
          if (heard && reply.state === "held") Object.assign(t, { granted: true, period: reply.period });
        };
        // Only a turn that was granted its place can commit; every other ends as void.
        const endOf = (t: Turn) => (t.granted ? t.fate : "void");
        const tell = (t: Turn, heard: boolean) => {
          if (!t.ended) return;
          const asker = { turnId: t.id, sessionId: sessionOf(t), as: endOf(t), period: t.period };
          ledger.apply(t.id, (row, facts) => decideSettle(row, asker, facts));
          if (heard) t.told = true;
        };
        const lease = (t: Turn, reachable: boolean) => {
          const answer = t.ended ? endOf(t) : ("running" as const);
          const asked = {
            sessionId: sessionOf(t),
            resolution: reachable ? answer : ("unknown" as const),
            waitMs: 5_000,
          };
          ledger.apply(t.id, (row, facts) => decideLease(row, asked, facts));
        };
        for (const { turn: index, what } of events) {
          const t = turns[index];
          if (t === undefined) continue;
          if (what === "reserve") reserve(t, true);
          else if (what === "reserve-lost") reserve(t, false);
          else if (what === "end") t.ended = true;
          else if (what === "tell") tell(t, true);
          else if (what === "tell-lost") tell(t, false);
          else if (what === "lease") lease(t, true);
          else if (what === "lease-lost") lease(t, false);
          else ledger.nowMs += what === "clock-on" ? 3_600_000 : -7_200_000;
        }
        for (const t of turns) t.ended = true;
        for (const t of turns) if (!t.told) tell(t, true);
        const committed = turns.filter((t) => endOf(t) === "post").length;
        expect([ledger.count("posted"), ledger.count("held"), ledger.metrics]).toEqual([committed, 0, []]);
        ledger.expectOrder();
      },
    ),
    { numRuns: 500 },
  );
});

import { afterEach, describe, expect, it } from "vitest";
import {
  type Grant,
  type Refusal,
  reserveTokens,
  settleTokens,
  type TokenBudget,
} from "../../../src/budget/token-budget.ts";
import { realClock, stillClock, until } from "../../support/still-clock.ts";

/** A budget that answers what it is told to, in turn (the last one for ever), and logs the calls. */
function budgetOf(...replies: (Grant | Refusal | Error)[]) {
  const calls: string[] = [];
  const budget: TokenBudget = {
    async reserve({ tokens, limit }) {
      calls.push(`reserve ${tokens}/${limit}`);
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      if (reply === undefined || reply instanceof Error) throw reply ?? new Error("no reply");
      return reply;
    },
    async settle({ grant, used }) {
      calls.push(`settle ${grant.tokens}->${used}`);
    },
  };
  return { budget: () => budget, calls };
}

const granted: Grant = { granted: true, beat: 1, tokens: 50 };
const full: Refusal = { granted: false, retryAfterMs: 30_000 };
const signal = new AbortController().signal;

afterEach(realClock);

describe("reserving tokens", () => {
  it("[B3] without a limit nobody is asked", async () => {
    const { budget, calls } = budgetOf(full);
    const reserved = await reserveTokens({ budget, limit: null }, { estimate: 50, waitMs: 0, signal });
    expect(reserved).toEqual({ ok: true, value: null });
    if (reserved.ok) await settleTokens(reserved.value, 3);
    expect(calls).toEqual([]);
  });

  it("[B4] more than the whole limit is refused at once, without asking", async () => {
    const { budget, calls } = budgetOf(granted);
    const reserved = await reserveTokens({ budget, limit: 49 }, { estimate: 49.5, waitMs: 10_000, signal });
    expect(reserved).toMatchObject({ ok: false, failure: { code: "budget-exhausted" } });
    expect(calls).toEqual([]);
  });

  it("[B5] waits for room, and takes it when it comes", async () => {
    const { budget, calls } = budgetOf(
      { granted: false, retryAfterMs: 60 },
      { granted: false, retryAfterMs: 1 },
      granted,
    );
    const { pass } = stillClock(0);
    const pending = reserveTokens({ budget, limit: 100 }, { estimate: 50, waitMs: 5_000, signal });
    // 60 ms as it was told, then 50 at least.
    for (const [ms, asked] of [
      [59, 1],
      [1, 2],
      [49, 2],
      [1, 3],
    ] as const) {
      await pass(ms);
      expect(calls).toHaveLength(asked);
    }
    expect((await pending).ok).toBe(true);
    expect(calls).toEqual(["reserve 50/100", "reserve 50/100", "reserve 50/100"]);
  });

  it("[B5] does not wait longer than it may, and says when to come again", async () => {
    const { budget, calls } = budgetOf(full);
    const { pass } = stillClock();
    const pending = reserveTokens({ budget, limit: 100 }, { estimate: 50, waitMs: 200, signal });
    await pass(200);
    expect(await pending).toMatchObject({ ok: false, failure: { code: "budget-exhausted", retryAfterS: 30 } });
    expect(calls.length).toBe(2);
  });

  it("[B5] an abort ends the waiting at once", async () => {
    const { waits } = stillClock(0);
    const turn = new AbortController();
    const pending = reserveTokens(
      { budget: budgetOf(full).budget, limit: 100 },
      { estimate: 50, waitMs: 10_000, signal: turn.signal },
    );
    await until(() => waits().includes(1_000));
    turn.abort();
    expect(await pending).toMatchObject({ ok: false, failure: { code: "stopped" } });
  });

  it("[B5] what was granted to a turn that is over by then is given back", async () => {
    const turn = new AbortController();
    const { budget, calls } = budgetOf(granted);
    const pending = reserveTokens({ budget, limit: 100 }, { estimate: 50, waitMs: 10_000, signal: turn.signal });
    turn.abort();
    expect(await pending).toMatchObject({ ok: false, failure: { code: "stopped" } });
    expect(calls).toEqual(["reserve 50/100", "settle 50->0"]);
  });

  it("[B6] a counter that is lost once is asked again, twice is unavailable", async () => {
    const once = budgetOf(new Error("moved"), granted);
    expect((await reserveTokens({ budget: once.budget, limit: 100 }, { estimate: 50, waitMs: 5_000, signal })).ok).toBe(
      true,
    );
    const lost = budgetOf(new Error("moved"));
    const reserved = await reserveTokens({ budget: lost.budget, limit: 100 }, { estimate: 50, waitMs: 5_000, signal });
    expect(reserved).toMatchObject({ ok: false, failure: { code: "unavailable" } });
    expect(lost.calls).toHaveLength(2);
  });

  it("[B6] is settled once, and a correction that is lost is nobody's failure", async () => {
    const { budget, calls } = budgetOf(granted);
    const reserved = await reserveTokens({ budget, limit: 100 }, { estimate: 50, waitMs: 0, signal });
    if (!reserved.ok) throw new Error("refused");
    await settleTokens(reserved.value, 12.2);
    await settleTokens(reserved.value, 99);
    expect(calls).toEqual(["reserve 50/100", "settle 50->13"]);
    const failing: TokenBudget = { reserve: async () => granted, settle: () => Promise.reject(new Error("lost")) };
    await settleTokens({ budget: failing, grant: granted, settled: false }, 1);
  });
});

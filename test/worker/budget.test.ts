import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { reserveTokens, settleTokens, tokenBudgetName } from "../../src/budget/token-budget.ts";

let count = 0;
const fresh = () => env.BUDGET.getByName(`test-${++count}`);
const HOUR_MS = 3_600_000;

describe("a Budget object", () => {
  it("[B1] never grants more than the limit to any number of askers at once", async () => {
    const budget = fresh();
    const replies = await Promise.all(Array.from({ length: 30 }, () => budget.reserve({ tokens: 10, limit: 105 })));
    expect(replies.filter((reply) => reply.granted)).toHaveLength(10);
    for (const reply of replies) if (!reply.granted) expect(reply.retryAfterMs).toBeGreaterThan(50_000);
  });

  it("[B2] gives back what was reserved and not used, and counts what was used beyond it", async () => {
    const budget = fresh();
    const grant = await budget.reserve({ tokens: 90, limit: 100 });
    expect((await budget.reserve({ tokens: 20, limit: 100 })).granted).toBe(false);
    if (!grant.granted) throw new Error("refused");
    await budget.settle({ grant, used: 30 });
    const second = await budget.reserve({ tokens: 20, limit: 100 });
    if (!second.granted) throw new Error("refused");
    await budget.settle({ grant: second, used: 65 });
    expect((await budget.reserve({ tokens: 6, limit: 100 })).granted).toBe(false);
    expect((await budget.reserve({ tokens: 5, limit: 100 })).granted).toBe(true);
  });

  it("[B1] what was counted survives an eviction", async () => {
    const budget = fresh();
    const grant = await budget.reserve({ tokens: 90, limit: 100 });
    await evictDurableObject(budget);
    expect((await budget.reserve({ tokens: 20, limit: 100 })).granted).toBe(false);
    await evictDurableObject(budget);
    if (grant.granted) await budget.settle({ grant, used: 10 });
    await evictDurableObject(budget);
    expect((await budget.reserve({ tokens: 20, limit: 100 })).granted).toBe(true);
  });

  it("[B2] writes two rows a turn at most, and none for a refusal", async () => {
    const budget = fresh();
    await budget.reserve({ tokens: 1, limit: 1_000 });
    await runInDurableObject(budget, async (object, state) => {
      let written = 0;
      const exec = state.storage.sql.exec.bind(state.storage.sql);
      const cursors: { rowsWritten: number }[] = [];
      Object.defineProperty(state.storage.sql, "exec", {
        configurable: true,
        value: (query: string, ...bindings: unknown[]) => {
          const cursor = exec(query, ...bindings);
          cursors.push(cursor);
          return cursor;
        },
      });
      const rows = () => {
        written = cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
        cursors.length = 0;
        return written;
      };
      const grant = await object.reserve({ tokens: 10, limit: 1_000 });
      expect(rows()).toBe(1);
      if (grant.granted) await object.settle({ grant, used: 4 });
      expect(rows()).toBe(1);
      await object.reserve({ tokens: 2_000, limit: 1_000 });
      expect(rows()).toBe(0);
      await object.take({ limit: 2, windowMs: HOUR_MS, amount: 1 });
      expect(rows()).toBe(1);
      await object.take({ limit: 2, windowMs: HOUR_MS, amount: 1 });
      expect(rows()).toBe(1);
      await object.take({ limit: 2, windowMs: HOUR_MS, amount: 1 });
      expect(rows()).toBe(0);
    });
  });

  it("[B7] counts by amount in a window, and says when the next one begins", async () => {
    const budget = fresh();
    const take = (amount: number) => budget.take({ limit: 3, windowMs: HOUR_MS, amount });
    expect(await take(1)).toEqual({ granted: true, retryAfterMs: 0 });
    expect((await take(2)).granted).toBe(true);
    await evictDurableObject(budget);
    const refused = await take(1);
    expect(refused.granted).toBe(false);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(HOUR_MS);
    expect((await budget.take({ limit: 1, windowMs: 60_000, amount: 1 })).granted).toBe(true);
  });

  it("[B8] keeps what still counts when its alarm comes, and empties itself when nothing does", async () => {
    const budget = fresh();
    await budget.reserve({ tokens: 90, limit: 100 });
    expect(await runDurableObjectAlarm(budget)).toBe(true);
    expect((await budget.reserve({ tokens: 20, limit: 100 })).granted).toBe(false);
    await runInDurableObject(budget, async (_object, state) => {
      state.storage.sql.exec("UPDATE slot SET beat = beat - 100000");
    });
    expect(await runDurableObjectAlarm(budget)).toBe(true);
    await runInDurableObject(budget, async (_object, state) => {
      const tables = state.storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name IN ('slot', 'counter')")
        .toArray();
      expect(tables).toEqual([]);
      expect(await state.storage.getAlarm()).toBeNull();
    });
    expect((await budget.reserve({ tokens: 20, limit: 100 })).granted).toBe(true);
    await runInDurableObject(budget, async (_object, state) => {
      expect(await state.storage.getAlarm()).not.toBeNull();
    });
  });

  it("[B5] is what tokens are reserved from", async () => {
    const deps = { budget: () => env.BUDGET.getByName(tokenBudgetName("test-model")), limit: 100 };
    const ask = { estimate: 80, waitMs: 0, signal: new AbortController().signal };
    const first = await reserveTokens(deps, ask);
    if (!first.ok) throw new Error("refused");
    const second = await reserveTokens(deps, ask);
    expect(second).toMatchObject({ ok: false, failure: { code: "budget-exhausted" } });
    if (!second.ok) expect(second.failure.retryAfterS).toBeGreaterThan(50);
    await settleTokens(first.value, 20);
    expect((await reserveTokens(deps, ask)).ok).toBe(true);
  });
});

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import { Outbox, type OutboxRow } from "../../src/outbox.ts";

/** Runs a test on the outbox of an object of its own, in real SQLite. */
function withOutbox(test: (outbox: Outbox, keys: () => string[]) => Promise<void>): Promise<void> {
  return runInDurableObject(env.CHAT_SESSION.getByName(newId()), async (_, { storage: { sql } }) => {
    sql.exec(
      `CREATE TABLE outbox (key TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, seq INTEGER NOT NULL,
       tries INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    );
    const keys = () =>
      sql
        .exec<{ key: string }>("SELECT key FROM outbox ORDER BY seq")
        .toArray()
        .map((row) => row.key);
    await test(new Outbox(sql, ["news"]), keys);
  });
}

describe("the outbox", () => {
  it("[O5] delivers in order, and forgets a row only when it was answered", () =>
    withOutbox(async (outbox, keys) => {
      for (const key of ["a", "b", "c"]) outbox.put("news", key, { key });
      const told: string[] = [];
      const deliver = async ({ key }: OutboxRow) => {
        if (key === "b" && !told.includes("b late")) {
          told.push("b late");
          throw new Error("out of reach");
        }
        told.push(key);
      };
      expect([await outbox.drain(deliver), keys()]).toEqual([false, ["b", "c"]]);
      expect(outbox.pending()[0]?.tries).toBe(1);
      expect([await outbox.drain(deliver), keys()]).toEqual([true, []]);
      expect(told).toEqual(["a", "b late", "b", "c"]);
    }));

  it("[O6] keeps a row that was replaced while the older one was on its way", () =>
    withOutbox(async (outbox, keys) => {
      outbox.put("news", "turn", 1);
      const told: string[] = [];
      await outbox.drain(async ({ payload }) => {
        told.push(payload);
        if (payload === "1") outbox.put("news", "turn", 2);
      });
      expect([told, keys()]).toEqual([["1", "2"], []]);
    }));

  it("[O7] has one run at a time, and who asks in the tick after its end begins a new one", () =>
    withOutbox(async (outbox, keys) => {
      let side = 0;
      let most = 0;
      const deliver = async () => {
        most = Math.max(most, ++side);
        await new Promise((go) => setTimeout(go, 5));
        side--;
      };
      outbox.put("news", "a", 1);
      await Promise.all([outbox.drain(deliver), outbox.drain(deliver)]);
      outbox.put("news", "b", 1);
      expect([await outbox.drain(deliver), most, keys()]).toEqual([true, 1, []]);
    }));

  it("[O8] leaves a kind of a newer version where it is, and it holds nobody up", () =>
    withOutbox(async (outbox, keys) => {
      outbox.put("newer", "x", 1);
      outbox.put("news", "a", 1);
      const told: string[] = [];
      expect(
        await outbox.drain(async ({ key }) => {
          told.push(key);
        }),
      ).toBe(true);
      expect([told, keys()]).toEqual([["a"], ["x"]]);
    }));
});

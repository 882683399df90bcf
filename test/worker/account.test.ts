/** The account object in workerd with real SQLite: effects, concurrency, evictions, leases, sockets, rows written. */
import { env, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { Settle } from "../../src/account/account-call.ts";
import type { AskSession } from "../../src/account/leases.ts";
import type { UserAccount } from "../../src/account/user-account.ts";
import type { Result } from "../../src/failure.ts";
import type { Principal } from "../../src/principal.ts";
import type { Chat, Class } from "../../src/protocol.ts";
import { eventually } from "../support/worker/chat.ts";

/** Ahead of the machine's clock, so that no alarm fires by itself while a test looks. */
const T0 = Date.parse("2030-11-22T12:00:00Z");
const DAY_MS = 86_400_000;
const LEASE_MS = 200_000;

const hex = () => crypto.randomUUID().replaceAll("-", "");
const chatOf = (id: string, over: Partial<Chat> = {}): Chat => ({
  id,
  title: "Cells",
  classId: null,
  docId: null,
  createdAt: "2030-11-01T00:00:00.000Z",
  updatedAt: "2030-11-01T00:00:00.000Z",
  ...over,
});
const classOf = (id: string, over: Partial<Class> = {}): Class => ({
  id,
  name: "Biology",
  createdAt: "2030-11-01T00:00:00.000Z",
  documentCount: 0,
  ...over,
});

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.error}`);
  return result.value;
}

/** A new user's account, and the calls on it with the user filled in. */
function newUser(plan: Principal["plan"] = "free") {
  const userId = hex();
  const stub = env.USER_ACCOUNT.getByName(userId);
  const principal: Principal = {
    userId,
    kind: plan === "guest" ? "guest" : "member",
    name: "Ada",
    plan,
    expiresAt: 4e9,
  };
  const reserve = async (
    turnId: string,
    over: { sessionId?: string; chat?: Chat | null; question?: string | null } = {},
  ) => unwrap(await stub.reserve({ userId, plan, turnId, sessionId: "s", chat: null, question: null, ...over }));
  const settle = async (turnId: string, as: "post" | "void", over: Partial<Settle> = {}) =>
    unwrap(await stub.settle({ userId, turnId, sessionId: "s", as, period: null, chat: null, ...over }));
  const quota = async () => unwrap(await stub.me({ principal })).quota;
  const taken = async () => {
    const { used, reserved, remaining } = await quota();
    return [used, reserved, remaining];
  };
  const setClock = (ms: number) =>
    runInDurableObject(stub, (account: UserAccount) => {
      account.now = () => ms;
    });
  const setSessions = (ask: AskSession) =>
    runInDurableObject(stub, (account: UserAccount) => {
      account.askSession = ask;
    });
  return { userId, stub, principal, plan, reserve, settle, quota, taken, setClock, setSessions };
}

const tables = (stub: DurableObjectStub<UserAccount>) =>
  runInDurableObject(stub, (_account, { storage }) =>
    storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master")
      .toArray()
      .map(({ name }) => name),
  );

const rows = (stub: DurableObjectStub<UserAccount>, query: string) =>
  runInDurableObject(stub, (_account, { storage }) => storage.sql.exec(query).toArray());

/** Rows written by `run`, indexes included, as the object's own cursors tell. */
async function rowsWritten(stub: DurableObjectStub<UserAccount>, run: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const restore = await runInDurableObject(stub, (_account, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec;
    sql.exec = ((query: string, ...bindings: unknown[]) => {
      const cursor = exec.call(sql, query, ...bindings);
      count += cursor.rowsWritten;
      return cursor;
    }) as typeof sql.exec;
    return () => {
      sql.exec = exec;
    };
  });
  await run();
  await runInDurableObject(stub, restore);
  return count;
}

describe("places", () => {
  it("[Q1] fifty reserves at once with five left: five are held, and nothing is ever reserved above the limit", async () => {
    const user = newUser();
    for (let i = 0; i < 20; i++) {
      await user.reserve(`used ${i}`);
      await user.settle(`used ${i}`, "post");
    }
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, i) => user.reserve(`turn ${i}`, { sessionId: `s${i}` })),
    );
    expect(replies.filter((reply) => reply.state === "held").length).toBe(5);
    expect(replies.filter((reply) => reply.state === "denied").length).toBe(45);
    for (const { quota } of replies) expect(quota.used + quota.reserved).toBeLessThanOrEqual(25);
    expect(await user.taken()).toEqual([20, 5, 0]);
  });

  it("[Q2][Q6] a place is held, posted once and heard twice, with an eviction after every call", async () => {
    const user = newUser();
    expect((await user.reserve("t")).state).toBe("held");
    await evictDurableObject(user.stub);
    expect((await user.reserve("t")).state).toBe("held");
    expect(await user.taken()).toEqual([0, 1, 24]);
    await evictDurableObject(user.stub);
    expect(await user.settle("t", "post")).toMatchObject({ state: "posted", quota: { used: 1, reserved: 0 } });
    await evictDurableObject(user.stub);
    expect(await user.settle("t", "post")).toMatchObject({ state: "posted", quota: { used: 1, reserved: 0 } });
    await evictDurableObject(user.stub);
    expect((await user.reserve("t")).state).toBe("settled");
    expect(await user.taken()).toEqual([1, 0, 24]);
  });

  it("[Q3] a late reserve after its own void is refused", async () => {
    const user = newUser();
    expect((await user.settle("t", "void")).state).toBe("void");
    expect((await user.reserve("t")).state).toBe("settled");
    expect(await user.taken()).toEqual([0, 0, 25]);
  });

  it("[Q4][Q8] another session neither gets nor ends a place, and what it says is counted", async () => {
    const user = newUser();
    await user.reserve("t");
    expect((await user.reserve("t", { sessionId: "other" })).state).toBe("conflict");
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect((await user.settle("t", "void", { sessionId: "other" })).state).toBe("denied");
    expect(warn.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
      { metric: "other-session", turnId: "t" },
    ]);
    warn.mockRestore();
    expect(await user.taken()).toEqual([0, 1, 24]);
  });

  it("[Q5] a post of a turn that was never reserved is counted in the period it carries", async () => {
    const user = newUser();
    await user.setClock(T0);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect((await user.settle("old", "post", { period: "2030-10" })).quota.used).toBe(0);
    expect((await user.settle("new", "post", { period: "2030-11", plan: "free" })).quota.used).toBe(1);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it("[Q10][Q13] a new month begins with all places; a clock that steps back does not bring the old month again", async () => {
    const user = newUser();
    await user.setClock(T0);
    await user.reserve("t");
    await user.settle("t", "post");
    const november = await user.quota();
    await user.setClock(Date.parse("2030-12-01T00:00:00Z"));
    const december = await user.quota();
    expect([november.used, november.renewsAt]).toEqual([1, "2030-12-01T00:00:00.000Z"]);
    expect([december.used, december.renewsAt]).toEqual([0, "2031-01-01T00:00:00.000Z"]);
    expect(december.version).toBeGreaterThan(november.version);
    await evictDurableObject(user.stub);
    await user.setClock(T0);
    expect(await user.quota()).toEqual(december);
    expect((await user.reserve("t2")).period).toBe("2030-12");
  });

  it("[Q10] a place of the old month that is posted in the new one counts in the old", async () => {
    const user = newUser();
    await user.setClock(Date.parse("2030-11-30T23:59:59Z"));
    const { period } = await user.reserve("t");
    await user.setClock(Date.parse("2030-12-01T00:00:30Z"));
    expect((await user.settle("t", "post", { period })).quota).toMatchObject({ used: 0, reserved: 0 });
    expect(await rows(user.stub, "SELECT state, period FROM ledger")).toEqual([{ state: "POSTED", period: "2030-11" }]);
  });

  it("[Q12] the limit is the plan's", async () => {
    expect((await newUser("free").quota()).limit).toBe(25);
    expect(await newUser("guest").quota()).toMatchObject({ plan: "guest", limit: 25 });
    expect(await newUser("unlimited").quota()).toMatchObject({ limit: null, remaining: null });
    const user = newUser("unlimited");
    await user.reserve("t");
    expect((await user.settle("t", "post")).quota).toMatchObject({ plan: "unlimited", limit: null, used: 1 });
  });

  it("[Q15] a state that a newer version wrote is kept, grants nothing and never throws", async () => {
    const user = newUser();
    await user.setClock(T0);
    await user.reserve("t");
    await rows(user.stub, "UPDATE ledger SET state = 'REFUNDED', period = '2030-11'");
    expect((await user.reserve("t")).state).toBe("settled");
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect((await user.settle("t", "post")).state).toBe("denied");
    warn.mockRestore();
    await user.setClock(T0 + 400 * DAY_MS);
    await runDurableObjectAlarm(user.stub);
    expect(await rows(user.stub, "SELECT state FROM ledger")).toEqual([{ state: "REFUNDED" }]);
    expect(await user.taken()).toEqual([0, 0, 25]);
  });

  it("[Q30] code that meets a newer schema runs normally and leaves it as it is", async () => {
    const user = newUser();
    await user.reserve("t1", { chat: chatOf("s1"), question: "Before?" });
    for (const table of ["account", "ledger", "chats", "questions", "classes"]) {
      await rows(user.stub, `ALTER TABLE ${table} ADD COLUMN later TEXT DEFAULT 'kept'`);
    }
    await rows(user.stub, "UPDATE schema_version SET version = 99");
    await evictDurableObject(user.stub);
    const { userId, stub } = user;
    await user.settle("t1", "post");
    await user.reserve("t2", { chat: chatOf("s2", { classId: "c" }), question: "After?" });
    unwrap(await stub.classChanged({ userId, class: classOf("c") }));
    unwrap(await stub.classRemoved({ userId, classId: "c2" }));
    unwrap(await stub.chatRemoved({ userId, sessionId: "s1" }));
    expect(unwrap(await stub.chats({ userId, cursor: null, q: "after", limit: 5 })).chats.length).toBe(1);
    expect(await user.taken()).toEqual([1, 1, 23]);
    expect(await rows(user.stub, "SELECT DISTINCT later FROM ledger")).toEqual([{ later: "kept" }]);
    expect(await rows(user.stub, "SELECT version FROM schema_version")).toEqual([{ version: 99 }]);
  });

  it("[Q16] a turn costs the account at most five rows, whatever is stored already", async () => {
    const user = newUser();
    const chat = chatOf("s", { classId: hex() });
    unwrap(await user.stub.classChanged({ userId: user.userId, class: classOf(chat.classId ?? "") }));
    await user.quota();
    for (let i = 0; i < 5; i++) {
      const updatedAt = new Date(T0 + i * 1_000).toISOString();
      const written = await rowsWritten(user.stub, async () => {
        await user.reserve(`turn ${i}`, { chat: { ...chat, updatedAt }, question: "What is mitosis?" });
        const later = new Date(T0 + i * 1_000 + 500).toISOString();
        await user.settle(`turn ${i}`, "post", { chat: { ...chat, updatedAt: later } });
      });
      expect(written).toBeGreaterThanOrEqual(4);
      expect(written).toBeLessThanOrEqual(5);
    }
  });
});

describe("the owner", () => {
  it("[Q27] an account that nobody wrote to reads as empty, and reading writes nothing", async () => {
    const { userId, stub, quota } = newUser();
    expect(await quota()).toMatchObject({ plan: "free", limit: 25, used: 0, reserved: 0, remaining: 25 });
    expect(unwrap(await stub.chats({ userId, cursor: null, q: "x", limit: 20 }))).toEqual({ chats: [], cursor: null });
    expect(unwrap(await stub.classes({ userId }))).toEqual({ classes: [] });
    expect(unwrap(await stub.recentClasses({ userId, limit: 8 }))).toEqual([]);
    expect(await stub.findClass({ userId, nameOrId: "x" })).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    for (const admitted of [await stub.admitChat({ userId }), await stub.admitClass({ userId })])
      expect(admitted.ok).toBe(true);
    unwrap(await stub.chatRemoved({ userId, sessionId: "s" }));
    unwrap(await stub.classRemoved({ userId, classId: "c" }));
    expect((await tables(stub)).filter((name) => !name.startsWith("_cf"))).toEqual([]);
  });

  it("[Q28] another user is answered not-found by every call, before and after the first write, and writes nothing", async () => {
    const { stub, reserve, principal } = newUser();
    const userId = hex();
    const turn = { userId, turnId: "t", sessionId: "s", chat: null };
    const document = {
      id: "d",
      classId: "c",
      name: "n",
      mediaType: "m",
      bytes: 0,
      pages: 1,
      status: "ready",
      progress: 1,
      error: null,
      reference: null,
    };
    const calls = async () => [
      await stub.reserve({ ...turn, plan: "free", question: null }),
      await stub.settle({ ...turn, as: "post", period: null }),
      await stub.me({ principal: { ...principal, userId } }),
      await stub.chatChanged({ userId, chat: chatOf("s") }),
      await stub.chatRemoved({ userId, sessionId: "s" }),
      await stub.admitChat({ userId }),
      await stub.classChanged({ userId, class: classOf("c") }),
      await stub.classRemoved({ userId, classId: "c" }),
      await stub.admitClass({ userId }),
      await stub.documentChanged({ userId, document }),
      await stub.chats({ userId, cursor: null, q: null, limit: 20 }),
      await stub.classes({ userId }),
      await stub.findClass({ userId, nameOrId: "c" }),
      await stub.recentClasses({ userId, limit: 8 }),
    ];
    for (const answer of await calls()) expect(answer).toMatchObject({ ok: false, failure: { code: "not-found" } });
    expect((await tables(stub)).filter((name) => !name.startsWith("_cf"))).toEqual([]);
    await reserve("mine");
    for (const answer of await calls()) expect(answer).toMatchObject({ ok: false, failure: { code: "not-found" } });
    expect(await rows(stub, "SELECT turn_id FROM ledger")).toEqual([{ turn_id: "mine" }]);
  });
});

describe("leases", () => {
  /** Holds a place, lets its lease run out and the alarm ask; resolves when the asking has ended. */
  async function runOut(user: ReturnType<typeof newUser>, ask: AskSession, nowMs = T0 + LEASE_MS) {
    await user.setSessions(ask);
    await user.setClock(nowMs);
    const before = await rows(user.stub, "SELECT at FROM due WHERE kind = 'leases'");
    expect(await runDurableObjectAlarm(user.stub)).toBe(true);
    await eventually(async () =>
      expect(await rows(user.stub, "SELECT at FROM due WHERE kind = 'leases'")).not.toEqual(before),
    );
  }
  const held = async () => {
    const user = newUser();
    await user.setClock(T0);
    await user.reserve("t");
    return user;
  };
  const alarmAt = (stub: DurableObjectStub<UserAccount>) =>
    runInDurableObject(stub, (_account, { storage }) => storage.getAlarm());

  it("[Q9] the session is asked once the lease is over, and not before", async () => {
    const user = await held();
    expect(await alarmAt(user.stub)).toBe(T0 + LEASE_MS);
    const asked: unknown[] = [];
    await runOut(user, async (...call) => {
      asked.push(call);
      return { state: "post", period: null };
    });
    expect(asked).toEqual([["s", { userId: user.userId, turnId: "t" }]]);
    expect(await user.taken()).toEqual([1, 0, 24]);
    expect(await rows(user.stub, "SELECT kind FROM due WHERE kind = 'leases'")).toEqual([]);
  });

  it("[Q9] a turn that ended without an answer gives its place back", async () => {
    const user = await held();
    await runOut(user, async () => ({ state: "void" }));
    expect(await user.taken()).toEqual([0, 0, 25]);
  });

  it("[Q9] a running turn keeps its place and is asked about again after another lease", async () => {
    const user = await held();
    await runOut(user, async () => ({ state: "running" }));
    expect(await user.taken()).toEqual([0, 1, 24]);
    expect(await alarmAt(user.stub)).toBe(T0 + 2 * LEASE_MS);
  });

  it("[Q9] a session that cannot be reached, or that answers what this version cannot read, keeps its place, and is asked until it answers", async () => {
    const user = await held();
    const answers: (() => unknown)[] = [
      () => Promise.reject(new Error("down")),
      () => ({ state: "a later one" }),
      () => "nonsense",
      () => ({ state: "post" }),
    ];
    for (const [i, answer] of answers.entries()) {
      expect(await user.taken(), String(i)).toEqual([0, 1, 24]);
      await runOut(user, async () => answer(), T0 + (i + 1) * LEASE_MS);
    }
    expect(await user.taken()).toEqual([1, 0, 24]);
  });

  it("[Q9] what was settled while the session was being asked stays settled", async () => {
    const user = await held();
    await user.setClock(T0 + LEASE_MS);
    let answer: (value: unknown) => void = () => {};
    let calls = 0;
    await user.setSessions(() => {
      calls++;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await runDurableObjectAlarm(user.stub);
    await eventually(() => expect(calls).toBe(1));
    await user.settle("t", "void");
    await runInDurableObject(user.stub, () => answer({ state: "running" }));
    await eventually(async () => expect(await rows(user.stub, "SELECT 1 FROM due WHERE kind = 'leases'")).toEqual([]));
    expect(await rows(user.stub, "SELECT state FROM ledger")).toEqual([{ state: "VOID" }]);
  });

  it("[Q9] many leases run out at once: each is asked about once, a few side by side", async () => {
    const user = newUser("unlimited");
    await user.setClock(T0);
    for (let i = 0; i < 30; i++) await user.reserve(`t${i}`, { sessionId: `s${i}` });
    let open = 0;
    let most = 0;
    const asked: string[] = [];
    await runOut(user, async (sessionId) => {
      asked.push(sessionId);
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open--;
      return { state: "post" };
    });
    expect([asked.length, new Set(asked).size]).toEqual([30, 30]);
    expect(most).toBeLessThanOrEqual(6);
    expect(await user.quota()).toMatchObject({ used: 30, reserved: 0 });
  });

  it("[Q9] an eviction before the alarm loses nothing", async () => {
    const user = await held();
    await evictDurableObject(user.stub);
    await runOut(user, async () => ({ state: "post" }));
    expect(await user.taken()).toEqual([1, 0, 24]);
  });

  it("[Q29] a lost alarm is repaired by the next wake, and one that fails does not throw and is tried again", async () => {
    const user = await held();
    await runInDurableObject(user.stub, (_account, { storage }) => storage.deleteAlarm());
    await evictDurableObject(user.stub);
    await user.taken();
    await eventually(async () => expect(await alarmAt(user.stub)).not.toBeNull());
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    await user.setSessions(() => {
      throw new Error("at once");
    });
    await rows(user.stub, "ALTER TABLE due RENAME TO gone");
    expect(await runDurableObjectAlarm(user.stub)).toBe(true);
    await rows(user.stub, "ALTER TABLE gone RENAME TO due");
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
    expect(await alarmAt(user.stub)).not.toBeNull();
  });
});

describe("prune", () => {
  it("[Q14] removes what is old, but neither the newest row nor a held one, and the version does not fall", async () => {
    const user = newUser();
    await user.setClock(T0);
    await user.setSessions(async () => ({ state: "running" }));
    for (const turn of ["posted", "void", "held"]) await user.reserve(turn);
    await user.settle("posted", "post");
    await user.settle("void", "void");
    const later = Date.parse("2031-01-05T00:00:00Z");
    await user.setClock(later);
    const before = await user.quota();
    await runDurableObjectAlarm(user.stub);
    await eventually(async () =>
      expect(await rows(user.stub, "SELECT kind FROM due ORDER BY kind")).toEqual([
        { kind: "leases" },
        { kind: "prune" },
      ]),
    );
    await user.setClock(later + 2 * DAY_MS);
    await runDurableObjectAlarm(user.stub);
    await eventually(async () =>
      expect(await rows(user.stub, "SELECT turn_id FROM ledger ORDER BY turn_id")).toEqual([
        { turn_id: "held" },
        { turn_id: "void" },
      ]),
    );
    expect((await user.quota()).version).toBe(before.version);
  });

  it("[Q14] denied rows go after a day, and with them the reason to wake", async () => {
    const user = newUser("guest");
    await user.setClock(T0);
    for (let i = 0; i < 28; i++) await user.reserve(`t${i}`);
    expect((await user.reserve("t27")).state).toBe("settled");
    await user.setSessions(async () => ({ state: "running" }));
    await user.setClock(T0 + DAY_MS + 1);
    await runDurableObjectAlarm(user.stub);
    await eventually(async () =>
      expect(await rows(user.stub, "SELECT turn_id FROM ledger WHERE state = 'DENIED'")).toEqual([{ turn_id: "t27" }]),
    );
  });
});

describe("the index", () => {
  const list = async (
    user: ReturnType<typeof newUser>,
    over: { cursor?: string | null; q?: string | null; limit?: number } = {},
  ) => unwrap(await user.stub.chats({ userId: user.userId, cursor: null, q: null, limit: 20, ...over }));
  const change = async (user: ReturnType<typeof newUser>, chat: Chat) =>
    unwrap(await user.stub.chatChanged({ userId: user.userId, chat }));

  it("[Q23] chats are listed newest first, in pages without gaps or repetitions", async () => {
    const user = newUser();
    const ids = Array.from({ length: 25 }, (_, i) => `chat${String(i).padStart(2, "0")}`);
    // Five chats share each time: the id decides among them.
    for (const [i, id] of ids.entries())
      await change(user, chatOf(id, { updatedAt: new Date(T0 + Math.floor(i / 5)).toISOString() }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { chats: Chat[]; cursor: string | null } = await list(user, { cursor, limit: 7 });
      seen.push(...page.chats.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids.toReversed());
    expect(await user.stub.chats({ userId: user.userId, cursor: "nonsense", q: null, limit: 7 })).toMatchObject({
      ok: false,
      failure: { code: "bad-request" },
    });
  });

  it("[Q23] newer news win, whatever the order in which they come", async () => {
    const user = newUser();
    const newer = chatOf("s", { title: "Renamed", updatedAt: new Date(T0 + 1).toISOString() });
    await change(user, newer);
    await change(user, chatOf("s", { title: "Old", updatedAt: new Date(T0).toISOString() }));
    expect((await list(user)).chats).toEqual([newer]);
  });

  it("[Q23] a removed chat is not listed and not found, and nothing that comes late brings it back", async () => {
    const user = newUser();
    await user.reserve("t", { chat: chatOf("s"), question: "What is mitosis?" });
    unwrap(await user.stub.chatRemoved({ userId: user.userId, sessionId: "s" }));
    const late = chatOf("s", { updatedAt: new Date(T0 + 1).toISOString() });
    await change(user, late);
    await user.reserve("t2", { chat: late, question: "What is mitosis?" });
    await user.settle("t", "post", { chat: late });
    expect((await list(user)).chats).toEqual([]);
    expect((await list(user, { q: "mitosis" })).chats).toEqual([]);
    expect(await rows(user.stub, "SELECT * FROM questions")).toEqual([]);
  });

  it("[Q24] search finds titles and questions in any language, by every word, and takes user text as text", async () => {
    const user = newUser();
    const ask = (id: string, title: string, question: string) =>
      user.reserve(`t ${id}`, { chat: chatOf(id, { title }), question });
    await ask("1", "Révision: ÉLAN vital", "Qui était Bergson ?");
    await ask("2", "Биология", "Что такое митоз?");
    await ask("3", "細胞分裂", "有絲分裂とは何ですか");
    await ask("4", "100% of_it", 'it\'s "quoted" \\ and *');
    const found = async (q: string) => (await list(user, { q })).chats.map(({ id }) => id);
    expect(await found("elan BERGSON")).toEqual(["1"]);
    expect(await found("elan митоз")).toEqual([]);
    expect(await found("МИТОЗ")).toEqual(["2"]);
    expect(await found("絲分裂と")).toEqual(["3"]);
    expect(await found("%")).toEqual(["4"]);
    expect(await found("_")).toEqual(["4"]);
    expect(await found('it\'s "quoted" \\ *')).toEqual(["4"]);
    expect((await found("")).length).toBe(4);
    expect((await found("x ".repeat(5_000))).length).toBe(0);
  });

  it("[Q25] classes are listed, found by id or name, renamed, and gone once removed", async () => {
    const user = newUser();
    const { userId, stub } = user;
    const [old, young] = [
      classOf("c1", { name: "Zoë" }),
      classOf("c2", { name: "ZOE\u0308", createdAt: "2030-11-02T00:00:00.000Z" }),
    ];
    for (const known of [old, young]) unwrap(await stub.classChanged({ userId, class: known }));
    expect(unwrap(await stub.classes({ userId })).classes.map(({ id }) => id)).toEqual(["c2", "c1"]);
    expect(unwrap(await stub.findClass({ userId, nameOrId: "zoë" })).id).toBe("c2");
    expect(unwrap(await stub.findClass({ userId, nameOrId: "c1" })).id).toBe("c1");
    unwrap(await stub.classChanged({ userId, class: { ...young, name: "Botany", documentCount: 3 } }));
    expect(unwrap(await stub.findClass({ userId, nameOrId: "BOTANY" }))).toMatchObject({ id: "c2", documentCount: 3 });
    expect(unwrap(await stub.findClass({ userId, nameOrId: "zoë" })).id).toBe("c1");
    unwrap(await stub.classRemoved({ userId, classId: "c2" }));
    unwrap(await stub.classChanged({ userId, class: young }));
    expect(unwrap(await stub.classes({ userId })).classes.map(({ id }) => id)).toEqual(["c1"]);
  });

  it("[Q25] the classes asked about last come first, noted once an hour", async () => {
    const user = newUser();
    const { userId, stub } = user;
    await user.setClock(T0);
    for (const id of ["c1", "c2", "c3"]) unwrap(await stub.classChanged({ userId, class: classOf(id) }));
    await user.setClock(T0 + 7_200_000);
    await user.reserve("t", { chat: chatOf("s", { classId: "c1" }) });
    expect(unwrap(await stub.recentClasses({ userId, limit: 2 })).map(({ id }) => id)).toEqual(["c1", "c3"]);
  });

  it("[Q26] chats and classes are bounded", async () => {
    const user = newUser();
    const { userId, stub } = user;
    await user.reserve("t", { chat: chatOf("s") });
    await rows(
      stub,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
       INSERT INTO chats SELECT 'c' || i, '', '', NULL, NULL, '', '', NULL FROM n`,
    );
    await rows(
      stub,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
       INSERT INTO classes SELECT 'c' || i, '', '', 0, 0, NULL FROM n`,
    );
    const full = { ok: false, failure: { code: "storage-exceeded" } };
    expect(await stub.admitChat({ userId })).toMatchObject(full);
    expect(await stub.admitClass({ userId })).toMatchObject(full);
    const turn = { userId, plan: "free" as const, turnId: "t2", sessionId: "s2", question: null };
    expect(await stub.reserve({ ...turn, chat: chatOf("s2") })).toMatchObject(full);
    expect(unwrap(await stub.reserve({ ...turn, chat: chatOf("s") })).state).toBe("held");
    unwrap(await stub.chatRemoved({ userId, sessionId: "c7" }));
    expect((await stub.admitChat({ userId })).ok).toBe(true);
  });
});

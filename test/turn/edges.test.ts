import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import { Outbox, type OutboxRow } from "../../src/outbox.ts";
import { PRINCIPAL_HEADER, type Principal } from "../../src/principal.ts";
import {
  accountOf,
  answered,
  hasModel,
  newChat,
  newUser,
  quotaOf,
  release,
  requestsWith,
  scene,
  sessionOf,
  shown,
  until,
  watch,
} from "../support/worker/chat.ts";

const rowsOf = (stub: DurableObjectStub, query: string) =>
  runInDurableObject(stub, (_, state) => state.storage.sql.exec(query).toArray());

const tables = (stub: DurableObjectStub) =>
  rowsOf(stub, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'");

/** Lets the first query that begins so fail, once. */
const failOnce = (stub: DurableObjectStub, wanted: (query: string, bindings: unknown[]) => boolean) =>
  runInDurableObject(stub, (_, state) => {
    const { sql } = state.storage;
    const exec = sql.exec.bind(sql);
    let failed = false;
    sql.exec = ((query: string, ...bindings: unknown[]) => {
      if (!failed && wanted(query, bindings)) {
        failed = true;
        throw new Error("SQLITE_FULL, as the test has it");
      }
      return exec(query, ...bindings);
    }) as typeof sql.exec;
  });

/** Puts another function in the place of one of the account's, in every account; the returned function puts it back. */
const replaceCall = (
  userId: string,
  call: "reserve" | "settle" | "chatChanged" | "chatRemoved",
  by: (real: (...p: unknown[]) => unknown) => (...p: unknown[]) => unknown,
): Promise<() => void> =>
  runInDurableObject(accountOf(userId), (account) => {
    const kind = Object.getPrototypeOf(account);
    const real = kind[call];
    const made = by(real);
    kind[call] = function (this: unknown, ...p: unknown[]) {
      return made.apply(this, p);
    };
    return () => {
      kind[call] = real;
    };
  });

const askDirect = (user: Principal, p: { sessionId: string; turnId: string; question: string }) =>
  sessionOf(p.sessionId).fetch("https://chat/direct", {
    method: "POST",
    headers: { [PRINCIPAL_HEADER]: JSON.stringify(user) },
    body: JSON.stringify({ ...p, digest: "d", history: [], scope: null }),
  });

describe.skipIf(!hasModel)("what is refused", () => {
  it("[T70] stores nothing: a chat to be does not begin to exist by a retry of nothing", async () => {
    const user = newUser();
    const sessionId = newId();
    const socket = await watch(user, sessionId, true);
    const turnId = crypto.randomUUID();
    socket.send("chat-retry", { turnId, messageId: "m1" });
    expect((await socket.next("chat-stream-error")).code).toBe("not-found");
    const view = await sessionOf(sessionId).view({ userId: user.userId, before: null, limit: 20 });
    expect(view.ok ? "it exists" : view.failure.code).toBe("not-found");
    expect(await tables(sessionOf(sessionId))).toEqual([]);
  });

  it("[T93] in a chat to be is whatever is about a message or a turn, as one that is not there", async () => {
    const user = newUser();
    const sessionId = newId();
    const socket = await watch(user, sessionId, true);
    const turnId = crypto.randomUUID();
    for (const [event, data] of [
      ["chat-react", { messageId: "m1", reaction: "like" }],
      ["chat-select", { messageId: "m1" }],
      ["chat-stop", { turnId }],
      ["chat-resume", { turnId, attempt: 1, offset: 0 }],
    ] as const) {
      const from = socket.frames.length;
      socket.send(event, data);
      expect((await socket.next("error", () => true, from)).code).toBe("not-found");
    }
  });

  it("[T71] stores nothing: nor by a question after a message that is not there", async () => {
    const user = newUser();
    const sessionId = newId();
    const socket = await watch(user, sessionId, true);
    socket.send("chat-ask", { turnId: crypto.randomUUID(), content: "Hello", parentId: "m7" });
    expect((await socket.next("chat-stream-error")).code).toBe("not-found");
    const view = await sessionOf(sessionId).view({ userId: user.userId, before: null, limit: 20 });
    expect(view.ok ? "it exists" : view.failure.code).toBe("not-found");
  });

  it("[T72] by a failing first transaction leaves a chat to be that can be asked again", async () => {
    const user = newUser();
    const sessionId = newId();
    const socket = await watch(user, sessionId, true);
    await failOnce(sessionOf(sessionId), (query) => query.includes("INSERT INTO turn"));
    socket.send("chat-ask", { turnId: crypto.randomUUID(), content: "Hello [[tokens=2]]" });
    expect((await socket.next("error")).code).toBe("internal");
    await answered(socket, "chat-ask", { content: "Hello again [[tokens=2]]" });
  });

  it("[T73] of another user's chat is refused as for one that does not exist, whatever is asked for", async () => {
    const s = await scene();
    await runInDurableObject(sessionOf(s.sessionId), (_, state) => {
      state.storage.sql.exec("UPDATE chat SET class_id = ?", newId());
    });
    const stranger = newUser();
    const ask = (sessionId: string) =>
      sessionOf(sessionId).ask({
        principal: stranger,
        sessionId,
        create: false,
        turnId: crypto.randomUUID(),
        content: "What is in there?",
        scope: { classId: "", docId: newId() },
      });
    const theirs = await ask(s.sessionId);
    const none = await ask(newId());
    expect(theirs.ok ? null : theirs.failure).toEqual(none.ok ? null : none.failure);
  });
});

describe.skipIf(!hasModel)("a turn", () => {
  it("[T74] whose end cannot be stored still ends, and the chat goes on", async () => {
    const s = await scene();
    const turnId = crypto.randomUUID();
    await failOnce(
      sessionOf(s.sessionId),
      (query, bindings) => query.includes("INSERT INTO message") && bindings.includes("assistant"),
    );
    s.socket.send("chat-ask", { turnId, content: "Unstorable [[tokens=3]]" });
    await s.socket.next("chat-stream-token");
    await until(
      "it has ended",
      async () => {
        const turn = await sessionOf(s.sessionId).turn({ userId: s.user.userId, turnId });
        return turn.ok && turn.value.state !== "active";
      },
      8_000,
    );
    await answered(s.socket, "chat-ask", { content: "Next [[tokens=2]]" });
  });

  it("[T75] keeps its scope when it is tried again or edited: everything stays everything", async () => {
    const s = await scene();
    await runInDurableObject(sessionOf(s.sessionId), (_, state) => {
      state.storage.sql.exec("UPDATE chat SET class_id = ?", newId());
    });
    const first = await answered(s.socket, "chat-ask", { content: "Of all my classes [[tokens=2]]", classId: null });
    const turnId = crypto.randomUUID();
    s.socket.send("chat-retry", { turnId, messageId: first.id });
    await s.socket.next("chat-stream-status", (data) => data.turnId === turnId);
    const rows = await rowsOf(sessionOf(s.sessionId), "SELECT scope FROM turn ORDER BY started_at");
    expect(rows.map((row) => row.scope)).toEqual(["null", "null"]);
  });

  it("[T76] asked by who last saw the question that was answered meanwhile loses no answer", async () => {
    const s = await scene();
    const turnId = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId, content: `First ${turnId} [[tokens=30 hold=10]]` });
    const { message: question } = await s.socket.next("chat-turn-accepted");
    await s.socket.next("chat-stream-token");
    // Stop and the next question leave together: the answer's id is not known to the sender yet.
    s.socket.send("chat-stop", { turnId });
    const next = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId: next, content: "Next [[tokens=2]]", parentId: question.id });
    const { message: stopped } = await s.socket.next("chat-stream-complete", (data) => data.turnId === turnId);
    await s.socket.next("chat-stream-complete", (data) => data.turnId === next);
    const reachable = (await shown(s)).flatMap((message) => message.versionIds);
    expect(reachable).toContain(stopped.id);
  });

  it.each([
    ["half a character", "What is \ud83d this? [[tokens=2]]"],
    ["a NUL", "What is \u0000 this? [[tokens=2]]"],
  ])("[T77] whose question holds %s is joined when it is sent again", async (_, content) => {
    const s = await scene();
    const turnId = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId, content });
    await s.socket.next("chat-stream-complete");
    const from = s.socket.frames.length;
    s.socket.send("chat-ask", { turnId, content });
    await until("it is answered", () => s.socket.frames.length > from);
    expect(s.socket.frames[from]?.event).toBe("chat-turn-accepted");
  });

  it("[T78] is told to have ended only when the account has counted it, also to who asks just then", async () => {
    const s = await scene();
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const restore = await replaceCall(
      s.user.userId,
      "settle",
      (real) =>
        async function (this: unknown, ...p: unknown[]) {
          await isAsked;
          return real.apply(this, p);
        },
    );
    try {
      const turnId = crypto.randomUUID();
      s.socket.send("chat-ask", { turnId, content: `Settling ${turnId} [[tokens=2]]` });
      await until("it is committed", async () => {
        const turn = await sessionOf(s.sessionId).turn({ userId: s.user.userId, turnId });
        return turn.ok && turn.value.state === "committed";
      });
      const other = await watch(s.user, s.sessionId);
      other.send("chat-resume", { turnId, attempt: 1, offset: 0 });
      asked();
      await other.next("chat-stream-complete");
      expect(await quotaOf(s.user)).toMatchObject({ used: 1, reserved: 0 });
      await new Promise((go) => setTimeout(go, 1_500));
      expect(other.frames.filter((frame) => frame.event === "chat-stream-complete")).toHaveLength(1);
    } finally {
      restore();
    }
  });
});

describe.skipIf(!hasModel)("what a newer version left", () => {
  it("[T79] in the outbox keeps the object awake for it", async () => {
    const s = await scene();
    await runInDurableObject(sessionOf(s.sessionId), (_, { storage: { sql } }) => {
      sql.exec("INSERT INTO outbox (key, kind, payload, seq, tries) VALUES ('k', 'from-the-future', '{}', 1, 0)");
      sql.exec("INSERT INTO due (kind, key, at) VALUES ('work', '', ?)", Date.now() + 60_000);
    });
    await answered(s.socket, "chat-ask", { content: "Something [[tokens=2]]" });
    expect(await rowsOf(sessionOf(s.sessionId), "SELECT kind FROM outbox")).toEqual([{ kind: "from-the-future" }]);
    expect(await rowsOf(sessionOf(s.sessionId), "SELECT kind FROM due")).toEqual([{ kind: "work" }]);
  });

  it("[T80] in the outbox in a form that cannot be read holds no later row up", async () => {
    const s = await scene();
    await runInDurableObject(sessionOf(s.sessionId), (_, state) => {
      const sql = "INSERT INTO outbox (key, kind, payload, seq, tries) VALUES ('k', 'index', '{\"v\":2}', 1, 0)";
      state.storage.sql.exec(sql);
    });
    await answered(s.socket, "chat-ask", { content: "Something [[tokens=2]]" });
    expect(await quotaOf(s.user)).toMatchObject({ used: 1, reserved: 0 });
  });

  it("[T81] as a plan may watch, and is passed on as it is", async () => {
    const user = { ...newUser(), plan: "pro" as Principal["plan"] };
    const sessionId = await newChat(user);
    const ask = { principal: user, sessionId, create: false, content: "Plan [[tokens=2]]", scope: undefined };
    const turnId = crypto.randomUUID();
    await sessionOf(sessionId).askAndWait({ ...ask, turnId });
    expect(await rowsOf(accountOf(user.userId), "SELECT plan FROM account")).toEqual([{ plan: "pro" }]);
  });

  it("[T82] as a plan in a verified principal opens a socket all the same", async () => {
    const user = { ...newUser(), plan: "pro" as Principal["plan"] };
    const sessionId = await newChat(user);
    const socket = await watch(user, sessionId);
    await socket.next("chat-state");
  });

  it("[T83] as one more column of a budget lets this version reserve", async () => {
    const budget = env.BUDGET.getByName(newId());
    await budget.reserve({ tokens: 1, limit: 100 });
    await runInDurableObject(budget, (_, state) => {
      state.storage.sql.exec("ALTER TABLE slot ADD COLUMN newer INTEGER");
      state.storage.sql.exec("UPDATE schema_version SET version = version + 1");
    });
    expect(await budget.reserve({ tokens: 1, limit: 100 }).catch(String)).toMatchObject({ granted: true });
  });
});

describe.skipIf(!hasModel)("the alarm", () => {
  it("[T90] that finds nothing to tell leaves the object able to tell later", async () => {
    const s = await scene();
    await runInDurableObject(sessionOf(s.sessionId), async (_, { storage }) => {
      storage.sql.exec("INSERT INTO due (kind, key, at) VALUES ('work', '', ?)", Date.now() - 1);
      await storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await answered(s.socket, "chat-ask", { content: "After it [[tokens=2]]" });
    expect(await quotaOf(s.user)).toMatchObject({ used: 1, reserved: 0 });
    expect(await rowsOf(sessionOf(s.sessionId), "SELECT kind FROM outbox")).toEqual([]);
  });

  it("[T84] that fails is set again", async () => {
    const s = await scene();
    const turnId = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId, content: `Alarm ${turnId} [[tokens=9 hold=3]]` });
    await s.socket.next("chat-stream-token");
    await failOnce(sessionOf(s.sessionId), (query) => query.includes("FROM due"));
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    const at = await runInDurableObject(sessionOf(s.sessionId), (_, state) => state.storage.getAlarm());
    await release(turnId);
    await s.socket.next("chat-stream-complete");
    expect(at).not.toBeNull();
  });

  it("[T85] that was lost is set again by whatever wakes the object", async () => {
    const user = newUser();
    const sessionId = newId();
    const direct = { sessionId, turnId: crypto.randomUUID(), question: "Direct [[tokens=2]]" };
    await (await askDirect(user, direct)).text();
    await until("it is to be forgotten", async () =>
      (await rowsOf(sessionOf(sessionId), "SELECT kind FROM due")).some((row) => row.kind === "expire"),
    );
    await runInDurableObject(sessionOf(sessionId), (_, state) => state.storage.deleteAlarm());
    await abortAllDurableObjects();
    expect((await askDirect(user, direct)).status).toBe(409);
    const at = await runInDurableObject(sessionOf(sessionId), (_, state) => state.storage.getAlarm());
    expect(at).not.toBeNull();
  });
});

describe("an outbox", () => {
  it("[T91] that was empty when it was drained delivers what is put into it later", () =>
    runInDurableObject(env.CHAT_SESSION.getByName(newId()), async (_, { storage: { sql } }) => {
      sql.exec(
        `CREATE TABLE outbox (key TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, seq INTEGER NOT NULL,
         tries INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
      );
      const outbox = new Outbox(sql, ["news"]);
      const told: string[] = [];
      const deliver = async ({ key }: OutboxRow) => {
        told.push(key);
      };
      expect(await outbox.drain(deliver)).toBe(true);
      outbox.put("news", "a", 1);
      await outbox.drain(deliver);
      expect(told).toEqual(["a"]);
    }));
});

describe("a class", () => {
  it("[T92] that had nothing to tell once still tells its account what comes later", async () => {
    const { userId } = newUser();
    const id = newId();
    const library = env.CLASS_LIBRARY.getByName(id);
    const made = { id, name: "Biology", createdAt: new Date().toISOString(), documentCount: 0 };
    // Made twice, as a request that is repeated does: the second has no news.
    for (const _ of [1, 2]) await library.create({ userId, class: made });
    await library.rename({ userId, name: "Cell biology" });
    const listed = await accountOf(userId).classes({ userId });
    expect(listed.ok && listed.value.classes.map(({ name }) => name)).toEqual(["Cell biology"]);
  });
});

describe.skipIf(!hasModel)("an object that was only asked", () => {
  it("[T86] has no tables: a budget that refused", async () => {
    const budget = env.BUDGET.getByName(newId());
    expect((await budget.reserve({ tokens: 10, limit: 5 })).granted).toBe(false);
    expect(await tables(budget)).toEqual([]);
  });
});

describe.skipIf(!hasModel)("a turn without a chat", () => {
  it("[T87] goes on while one of its readers stays, and is stopped and counted when the last has left", async () => {
    const user = newUser();
    const turnId = crypto.randomUUID();
    const direct = { sessionId: newId(), turnId, question: `Two readers ${turnId} [[tokens=30 hold=10]]` };
    const one = (await askDirect(user, direct)).body?.getReader();
    const two = (await askDirect(user, direct)).body?.getReader();
    await one?.read();
    await one?.cancel();
    await two?.read();
    await new Promise((go) => setTimeout(go, 100));
    expect((await quotaOf(user)).reserved).toBe(1);
    await two?.cancel();
    await until("it is counted", async () => (await quotaOf(user)).used === 1);
    expect((await quotaOf(user)).reserved).toBe(0);
    expect(await requestsWith(turnId)).toHaveLength(1);
    expect((await askDirect(user, direct)).status).toBe(409);
  });
});

describe.skipIf(!hasModel)("a chat that is removed", () => {
  it("[T89] closes its sockets and answers at once, also when the account cannot be reached", async () => {
    const s = await scene();
    const restore = await replaceCall(s.user.userId, "chatRemoved", () => () => new Promise(() => undefined));
    try {
      expect((await sessionOf(s.sessionId).remove({ userId: s.user.userId })).ok).toBe(true);
      // The account is still being asked: it was not waited for until it was given up.
      expect(await rowsOf(sessionOf(s.sessionId), "SELECT tries FROM outbox")).toEqual([{ tries: 0 }]);
    } finally {
      restore();
    }
  });
});

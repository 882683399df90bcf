import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import {
  accountOf,
  hasModel,
  newChat,
  newUser,
  quotaOf,
  release,
  requestsWith,
  sessionOf,
  until,
  watch,
} from "../support/worker/chat.ts";

/** Lets a call of the account never come back, until the returned function is called. */
async function cutOff(userId: string, call: "reserve" | "settle"): Promise<() => void> {
  return runInDurableObject(accountOf(userId), (account) => {
    const kind = Object.getPrototypeOf(account);
    const real = kind[call];
    kind[call] = () => new Promise(() => undefined);
    return () => {
      kind[call] = real;
    };
  });
}

async function state(userId: string, sessionId: string, turnId: string) {
  const turn = await sessionOf(sessionId).turn({ userId, turnId });
  return turn.ok ? turn.value.state : turn.failure.code;
}

/** A chat whose socket is open, and one question that is about to be asked. */
async function scene(name: string, directive: string) {
  const user = newUser();
  const sessionId = await newChat(user);
  const turnId = crypto.randomUUID();
  const content = `${name} ${turnId} [[${directive}]]`;
  const socket = await watch(user, sessionId);
  return { user, sessionId, turnId, content, socket };
}

const committedOnce = async ({ user, sessionId, turnId }: Awaited<ReturnType<typeof scene>>) => {
  await until("the turn has ended", async () => (await state(user.userId, sessionId, turnId)) === "committed");
  await until("the place is posted", async () => (await quotaOf(user)).reserved === 0);
  expect((await quotaOf(user)).used).toBe(1);
  const view = await sessionOf(sessionId).view({ userId: user.userId, before: null, limit: 20 });
  const messages = view.ok ? view.value.messages : [];
  expect(messages.map((message) => [message.role, message.turnId])).toEqual([
    ["user", turnId],
    ["assistant", turnId],
  ]);
  return messages[1];
};

describe.skipIf(!hasModel)("an object that dies at each step of a turn", () => {
  it("[T20] before its place was granted: the turn is run again and counted once", async () => {
    const s = await scene("reserve", "tokens=5");
    const restore = await cutOff(s.user.userId, "reserve");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-status", (data) => data.stage === "retrieving");
    expect(await quotaOf(s.user)).toMatchObject({ used: 0, reserved: 0 });
    restore();
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await committedOnce(s);
    expect(await requestsWith(s.turnId)).toHaveLength(1);
  });

  it("[T21] after the model was asked, before the first text: run again, counted once", async () => {
    const s = await scene("first", "tokens=5 hold=0");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await until("the model was asked", async () => (await requestsWith(s.turnId)).length === 1);
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await release(s.turnId);
    await committedOnce(s);
  });

  it("[T22] in mid-answer: the second attempt begins at offset 0, says so, and is what is stored", async () => {
    const s = await scene("middle", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    const again = await watch(s.user, s.sessionId);
    const shown = await again.next("chat-state");
    expect(shown.activeTurn).toMatchObject({ turnId: s.turnId, attempt: 2 });
    again.send("chat-resume", { turnId: s.turnId, attempt: 1, offset: 5 });
    await again.next("chat-stream-restart");
    await release(s.turnId);
    const { message, attempt } = await again.next("chat-stream-complete");
    expect([attempt, again.text(s.turnId)]).toEqual([2, message.content]);
    expect((await committedOnce(s))?.content).toBe(message.content);
  });

  it("[T23] after the commit, before the account was told: the answer stands and is counted once", async () => {
    const s = await scene("settle", "tokens=5");
    const restore = await cutOff(s.user.userId, "settle");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await until("it is committed", async () => (await state(s.user.userId, s.sessionId, s.turnId)) === "committed");
    expect(await quotaOf(s.user)).toMatchObject({ used: 0, reserved: 1 });
    restore();
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await committedOnce(s);
    expect(await requestsWith(s.turnId)).toHaveLength(1);
  });

  it("[T24] after the account was told: nothing happens twice", async () => {
    const s = await scene("after", "tokens=5");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-complete");
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await committedOnce(s);
  });

  it("[T25] twice in one turn: it fails as interrupted and counts nothing", async () => {
    const s = await scene("twice", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    for (const times of [1, 2]) {
      await until("the model was asked", async () => (await requestsWith(s.turnId)).length === times);
      await abortAllDurableObjects();
      await runDurableObjectAlarm(sessionOf(s.sessionId));
    }
    await until("it failed", async () => (await state(s.user.userId, s.sessionId, s.turnId)) === "failed");
    await until("nothing is held", async () => (await quotaOf(s.user)).reserved === 0);
    expect((await quotaOf(s.user)).used).toBe(0);
    const turn = await sessionOf(s.sessionId).turn({ userId: s.user.userId, turnId: s.turnId });
    expect(turn.ok && turn.value.code).toBe("interrupted");
  });

  it("[T26] with a stop just given: what was sent is stored, counted, and not run again", async () => {
    const s = await scene("stopped", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    s.socket.send("chat-stop", { turnId: s.turnId });
    const { message } = await s.socket.next("chat-stream-complete");
    expect([message.status, message.content]).toEqual(["stopped", s.socket.text(s.turnId)]);
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await committedOnce(s);
    expect(await requestsWith(s.turnId)).toHaveLength(1);
  });

  it("[T27] an alarm of a living turn leaves it alone", async () => {
    const s = await scene("alive", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await release(s.turnId);
    const { attempt } = await s.socket.next("chat-stream-complete");
    expect(attempt).toBe(1);
    await committedOnce(s);
  });
});

describe.skipIf(!hasModel)("a lease that runs out", () => {
  /** Lets the account believe that hours have passed, and wakes it. */
  const overdue = async (userId: string) => {
    await runInDurableObject(accountOf(userId), (account) => {
      account.now = () => Date.now() + 3_600_000;
    });
    await runDurableObjectAlarm(accountOf(userId));
  };

  it("[Q31] while the turn lives: the place stays held", async () => {
    const s = await scene("lease-live", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    await overdue(s.user.userId);
    expect(await quotaOf(s.user)).toMatchObject({ used: 0, reserved: 1 });
    await release(s.turnId);
    await s.socket.next("chat-stream-complete");
    await committedOnce(s);
  });

  it("[Q32] while the turn is dead: asking brings it back to life, and it keeps its place", async () => {
    const s = await scene("lease-dead", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    await abortAllDurableObjects();
    await overdue(s.user.userId);
    await until("it is run again", async () => (await requestsWith(s.turnId)).length === 2);
    expect((await quotaOf(s.user)).reserved).toBe(1);
    await release(s.turnId);
    await committedOnce(s);
  });

  it("[Q33] while it is being run again: the place stays held", async () => {
    const s = await scene("lease-rerun", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    await abortAllDurableObjects();
    await runDurableObjectAlarm(sessionOf(s.sessionId));
    await until("it is run again", async () => (await requestsWith(s.turnId)).length === 2);
    await overdue(s.user.userId);
    expect(await quotaOf(s.user)).toMatchObject({ used: 0, reserved: 1 });
    await release(s.turnId);
    await committedOnce(s);
  });

  it("[Q34] after a stop that the account never heard of: the place is posted", async () => {
    const s = await scene("lease-stop", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    const restore = await cutOff(s.user.userId, "settle");
    s.socket.send("chat-stop", { turnId: s.turnId });
    await until("it is committed", async () => (await state(s.user.userId, s.sessionId, s.turnId)) === "committed");
    restore();
    await overdue(s.user.userId);
    await until("it is posted", async () => (await quotaOf(s.user)).used === 1);
    expect((await quotaOf(s.user)).reserved).toBe(0);
  });

  it("[Q35] while its chat was deleted: the place is posted, since text was sent", async () => {
    const s = await scene("lease-deleted", "tokens=30 hold=10");
    s.socket.send("chat-ask", { turnId: s.turnId, content: s.content });
    await s.socket.next("chat-stream-token");
    const restore = await cutOff(s.user.userId, "settle");
    void sessionOf(s.sessionId).remove({ userId: s.user.userId });
    await until("it is gone", async () => (await state(s.user.userId, s.sessionId, s.turnId)) === "not-found");
    restore();
    await overdue(s.user.userId);
    await until("it is posted", async () => (await quotaOf(s.user)).used === 1);
    expect((await quotaOf(s.user)).reserved).toBe(0);
  });

  it("[Q36] of a turn that the session never saw: a terminal row is stored first, then the place is given back", async () => {
    const user = newUser();
    const sessionId = await newChat(user);
    const turnId = crypto.randomUUID();
    const reply = await accountOf(user.userId).reserve({
      userId: user.userId,
      plan: "free",
      turnId,
      sessionId,
      chat: null,
      question: null,
    });
    expect(reply.ok && reply.value.state).toBe("held");
    await overdue(user.userId);
    await until("it is given back", async () => (await quotaOf(user)).reserved === 0);
    expect(await state(user.userId, sessionId, turnId)).toBe("failed");
    const late = await sessionOf(sessionId).ask({
      principal: user,
      sessionId,
      create: false,
      turnId,
      content: "late",
      scope: undefined,
    });
    expect(late.ok ? "taken" : late.failure.code).toBe("conflict");
  });
});

import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import { PRINCIPAL_HEADER } from "../../src/principal.ts";
import {
  accountOf,
  answered,
  hasModel,
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

/** Whether an object has any table: one that was only read has none. */
const tables = (sessionId: string) =>
  runInDurableObject(
    sessionOf(sessionId),
    (_, state) => state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'chat'").toArray().length,
  );

describe.skipIf(!hasModel)("a chat", () => {
  it("[T50] that does not exist is not found, by whichever way, and is not made by looking for it", async () => {
    const user = newUser();
    const sessionId = newId();
    const stub = sessionOf(sessionId);
    const { userId } = user;
    expect(await stub.view({ userId, before: null, limit: 20 })).toMatchObject({ failure: { code: "not-found" } });
    expect(await stub.remove({ userId })).toMatchObject({ failure: { code: "not-found" } });
    expect(
      await stub.ask({ principal: user, sessionId, create: false, turnId: newId(), content: "x", scope: undefined }),
    ).toMatchObject({ failure: { code: "not-found" } });
    expect(await tables(sessionId)).toBe(0);
  });

  it("[T51] to be is written by its first question alone", async () => {
    const user = newUser();
    const sessionId = newId();
    const socket = await watch(user, sessionId, true);
    expect((await socket.next("chat-state")).chat.id).toBe(sessionId);
    expect(await tables(sessionId)).toBe(0);
    const turnId = crypto.randomUUID();
    socket.send("chat-ask", { turnId, content: "After what?", parentId: "m7" });
    expect((await socket.next("chat-stream-error")).code).toBe("not-found");
    expect(await tables(sessionId)).toBe(0);
    await answered(socket, "chat-ask", { content: "First [[tokens=3]]" });
    expect((await shown({ user, sessionId })).map((message) => message.role)).toEqual(["user", "assistant"]);
    const listed = await accountOf(user.userId).chats({ userId: user.userId, cursor: null, q: null, limit: 10 });
    expect(listed.ok && listed.value.chats.map((chat) => chat.title)).toEqual(["First [[tokens=3]]"]);
  });

  it("[T52] keeps the old answer shown when a retry fails", async () => {
    const s = await scene();
    const first = await answered(s.socket, "chat-ask", { content: "Retry me [[tokens=4]]" });
    const turnId = crypto.randomUUID();
    await runInDurableObject(accountOf(s.user.userId), (account) => {
      const kind = Object.getPrototypeOf(account);
      const real = kind.reserve;
      kind.reserve = () => {
        kind.reserve = real;
        throw new Error("out of reach");
      };
    });
    s.socket.send("chat-retry", { turnId, messageId: first.id });
    const end = await s.socket.next("chat-stream-error", (data) => data.turnId === turnId);
    expect(end.code).toBe("unavailable");
    const messages = await shown(s);
    expect(messages.at(-1)).toMatchObject({ id: first.id, versions: 1 });
    expect(messages.at(-2)).toMatchObject({ turn: { turnId, state: "failed", code: "unavailable" } });
  });

  it("[T53] asked by a tab that has not seen the newest answer begins a branch, and nothing is lost", async () => {
    const s = await scene();
    const first = await answered(s.socket, "chat-ask", { content: "One [[tokens=2]]" });
    const second = await answered(s.socket, "chat-ask", { content: "Two [[tokens=2]]", parentId: first.id });
    await answered(s.socket, "chat-ask", { content: "Also two [[tokens=2]]", parentId: first.id });
    const messages = await shown(s);
    expect(messages.map((message) => message.content.split(" [")[0])).toEqual([
      "One",
      expect.any(String),
      "Also two",
      expect.any(String),
    ]);
    expect(messages[2]).toMatchObject({ version: 2, versions: 2 });
    s.socket.send("chat-select", { messageId: messages[2]?.versionIds[0] });
    await s.socket.next("chat-state", (state) => state.messages.at(-1)?.id === second.id);
  });

  it("[T54] shows, of a version that is selected, what followed it last", async () => {
    const s = await scene();
    const one = await answered(s.socket, "chat-ask", { content: "Root [[tokens=2]]" });
    await answered(s.socket, "chat-ask", { content: "Below one [[tokens=2]]" });
    const two = await answered(s.socket, "chat-retry", { messageId: one.id });
    expect((await shown(s)).at(-1)?.id).toBe(two.id);
    s.socket.send("chat-select", { messageId: one.id });
    await until("the old branch is shown", async () => (await shown(s)).length === 4);
    expect((await shown(s)).map((message) => message.content.split(" [")[0])).toContain("Below one");
    expect((await shown(s)).find((message) => message.id === one.id)).toMatchObject({ version: 1, versions: 2 });
  });

  it("[T55] refuses a second question while one runs, and stores nothing of it", async () => {
    const s = await scene();
    const first = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId: first, content: `Busy ${first} [[tokens=9 hold=2]]` });
    await s.socket.next("chat-stream-token");
    const second = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId: second, content: "Later [[tokens=2]]" });
    const refused = await s.socket.next("chat-stream-error", (data) => data.turnId === second);
    expect(refused).toMatchObject({ code: "turn-in-progress", retryable: true });
    await release(first);
    await s.socket.next("chat-stream-complete", (data) => data.turnId === first);
    expect(await shown(s)).toHaveLength(2);
    const again = s.socket.frames.length;
    s.socket.send("chat-ask", { turnId: second, content: "Later [[tokens=2]]" });
    await s.socket.next("chat-stream-complete", (data) => data.turnId === second, again);
  });

  it("[T56] replays a turn that is joined from its beginning: accepted, status, the text so far in one frame", async () => {
    const s = await scene();
    const turnId = crypto.randomUUID();
    const content = `Join ${turnId} [[tokens=20 hold=9]]`;
    s.socket.send("chat-ask", { turnId, content });
    await s.socket.next("chat-stream-token");
    const other = await watch(s.user, s.sessionId);
    await other.next("chat-stream-status");
    const from = other.frames.length;
    other.send("chat-ask", { turnId, content });
    await other.next("chat-stream-token", (data) => data.offset === 0, from);
    expect(other.frames.slice(from, from + 3).map((frame) => frame.event)).toEqual([
      "chat-turn-accepted",
      "chat-stream-status",
      "chat-stream-token",
    ]);
    await release(turnId);
    const { message } = await other.next("chat-stream-complete");
    expect(message.content).toBe((await shown(s)).at(-1)?.content);
    expect(await requestsWith(turnId)).toHaveLength(1);
  });

  it("[T57] whose ninth watcher comes keeps the eight, and closes the new one", async () => {
    const s = await scene();
    const eight = await Promise.all(Array.from({ length: 7 }, () => watch(s.user, s.sessionId)));
    const response = await sessionOf(s.sessionId).fetch(`https://chat/socket?id=${s.sessionId}`, {
      headers: { upgrade: "websocket", [PRINCIPAL_HEADER]: JSON.stringify(s.user) },
    });
    const closed = new Promise<number>((resolve) => {
      response.webSocket?.addEventListener("close", (event) => resolve(event.code));
    });
    response.webSocket?.accept();
    expect(await closed).toBe(4429);
    for (const socket of eight) await socket.next("chat-state");
  });

  it("[T58] told to stop a turn that has ended tells the end again, since the two may have crossed", async () => {
    const s = await scene();
    const message = await answered(s.socket, "chat-ask", { content: "Quick [[tokens=2]]" });
    const from = s.socket.frames.length;
    s.socket.send("chat-stop", { turnId: message.turnId });
    const end = await s.socket.next("chat-stream-complete", () => true, from);
    expect(end.message).toMatchObject({ id: message.id, status: "complete" });
    expect((await quotaOf(s.user)).used).toBe(1);
  });

  it("[T59] whose account is out of reach refuses the question as unavailable and gives the place back", async () => {
    const s = await scene();
    await quotaOf(s.user);
    await runInDurableObject(accountOf(s.user.userId), (account) => {
      const kind = Object.getPrototypeOf(account);
      const real = kind.reserve;
      // The place is taken, but the reply is lost.
      kind.reserve = function lost(this: unknown, p: unknown) {
        kind.reserve = real;
        real.call(this, p);
        throw new Error("the reply is lost");
      };
    });
    const turnId = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId, content: "Lost reply [[tokens=2]]" });
    const end = await s.socket.next("chat-stream-error");
    expect(end.code).toBe("unavailable");
    await until("the place is given back", async () => (await quotaOf(s.user)).reserved === 0);
    expect((await quotaOf(s.user)).used).toBe(0);
  });

  it("[T60] without tokens of its own shows a running turn to whoever connects", async () => {
    const s = await scene();
    const turnId = crypto.randomUUID();
    s.socket.send("chat-ask", { turnId, content: `Late ${turnId} [[tokens=20 hold=9]]` });
    await s.socket.next("chat-stream-token");
    const late = await watch(s.user, s.sessionId);
    const state = await late.next("chat-state");
    expect(state.activeTurn).toMatchObject({ turnId, attempt: 1, stage: "writing" });
    expect(state.activeTurn?.messageId).toBe(state.messages.at(-1)?.id);
    await release(turnId);
    const { message } = await late.next("chat-stream-complete");
    const rest = late.frames.flatMap((frame) => (frame.event === "chat-stream-token" ? [frame.data] : []));
    expect((state.activeTurn?.content ?? "") + rest.map((token) => token.token).join("")).toBe(message.content);
  });
});

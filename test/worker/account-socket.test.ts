/** The account's sockets in workerd: who may connect, what they are told, what they may send, hibernation. */
import { env, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { mintSession } from "../../src/access.ts";
import type { UserAccount } from "../../src/account/user-account.ts";
import { requireConfig } from "../../src/config.ts";
import type { Principal } from "../../src/principal.ts";
import type { Chat, Document } from "../../src/protocol.ts";
import { eventually } from "../support/worker/chat.ts";

type Frame = { event: string; data: Record<string, unknown> };

/** A client of an account's socket that keeps what it gets. */
async function connect(principal: Principal, options: { name?: string; headers?: Record<string, string> } = {}) {
  const stub = env.USER_ACCOUNT.getByName(options.name ?? principal.userId);
  const response = await stub.fetch("https://account/", {
    headers: { upgrade: "websocket", "x-principal": JSON.stringify(principal), ...options.headers },
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket: ${response.status}`);
  const texts: string[] = [];
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => {
      resolve(code);
    });
  });
  socket.addEventListener("message", ({ data }) => {
    texts.push(String(data));
  });
  socket.accept();
  const frames = () => texts.filter((text) => text !== "pong").map((text): Frame => JSON.parse(text));
  const next = (event: string, count = 1) =>
    eventually(() => {
      const found = frames().filter((frame) => frame.event === event);
      expect(found.length).toBeGreaterThanOrEqual(count);
      return found;
    });
  const send = (event: string, data: unknown) => socket.send(JSON.stringify({ event, data }));
  return { response, socket, stub, texts, frames, next, send, closed };
}

const newPrincipal = (over: Partial<Principal> = {}): Principal => ({
  userId: crypto.randomUUID().replaceAll("-", ""),
  kind: "member",
  name: "Ada",
  plan: "free",
  expiresAt: 4e9,
  ...over,
});

const chat: Chat = {
  id: "s",
  title: "Cells",
  classId: null,
  docId: null,
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
};
const document: Document = {
  id: "d",
  classId: "c",
  name: "notes.txt",
  mediaType: "text/plain",
  bytes: 1,
  pages: 1,
  status: "ready",
  progress: 1,
  error: null,
  reference: null,
};

describe("what the sockets are told", () => {
  it("[Q17] every socket of the account hears of each change of the quota, in order, also after hibernation", async () => {
    const principal = newPrincipal();
    const { userId } = principal;
    const [one, two] = [await connect(principal), await connect(principal)];
    await one.stub.reserve({ userId, plan: "free", turnId: "t", sessionId: "s", chat, question: null });
    await evictDurableObject(one.stub);
    await one.stub.settle({ userId, turnId: "t", sessionId: "s", as: "post", period: null, chat: null });
    await one.stub.settle({ userId, turnId: "t", sessionId: "s", as: "post", period: null, chat: null });
    for (const socket of [one, two]) {
      const told = (await socket.next("quota-changed", 2)).map(({ data }) => data.quota);
      expect(told).toMatchObject([
        { used: 0, reserved: 1 },
        { used: 1, reserved: 0 },
      ]);
      expect(await socket.next("chats-changed")).toEqual([{ event: "chats-changed", data: { chat } }]);
    }
  });

  it("[Q17] a document that is ready, failed, or on its way is told under its own event", async () => {
    const principal = newPrincipal();
    const client = await connect(principal);
    for (const status of ["ready", "failed", "queued", "processing", "a later one"]) {
      await client.stub.documentChanged({ userId: principal.userId, document: { ...document, status } });
    }
    await client.next("processing-status", 3);
    expect(client.frames().map(({ event }) => event)).toEqual([
      "document-ready",
      "document-failed",
      "processing-status",
      "processing-status",
      "processing-status",
    ]);
  });

  it("[L73] a document whose new version is read is told of as one that goes on, and as ready when that is over", async () => {
    const principal = newPrincipal();
    const { userId } = principal;
    const client = await connect(principal);
    for (const update of [{ progress: 0.5, error: null }, { progress: 0, error: "It is damaged." }, null])
      await client.stub.documentChanged({ userId, document: { ...document, status: "ready", update } });
    await client.next("document-ready", 2);
    expect(client.frames().map(({ event }) => event)).toEqual([
      "processing-status",
      "document-ready",
      "document-ready",
    ]);
  });

  it("[Q17] a renamed chat is told once, an unchanged one not", async () => {
    const principal = newPrincipal();
    const { userId } = principal;
    const client = await connect(principal);
    for (const title of ["Cells", "Cells", "Plants"])
      await client.stub.chatChanged({ userId, chat: { ...chat, title } });
    const told = await client.next("chats-changed", 2);
    expect(told.map(({ data }) => data.chat)).toEqual([chat, { ...chat, title: "Plants" }]);
  });
});

describe("who may connect", () => {
  it("[Q18] the twenty-first socket is closed, twenty live", async () => {
    const principal = newPrincipal();
    const clients = [];
    for (let i = 0; i < 21; i++) clients.push(await connect(principal));
    expect(await clients.at(-1)?.closed).toBe(4429);
    for (const client of clients.slice(0, 20)) client.socket.send("ping");
    for (const client of clients.slice(0, 20)) await eventually(() => expect(client.texts).toEqual(["pong"]));
    clients[0]?.socket.close(1000);
    await clients[0]?.closed;
    const again = await connect(principal);
    again.socket.send("ping");
    await eventually(() => expect(again.texts).toEqual(["pong"]));
  });

  it("[Q18] a socket without credentials, with expired ones, or of another user is closed with its code", async () => {
    const { userId } = newPrincipal();
    expect(await (await connect(newPrincipal({ expiresAt: 1 }))).closed).toBe(4401);
    expect(await (await connect(newPrincipal(), { name: userId })).closed).toBe(4404);
    for (const header of ["", "{", "{}", '{"userId":"x"}']) {
      expect(await (await connect(newPrincipal(), { headers: { "x-principal": header } })).closed).toBe(4401);
    }
    const plain = await env.USER_ACCOUNT.getByName(userId).fetch("https://account/");
    expect(plain.status).toBe(400);
    await plain.text();
  });

  it("[Q18] of the subprotocols offered only chat.v1 is echoed", async () => {
    const offered = await connect(newPrincipal(), { headers: { "sec-websocket-protocol": "chat.v1, bearer.abc" } });
    expect(offered.response.headers.get("sec-websocket-protocol")).toBe("chat.v1");
    expect((await connect(newPrincipal())).response.headers.get("sec-websocket-protocol")).toBeNull();
  });

  it("[Q18] a close is answered at once, also one without a code", async () => {
    for (const code of [1000, 4000, undefined]) {
      const client = await connect(newPrincipal());
      client.socket.close(code);
      await client.closed;
    }
  });
});

describe("what clients send", () => {
  it("[Q19] what is no frame, too big, or not for this socket gets an error and changes nothing", async () => {
    const client = await connect(newPrincipal());
    const frames = [
      "{",
      "[]",
      "7",
      '{"event":"auth"}',
      '{"event":"chat-hack","data":{}}',
      '{"event":"auth","data":{"token":""}}',
    ];
    for (const frame of frames) client.socket.send(frame);
    client.send("chat-stop", { turnId: crypto.randomUUID() });
    client.socket.send(new Uint8Array([1, 2, 3]));
    client.socket.send("é".repeat(40_000));
    const errors = await client.next("error", frames.length + 3);
    expect(errors.map(({ data }) => data.code)).toEqual([...Array(frames.length + 2).fill("bad-request"), "too-large"]);
    client.socket.send("ping");
    await eventually(() => expect(client.texts).toContain("pong"));
  });

  it("[Q20] a burst of frames closes the socket, and the others live", async () => {
    const principal = newPrincipal();
    const [hasty, calm] = [await connect(principal), await connect(principal)];
    for (let i = 0; i < 600; i++) hasty.socket.send("{}");
    expect(await hasty.closed).toBe(4429);
    calm.socket.send("ping");
    await eventually(() => expect(calm.texts).toEqual(["pong"]));
  });

  it("[Q21] the next frame of an expired socket closes it, and so does the next thing it would be told", async () => {
    const principal = newPrincipal({ expiresAt: 3e9 });
    const [sends, listens] = [await connect(principal), await connect(principal)];
    await runInDurableObject(sends.stub, (account: UserAccount) => {
      account.now = () => 3e12 + 1;
    });
    sends.send("chat-stop", { turnId: crypto.randomUUID() });
    expect(await sends.closed).toBe(4401);
    await listens.stub.documentChanged({ userId: principal.userId, document });
    expect(await listens.closed).toBe(4401);
    expect(listens.frames()).toEqual([]);
  });

  it("[Q22] auth with a token of the same user renews the socket, also over a hibernation", async () => {
    const principal = newPrincipal({ expiresAt: Math.floor(Date.now() / 1_000) + 60 });
    const [renewed, other] = [await connect(principal), await connect(principal)];
    const { token } = await mintSession(principal, requireConfig(env));
    renewed.send("auth", { token });
    await eventually(async () => {
      const ends = await runInDurableObject(renewed.stub, (_account: UserAccount, ctx) =>
        ctx.getWebSockets().map((socket): number => socket.deserializeAttachment().expiresAt),
      );
      expect(Math.max(...ends)).toBeGreaterThan(principal.expiresAt);
    });
    await evictDurableObject(renewed.stub);
    await runInDurableObject(renewed.stub, (account: UserAccount) => {
      account.now = () => principal.expiresAt * 1_000 + 1;
    });
    await renewed.stub.documentChanged({ userId: principal.userId, document });
    await renewed.next("document-ready");
    expect(renewed.frames().map(({ event }) => event)).toEqual(["document-ready"]);
    expect(await other.closed).toBe(4401);
  });

  it("[Q22] auth with another user's token closes the socket, a bad token is an error and leaves the old expiry", async () => {
    const principal = newPrincipal();
    const [thief, clumsy] = [await connect(principal), await connect(principal)];
    thief.send("auth", { token: (await mintSession(newPrincipal(), requireConfig(env))).token });
    expect(await thief.closed).toBe(4403);
    clumsy.send("auth", { token: "a.b.c" });
    expect(await clumsy.next("error")).toMatchObject([{ data: { code: "unauthenticated" } }]);
    await clumsy.stub.documentChanged({ userId: principal.userId, document });
    await clumsy.next("document-ready");
  });
});

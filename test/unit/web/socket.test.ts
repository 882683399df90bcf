import { describe, expect, it } from "vitest";
import type { ServerFrame } from "../../../src/protocol.ts";
import { ChatSocket } from "../../../web/socket/chat-socket.ts";
import {
  type LineEvents,
  type Link,
  PING_EVERY_MS,
  PONG_WITHIN_MS,
  ReconnectingSocket,
  reconnectDelay,
  type SocketDeps,
} from "../../../web/socket/reconnecting-socket.ts";
import { frames, question } from "./shapes.ts";

/** A network and a clock that do what the test says, and log what was done to them. */
function world() {
  const lines: { path: string; on: LineEvents; sent: string[]; closed: boolean }[] = [];
  const timers = new Map<number, { at: number; run: () => void }>();
  let now = 0;
  let id = 0;
  const deps: SocketDeps = {
    open: (path, on) => {
      const line = { path, on, sent: [] as string[], closed: false };
      lines.push(line);
      return {
        send: (text) => line.sent.push(text),
        close: () => {
          line.closed = true;
        },
      };
    },
    setTimer: (run, ms) => {
      timers.set(++id, { at: now + ms, run });
      return id;
    },
    clearTimer: (timer) => {
      if (typeof timer === "number") timers.delete(timer);
    },
    random: () => 0.5,
  };
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = [...timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next) break;
      timers.delete(next[0]);
      now = next[1].at;
      next[1].run();
    }
    now = until;
  };
  const last = () => {
    const line = lines.at(-1);
    if (!line) throw new Error("nothing was opened");
    return line;
  };
  return { deps, lines, last, pass, timers };
}

function socketIn(w: ReturnType<typeof world>) {
  const links: Link[] = [];
  const texts: string[] = [];
  const socket = new ReconnectingSocket({
    path: () => "/s",
    onText: (text) => texts.push(text),
    onLink: (link) => links.push(link),
    deps: w.deps,
  });
  return { socket, links, texts };
}

describe("reconnecting", () => {
  it("[W11] the wait doubles up to a bound, is spread by chance, and begins anew after a frame", () => {
    expect([1, 2, 3, 4, 20].map((failures) => reconnectDelay("lost", failures, 1))).toEqual([
      500, 1000, 2000, 4000, 15000,
    ]);
    expect(reconnectDelay("lost", 1, 0)).toBe(250);
    const w = world();
    const { socket, links } = socketIn(w);
    socket.start();
    for (let i = 0; i < 3; i++) {
      w.last().on.closed(1006);
      w.pass(15_000);
    }
    expect(w.lines).toHaveLength(4);
    w.last().on.opened();
    w.last().on.text("{}");
    w.last().on.closed(1006);
    expect(links.at(-1)).toEqual({ state: "waiting", reason: "lost", retryInMs: 375 });
  });

  it("[W12] close codes: restarting spreads over five seconds, too many waits long, a refusal is final", () => {
    expect(reconnectDelay("restarting", 1, 0)).toBe(0);
    expect(reconnectDelay("restarting", 1, 1)).toBe(5_000);
    expect(reconnectDelay("too-many", 1, 0)).toBe(10_000);
    for (const [code, reason] of [
      [4401, "unauthenticated"],
      [4403, "forbidden"],
      [4404, "not-found"],
    ] as const) {
      const w = world();
      const { socket, links } = socketIn(w);
      socket.start();
      w.last().on.opened();
      w.last().on.closed(code);
      w.pass(600_000);
      expect(links.at(-1)).toEqual({ state: "closed", reason });
      expect(w.lines).toHaveLength(1);
      expect(w.timers.size).toBe(0);
    }
  });

  it("[W13] a silent line is asked with ping every 25 seconds and given up when nothing answers", () => {
    const w = world();
    const { socket, texts } = socketIn(w);
    socket.start();
    const line = w.last();
    line.on.opened();
    w.pass(PING_EVERY_MS);
    expect(line.sent).toEqual(["ping"]);
    line.on.text("pong");
    w.pass(PING_EVERY_MS);
    expect(line.sent).toEqual(["ping", "ping"]);
    w.pass(PONG_WITHIN_MS);
    expect(line.closed).toBe(true);
    w.pass(1_000);
    expect(w.lines).toHaveLength(2);
    expect(texts).toEqual([]);
  });

  it("[W11] what an abandoned line still tells is passed over", () => {
    const w = world();
    const { socket, texts } = socketIn(w);
    socket.start();
    const old = w.last();
    old.on.opened();
    socket.lose();
    w.pass(500);
    old.on.text("late");
    old.on.closed(1000);
    expect(texts).toEqual([]);
    expect(w.lines).toHaveLength(2);
  });

  it("[W11] stopping leaves no timer and no line, and starting again works", () => {
    const w = world();
    const { socket } = socketIn(w);
    socket.start();
    w.last().on.opened();
    socket.stop();
    expect(w.timers.size).toBe(0);
    expect(socket.send("x")).toBe(false);
    socket.start();
    expect(w.lines).toHaveLength(2);
    expect(w.lines[0]?.closed).toBe(true);
  });
});

describe("the socket of a chat", () => {
  const T = "11111111-1111-4111-8111-111111111111";
  const start = (sessionId: string | null) => {
    const w = world();
    const links: Link[] = [];
    const received: ServerFrame[] = [];
    const socket = new ChatSocket({
      sessionId,
      deps: w.deps,
      events: { onFrame: (frame) => received.push(frame), onLink: (link) => links.push(link) },
    });
    socket.start();
    w.last().on.opened();
    w.last().on.text(JSON.stringify(frames.state([])));
    const drop = (code: number) => {
      w.last().on.closed(code);
      w.pass(20_000);
    };
    return { w, socket, links, received, drop };
  };
  const ask = { event: "chat-ask", data: { turnId: T, content: "Why?" } } as const;
  const byId = "/api/v1/chats/c1/socket";
  const byNew = "/api/v1/chats/new/socket";

  it("[W14] a chat to be is asked for as new until a question was sent, then under its own id", () => {
    const { w, socket, drop, links } = start(null);
    drop(1006);
    expect(w.last().path).toBe(byNew);
    w.last().on.opened();
    w.last().on.text(JSON.stringify(frames.state([])));
    socket.send(ask);
    drop(1006);
    expect(w.last().path).toBe(byId);
    // The question never arrived: there is no such chat, and a new one takes it.
    w.last().on.opened();
    w.last().on.closed(4404);
    expect(w.last().path).toBe(byNew);
    expect(links.some((link) => link.state === "closed")).toBe(false);
  });

  it("[W14] a chat that answered exists: its being gone is told", () => {
    const { w, socket, drop, links } = start(null);
    socket.send(ask);
    w.last().on.text(JSON.stringify(frames.accepted(question("q1", { turnId: T }))));
    drop(1006);
    expect(w.last().path).toBe(byId);
    w.last().on.closed(4404);
    expect(links.at(-1)).toEqual({ state: "closed", reason: "not-found" });
  });

  it("[W15] frames that this page does not know are passed over", () => {
    const { w, received } = start("c1");
    w.last().on.text('{"event":"from-the-future","data":{}}');
    w.last().on.text("not json");
    expect(received).toHaveLength(1);
  });
});

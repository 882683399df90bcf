/** A user with a chat, as a test in workerd sees them: sockets, turns, and what the account counts. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { newId } from "../../../src/ids.ts";
import { PRINCIPAL_HEADER, type Principal } from "../../../src/principal.ts";
import {
  type FrameData,
  type Message,
  parseServerFrame,
  type Quota,
  type ServerEvent,
  type ServerFrame,
} from "../../../src/protocol.ts";
import { PATIENCE_MS } from "../patience.ts";

export type Watching = {
  frames: ServerFrame[];
  send(event: string, data: unknown): void;
  /** The first frame, here or still to come, of this event that `wanted` accepts. */
  next<E extends ServerEvent>(
    event: E,
    wanted?: (data: FrameData<E>) => boolean,
    from?: number,
  ): Promise<Awaited<FrameData<E>>>;
  /** The text of a turn's last attempt as its frames make it; throws at a gap. */
  text(turnId: string): string;
  close(): void;
};

export function newUser(plan: Principal["plan"] = "free"): Principal {
  return { userId: newId(), kind: "member", name: null, plan, expiresAt: Math.floor(Date.now() / 1_000) + 3_600 };
}

export const sessionOf = (sessionId: string) => env.CHAT_SESSION.getByName(sessionId);
export const accountOf = (userId: string) => env.USER_ACCOUNT.getByName(userId);

export async function newChat(principal: Principal): Promise<string> {
  const sessionId = newId();
  const made = await sessionOf(sessionId).create({ principal, sessionId, scope: null, title: null });
  if (!made.ok) throw new Error(`no chat: ${made.failure.code}`);
  return sessionId;
}

export async function watch(principal: Principal, sessionId: string, toBe = false): Promise<Watching> {
  const response = await sessionOf(sessionId).fetch(`https://chat/socket?id=${sessionId}${toBe ? "&new=1" : ""}`, {
    headers: { upgrade: "websocket", [PRINCIPAL_HEADER]: JSON.stringify(principal) },
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket: ${response.status}`);
  const frames: ServerFrame[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener("message", ({ data }) => {
    const frame = typeof data === "string" ? parseServerFrame(data) : null;
    if (frame === null) return;
    frames.push(frame);
    for (const look of [...waiting]) look();
  });
  socket.accept();
  return {
    frames,
    send: (event, data) => socket.send(JSON.stringify({ event, data })),
    next: <E extends ServerEvent>(event: E, wanted: (data: FrameData<E>) => boolean = () => true, from = 0) =>
      new Promise<Awaited<FrameData<E>>>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no ${event}; last: ${JSON.stringify(frames.slice(-3)).slice(0, 500)}`));
        }, PATIENCE_MS);
        const look = () => {
          for (const frame of frames.slice(from)) {
            if (frame.event !== event) continue;
            // The event decides the data's type, which the compiler does not follow for a generic one.
            const data = frame.data as unknown as FrameData<E>;
            if (!wanted(data)) continue;
            clearTimeout(timer);
            waiting.delete(look);
            return resolve(data as Awaited<FrameData<E>>);
          }
        };
        waiting.add(look);
        look();
      }),
    text: (turnId) => {
      let text = "";
      let attempt = 1;
      for (const frame of frames) {
        if (frame.event === "chat-stream-restart" && frame.data.turnId === turnId) {
          attempt = frame.data.attempt;
          text = "";
        }
        if (frame.event !== "chat-stream-token" || frame.data.turnId !== turnId || frame.data.attempt < attempt)
          continue;
        if (frame.data.offset !== text.length) throw new Error(`a gap at ${frame.data.offset} of ${text.length}`);
        text += frame.data.token;
      }
      return text;
    },
    close: () => socket.close(1000, "done"),
  };
}

/** A new user with a chat whose socket is open. */
export async function scene() {
  const user = newUser();
  const sessionId = await newChat(user);
  const socket = await watch(user, sessionId);
  return { user, sessionId, socket };
}

/** Asks and waits for the answer; resolves to the answer's message. */
export async function answered(socket: Watching, event: string, data: Record<string, unknown>) {
  const turnId = crypto.randomUUID();
  const from = socket.frames.length;
  socket.send(event, { turnId, ...data });
  const { message } = await socket.next("chat-stream-complete", (end) => end.turnId === turnId, from);
  return message;
}

/** The messages that a chat shows. */
export async function shown(s: { user: { userId: string }; sessionId: string }): Promise<Message[]> {
  const view = await sessionOf(s.sessionId).view({ userId: s.user.userId, before: null, limit: 20 });
  if (!view.ok) throw new Error(view.failure.code);
  return view.value.messages;
}

export async function quotaOf(principal: Principal): Promise<Quota> {
  const me = await accountOf(principal.userId).me({ principal });
  if (!me.ok) throw new Error(me.failure.code);
  return me.value.quota;
}

/** Tries an assertion until it holds, and resolves to what it returns; what it said last is what a failure tells. */
export const eventually = <T>(assertion: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(assertion, { timeout: PATIENCE_MS });

/** Waits until something holds; for what nobody tells of. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await new Promise((go) => setTimeout(go, 20))) {
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
  }
}

type Requested = { aborted: boolean; closed: boolean; question: string };
const control = async <T = Requested>(path: string): Promise<T[]> => {
  const response = await fetch(`${(env as { MODEL_CONTROL_URL?: string }).MODEL_CONTROL_URL}${path}`);
  return response.json();
};
/** Lets every answer of the stand-in model go on whose question holds this text. */
export const release = (text: string) => control(`/release?text=${encodeURIComponent(text)}`);
/** The requests for an answer that the stand-in model got for questions with this text. */
export const requestsWith = (text: string) => control(`/?text=${encodeURIComponent(text)}`);

/** What was sent to be embedded so far, a list of texts for each request. */
export const embedded = () => control<string[]>("/embeddings");

/** Whether the stand-in model is there at all. */
export const hasModel = (env as { MODEL_CONTROL_URL?: string }).MODEL_CONTROL_URL !== "";

/** Counts the rows that objects write from now on; kept on the objects, so they must not be evicted meanwhile. */
export async function countRows(stubs: DurableObjectStub[]): Promise<() => number> {
  let rows = 0;
  for (const stub of stubs) {
    await runInDurableObject(stub, (_, state) => {
      const { sql } = state.storage;
      const exec = sql.exec.bind(sql);
      sql.exec = ((query: string, ...bindings: unknown[]) => {
        const cursor = exec(query, ...bindings);
        rows += cursor.rowsWritten;
        return cursor;
      }) as typeof sql.exec;
    });
  }
  return () => rows;
}

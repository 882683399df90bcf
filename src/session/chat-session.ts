/**
 * ChatSession, one Durable Object per chat: wakes, checks the owner at its door, dispatches, calls, sends, alarms.
 * Owns messages, turns and what is owed to the account; a turn without a chat runs in an object of its own and keeps no text.
 * Guarantees: every event is checked against the socket's principal, and what another user asks for is as if it did not exist.
 */
import { DurableObject } from "cloudflare:workers";
import { verifyToken } from "../access.ts";
import { requireConfig, streamsTo } from "../config.ts";
import { Due, LOOK_AGAIN_MS } from "../due.ts";
import type { Env } from "../env.ts";
import { type Failure, failure, ok, problemResponse, type Result, refuse } from "../failure.ts";
import { isCurrent, isOwner, type Principal, principalOf } from "../principal.ts";
import {
  type Chat,
  CLOSE,
  type FrameData,
  type Message,
  PAGE_OF_MESSAGES,
  parseClientFrame,
  type ServerEvent,
} from "../protocol.ts";
import { isTooLong, refuseSocket, upgradeResponse } from "../socket.ts";
import { type Asker, Asking } from "./asking.ts";
import { CitationCheck, type CitationDeps } from "./citation-check.ts";
import { DIRECT_PATH, type DirectRequest, directRequest } from "./direct-request.ts";
import { directStream } from "./direct-stream.ts";
import { type Desk, dispatch } from "./dispatch.ts";
import { enter, newChatRow } from "./door.ts";
import { Outside } from "./outside.ts";
import { Passages } from "./passages.ts";
import { type ChatRow, chatOf, type Scope, type TurnRow } from "./records.ts";
import { SETTLE_WAIT_MS } from "./run-turn.ts";
import { SessionStore } from "./store.ts";
import { TellAccount } from "./tell-account.ts";
import { turnView } from "./turn-frames.ts";
import { type Send, type TurnEnd, Turns } from "./turns.ts";
import { type Attachment, Watchers } from "./watchers.ts";

const DUE_KINDS = ["work", "expire"];

export type ChatView = {
  chat: Chat;
  messages: Message[];
  activeTurn: FrameData<"chat-state">["activeTurn"];
};

/** A question over HTTP. */
export type HttpAsk = Asker & { turnId: string; content: string; scope: Scope | null | undefined };

export class ChatSession extends DurableObject<Env> {
  /** The clock, and what libraries say of citations: fields, so that a test can put others in their place. */
  now: () => number = () => Date.now();
  standing: CitationDeps["standing"] = (classId, p) => this.#outside.standing(classId, p);

  readonly #store: SessionStore;
  readonly #due: Due;
  readonly #tell: TellAccount;
  readonly #watchers: Watchers;
  readonly #outside: Outside;
  readonly #asking: Asking;
  readonly #passages: Passages;
  readonly #turns: Turns;
  readonly #citations: CitationCheck;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = requireConfig(env);
    const nowMs = () => this.now();
    this.#store = new SessionStore(ctx.storage);
    this.#due = new Due(ctx.storage, DUE_KINDS);
    this.#tell = new TellAccount(env, this.#store, this.#due, ctx.storage.sql);
    this.#watchers = new Watchers(ctx);
    this.#outside = new Outside(env, config, this.#store);
    const parts = { store: this.#store, outside: this.#outside, nowMs };
    this.#asking = new Asking({ ...parts, rate: env.REFUSAL_RATE });
    this.#passages = new Passages({ ...parts, rate: env.DRAFT_RATE });
    this.#turns = new Turns({
      store: this.#store,
      due: this.#due,
      tell: this.#tell,
      work: {
        ...this.#outside.work(),
        retrieve: (run, context) => this.#passages.retrieve(run.turn.scope, context, run.abort.signal),
      },
      streams: (userId) => streamsTo(userId, config),
      chunkTokens: config.stream.chunkTokens,
      nowMs,
      waitUntil: (promise) => ctx.waitUntil(promise),
      broadcast: (event, data) => this.#watchers.broadcast(event, data),
      broadcastText: (frame) => this.#watchers.broadcastText(frame),
      refused: (userId) => ctx.waitUntil(this.#asking.countRefusal(userId)),
    });
    this.#citations = new CitationCheck({
      store: this.#store,
      standing: (classId, p) => this.standing(classId, p),
      isRunning: () => this.#turns.isRunning,
      nowMs,
      waitUntil: (promise) => ctx.waitUntil(promise),
      changed: (sessionId, message) => this.#watchers.broadcast("chat-message-updated", { sessionId, message }),
    });
    this.#turns.recover();
    // Whatever woke this object: what its last life still owed to the account is told now.
    if (!this.#turns.isRunning && this.#tell.isOwing()) ctx.waitUntil(this.#tell.deliver(nowMs));
    if (this.#store.chat() !== null) ctx.waitUntil(this.#repairAlarm());
  }

  // ---- HTTP, by the Worker ----

  /** Makes a chat. Refuses with `not-found` for a class or document that is not the user's, `storage-exceeded` for too many chats. */
  async create(p: {
    principal: Principal;
    sessionId: string;
    scope: Scope | null;
    title: string | null;
  }): Promise<Result<Chat>> {
    const { userId } = p.principal;
    const allowed = await this.#outside.admit(userId, p.scope, true);
    if (!allowed.ok) return allowed;
    if (this.#store.chat() !== null) return mapChat(enter(this.#store, userId));
    const chat = newChatRow({ userId, sessionId: p.sessionId, scope: p.scope, title: p.title, nowMs: this.now() });
    this.#store.open();
    this.#store.transaction(() => {
      this.#store.createChat(chat);
      this.#tell.noteIndex("chat", { chat: chatOf(chat) });
      this.#due.put("work", "", this.now());
    });
    await this.#deliver();
    return ok(chatOf(chat));
  }

  /** The chat with its shown messages, oldest first; `before` pages back. */
  async view(p: { userId: string; before: string | null; limit: number }): Promise<Result<ChatView>> {
    const door = enter(this.#store, p.userId);
    if (!door.ok) return door;
    const stored = this.#store.shown(p.limit, p.before);
    if (!stored.ok) return stored;
    const messages = (await this.#citations.checked(stored.value)) ? this.#store.shown(p.limit, p.before) : stored;
    if (!messages.ok) return messages;
    const activeTurn = this.#turns.active();
    return ok({ chat: chatOf(door.value), messages: messages.value.map(withoutTexts), activeTurn });
  }

  async rename(p: { userId: string; title: string }): Promise<Result<Chat>> {
    const door = enter(this.#store, p.userId);
    if (!door.ok) return door;
    this.#store.transaction(() => {
      this.#store.rename(p.title, this.now());
      this.#tell.noteIndex("chat", { chat: chatOf(this.#store.chat() ?? door.value) });
      this.#due.put("work", "", this.now());
    });
    await this.#deliver();
    return ok(chatOf(this.#store.chat() ?? door.value));
  }

  /** Removes the chat; a running answer is stopped first. */
  async remove(p: { userId: string }): Promise<Result<null>> {
    const door = enter(this.#store, p.userId);
    if (!door.ok) return door;
    this.#turns.stopAny();
    this.#store.transaction(() => {
      this.#store.removeChat(this.now());
      this.#tell.noteRemoved();
      this.#due.put("work", "", this.now());
    });
    this.#watchers.closeAll(CLOSE.notFound, "removed");
    await this.#deliver();
    return ok(null);
  }

  async message(p: { userId: string; messageId: string }): Promise<Result<Message>> {
    const door = enter(this.#store, p.userId);
    if (!door.ok) return door;
    const stored = this.#store.message(p.messageId);
    const isChecked = stored !== null && (await this.#citations.checked([stored]));
    const message = isChecked ? this.#store.message(p.messageId) : stored;
    return message === null ? refuse("not-found", "There is no such message.") : ok(message);
  }

  async turn(p: { userId: string; turnId: string }): Promise<Result<ReturnType<typeof turnView>>> {
    const door = enter(this.#store, p.userId);
    if (!door.ok) return door;
    this.#turns.recover();
    const turn = this.#store.turn(p.turnId);
    return turn === null ? refuse("not-found", "There is no such turn.") : ok(turnView(turn));
  }

  /** Takes a question over HTTP; its answer goes to the chat's sockets. */
  async ask(p: HttpAsk): Promise<Result<{ sessionId: string; turnId: string }>> {
    const taken = await this.#askOverHttp(p);
    return taken.ok ? ok({ sessionId: p.sessionId, turnId: p.turnId }) : taken;
  }

  /** Takes a question over HTTP and waits for its end. */
  async askAndWait(p: HttpAsk): Promise<TurnEnd> {
    const taken = await this.#askOverHttp(p);
    return taken.ok ? this.#ended(taken.value) : { ok: false, failure: taken.failure, quota: undefined };
  }

  /** Runs a turn without a chat and waits for its end. */
  async directAndWait(p: { principal: Principal; request: DirectRequest }): Promise<TurnEnd> {
    const taken = this.#asking.takeDirect(this.#turns, p.principal, p.request);
    return taken.ok ? this.#ended(taken.value) : { ok: false, failure: taken.failure, quota: undefined };
  }

  /** What became of a turn whose lease ran out, for the account. A chat of another user knows nothing of it. */
  async resolve(p: { userId: string; turnId: string }): Promise<ReturnType<Turns["resolve"]>> {
    const chat = this.#store.chat();
    if (chat === null) {
      const { userId } = p;
      const gone = newChatRow({ userId, sessionId: "", scope: null, title: "", nowMs: this.now() });
      this.#store.open();
      this.#store.createChat({ ...gone, removed: true });
    }
    if (chat !== null && !isOwner(chat.owner, p.userId)) return { state: "void" };
    return this.#turns.resolve(p.turnId);
  }

  // ---- sockets ----

  override async fetch(request: Request): Promise<Response> {
    const principal = principalOf(request);
    const url = new URL(request.url);
    if (principal === null) return problemResponse(failure("unauthenticated"));
    if (url.pathname === DIRECT_PATH) return this.#streamDirect(principal, await request.json());
    const offered = request.headers.get("sec-websocket-protocol");
    const attachment: Attachment = {
      principal,
      sessionId: url.searchParams.get("id") ?? "",
      toBe: url.searchParams.get("new") === "1",
    };
    const chat = this.#doorOf(attachment);
    if (!chat.ok) return refuseSocket(CLOSE.notFound, "no such chat", offered);
    this.#turns.recover();
    const { 0: client, 1: server } = new WebSocketPair();
    if (!this.#watchers.add(server, attachment)) {
      return refuseSocket(CLOSE.tooMany, "too many connections of this chat", offered);
    }
    const send = this.#sendTo(server);
    const state = this.#state(chat.value);
    send("chat-state", state);
    this.#turns.greet(send);
    this.#citations.check(state.messages);
    this.ctx.waitUntil(this.#countSocket(server, attachment));
    return upgradeResponse(client, offered);
  }

  /** How many sockets are open, for the account of their user. */
  async openSockets(p: { userId: string }): Promise<number> {
    const chat = this.#store.chat();
    return chat === null || isOwner(chat.owner, p.userId) ? this.#watchers.count() : 0;
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const attachment = this.#watchers.attachmentOf(socket);
    const now = this.now();
    if (attachment === null || !isCurrent(attachment.principal, now)) {
      return this.#watchers.close(socket, CLOSE.unauthenticated, "credentials expired");
    }
    if (!this.#watchers.allows(socket, now)) return this.#watchers.close(socket, CLOSE.tooMany, "too many frames");
    const { sessionId } = attachment;
    const refuseFrame = ({ code, error }: Failure) => this.#watchers.send(socket, "error", { sessionId, code, error });
    if (typeof message !== "string") return refuseFrame(failure("bad-request", "Frames are text."));
    if (isTooLong(message)) return refuseFrame(failure("too-large", "A frame holds at most 64 KiB."));
    const parsed = parseClientFrame(message);
    if ("error" in parsed) return refuseFrame(failure("bad-request", parsed.error));
    const door = this.#doorOf(attachment);
    if (!door.ok) return this.#watchers.close(socket, CLOSE.notFound, "no such chat");
    try {
      await dispatch(parsed.frame, this.#deskOf(socket, attachment));
    } catch (error) {
      console.error(JSON.stringify({ event: "frame-failed", kind: parsed.frame.event, error: String(error) }));
      refuseFrame(failure("internal"));
    }
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#watchers.close(socket, code, reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#watchers.close(socket, 1011, "error");
  }

  override async alarm(): Promise<void> {
    try {
      const recovered = this.#turns.recover();
      const now = this.now();
      const kinds = new Set(this.#due.ripe(now).map((row) => row.kind));
      if (kinds.has("expire") && recovered === "none") return await this.#forget();
      // While a turn lives its end will tell the account; until then there is only the index row, which its place brings.
      if (kinds.has("work") && !this.#turns.isRunning) this.ctx.waitUntil(this.#deliver());
      this.#due.arm(now);
    } catch (error) {
      console.error(JSON.stringify({ event: "alarm-failed", error: String(error) }));
      void this.ctx.storage.setAlarm(this.now() + LOOK_AGAIN_MS);
    }
  }

  /** The door for a socket, which may be of a chat that begins to exist with its first question. */
  #doorOf({ principal, sessionId, toBe }: Attachment): Result<ChatRow> {
    const { userId } = principal;
    if (!toBe || this.#store.chat() !== null) return enter(this.#store, userId);
    return ok(newChatRow({ userId, sessionId, scope: null, title: null, nowMs: this.now() }));
  }

  // ---- inside ----

  #deskOf(socket: WebSocket, attachment: Attachment): Desk {
    const { principal, sessionId } = attachment;
    const send = this.#sendTo(socket);
    const noTurn = refuse("not-found", "There is no such turn.");
    return {
      sessionId,
      send,
      ask: async (command) => {
        const asker = { principal, sessionId, create: attachment.toBe };
        const taken = await this.#asking.ask(this.#turns, command, asker);
        if (!taken.ok) return taken;
        if (taken.value.kind === "joined") this.#turns.replay(taken.value.turn, send);
        return ok(null);
      },
      stop: (turnId) => {
        if (this.#turns.stop(turnId)) return ok(null);
        const turn = this.#store.turn(turnId);
        if (turn === null) return noTurn;
        this.#turns.resume(turn, turn.attempt, 0, send);
        return ok(null);
      },
      resume: (turnId, attempt, offset) => {
        this.#turns.recover();
        const turn = this.#store.turn(turnId);
        if (turn === null) return noTurn;
        this.#turns.resume(turn, attempt, offset, send);
        return ok(null);
      },
      select: (messageId) => {
        if (!this.#store.select(messageId)) return refuse("not-found", "There is no such message.");
        const chat = this.#store.chat();
        if (chat === null) return refuse("not-found");
        const state = this.#state(chat);
        this.#citations.check(state.messages);
        return ok(state);
      },
      react: (messageId, reaction) => {
        const message = this.#store.react(messageId, reaction) ? this.#store.message(messageId) : null;
        if (message === null) return refuse("not-found", "There is no such answer.");
        this.#watchers.broadcast("chat-message-updated", { sessionId, message });
        return ok(null);
      },
      draft: (content, scope) => this.ctx.waitUntil(this.#passages.draft({ userId: principal.userId, content, scope })),
      renew: async (token) => {
        const verified = await verifyToken(token, requireConfig(this.env));
        if (!verified.ok) return verified;
        if (verified.value.userId !== principal.userId) this.#watchers.close(socket, CLOSE.forbidden, "another user");
        else this.#watchers.renew(socket, attachment, verified.value);
        return ok(null);
      },
    };
  }

  async #askOverHttp({ turnId, content, scope, ...asker }: HttpAsk): Promise<Result<TurnRow>> {
    const command = { kind: "ask" as const, turnId, content, messageId: null, parentId: null, scope };
    const taken = await this.#asking.ask(this.#turns, command, asker);
    return taken.ok ? ok(taken.value.turn) : taken;
  }

  async #ended(turn: TurnRow): Promise<TurnEnd> {
    const unknown: TurnEnd = { ok: false, failure: failure("conflict"), quota: undefined };
    return (await this.#turns.ended(turn)) ?? unknown;
  }

  #streamDirect(principal: Principal, body: unknown): Response {
    const request = directRequest.safeParse(body);
    if (!request.success) return problemResponse(failure("bad-request"));
    const taken = this.#asking.takeDirect(this.#turns, principal, request.data);
    if (!taken.ok) return problemResponse(taken.failure);
    const { turnId } = taken.value;
    const stream = directStream(requireConfig(this.env).stream.keepaliveMs, () => {
      leave();
      // Nobody waits for it any more: leaving is a stop.
      if (this.#turns.followers(turnId) === 0) this.#turns.stop(turnId);
    });
    const leave = this.#turns.follow(turnId, stream);
    return new Response(stream.body, {
      headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform" },
    });
  }

  #state(chat: ChatRow): FrameData<"chat-state"> {
    const shown = this.#store.chat() === null ? ok([]) : this.#store.shown(PAGE_OF_MESSAGES, null);
    const messages = shown.ok ? shown.value.map(withoutTexts) : [];
    return { sessionId: chat.sessionId, chat: chatOf(chat), messages, activeTurn: this.#turns.active() };
  }

  #sendTo(socket: WebSocket): Send {
    return <E extends ServerEvent>(event: E, data: FrameData<E>) => this.#watchers.send(socket, event, data);
  }

  /** Closes a socket that is one too many for its user; meanwhile it works, so that connecting waits for nobody. */
  async #countSocket(socket: WebSocket, { principal, sessionId }: Attachment): Promise<void> {
    const open = this.#watchers.count();
    const allowed = await this.#outside.admitSocket(principal.userId, sessionId, open);
    if (!allowed) this.#watchers.close(socket, CLOSE.tooMany, "too many connections of this user");
  }

  /** Tells the account at once, waits a moment for it, and goes on trying when it cannot be reached. */
  async #deliver(): Promise<void> {
    this.#due.arm(this.now());
    const delivered = this.#tell.deliver(() => this.now());
    this.ctx.waitUntil(delivered);
    await Promise.race([delivered, new Promise((resolve) => setTimeout(resolve, SETTLE_WAIT_MS))]);
  }

  /** Every wake repairs the alarm: a table with rows and no alarm would never wake again. */
  async #repairAlarm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) this.#due.arm(this.now());
  }

  /** A turn without a chat whose ledger row is gone leaves nothing behind. */
  async #forget(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.ctx.abort("forgotten");
  }
}

function mapChat(chat: Result<ChatRow>): Result<Chat> {
  return chat.ok ? ok(chatOf(chat.value)) : chat;
}

function withoutTexts(message: Message): Message {
  if (message.role === "user") return message;
  return { ...message, chunkReferences: message.chunkReferences.map(({ text: _, ...reference }) => reference) };
}

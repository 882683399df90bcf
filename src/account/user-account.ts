/**
 * UserAccount, one Durable Object per user: wakes, checks the owner, runs one transaction per call, tells the account's sockets.
 * Owns the quota ledger, the index of chats and classes, and the account socket. Decisions are in `ledger.ts`, SQL in the
 * stores. It sees no answer and no document. An account that nobody wrote to reads as empty and is not created by reading.
 */
import { DurableObject } from "cloudflare:workers";
import { verifyToken } from "../access.ts";
import { requireConfig } from "../config.ts";
import { backoffMs, Due, LOOK_AGAIN_MS } from "../due.ts";
import type { Env } from "../env.ts";
import { failure, ok, problemResponse, type Result, refuse } from "../failure.ts";
import { isOwner, type Principal, principalOf } from "../principal.ts";
import { type Chat, CLOSE, type Class, type Document, type Quota, type User } from "../protocol.ts";
import { closeSocket, refuseSocket } from "../socket.ts";
import type { Reserve, ReserveReply, Settle, SettleReply } from "./account-call.ts";
import { AccountSockets } from "./account-socket.ts";
import { readCursor, writeCursor } from "./chat-cursor.ts";
import { IndexStore, MAX_CHATS, MAX_CLASSES, MAX_PAGE } from "./index-store.ts";
import { type AskSession, askSessions, MAX_ASKED } from "./leases.ts";
import { periodOf } from "./period.ts";
import { type Change, DUE_KINDS, Places, placeRulesOf } from "./places.ts";
import { AccountStore } from "./store.ts";
import { Watched } from "./watched.ts";

/** The plan of a user of whom no token was seen yet. */
const PLAIN_PLAN = "free";

export class UserAccount extends DurableObject<Env> {
  /** The clock, and the way to a session: fields, so that tests can put others in their place. */
  now: () => number = () => Date.now();
  askSession: AskSession = (sessionId, ask) => this.env.CHAT_SESSION.getByName(sessionId).resolve(ask);

  readonly #store: AccountStore;
  readonly #index: IndexStore;
  readonly #due: Due;
  readonly #places: Places;
  readonly #watched: Watched;
  readonly #sockets: AccountSockets;
  #asking = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = requireConfig(env);
    this.#store = new AccountStore(ctx.storage);
    this.#index = new IndexStore(ctx.storage.sql);
    this.#due = new Due(ctx.storage, DUE_KINDS);
    this.#watched = new Watched(ctx.storage.sql);
    this.#places = new Places(this.#store, this.#due, placeRulesOf(config));
    const now = () => this.now();
    this.#sockets = new AccountSockets(ctx, { now, verify: (token) => verifyToken(token, config, now) });
    if (this.#store.owner() !== null) ctx.waitUntil(this.#repairAlarm());
  }

  // ---- places ----

  /** Asks for a place for a turn, and lists its chat and question; the first one of a user makes the account. */
  reserve(p: Reserve): Result<ReserveReply> {
    if (!this.#admits(p.userId)) return refuse("not-found");
    this.#store.open();
    const { chat } = p;
    if (chat !== null && !this.#index.knowsChat(chat.id) && this.#index.countChats() >= MAX_CHATS) {
      return refuse("storage-exceeded", "There is no room for more chats; please remove some.");
    }
    const now = this.now();
    let listed = false;
    const change = this.#change(p, () => {
      if (chat !== null) {
        listed = this.#index.putChat(chat, true);
        if (p.question !== null) this.#index.putQuestion(chat.id, p.turnId, p.question);
        if (chat.classId !== null) this.#index.touchClass(chat.classId, now);
      }
      return this.#places.reserve({ turnId: p.turnId, sessionId: p.sessionId }, p.plan, now);
    });
    this.#tell(p.turnId, change);
    if (listed && chat !== null) this.#sockets.announce({ event: "chats-changed", data: { chat } });
    return ok({ ...change.reply, quota: change.quota });
  }

  /** Notes how a turn ended, as its session stored it. Never refuses the owner: the session's outbox must be able to go. */
  settle(p: Settle): Result<SettleReply> {
    if (!this.#admits(p.userId)) return refuse("not-found");
    let listed = false;
    const change = this.#change(p, () => {
      if (p.chat !== null) listed = this.#index.putChat(p.chat, false);
      return this.#places.settle(p, this.#plan(), this.now());
    });
    this.#tell(p.turnId, change);
    if (listed && p.chat !== null) this.#sockets.announce({ event: "chats-changed", data: { chat: p.chat } });
    return ok({ ...change.reply, quota: change.quota });
  }

  /** The user as the token has it, and what is left of the month. */
  me(p: { principal: Principal }): Result<{ user: User; quota: Quota }> {
    const { userId, kind, name, plan } = p.principal;
    const now = this.now();
    const quota = this.#read(userId, this.#places.unusedQuota(plan, now), () =>
      this.ctx.storage.transactionSync(() => {
        this.#store.remember({ plan, kind, name });
        return this.#places.quota(plan, now);
      }),
    );
    return quota.ok ? ok({ user: { id: userId, kind, name, plan }, quota: quota.value }) : quota;
  }

  // ---- index ----

  /** A chat was made, renamed or used: lists it as it is now, unless something newer is known. */
  chatChanged(p: { userId: string; chat: Chat }): Result<null> {
    if (!this.#admits(p.userId)) return refuse("not-found");
    const listed = this.#change(p, () => this.#index.putChat(p.chat, true));
    if (listed) this.#sockets.announce({ event: "chats-changed", data: { chat: p.chat } });
    return ok(null);
  }

  chatRemoved(p: { userId: string; sessionId: string }): Result<null> {
    return this.#forget(p.userId, (now) => this.#index.removeChat(p.sessionId, now));
  }

  /** Whether there is room for one more chat. */
  admitChat(p: { userId: string }): Result<null> {
    const count = this.#read(p.userId, 0, () => this.#index.countChats());
    if (!count.ok) return count;
    if (count.value < MAX_CHATS) return ok(null);
    return refuse("storage-exceeded", "There is no room for more chats; please remove some.");
  }

  /** A class was made, renamed, or has another number of documents. */
  classChanged(p: { userId: string; class: Class }): Result<null> {
    if (!this.#admits(p.userId)) return refuse("not-found");
    this.#change(p, () => this.#index.putClass(p.class, this.now()));
    return ok(null);
  }

  classRemoved(p: { userId: string; classId: string }): Result<null> {
    return this.#forget(p.userId, (now) => this.#index.removeClass(p.classId, now));
  }

  /** Whether there is room for one more class. */
  admitClass(p: { userId: string }): Result<null> {
    const count = this.#read(p.userId, 0, () => this.#index.countClasses());
    if (!count.ok) return count;
    if (count.value < MAX_CLASSES) return ok(null);
    return refuse("storage-exceeded", "There is no room for more classes; please remove some.");
  }

  /** Tells the account's sockets how a document is doing; nothing is stored. */
  documentChanged(p: { userId: string; document: Document }): Result<null> {
    if (!this.#admits(p.userId)) return refuse("not-found");
    const { status, update } = p.document;
    const data = { document: p.document };
    // While a new version is read the document stands, but there is more to come.
    if (status === "ready" && update?.error === null) this.#sockets.announce({ event: "processing-status", data });
    else if (status === "ready") this.#sockets.announce({ event: "document-ready", data });
    else if (status === "failed") this.#sockets.announce({ event: "document-failed", data });
    else this.#sockets.announce({ event: "processing-status", data });
    return ok(null);
  }

  /** One page of the user's chats, the newest first; `cursor`: where the page after it begins, `null` after the last. */
  chats(p: {
    userId: string;
    cursor: string | null;
    q: string | null;
    limit: number;
  }): Result<{ chats: Chat[]; cursor: string | null }> {
    const after = p.cursor === null ? null : readCursor(p.cursor);
    if (p.cursor !== null && after === null) return refuse("bad-request", "The cursor is not one of this list.");
    const limit = Math.max(1, Math.min(MAX_PAGE, p.limit));
    return this.#read<{ chats: Chat[]; cursor: string | null }>(p.userId, { chats: [], cursor: null }, () => {
      const found = this.#index.listChats({ after, q: p.q, limit: limit + 1 });
      const chats = found.slice(0, limit);
      const last = chats.at(-1);
      return { chats, cursor: found.length > limit && last !== undefined ? writeCursor(last) : null };
    });
  }

  classes(p: { userId: string }): Result<{ classes: Class[] }> {
    return this.#read<{ classes: Class[] }>(p.userId, { classes: [] }, () => ({ classes: this.#index.listClasses() }));
  }

  /** The class of this id, else the newest with exactly this name, in any case. */
  findClass(p: { userId: string; nameOrId: string }): Result<Class> {
    const found = this.#read<Class | null>(p.userId, null, () => this.#index.findClass(p.nameOrId));
    if (!found.ok) return found;
    return found.value === null ? refuse("not-found") : ok(found.value);
  }

  recentClasses(p: { userId: string; limit: number }): Result<Class[]> {
    const limit = Math.max(0, Math.min(MAX_CLASSES, p.limit));
    return this.#read<Class[]>(p.userId, [], () => this.#index.recentClasses(limit));
  }

  // ---- sockets ----

  /** The upgrade of an account socket; who is asking is in `x-principal`, set by the Worker after verification. */
  override async fetch(request: Request): Promise<Response> {
    const offered = request.headers.get("sec-websocket-protocol");
    const principal = principalOf(request);
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return problemResponse(failure("bad-request"));
    if (principal === null) return refuseSocket(CLOSE.unauthenticated, "credentials missing", offered);
    if (!this.#admits(principal.userId)) return refuseSocket(CLOSE.notFound, "not found", offered);
    const watching = this.#store.owner() !== null && this.#watched.noted().length > 0;
    if (watching && !(await this.#hasRoom("", principal.userId, this.#sockets.count() + 1))) {
      return refuseSocket(CLOSE.tooMany, "too many connections", offered);
    }
    return this.#sockets.accept(principal, offered);
  }

  /** Whether a chat may keep a socket that it has just opened; `open`: how many it has now. */
  async admitSocket(p: { userId: string; sessionId: string; open: number }): Promise<Result<null>> {
    if (!this.#admits(p.userId)) return refuse("not-found");
    this.#change(p, () => this.#watched.note(p.sessionId, p.open));
    if (await this.#hasRoom(p.sessionId, p.userId, this.#sockets.count())) return ok(null);
    this.#watched.note(p.sessionId, p.open - 1);
    return refuse("rate-limited", "Too many connections.");
  }

  #hasRoom(sessionId: string, userId: string, own: number): Promise<boolean> {
    return this.#watched.allows(sessionId, own, (other) =>
      this.env.CHAT_SESSION.getByName(other).openSockets({ userId }),
    );
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    return this.#sockets.receive(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    closeSocket(socket, code, reason);
  }

  // ---- waking by itself ----

  /** Starts what is due and sets the next alarm. Never throws: a thrown alarm is repeated only a few times, then lost. */
  override alarm(): void {
    const now = this.now();
    try {
      if (this.#store.owner() === null) return;
      for (const { kind } of this.#due.ripe(now)) {
        if (kind === "leases") this.ctx.waitUntil(this.#askOverdue());
        if (kind === "prune") this.ctx.storage.transactionSync(() => this.#places.prune(now));
      }
      this.#due.arm(now);
    } catch (error) {
      report("alarm-failed", { error: String(error) });
      void this.ctx.storage.setAlarm(now + LOOK_AGAIN_MS);
    }
  }

  /** Asks the sessions of places whose lease ran out, and applies each answer in a transaction of its own. */
  async #askOverdue(): Promise<void> {
    const owner = this.#store.owner();
    if (this.#asking || owner === null) return;
    this.#asking = true;
    try {
      await askSessions(this.#places.overdue(this.now(), MAX_ASKED), owner, this.askSession, (row, resolution) => {
        const waitMs = backoffMs(row.asks + 1, Math.random());
        const asked = { turnId: row.turnId, sessionId: row.sessionId, resolution, waitMs };
        const change = this.ctx.storage.transactionSync(() => this.#places.resolve(asked, this.#plan(), this.now()));
        this.#tell(row.turnId, change);
      });
    } catch (error) {
      report("leases-failed", { error: String(error) });
    } finally {
      this.#asking = false;
      this.ctx.storage.transactionSync(() => this.#places.planLeases(this.now()));
    }
  }

  /** Every wake repairs the alarm: a table with rows and no alarm would never wake again. */
  async #repairAlarm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) this.#due.arm(this.now());
  }

  // ---- the door, and one transaction behind it ----

  /** The one check of the owner. An account that does not exist yet will be that of the user it is named after. */
  #admits(userId: string): boolean {
    return isOwner(this.#store.owner() ?? this.ctx.id.name ?? null, userId);
  }

  #read<T>(userId: string, empty: T, read: () => T): Result<T> {
    if (!this.#admits(userId)) return refuse("not-found");
    return ok(this.#store.owner() === null ? empty : read());
  }

  /** One transaction that may be the account's first. The owner was checked. */
  #change<T>({ userId, plan }: { userId: string; plan?: string }, change: () => T): T {
    this.#store.open();
    return this.ctx.storage.transactionSync(() => {
      this.#store.create(userId, plan ?? null, periodOf(this.now()));
      if (plan !== undefined) this.#store.remember({ plan });
      return change();
    });
  }

  #forget(userId: string, remove: (nowMs: number) => void): Result<null> {
    return this.#read(userId, null, () => {
      const now = this.now();
      this.ctx.storage.transactionSync(() => {
        remove(now);
        this.#places.planPrune(now);
      });
      return null;
    });
  }

  #plan(): string {
    return this.#store.remembered().plan ?? PLAIN_PLAN;
  }

  #tell(turnId: string, change: Change<unknown>): void {
    if (change.metric !== null) report("ledger-contradiction", { metric: change.metric, turnId });
    if (change.changed) this.#sockets.announce({ event: "quota-changed", data: { quota: change.quota } });
  }
}

/** One line of JSON for the log, from which it is counted. */
function report(event: string, what: Record<string, string>): void {
  console.warn(JSON.stringify({ event, object: "UserAccount", ...what }));
}

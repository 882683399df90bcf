/**
 * Asking, from whichever side it comes: sockets, HTTP, and turns without a chat. Every question passes here, once.
 * What must be asked elsewhere first (is the class the user's, is there room for a chat) is asked before anything is stored;
 * a refusal on the spot stores nothing and the turn's id may be used again.
 */
import type { Env } from "../env.ts";
import { ok, type Result, refuse } from "../failure.ts";
import { isOwner, type Principal } from "../principal.ts";
import type { DirectRequest } from "./direct-request.ts";
import { enter, newChatRow } from "./door.ts";
import type { Outside } from "./outside.ts";
import type { ChatRow, Command, TurnRow } from "./records.ts";
import type { SessionStore } from "./store.ts";
import type { Admitted, Turns } from "./turns.ts";

/** After too many refusals in a minute nothing is taken for so long. */
const REFUSED_FOR_MS = 60_000;

/** Who asks and where; `create`: the chat is made by its first question. */
export type Asker = { principal: Principal; sessionId: string; create: boolean };

export class Asking {
  readonly #store: SessionStore;
  readonly #outside: Outside;
  readonly #rate: Env["REFUSAL_RATE"];
  readonly #nowMs: () => number;
  #refusedUntilMs = 0;

  constructor(p: { store: SessionStore; outside: Outside; rate: Env["REFUSAL_RATE"]; nowMs: () => number }) {
    this.#store = p.store;
    this.#outside = p.outside;
    this.#rate = p.rate;
    this.#nowMs = p.nowMs;
  }

  /** Takes a question into a chat: a new turn, or the one that it joins. */
  async ask(turns: Turns, asked: Omit<Command, "plan">, asker: Asker): Promise<Result<Admitted>> {
    const { userId, plan } = asker.principal;
    const before = this.#store.chat();
    if (before !== null || !asker.create) {
      const entered = enter(this.#store, userId);
      if (!entered.ok) return entered;
    }
    const scope = completed(asked.scope, before);
    if (!scope.ok) return scope;
    const command: Command = { ...asked, plan, scope: scope.value };
    if (this.#store.turn(command.turnId) === null) {
      if (this.#refusedUntilMs > this.#nowMs()) return refuse("rate-limited", undefined, { retryAfterS: 60 });
      const named = isOwnScope(command.scope, before) ? null : (command.scope ?? null);
      if (before === null || named !== null) {
        const allowed = await this.#outside.admit(userId, named, before === null);
        if (!allowed.ok) return allowed;
      }
    }
    // The world may have changed while others were asked: from here on there is no await.
    if (this.#store.chat() === null) {
      const { sessionId } = asker;
      const chat = newChatRow({ userId, sessionId, scope: command.scope ?? null, title: null, nowMs: this.#nowMs() });
      return turns.accept(command, { create: chat });
    }
    const chat = enter(this.#store, userId);
    return chat.ok ? turns.accept(command, { existing: chat.value }) : chat;
  }

  /** Begins or joins a turn without a chat; one that has ended is a conflict, since its text was not kept. */
  takeDirect(turns: Turns, { userId, plan }: Principal, request: DirectRequest): Result<TurnRow> {
    const { sessionId, turnId, digest, question, history, scope } = request;
    const chat = this.#store.chat();
    if (chat !== null && !(chat.direct && isOwner(chat.owner, userId))) return refuse("not-found");
    turns.recover();
    if (this.#store.turn(turnId) !== null && !turns.isRunning) {
      return refuse("conflict", "This Idempotency-Key was already used.");
    }
    const create = newChatRow({ userId, sessionId, scope: null, title: "", nowMs: this.#nowMs() });
    const taken = turns.accept(
      { kind: "direct", turnId, content: question, messageId: null, parentId: null, scope, plan, digest },
      chat === null ? { create: { ...create, direct: true } } : { existing: chat },
      { question, history: history.map((pair) => ({ ...pair, passages: [] })) },
    );
    return taken.ok ? ok(taken.value.turn) : taken;
  }

  /** Counts a refused or failed question of a user; resolves when it was counted. */
  async countRefusal(userId: string): Promise<void> {
    const { success } = await this.#rate.limit({ key: userId });
    if (!success) this.#refusedUntilMs = this.#nowMs() + REFUSED_FOR_MS;
  }
}

/** A scope that names a document alone means one of the chat's own class. */
export function completed(scope: Command["scope"], chat: Pick<ChatRow, "classId"> | null): Result<Command["scope"]> {
  if (scope?.classId !== "") return ok(scope);
  if (chat === null || chat.classId === null) return refuse("bad-request", "docId needs a classId.");
  return ok({ ...scope, classId: chat.classId });
}

/** Whether a scope is the chat's own, which was checked when the chat was made. */
function isOwnScope(scope: Command["scope"], chat: ChatRow | null): boolean {
  if (!scope) return true;
  return chat !== null && scope.classId === chat.classId && (scope.docId === null || scope.docId === chat.docId);
}

/**
 * The one door of a chat's object: who may pass, for every upgrade, call and event.
 * A chat of another user, one that was removed and one that never was are answered in the same way.
 */
import { ok, type Result, refuse } from "../failure.ts";
import { isOwner } from "../principal.ts";
import type { ChatRow, Scope } from "./records.ts";
import type { SessionStore } from "./store.ts";

const UNTITLED = "New chat";

/** The chat, for its owner; `not-found` for everybody else. */
export function enter(store: SessionStore, userId: string): Result<ChatRow> {
  const chat = store.chat();
  const mine = chat !== null && isOwner(chat.owner, userId) && !chat.removed && !chat.direct;
  return mine ? ok(chat) : refuse("not-found", "There is no such chat.");
}

/** The row of a chat that is about to exist. `title` is `null` until somebody or the first question names it. */
export function newChatRow(p: {
  userId: string;
  sessionId: string;
  scope: Scope | null;
  title: string | null;
  nowMs: number;
}): ChatRow {
  return {
    sessionId: p.sessionId,
    owner: p.userId,
    direct: false,
    title: p.title ?? UNTITLED,
    titled: p.title !== null,
    classId: p.scope?.classId ?? null,
    docId: p.scope?.docId ?? null,
    createdAt: p.nowMs,
    updatedAt: p.nowMs,
    leaf: 0,
    removed: false,
  };
}

/**
 * Chats over HTTP: the list, one chat with its messages, its turns, its socket, and asking without a socket.
 * Every question goes through `ChatSession`; here it is only read, addressed and answered.
 */
import { type Context, Hono } from "hono";
import { streamsTo } from "../config.ts";
import { ok, problemResponse, type Result, refuse } from "../failure.ts";
import { newId, sessionIdOf } from "../ids.ts";
import { PRINCIPAL_HEADER, principalHeader } from "../principal.ts";
import {
  askBody,
  CLOSE,
  MAX_PAGE_OF_MESSAGES,
  newChatBody,
  PAGE_OF_MESSAGES,
  renameChatBody,
  serverId,
  uuid,
} from "../protocol.ts";
import type { TurnEnd } from "../session/turns.ts";
import { refuseSocket } from "../socket.ts";
import type { AppEnv } from "./app-env.ts";
import { answered, readBody } from "./read-body.ts";
import { whole } from "./whole-answer.ts";

const CHATS_A_PAGE = 30;
const MAX_CHATS_A_PAGE = 100;

export const chatRoutes = new Hono<AppEnv>()
  .get("/chats", async (c) => {
    const limit = limitOf(c.req.query("limit"), CHATS_A_PAGE, MAX_CHATS_A_PAGE);
    if (!limit.ok) return problemResponse(limit.failure);
    const { userId } = c.get("principal");
    const cursor = c.req.query("cursor") || null;
    const q = c.req.query("q")?.slice(0, 200) || null;
    return answered(await accountOf(c).chats({ userId, cursor, q, limit: limit.value }));
  })
  .post("/chats", async (c) => {
    const body = await readBody(c.req.raw, newChatBody);
    if (!body.ok) return problemResponse(body.failure);
    const { classId, docId, title } = body.value;
    const scope = scopeOf(classId, docId);
    if (!scope.ok) return problemResponse(scope.failure);
    const sessionId = newId();
    const chat = await chatOf(c, sessionId).create({
      principal: c.get("principal"),
      sessionId,
      scope: scope.value,
      title: title ?? null,
    });
    return chat.ok ? c.json({ chat: chat.value }, 201) : problemResponse(chat.failure);
  })
  .get("/chats/new/socket", (c) => openSocket(c, newId(), true))
  .get("/chats/:sessionId/socket", (c) => openSocket(c, c.req.param("sessionId"), false))
  .get("/chats/:sessionId", async (c) => {
    const sessionId = idOf(c);
    if (!sessionId.ok) return problemResponse(sessionId.failure);
    const limit = limitOf(c.req.query("limit"), PAGE_OF_MESSAGES, MAX_PAGE_OF_MESSAGES);
    if (!limit.ok) return problemResponse(limit.failure);
    const { userId } = c.get("principal");
    const before = c.req.query("before") ?? null;
    return answered(await chatOf(c, sessionId.value).view({ userId, before, limit: limit.value }));
  })
  .patch("/chats/:sessionId", async (c) => {
    const sessionId = idOf(c);
    if (!sessionId.ok) return problemResponse(sessionId.failure);
    const body = await readBody(c.req.raw, renameChatBody);
    if (!body.ok) return problemResponse(body.failure);
    const { userId } = c.get("principal");
    const chat = await chatOf(c, sessionId.value).rename({ userId, title: body.value.title });
    return chat.ok ? c.json({ chat: chat.value }) : problemResponse(chat.failure);
  })
  .delete("/chats/:sessionId", async (c) => {
    const sessionId = idOf(c);
    if (!sessionId.ok) return problemResponse(sessionId.failure);
    const removed = await chatOf(c, sessionId.value).remove({ userId: c.get("principal").userId });
    return removed.ok ? c.body(null, 204) : problemResponse(removed.failure);
  })
  .get("/chats/:sessionId/messages/:messageId", async (c) => {
    const sessionId = idOf(c);
    if (!sessionId.ok) return problemResponse(sessionId.failure);
    const { userId } = c.get("principal");
    const message = await chatOf(c, sessionId.value).message({ userId, messageId: c.req.param("messageId") });
    return message.ok ? c.json({ message: message.value }) : problemResponse(message.failure);
  })
  .get("/chats/:sessionId/turns/:turnId", async (c) => {
    const sessionId = idOf(c);
    if (!sessionId.ok) return problemResponse(sessionId.failure);
    const turnId = c.req.param("turnId");
    if (!uuid.safeParse(turnId).success) return problemResponse(refuse("not-found").failure);
    return answered(await chatOf(c, sessionId.value).turn({ userId: c.get("principal").userId, turnId }));
  })
  .post("/chat/new", async (c) => {
    const body = await readBody(c.req.raw, askBody);
    if (!body.ok) return problemResponse(body.failure);
    const { content, classId, docId } = body.value;
    if (body.value.sessionId !== null && !serverId.safeParse(body.value.sessionId).success) {
      return problemResponse(refuse("not-found").failure);
    }
    const principal = c.get("principal");
    const { success } = await c.env.ASK_RATE.limit({ key: principal.userId });
    if (!success) return problemResponse(refuse("rate-limited", undefined, { retryAfterS: 60 }).failure);
    const turnId = body.value.turnId ?? crypto.randomUUID();
    const sessionId = body.value.sessionId ?? (await sessionIdOf(principal.userId, turnId));
    const scope = classId === null ? (docId === null ? undefined : { classId: "", docId }) : { classId, docId };
    const ask = { principal, sessionId, create: body.value.sessionId === null, turnId, content, scope };
    const chat = chatOf(c, sessionId);
    const { stream } = c.get("config");
    if (streamsTo(principal.userId, c.get("config"))) {
      const taken = await chat.ask(ask);
      return taken.ok ? c.json(taken.value, 202) : problemResponse(taken.failure);
    }
    const pending: Promise<TurnEnd> = chat.askAndWait(ask).then((end: TurnEnd) => withQuota(c, end));
    return whole(pending, stream.keepaliveMs, (end) => wholeBody(sessionId, turnId, end));
  });

/** An answer that was there before tells no quota of its own: the account is asked for today's. */
async function withQuota(c: Context<AppEnv>, end: TurnEnd): Promise<TurnEnd> {
  if (end.quota !== undefined) return end;
  const me = await accountOf(c).me({ principal: c.get("principal") });
  return me.ok ? { ...end, quota: me.value.quota } : end;
}

function wholeBody(sessionId: string, turnId: string, end: TurnEnd): Result<unknown> {
  return end.ok ? ok({ sessionId, turnId, message: end.message, quota: end.quota }) : refuse(end.failure);
}

/** Hands an upgrade to the chat's object, with the principal that the middleware verified. */
function openSocket(c: Context<AppEnv>, sessionId: string, toBe: boolean): Response | Promise<Response> {
  const offered = c.req.header("sec-websocket-protocol") ?? null;
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return problemResponse(refuse("bad-request", "This address is a WebSocket.").failure);
  }
  if (!serverId.safeParse(sessionId).success) return refuseSocket(CLOSE.notFound, "no such chat", offered);
  const headers = new Headers({ upgrade: "websocket", [PRINCIPAL_HEADER]: principalHeader(c.get("principal")) });
  if (offered !== null) headers.set("sec-websocket-protocol", offered);
  return chatOf(c, sessionId).fetch(`https://chat/socket?id=${sessionId}${toBe ? "&new=1" : ""}`, { headers });
}

function scopeOf(
  classId: string | null,
  docId: string | null,
): Result<{ classId: string; docId: string | null } | null> {
  if (classId !== null)
    return serverId.safeParse(classId).success
      ? ok({ classId, docId })
      : refuse("not-found", "There is no such class.");
  return docId === null ? ok(null) : refuse("bad-request", "docId needs a classId.");
}

function idOf(c: Context<AppEnv>): Result<string> {
  const id = c.req.param("sessionId") ?? "";
  return serverId.safeParse(id).success ? ok(id) : refuse("not-found", "There is no such chat.");
}

function limitOf(given: string | undefined, usual: number, most: number): Result<number> {
  if (given === undefined) return ok(usual);
  const limit = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  return limit >= 1 && limit <= most ? ok(limit) : refuse("bad-request", `limit is a whole number from 1 to ${most}.`);
}

const chatOf = (c: Context<AppEnv>, sessionId: string) => c.env.CHAT_SESSION.getByName(sessionId);
const accountOf = (c: Context<AppEnv>) => c.env.USER_ACCOUNT.getByName(c.get("principal").userId);

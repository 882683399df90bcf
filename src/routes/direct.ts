/**
 * The endpoints without a chat: an answer as server-sent events, or whole. Each runs in an object of its own, named by the user
 * and the `Idempotency-Key`, which keeps no text (PROTOCOL.md, `semantic_search_stream`).
 */
import { type Context, Hono } from "hono";
import { fitHistory } from "../answer/fit-context.ts";
import { ok, problemResponse, type Result, refuse } from "../failure.ts";
import { digestOf, directIdOf } from "../ids.ts";
import { PRINCIPAL_HEADER, principalHeader } from "../principal.ts";
import { directBody, serverId, uuid } from "../protocol.ts";
import { DIRECT_PATH, type DirectRequest } from "../session/direct-request.ts";
import type { Scope } from "../session/records.ts";
import type { TurnEnd } from "../session/turns.ts";
import type { AppEnv } from "./app-env.ts";
import { readBody } from "./read-body.ts";
import { whole } from "./whole-answer.ts";

/** What of a sent history is passed on; the prompt cuts it further. */
const HISTORY_TOKENS = 8_000;

export const directRoutes = new Hono<AppEnv>()
  .post("/semantic_search_stream", async (c) => {
    const request = await read(c);
    if (!request.ok) return problemResponse(request.failure);
    return c.env.CHAT_SESSION.getByName(request.value.sessionId).fetch(`https://chat${DIRECT_PATH}`, {
      method: "POST",
      headers: { [PRINCIPAL_HEADER]: principalHeader(c.get("principal")) },
      body: JSON.stringify(request.value),
    });
  })
  .post("/semantic_search", async (c) => {
    const request = await read(c);
    if (!request.ok) return problemResponse(request.failure);
    const chat = c.env.CHAT_SESSION.getByName(request.value.sessionId);
    const pending: Promise<TurnEnd> = chat.directAndWait({ principal: c.get("principal"), request: request.value });
    return whole(pending, c.get("config").stream.keepaliveMs, (end) => {
      if (!end.ok) return refuse(end.failure);
      const { content, citations, chunkReferences } = end.message;
      return ok({ message: content, citations, chunkReferences });
    });
  });

/** Reads the body and the key, and finds the class by its id or name. */
async function read(c: Context<AppEnv>): Promise<Result<DirectRequest>> {
  const body = await readBody(c.req.raw, directBody);
  if (!body.ok) return body;
  const { userId } = c.get("principal");
  const { success } = await c.env.ASK_RATE.limit({ key: userId });
  if (!success) return refuse("rate-limited", undefined, { retryAfterS: 60 });
  const { user_id, class_name, doc_id, user_query, chat_history } = body.value;
  if (user_id !== null && user_id !== userId) return refuse("bad-request", "user_id is not the caller's.");
  const key = c.req.header("idempotency-key");
  if (key !== undefined && !uuid.safeParse(key).success) return refuse("bad-request", "Idempotency-Key is not a UUID.");
  const scope = await scopeOf(c, class_name, doc_id);
  if (!scope.ok) return scope;
  const turnId = key ?? crypto.randomUUID();
  const [sessionId, digest] = await Promise.all([
    directIdOf(userId, turnId),
    digestOf([user_query, chat_history, class_name, doc_id]),
  ]);
  const history = fitHistory(pairsOf(chat_history), HISTORY_TOKENS);
  return ok({ sessionId, turnId, digest, question: user_query, history, scope: scope.value });
}

async function scopeOf(c: Context<AppEnv>, name: string | null, docId: string | null): Promise<Result<Scope | null>> {
  if (name === null) return docId === null ? ok(null) : refuse("bad-request", "doc_id needs a class_name.");
  const { userId } = c.get("principal");
  const found = await c.env.USER_ACCOUNT.getByName(userId).findClass({ userId, nameOrId: name });
  if (!found.ok) return { ok: false, failure: found.failure };
  const { id: classId } = found.value;
  if (docId !== null && !serverId.safeParse(docId).success) return refuse("not-found", "There is no such document.");
  const checked = await c.env.CLASS_LIBRARY.getByName(classId).check({ userId, docId });
  return checked.ok ? ok({ classId, docId }) : { ok: false, failure: checked.failure };
}

/** The answered questions of a list of messages; what has no partner is left out. */
function pairsOf(history: { role: string; content: string }[]): { question: string; answer: string }[] {
  const pairs: { question: string; answer: string }[] = [];
  let question: string | null = null;
  for (const { role, content } of history) {
    if (role === "user") question = content;
    else if (role === "assistant" && question !== null) {
      pairs.push({ question, answer: content });
      question = null;
    }
  }
  return pairs;
}

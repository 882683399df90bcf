/** Messages and frames as the service would send them, for the page's tests. */
import type { Answer, Chat, Citation, Document, Message, Question, ServerFrame } from "../../../src/protocol.ts";

const at = "2026-11-01T10:00:00.000Z";
export const chat: Chat = { id: "c1", title: "Chat", classId: null, docId: null, createdAt: at, updatedAt: at };

export const document: Document = {
  id: "d1",
  classId: "l1",
  name: "Notes.md",
  mediaType: "text/markdown",
  bytes: 1_000,
  pages: 1,
  status: "ready",
  progress: 1,
  error: null,
  reference: null,
};

export const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  role: "user",
  content: `question ${id}`,
  createdAt: at,
  turnId: `t-${id}`,
  version: 1,
  versions: 1,
  versionIds: [id],
  turn: { turnId: `t-${id}`, state: "active" },
  ...more,
});

export const answer = (id: string, turnId: string, more: Partial<Answer> = {}): Answer => ({
  id,
  role: "assistant",
  content: `answer ${id}`,
  createdAt: at,
  turnId,
  version: 1,
  versions: 1,
  versionIds: [id],
  status: "complete",
  route: "general_qa",
  model: "m",
  reaction: null,
  citations: [],
  chunkReferences: [],
  usage: { promptTokens: 1, completionTokens: 1 },
  timings: {},
  ...more,
});

export const citation: Citation = {
  number: 1,
  chunkId: "k1",
  documentId: "d1",
  documentName: "Notes.md",
  classId: "l1",
  page: 2,
  quote: "light reactions",
  verified: true,
  reference: null,
  stale: false,
};

const sessionId = "c1";

export const frames = {
  state: (
    messages: Message[],
    activeTurn: Extract<ServerFrame, { event: "chat-state" }>["data"]["activeTurn"] = null,
  ): ServerFrame => ({ event: "chat-state", data: { sessionId, chat, messages, activeTurn } }),
  accepted: (message: Question, turnId = message.turnId, attempt = 1): ServerFrame => ({
    event: "chat-turn-accepted",
    data: { sessionId, turnId, attempt, message },
  }),
  token: (
    turnId: string,
    offset: number,
    token: string,
    attempt = 1,
    cites?: { number: number; chunkId: string }[],
  ): ServerFrame => ({
    event: "chat-stream-token",
    data: { sessionId, turnId, attempt, offset, token, cites },
  }),
  restart: (turnId: string, attempt: number): ServerFrame => ({
    event: "chat-stream-restart",
    data: { sessionId, turnId, attempt },
  }),
  complete: (message: Answer, attempt = 1): ServerFrame => ({
    event: "chat-stream-complete",
    data: { sessionId, turnId: message.turnId, attempt, message, citations: [], chunkReferences: [] },
  }),
  failed: (turnId: string, code: string, retryable = true): ServerFrame => ({
    event: "chat-stream-error",
    data: { sessionId, turnId, code, error: `it was ${code}`, retryable },
  }),
};

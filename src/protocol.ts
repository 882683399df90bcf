/**
 * The wire, once: every shape and frame of the public contract as a zod schema, shared by the Worker and the page.
 * Written with `zod/mini` because a browser loads it. Objects are read loosely (unknown fields are ignored), and what a
 * newer server may add (status, route, stage, code) is read as a string, so that old and new code can meet.
 */
import * as z from "zod/mini";

export const MAX_CONTENT = 8_000;
export const MAX_FRAME_BYTES = 64 * 1024;
export const MAX_ANSWER = 256 * 1024;
export const MAX_REFERENCES = 64;
export const MAX_REFERENCE_TEXT = 2_000;
export const MAX_QUOTE = 500;
export const PAGE_OF_MESSAGES = 20;
export const MAX_PAGE_OF_MESSAGES = 100;

/** Close codes of a WebSocket. */
export const CLOSE = {
  unauthenticated: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooMany: 4429,
  tooBig: 1009,
  restarting: 1012,
} as const;

export const ROUTES = ["general_qa", "follow_up", "quote_finding", "generate_study_guide"] as const;
export type Route = (typeof ROUTES)[number];

const text = z.string();
const nullableText = z.nullable(z.string());
const count = z.number().check(z.int(), z.nonnegative());

export const uuid = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i));

/** A server-made id: 128 bits in lower-case hex. */
export const serverId = z.string().check(z.regex(/^[0-9a-f]{32}$/));

// ---- shapes ----

export const quotaShape = z.object({
  plan: text,
  limit: z.nullable(count),
  used: count,
  reserved: count,
  remaining: z.nullable(count),
  renewsAt: text,
  version: count,
});
export type Quota = z.infer<typeof quotaShape>;

export const userShape = z.object({ id: text, kind: text, name: nullableText, plan: text });
export type User = z.infer<typeof userShape>;

export const chatShape = z.object({
  id: text,
  title: text,
  classId: nullableText,
  docId: nullableText,
  createdAt: text,
  updatedAt: text,
});
export type Chat = z.infer<typeof chatShape>;

export const classShape = z.object({ id: text, name: text, createdAt: text, documentCount: count });
export type Class = z.infer<typeof classShape>;

/**
 * Why a document, a new version, or something in an archive could not be taken in, beside a sentence that says so. A client that
 * does not know a code shows the sentence.
 */
export const DOCUMENT_FAILURES = [
  "empty",
  "scan",
  "encrypted",
  "copy-protected",
  "broken",
  "disguised",
  "unsupported",
  "picture",
  "old-format",
  "too-large",
  "unreadable",
  "file-missing",
  "archive-empty",
  "archive-nested",
  "archive-unreadable",
  "archive-stuck",
  "archive-as-version",
  "no-room",
] as const;
export type DocumentFailure = (typeof DOCUMENT_FAILURES)[number];

/** Something in an archive that is no document of the class, and why. */
export const skippedShape = z.object({ name: text, error: text, code: z.optional(nullableText) });

export const documentShape = z.object({
  id: text,
  classId: text,
  name: text,
  mediaType: text,
  bytes: count,
  pages: z.nullable(count),
  status: text,
  /** 0 to 1. */
  progress: z.number(),
  error: nullableText,
  /** Which of `DOCUMENT_FAILURES` the error is; null or absent where that is not known. */
  code: z.optional(nullableText),
  /** Of `pages`, those that have been read; absent for an archive. */
  pagesRead: z.optional(count),
  /** The bibliographic line: the student's own, else the one that the document gives. */
  reference: nullableText,
  /**
   * A new version: 0 to 1 while it is read and the document stands as it was; with an `error`, why it did not take its place;
   * absent or null otherwise.
   */
  update: z.optional(
    z.nullable(
      z.object({
        progress: z.number(),
        error: nullableText,
        code: z.optional(nullableText),
        /** Its own pages, and how many of them have been read. */
        pages: z.optional(z.nullable(count)),
        pagesRead: z.optional(count),
      }),
    ),
  ),
  /** Of an archive that comes apart: how much of it has been gone through, and how much there is once that is known. */
  unpacking: z.optional(z.object({ taken: count, of: z.nullable(count) })),
  /** Of an archive that has come apart, and is listed no more: how many documents came out, and what did not. */
  contains: z.optional(count),
  skipped: z.optional(z.array(skippedShape)),
});
export type Document = z.infer<typeof documentShape>;

export const citationShape = z.object({
  number: count,
  chunkId: text,
  documentId: text,
  documentName: text,
  classId: text,
  page: count,
  quote: text,
  verified: z.boolean(),
  reference: nullableText,
  /** Its chunk is not there any more as it was cited: the document was replaced or removed. */
  stale: z.boolean(),
  /** What the document itself calls the page, `xii`; absent where it has no names for its pages. */
  pageLabel: z.optional(nullableText),
});
export type Citation = z.infer<typeof citationShape>;

export const chunkReferenceShape = z.object({
  chunkId: text,
  documentId: text,
  documentName: text,
  classId: text,
  page: count,
  text: z.optional(text),
  score: z.number(),
  number: z.nullable(count),
  pageLabel: z.optional(nullableText),
});
/** `text` is left out in `chat-state` alone. */
export type ChunkReference = z.infer<typeof chunkReferenceShape>;

/**
 * Where a stretch of a page's text stands on the page: start and end in the text (UTF-16 units), then left, top, width and
 * height of its box in points from the upper left corner of the page as it is shown, then the way its letters run: 0 to the
 * right, 1 downwards, 2 to the left, 3 upwards.
 */
export const textSpanShape = z.tuple([count, count, z.number(), z.number(), z.number(), z.number(), z.number()]);
export type TextSpan = z.infer<typeof textSpanShape>;

/** A box on a page: left, top, width and height in points. */
export const rectShape = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Rect = z.infer<typeof rectShape>;

export const pageShape = z.object({
  page: count,
  text,
  chunks: z.array(
    z.object({
      chunkId: text,
      text: z.optional(text),
      start: z.optional(count),
      end: z.optional(count),
      rects: z.optional(z.array(rectShape)),
    }),
  ),
  label: z.optional(nullableText),
  /** Of the page as it is shown, in points; absent or null for formats whose pages have no places. */
  size: z.optional(z.nullable(z.object({ width: z.number(), height: z.number() }))),
  spans: z.optional(z.array(textSpanShape)),
});
/** One page of a document: its text, where its chunks stand in it, and where the text stands on the page. */
export type Page = z.infer<typeof pageShape>;

const messageBase = {
  id: text,
  content: text,
  createdAt: text,
  turnId: text,
  version: count,
  versions: count,
  versionIds: z.array(text),
};

export const questionShape = z.object({
  ...messageBase,
  role: z.literal("user"),
  turn: z.object({ turnId: text, state: text, code: z.optional(text) }),
});
export type Question = z.infer<typeof questionShape>;

export const answerShape = z.object({
  ...messageBase,
  role: z.literal("assistant"),
  status: text,
  route: text,
  model: text,
  reaction: nullableText,
  citations: z.array(citationShape),
  chunkReferences: z.array(chunkReferenceShape),
  usage: z.object({ promptTokens: count, completionTokens: count }),
  timings: z.record(z.string(), z.number()),
});
export type Answer = z.infer<typeof answerShape>;

export const messageShape = z.union([questionShape, answerShape]);
export type Message = z.infer<typeof messageShape>;

export const activeTurnShape = z.object({
  turnId: text,
  attempt: count,
  messageId: z.optional(text),
  content: text,
  stage: text,
});
export type ActiveTurn = z.infer<typeof activeTurnShape>;

// ---- client to chat ----

const optionalId = z.optional(z.nullable(z.string()));
/** Half a character is made whole here, since no store would keep it as it came. */
const questionText = z.pipe(
  z.string().check(
    z.minLength(1),
    z.maxLength(MAX_CONTENT),
    z.refine((value) => value.trim() !== "", "content is blank"),
  ),
  z.transform((value) => value.toWellFormed()),
);
const messageId = z.string().check(z.minLength(1), z.maxLength(64));

const clientData = {
  "chat-ask": z.object({
    turnId: uuid,
    content: questionText,
    classId: optionalId,
    docId: optionalId,
    parentId: optionalId,
  }),
  "chat-retry": z.object({ turnId: uuid, messageId }),
  "chat-edit": z.object({ turnId: uuid, messageId, content: questionText }),
  "chat-select": z.object({ messageId }),
  "chat-stop": z.object({ turnId: uuid }),
  "chat-resume": z.object({ turnId: uuid, attempt: z.number().check(z.int(), z.positive()), offset: count }),
  /** With the class and document that the question would name: without a chat there is nothing else to look in. */
  "chat-draft": z.object({
    content: z.string().check(z.maxLength(MAX_CONTENT)),
    classId: optionalId,
    docId: optionalId,
  }),
  "chat-react": z.object({ messageId, reaction: z.nullable(z.enum(["like", "dislike"])) }),
  auth: z.object({ token: z.string().check(z.minLength(1), z.maxLength(8_192)) }),
} as const;

type ClientData = typeof clientData;
export type ClientEvent = keyof ClientData;
export type ClientFrame = { [E in ClientEvent]: { event: E; data: z.infer<ClientData[E]> } }[ClientEvent];

const anyFrame = z.object({ event: z.string(), data: z.unknown() });
const isClientEvent = (event: string): event is ClientEvent => Object.hasOwn(clientData, event);

/**
 * Reads a text frame of a client.
 * Returns the frame, or a sentence about what is wrong with it and, where it names one, the turn it was about.
 */
export function parseClientFrame(raw: string): { frame: ClientFrame } | { error: string; turnId?: string } {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { error: "The frame is not JSON." };
  }
  const outer = anyFrame.safeParse(value);
  if (!outer.success) return { error: "A frame is {event, data}." };
  const { event, data } = outer.data;
  if (!isClientEvent(event)) return { error: "This event is not known." };
  const inner = clientData[event].safeParse(data);
  if (!inner.success) {
    const issue = inner.error.issues[0];
    const at = issue?.path.join(".") ?? "";
    return { error: `${event}: ${at ? `${at} is not valid` : "the data is not valid"}.` };
  }
  // The schema was chosen by the event, which the compiler cannot follow through the index.
  return { frame: { event, data: inner.data } as ClientFrame };
}

// ---- chat and account to client ----

const ofChat = { sessionId: text };
const ofTurn = { sessionId: text, turnId: text, attempt: count };

const serverData = {
  "chat-state": z.object({
    ...ofChat,
    chat: chatShape,
    messages: z.array(messageShape),
    activeTurn: z.nullable(activeTurnShape),
  }),
  "chat-turn-accepted": z.object({ ...ofTurn, message: questionShape }),
  "chat-stream-status": z.object({ ...ofTurn, stage: text, sources: z.optional(z.array(chunkReferenceShape)) }),
  "chat-stream-token": z.object({
    ...ofTurn,
    offset: count,
    token: text,
    cites: z.optional(z.array(z.object({ number: count, chunkId: text }))),
  }),
  "chat-stream-restart": z.object({ ...ofTurn }),
  "chat-stream-complete": z.object({
    ...ofTurn,
    message: answerShape,
    citations: z.array(citationShape),
    chunkReferences: z.array(chunkReferenceShape),
    quota: z.optional(quotaShape),
  }),
  "chat-stream-error": z.object({
    ...ofChat,
    turnId: text,
    attempt: z.optional(count),
    code: text,
    error: text,
    retryable: z.boolean(),
    quota: z.optional(quotaShape),
  }),
  "chat-message-updated": z.object({ ...ofChat, message: messageShape }),
  error: z.object({ sessionId: z.optional(text), code: text, error: text }),
  "document-ready": z.object({ document: documentShape }),
  "processing-status": z.object({ document: documentShape }),
  "document-failed": z.object({ document: documentShape }),
  "chats-changed": z.object({ chat: chatShape, activeTurn: z.optional(z.nullable(activeTurnShape)) }),
  "quota-changed": z.object({ quota: quotaShape }),
} as const;

type ServerData = typeof serverData;
export type ServerEvent = keyof ServerData;
export type ServerFrame = { [E in ServerEvent]: { event: E; data: z.infer<ServerData[E]> } }[ServerEvent];
export type FrameData<E extends ServerEvent> = Extract<ServerFrame, { event: E }>["data"];

const isServerEvent = (event: string): event is ServerEvent => Object.hasOwn(serverData, event);

/** Reads a text frame of the server, in a client; `null` for what this client does not know or cannot read. */
export function parseServerFrame(raw: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return null;
  }
  const outer = anyFrame.safeParse(value);
  if (!outer.success || !isServerEvent(outer.data.event)) return null;
  const inner = serverData[outer.data.event].safeParse(outer.data.data);
  // The schema was chosen by the event, which the compiler cannot follow through the index.
  return inner.success ? ({ event: outer.data.event, data: inner.data } as ServerFrame) : null;
}

// ---- HTTP bodies ----

/** `"null"` and `""` mean absent (PROTOCOL.md, the endpoints without a chat). */
const absentable = z.pipe(
  z.optional(z.nullable(z.string())),
  z.transform((value) => (value === undefined || value === null || value === "" || value === "null" ? null : value)),
);

const title = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));

export const newClassBody = z.object({ name: title });
export const changeDocumentBody = z.object({
  name: z.optional(title),
  /** The bibliographic line; `null` or blank: the one that the document itself gives. */
  reference: z.optional(z.nullable(z.string().check(z.maxLength(500)))),
  /** Takes back a new version: one that is still being read, or the word about one that failed. */
  update: z.optional(z.null()),
});
export const newChatBody = z.object({ classId: absentable, docId: absentable, title: z.optional(title) });
export const renameChatBody = z.object({ title });
export const askBody = z.object({
  sessionId: absentable,
  turnId: z.optional(uuid),
  content: questionText,
  classId: absentable,
  docId: absentable,
});
export const directBody = z.object({
  user_id: absentable,
  class_name: absentable,
  doc_id: absentable,
  user_query: questionText,
  chat_history: z._default(
    z
      .array(z.object({ role: z.string().check(z.maxLength(32)), content: z.string().check(z.maxLength(64_000)) }))
      .check(z.maxLength(100)),
    [],
  ),
  source: z.optional(z.nullable(z.string())),
});

/**
 * The service over HTTP, as the page uses it. Every answer is parsed; a refusal throws an `ApiError` with the
 * contract's code, so that callers can say what happened in words. Credentials are the cookie's.
 */
import * as z from "zod/mini";
import {
  type Chat,
  type ChunkReference,
  type Class,
  chatShape,
  chunkReferenceShape,
  classShape,
  type Document,
  documentShape,
  type Message,
  messageShape,
  type Page,
  pageShape,
  type Quota,
  quotaShape,
  type User,
  userShape,
} from "../src/protocol.ts";

/** A refusal of the service, or `unavailable` when it could not be reached. */
export class ApiError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const problem = z.object({ code: z.string(), detail: z.optional(z.string()) });

/** The code and sentence of a problem+json body; anything else reads as `internal`. */
export function problemFrom(body: unknown): { code: string; detail: string } {
  const read = problem.safeParse(body);
  return read.success ? { code: read.data.code, detail: read.data.detail ?? "" } : { code: "internal", detail: "" };
}

const nothing = z.unknown();
const me = z.object({ user: userShape, quota: quotaShape });
const guest = z.object({ user: userShape });
const oneClass = z.object({ class: classShape });
const classes = z.object({ classes: z.array(classShape) });
const documents = z.object({ documents: z.array(documentShape) });
const oneDocument = z.object({ document: documentShape });
const chunks = z.object({ chunks: z.array(chunkReferenceShape) });
const oneChat = z.object({ chat: chatShape });
const chats = z.object({ chats: z.array(chatShape), cursor: z.nullable(z.string()) });
const messages = z.object({ messages: z.array(messageShape) });
const oneMessage = z.object({ message: messageShape });

const versions: { saw: (version: string | null) => void } = { saw: () => undefined };

/** Tells of the version of the service that an answer came from. */
export function watchVersion(saw: (version: string | null) => void): void {
  versions.saw = saw;
}

async function call<S extends z.ZodMiniType>(
  shape: S,
  method: string,
  path: string,
  options: { body?: unknown; signal?: AbortSignal; keepalive?: boolean } = {},
): Promise<z.infer<S>> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      signal: options.signal,
      keepalive: options.keepalive,
      credentials: "same-origin",
      headers: options.body === undefined ? {} : { "content-type": "application/json" },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError("unavailable", "The service cannot be reached.");
  }
  versions.saw(response.headers.get("x-worker-version"));
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { code, detail } = problemFrom(body);
    throw new ApiError(response.status === 401 ? "unauthenticated" : code, detail);
  }
  const read = shape.safeParse(body);
  if (!read.success) throw new ApiError("internal", "The answer could not be read.");
  return read.data;
}

const at = encodeURIComponent;

export const api = {
  me: (): Promise<{ user: User; quota: Quota }> => call(me, "GET", "/me"),
  enterAsGuest: (): Promise<{ user: User }> => call(guest, "POST", "/auth/guest"),
  leave: (): Promise<unknown> => call(nothing, "POST", "/auth/logout"),
  classes: async (): Promise<Class[]> => (await call(classes, "GET", "/classes")).classes,
  createClass: async (name: string): Promise<Class> =>
    (await call(oneClass, "POST", "/classes", { body: { name } })).class,
  renameClass: (id: string, name: string): Promise<unknown> =>
    call(nothing, "PATCH", `/classes/${at(id)}`, { body: { name } }),
  removeClass: (id: string): Promise<unknown> => call(nothing, "DELETE", `/classes/${at(id)}`),
  documents: async (classId: string, signal?: AbortSignal): Promise<Document[]> =>
    (await call(documents, "GET", `/classes/${at(classId)}/documents`, { signal })).documents,
  document: async (classId: string, docId: string, signal?: AbortSignal): Promise<Document> =>
    (await call(oneDocument, "GET", `/classes/${at(classId)}/documents/${at(docId)}`, { signal })).document,
  /** The passages of one document that fit some words best, as a question would find them. */
  search: async (p: { classId: string; docId: string; q: string; signal?: AbortSignal }): Promise<ChunkReference[]> => {
    const query = new URLSearchParams({ q: p.q, docId: p.docId, limit: "20" });
    return (await call(chunks, "GET", `/classes/${at(p.classId)}/search?${query}`, { signal: p.signal })).chunks;
  },
  /** Another name, or another bibliographic reference; a null reference is the document's own again. */
  changeDocument: async (
    classId: string,
    docId: string,
    change: { name?: string; reference?: string | null; update?: null },
  ): Promise<Document> =>
    (await call(oneDocument, "PATCH", `/classes/${at(classId)}/documents/${at(docId)}`, { body: change })).document,
  /** `leaving`: the page is on its way out, and the request outlives it. */
  removeDocument: (classId: string, docId: string, leaving = false): Promise<unknown> =>
    call(nothing, "DELETE", `/classes/${at(classId)}/documents/${at(docId)}`, { keepalive: leaving }),
  page: (classId: string, docId: string, page: number, signal?: AbortSignal): Promise<Page> =>
    call(pageShape, "GET", `/classes/${at(classId)}/documents/${at(docId)}/pages/${page}`, { signal }),
  /** Newest first, `q` searches titles and questions. */
  chats: (p: {
    q?: string;
    cursor?: string;
    signal?: AbortSignal;
  }): Promise<{ chats: Chat[]; cursor: string | null }> => {
    const query = new URLSearchParams();
    if (p.q) query.set("q", p.q);
    if (p.cursor) query.set("cursor", p.cursor);
    return call(chats, "GET", `/chats?${query}`, { signal: p.signal });
  },
  renameChat: async (id: string, title: string): Promise<Chat> =>
    (await call(oneChat, "PATCH", `/chats/${at(id)}`, { body: { title } })).chat,
  removeChat: (id: string, leaving = false): Promise<unknown> =>
    call(nothing, "DELETE", `/chats/${at(id)}`, { keepalive: leaving }),
  /** Any message whole, also of a version that is not shown. */
  message: async (chatId: string, messageId: string, signal?: AbortSignal): Promise<Message> =>
    (await call(oneMessage, "GET", `/chats/${at(chatId)}/messages/${at(messageId)}`, { signal })).message,
  /** The newest shown messages, oldest first. */
  newestMessages: async (chatId: string): Promise<Message[]> =>
    (await call(messages, "GET", `/chats/${at(chatId)}`)).messages,
  /** Shown messages before the named one, oldest first. */
  olderMessages: async (chatId: string, before: string, limit: number): Promise<Message[]> =>
    (await call(messages, "GET", `/chats/${at(chatId)}?before=${at(before)}&limit=${limit}`)).messages,
};

/** Where the original file is; a PDF opens at the page. */
export function fileUrl(p: { classId: string; documentId: string; page?: number; isPdf?: boolean }): string {
  const url = `/api/v1/classes/${at(p.classId)}/documents/${at(p.documentId)}/file`;
  return p.isPdf && p.page ? `${url}#page=${p.page}` : url;
}

/**
 * What concerns the whole account, as the page knows it: who, quota, classes, documents, the list of chats. Pure.
 * A quota with a lower version is older and is passed over; a chat with an older `updatedAt` too.
 */
import type { Chat, Class, Document, Quota, ServerFrame, User } from "../../src/protocol.ts";
import type { Link } from "../socket/reconnecting-socket.ts";

export type Told = Readonly<Record<string, Document>>;

export type AccountState = {
  session: "unknown" | "in" | "out" | "unreachable";
  user: User | null;
  quota: Quota | null;
  /** Null until first loaded. */
  classes: readonly Class[] | null;
  /** Newest first; null until first loaded. */
  chats: readonly Chat[] | null;
  chatsCursor: string | null;
  /** By class; a class that was never opened is absent. */
  documents: Readonly<Record<string, readonly Document[]>>;
  /** The last that the socket told of a document, which may come before the list that it stands in. */
  told: Told;
  /** Archives that have come apart, and have not been read away yet: what came out of them and what did not. The newest first. */
  unpacked: readonly Document[];
  /** The line of the account's socket. */
  link: Link;
};

export type AccountEvent =
  | { type: "frame"; frame: ServerFrame }
  | { type: "signed-in"; user: User; quota: Quota }
  | { type: "link"; link: Link }
  | { type: "signed-out" }
  | { type: "unreachable" }
  | { type: "quota"; quota: Quota }
  | { type: "classes"; classes: readonly Class[] }
  | { type: "class-created"; class: Class }
  | { type: "class-renamed"; classId: string; name: string }
  | { type: "class-removed"; classId: string }
  /** An answer over HTTP, and what the socket had told of documents when it was asked for. */
  | { type: "documents"; classId: string; documents: readonly Document[]; since: Told }
  | { type: "document-removed"; classId: string; docId: string }
  | { type: "document"; document: Document; since: Told }
  | { type: "document-changed"; document: Document }
  | { type: "unpacked-dismissed"; docId: string }
  | { type: "chats"; chats: readonly Chat[]; cursor: string | null; append: boolean }
  | { type: "chat"; chat: Chat }
  | { type: "chat-removed"; chatId: string };

export const emptyAccount: AccountState = {
  session: "unknown",
  user: null,
  quota: null,
  classes: null,
  chats: null,
  chatsCursor: null,
  documents: {},
  told: {},
  unpacked: [],
  link: { state: "connecting" },
};

/** The next state. */
export function accountStep(state: AccountState, event: AccountEvent): AccountState {
  switch (event.type) {
    case "frame":
      return onFrame(state, event.frame);
    case "signed-in": {
      const base = state.user && state.user.id !== event.user.id ? emptyAccount : state;
      return { ...base, session: "in", user: event.user, quota: newerQuota(base.quota, event.quota) };
    }
    case "link":
      return { ...state, link: event.link };
    case "signed-out":
      return { ...state, session: "out" };
    case "unreachable":
      return state.session === "in" ? state : { ...state, session: "unreachable" };
    case "quota":
      return { ...state, quota: newerQuota(state.quota, event.quota) };
    case "classes":
      return { ...state, classes: event.classes };
    case "class-created":
      return { ...state, classes: [event.class, ...(state.classes ?? []).filter(({ id }) => id !== event.class.id)] };
    case "class-renamed":
      return {
        ...state,
        classes: (state.classes ?? []).map((one) => (one.id === event.classId ? { ...one, name: event.name } : one)),
      };
    case "class-removed":
      return {
        ...state,
        classes: (state.classes ?? []).filter(({ id }) => id !== event.classId),
        documents: Object.fromEntries(Object.entries(state.documents).filter(([id]) => id !== event.classId)),
      };
    case "documents":
      return counted(withList(state, event), event.classId);
    case "document":
      return withDocument(state, newest(state, event.document, event.since));
    case "document-changed":
      return withDocument({ ...state, told: { ...state.told, [event.document.id]: event.document } }, event.document);
    case "unpacked-dismissed":
      return { ...state, unpacked: state.unpacked.filter(({ id }) => id !== event.docId) };
    case "document-removed": {
      const left = (state.documents[event.classId] ?? []).filter(({ id }) => id !== event.docId);
      return counted({ ...state, documents: { ...state.documents, [event.classId]: left } }, event.classId);
    }
    case "chats": {
      const chats = event.append ? (state.chats ?? []).concat(event.chats) : event.chats;
      return { ...state, chats: uniqueNewest(chats), chatsCursor: event.cursor };
    }
    case "chat":
      return { ...state, chats: uniqueNewest([event.chat, ...(state.chats ?? [])]) };
    case "chat-removed":
      return { ...state, chats: (state.chats ?? []).filter(({ id }) => id !== event.chatId) };
  }
}

function onFrame(state: AccountState, frame: ServerFrame): AccountState {
  switch (frame.event) {
    case "quota-changed":
      return { ...state, quota: newerQuota(state.quota, frame.data.quota) };
    case "chats-changed":
      return { ...state, chats: uniqueNewest([frame.data.chat, ...(state.chats ?? [])]) };
    case "document-ready":
    case "document-failed":
    case "processing-status": {
      const { document } = frame.data;
      return withDocument({ ...state, told: { ...state.told, [document.id]: document } }, document);
    }
    case "chat-stream-complete":
    case "chat-stream-error":
      return frame.data.quota ? { ...state, quota: newerQuota(state.quota, frame.data.quota) } : state;
    case "chat-state":
    case "chat-turn-accepted":
    case "chat-stream-status":
    case "chat-stream-token":
    case "chat-stream-restart":
    case "chat-message-updated":
    case "error":
      return state;
  }
}

/** The one with the higher version. */
export function newerQuota(known: Quota | null, told: Quota): Quota {
  return known && known.version > told.version ? known : told;
}

/** What the socket told while an answer was on its way is newer than that: a document never goes back. */
function newest({ told }: AccountState, document: Document, since: Told): Document {
  const news = told[document.id];
  return news && news !== since[document.id] ? news : document;
}

type Listed = Extract<AccountEvent, { type: "documents" }>;

function withList(state: AccountState, { classId, documents, since }: Listed): AccountState {
  const list = documents.map((document) => newest(state, document, since));
  return { ...state, documents: { ...state.documents, [classId]: list } };
}

/** A document of a class whose list was never loaded is not taken in: its list comes whole when it is opened. */
function withDocument(state: AccountState, document: Document): AccountState {
  if (document.contains !== undefined) return withUnpacked(state, document);
  const list = state.documents[document.classId];
  if (!list) return state;
  const at = list.findIndex(({ id }) => id === document.id);
  const next = at < 0 ? [document, ...list] : list.with(at, document);
  return counted({ ...state, documents: { ...state.documents, [document.classId]: next } }, document.classId);
}

/** An archive that has come apart is its documents, which are told of by themselves; what did not come out is told once. */
function withUnpacked(state: AccountState, archive: Document): AccountState {
  const unpacked = [archive, ...state.unpacked.filter(({ id }) => id !== archive.id)];
  const left = state.documents[archive.classId]?.filter(({ id }) => id !== archive.id);
  if (!left) return { ...state, unpacked };
  return counted({ ...state, unpacked, documents: { ...state.documents, [archive.classId]: left } }, archive.classId);
}

function counted(state: AccountState, classId: string): AccountState {
  const documentCount = state.documents[classId]?.length ?? 0;
  const classes = state.classes?.map((one) => (one.id === classId ? { ...one, documentCount } : one)) ?? null;
  return { ...state, classes };
}

function uniqueNewest(chats: readonly Chat[]): Chat[] {
  const byId = new Map<string, Chat>();
  for (const chat of chats) {
    const known = byId.get(chat.id);
    if (!known || known.updatedAt < chat.updatedAt) byId.set(chat.id, chat);
  }
  return [...byId.values()].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0));
}

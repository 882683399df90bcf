/**
 * What a chat and its turns are in memory: rows as they were read, commands as they were asked. Types, and the chat as clients
 * see it; how they are stored is `store.ts`.
 */
import type { Failure } from "../failure.ts";
import type { Chat, ChunkReference, Citation } from "../protocol.ts";
import type { AnswerAbout } from "./messages.ts";

export type Scope = { classId: string; docId: string | null };

/** What a turn is to do. `content` is `null` for a retry, which asks the stored question again. */
export type Command = {
  kind: "ask" | "retry" | "edit" | "direct";
  turnId: string;
  content: string | null;
  /** Of a retry or an edit: the message it is about. */
  messageId: string | null;
  /** The last message that the sender saw, as it said. */
  parentId: string | null;
  /** `undefined`: the chat's own; `null`: everything. */
  scope: Scope | null | undefined;
  plan: string;
  /** Of a turn whose text is not kept: a digest of its whole command. */
  digest?: string;
};

export type ChatRow = {
  sessionId: string;
  owner: string;
  direct: boolean;
  title: string;
  titled: boolean;
  classId: string | null;
  docId: string | null;
  createdAt: number;
  updatedAt: number;
  leaf: number;
  removed: boolean;
};

export type TurnRow = {
  turnId: string;
  command: string;
  /** `running`, `committed` or `failed`; anything else is a newer version's and is neither. */
  state: string;
  epoch: number;
  attempt: number;
  question: number;
  siblingOf: number;
  /** As the token had it; one that a newer version knows is passed on. */
  plan: string;
  scope: Scope | null;
  startedAt: number;
  answer: number | null;
  period: string | null;
  failure: Failure | null;
};

export type NewAnswer = {
  content: string;
  about: AnswerAbout;
  citations: Citation[];
  passages: ChunkReference[];
};

export type Accepted =
  | { kind: "accepted"; turn: TurnRow; chat: ChatRow }
  | { kind: "joined"; turn: TurnRow }
  | { kind: "refused"; failure: Failure };

/** A chat as clients see it. */
export function chatOf(row: ChatRow): Chat {
  return {
    id: row.sessionId,
    title: row.title,
    classId: row.classId,
    docId: row.docId,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

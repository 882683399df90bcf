/**
 * The messages of a chat as a tree in SQL: a retry adds a sibling of the answer, an edit a sibling of the question.
 * Guarantees: nothing is ever overwritten, and reading takes as many rows as it shows. Which message is shown last is the chat's.
 */
import * as z from "zod/mini";
import {
  type Answer,
  answerShape,
  type ChunkReference,
  chunkReferenceShape,
  citationShape,
  type Message,
  type Question,
} from "../protocol.ts";

/** What is stored of a finished answer besides its text. */
export type AnswerAbout = Pick<Answer, "status" | "route" | "model" | "usage" | "timings">;

/** An answered question, as far as a prompt may need it. */
export type Pair = { question: string; answer: string; passages: ChunkReference[] };

const aboutShape = z.pick(answerShape, { status: true, route: true, model: true, usage: true, timings: true });
const citationsShape = z.array(citationShape);
const passagesShape = z.array(chunkReferenceShape);

/** Units of an old answer that a prompt may need. */
const MAX_REMEMBERED = 16_000;

const MESSAGE_COLUMNS =
  "seq, parent, first, version, role, turn_id, last_turn, created_at, reaction, about, citations, passages, content";

export type MessageRow = {
  seq: number;
  parent: number;
  first: number;
  version: number;
  role: string;
  turn_id: string;
  last_turn: string;
  created_at: number;
  reaction: string | null;
  about: string;
  citations: string;
  passages: string;
  content: string;
};

/** The id of a message on the wire. */
export const messageIdOf = (seq: number): string => `m${seq}`;

/** The number of a message, 0 for an id that can be none. */
export function messageSeqOf(messageId: string): number {
  return /^m[1-9]\d{0,14}$/.test(messageId) ? Number(messageId.slice(1)) : 0;
}

export class MessageTree {
  readonly #sql: SqlStorage;
  readonly #outcomeOf: (turnId: string) => Question["turn"];

  /** @param outcomeOf what became of a turn, for the questions that it tried to answer */
  constructor(sql: SqlStorage, outcomeOf: (turnId: string) => Question["turn"]) {
    this.#sql = sql;
    this.#outcomeOf = outcomeOf;
  }

  /** The number of the newest message, 0 for none. */
  last(): number {
    return Number(this.#sql.exec("SELECT COALESCE(MAX(seq), 0) AS last FROM message").one().last);
  }

  /** A message as it is stored, or `null`; 0 is no message. */
  row(seq: number): MessageRow | null {
    if (seq === 0) return null;
    const [row] = this.#sql.exec<MessageRow>(`SELECT ${MESSAGE_COLUMNS} FROM message WHERE seq = ?`, seq).toArray();
    return row ?? null;
  }

  /** Messages whole, as clients see them. */
  read(rows: MessageRow[]): Message[] {
    const versions = this.#versionsOf(rows);
    return rows.map((row) => {
      const seqs = [row.first, ...(versions.get(row.first) ?? [])];
      const base = {
        id: messageIdOf(row.seq),
        content: row.content,
        createdAt: new Date(row.created_at).toISOString(),
        turnId: row.turn_id,
        version: row.version,
        versions: seqs.length,
        versionIds: seqs.map(messageIdOf),
      };
      if (row.role !== "assistant") return { ...base, role: "user" as const, turn: this.#outcomeOf(row.last_turn) };
      const about = readJson(aboutShape, row.about, UNREADABLE);
      return {
        ...base,
        ...about,
        role: "assistant" as const,
        reaction: row.reaction,
        citations: readJson(citationsShape, row.citations, []),
        chunkReferences: readJson(passagesShape, row.passages, []),
      };
    });
  }

  /** The messages from `leaf` up to the first question, at most `limit`, oldest first. */
  path(leaf: number, limit: number): MessageRow[] {
    return this.#sql
      .exec<MessageRow>(
        `WITH RECURSIVE path (seq, parent, depth) AS (
           SELECT seq, parent, 1 FROM message WHERE seq = ?
           UNION ALL SELECT m.seq, m.parent, depth + 1 FROM path JOIN message m ON m.seq = path.parent WHERE depth < ?
         )
         SELECT ${MESSAGE_COLUMNS.split(", ")
           .map((column) => `m.${column}`)
           .join(", ")} FROM path JOIN message m ON m.seq = path.seq ORDER BY depth DESC`,
        leaf,
        limit,
      )
      .toArray();
  }

  /** The youngest message that followed this one: a child is younger than its parent, so it is where that branch was left. */
  youngestUnder(seq: number): number {
    const descendants = new Set([seq]);
    let youngest = seq;
    for (const row of this.#sql.exec<{ seq: number; parent: number }>(
      "SELECT seq, parent FROM message WHERE seq > ? ORDER BY seq",
      seq,
    )) {
      if (!descendants.has(row.parent)) continue;
      descendants.add(row.seq);
      youngest = row.seq;
    }
    return youngest;
  }

  /** The newest answer to a question, or `null`. */
  answerUnder(question: number): MessageRow | null {
    const [row] = this.#sql
      .exec<MessageRow>(
        `SELECT ${MESSAGE_COLUMNS} FROM message WHERE parent = ? AND role = 'assistant' ORDER BY seq DESC LIMIT 1`,
        question,
      )
      .toArray();
    return row ?? null;
  }

  /** The first question that follows a message, 0 for none. */
  firstQuestionUnder(parent: number): number {
    const [row] = this.#sql
      .exec<{ first: number }>(
        "SELECT first FROM message WHERE parent = ? AND role = 'user' ORDER BY seq LIMIT 1",
        parent,
      )
      .toArray();
    return row?.first ?? 0;
  }

  /** The answered questions up to a message, oldest first, at most `limit`; questions without an answer are left out. */
  pairsUpTo(leaf: number, limit: number): Pair[] {
    const rows = this.path(leaf, limit * 2);
    const pairs: Pair[] = [];
    for (const [i, asked] of rows.entries()) {
      const answered = rows[i + 1];
      if (asked.role !== "user" || answered?.role !== "assistant") continue;
      pairs.push({
        question: asked.content,
        answer: answered.content.slice(0, MAX_REMEMBERED),
        passages: readJson(passagesShape, answered.passages, []),
      });
    }
    return pairs;
  }

  /** Adds a message; `sibling` is the first version that it adds to, 0 for none. Returns its number. */
  insert(message: {
    parent: number;
    sibling: number;
    role: "user" | "assistant";
    turnId: string;
    nowMs: number;
    about: string;
    citations: string;
    passages: string;
    content: string;
  }): number {
    const seq = this.last() + 1;
    const siblings =
      message.sibling === 0
        ? 0
        : Number(
            this.#sql
              .exec("SELECT 1 + COUNT(*) AS n FROM message WHERE first = ? AND version > 1", message.sibling)
              .one().n,
          );
    this.#sql.exec(
      `INSERT INTO message (${MESSAGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)`,
      seq,
      message.parent,
      siblings === 0 ? seq : message.sibling,
      siblings + 1,
      message.role,
      message.turnId,
      message.turnId,
      message.nowMs,
      message.about,
      message.citations,
      message.passages,
      message.content,
    );
    return seq;
  }

  /** Notes the latest turn that tries to answer a question. */
  setLastTurn(seq: number, turnId: string): void {
    this.#sql.exec("UPDATE message SET last_turn = ? WHERE seq = ?", turnId, seq);
  }

  /** Stores a reaction to an answer; `false` when there is no such answer. */
  setReaction(seq: number, reaction: "like" | "dislike" | null): boolean {
    const { rowsWritten } = this.#sql.exec(
      "UPDATE message SET reaction = ? WHERE seq = ? AND role = 'assistant'",
      reaction,
      seq,
    );
    return rowsWritten > 0;
  }

  /** What an answer's citations and references say of where they stand. */
  restate(seq: number, citations: string, passages: string): void {
    this.#sql.exec("UPDATE message SET citations = ?, passages = ? WHERE seq = ?", citations, passages, seq);
  }

  clear(): void {
    this.#sql.exec("DELETE FROM message");
  }

  #versionsOf(rows: MessageRow[]): Map<number, number[]> {
    const versions = new Map<number, number[]>();
    for (const row of this.#sql.exec<{ seq: number; first: number }>(
      "SELECT seq, first FROM message WHERE version > 1 AND first IN (SELECT value FROM json_each(?)) ORDER BY version",
      JSON.stringify([...new Set(rows.map((row) => row.first))]),
    )) {
      const known = versions.get(row.first);
      if (known === undefined) versions.set(row.first, [row.seq]);
      else known.push(row.seq);
    }
    return versions;
  }
}

const UNREADABLE: AnswerAbout = {
  status: "complete",
  route: "general_qa",
  model: "unknown",
  usage: { promptTokens: 0, completionTokens: 0 },
  timings: {},
};

/** Stored JSON by its schema; what a newer version wrote in another shape reads as `otherwise`, and is never thrown. */
export function readJson<T>(schema: z.ZodMiniType<T>, stored: string, otherwise: T): T {
  try {
    const parsed = schema.safeParse(JSON.parse(stored));
    return parsed.success ? parsed.data : otherwise;
  } catch {
    return otherwise;
  }
}

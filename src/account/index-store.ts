/**
 * The account's index: which chats and classes the user has, and the questions asked in them, for lists and search.
 * It follows what chats and classes tell and may lag behind them. What was removed leaves a trace for a while, so that
 * news that was overtaken by the removal brings nothing back: what is listed can be opened.
 */
import type { Chat, Class } from "../protocol.ts";
import { foldQuestion, foldText, searchWords } from "./search-text.ts";

export const MAX_CHATS = 5_000;
export const MAX_CLASSES = 200;
export const MAX_PAGE = 100;
const HOUR_MS = 3_600_000;

type StoredChat = {
  id: string;
  title: string;
  class_id: string | null;
  doc_id: string | null;
  created_at: string;
  updated_at: string;
};

const chatOf = (row: StoredChat): Chat => ({
  id: row.id,
  title: row.title,
  classId: row.class_id,
  docId: row.doc_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

type StoredClass = { id: string; name: string; created_at: string; document_count: number };

const classOf = (row: StoredClass): Class => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  documentCount: row.document_count,
});

const CHAT_COLUMNS = "id, title, class_id, doc_id, created_at, updated_at";
const CLASS_COLUMNS = "id, name, created_at, document_count";

/** Where a page of chats begins: after the chat of this time and id. */
export type Cursor = { updatedAt: string; id: string };

const sameName = (a: string, b: string) => a.normalize("NFC").toLowerCase() === b.normalize("NFC").toLowerCase();

export class IndexStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  // ---- chats ----

  /**
   * Notes a chat unless what is known is newer or it was removed.
   * `ageMatters`: whether a chat that is only younger than the one known is worth a row. Returns whether one was written.
   */
  putChat(chat: Chat, ageMatters: boolean): boolean {
    const title = chat.title.toWellFormed();
    return (
      this.#sql.exec(
        `INSERT INTO chats (id, title, folded_title, class_id, doc_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET title = excluded.title, folded_title = excluded.folded_title, class_id = excluded.class_id,
           doc_id = excluded.doc_id, created_at = excluded.created_at, updated_at = excluded.updated_at
         WHERE removed_at IS NULL AND excluded.updated_at >= updated_at
           AND ((excluded.title, excluded.class_id, excluded.doc_id) IS NOT (title, class_id, doc_id)
             OR (? AND excluded.updated_at > updated_at))`,
        chat.id,
        title,
        foldText(title),
        chat.classId,
        chat.docId,
        chat.createdAt,
        chat.updatedAt,
        ageMatters ? 1 : 0,
      ).rowsWritten > 0
    );
  }

  /** Takes a chat and its questions out of lists and search, for good. */
  removeChat(id: string, nowMs: number): void {
    this.#sql.exec("DELETE FROM questions WHERE session_id = ?", id);
    this.#sql.exec(
      `INSERT INTO chats (id, title, folded_title, created_at, updated_at, removed_at) VALUES (?, '', '', '', '', ?)
       ON CONFLICT DO UPDATE SET title = '', folded_title = '', removed_at = excluded.removed_at WHERE removed_at IS NULL`,
      id,
      nowMs,
    );
  }

  /** Whether a chat is known, be it as a removed one. */
  knowsChat(id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM chats WHERE id = ?", id).toArray().length > 0;
  }

  countChats(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM chats WHERE removed_at IS NULL").one().n;
  }

  /** Keeps what was asked for search, once for each turn; nothing for a chat that is not listed. */
  putQuestion(sessionId: string, turnId: string, question: string): void {
    this.#sql.exec(
      `INSERT INTO questions (session_id, turn_id, folded)
       SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM chats WHERE id = ?1 AND removed_at IS NULL)
       ON CONFLICT DO NOTHING`,
      sessionId,
      turnId,
      foldQuestion(question),
    );
  }

  /**
   * The newest chats after `after`, at most `limit`. With `q` those in whose title or questions every word of it occurs,
   * each wherever it likes. User text is compared, never interpreted.
   */
  listChats(ask: { after: Cursor | null; q: string | null; limit: number }): Chat[] {
    const words = ask.q === null ? [] : searchWords(ask.q);
    const found = words
      .map(
        () =>
          `AND (instr(folded_title, ?) > 0
            OR EXISTS (SELECT 1 FROM questions WHERE session_id = chats.id AND instr(folded, ?) > 0))`,
      )
      .join(" ");
    const after = ask.after === null ? "" : "AND (updated_at, id) < (?, ?)";
    return this.#sql
      .exec<StoredChat>(
        `SELECT ${CHAT_COLUMNS} FROM chats WHERE removed_at IS NULL ${after} ${found} ORDER BY updated_at DESC, id DESC LIMIT ?`,
        ...(ask.after === null ? [] : [ask.after.updatedAt, ask.after.id]),
        ...words.flatMap((word) => [word, word]),
        ask.limit,
      )
      .toArray()
      .map(chatOf);
  }

  // ---- classes ----

  /** Notes a class as its library tells of it, unless it was removed. */
  putClass(known: Class, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO classes (id, name, created_at, document_count, last_used_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET name = excluded.name, document_count = excluded.document_count
       WHERE removed_at IS NULL AND (excluded.name, excluded.document_count) IS NOT (name, document_count)`,
      known.id,
      known.name.toWellFormed(),
      known.createdAt,
      known.documentCount,
      nowMs,
    );
  }

  removeClass(id: string, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO classes (id, name, created_at, document_count, last_used_at, removed_at) VALUES (?, '', '', 0, 0, ?)
       ON CONFLICT DO UPDATE SET name = '', removed_at = excluded.removed_at WHERE removed_at IS NULL`,
      id,
      nowMs,
    );
  }

  /** Notes that a class was asked about; to the hour, since each note costs a row. */
  touchClass(id: string, nowMs: number): void {
    this.#sql.exec("UPDATE classes SET last_used_at = ? WHERE id = ? AND last_used_at < ?", nowMs, id, nowMs - HOUR_MS);
  }

  countClasses(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM classes WHERE removed_at IS NULL").one().n;
  }

  /** All classes, the newest first. */
  listClasses(): Class[] {
    return this.#sql
      .exec<StoredClass>(
        `SELECT ${CLASS_COLUMNS} FROM classes WHERE removed_at IS NULL ORDER BY created_at DESC, id DESC`,
      )
      .toArray()
      .map(classOf);
  }

  /** The classes asked about last, the latest first. */
  recentClasses(limit: number): Class[] {
    return this.#sql
      .exec<StoredClass>(
        `SELECT ${CLASS_COLUMNS} FROM classes WHERE removed_at IS NULL ORDER BY last_used_at DESC, created_at DESC, id DESC LIMIT ?`,
        limit,
      )
      .toArray()
      .map(classOf);
  }

  /** The class of this id, else the newest of this name in any case; `null` when there is none. */
  findClass(nameOrId: string): Class | null {
    const classes = this.listClasses();
    return classes.find(({ id }) => id === nameOrId) ?? classes.find(({ name }) => sameName(name, nameOrId)) ?? null;
  }
}

/**
 * The chat's SQL: the chat, its turns, and the transactions that change them (its messages are in `messages.ts`).
 * Guarantees: one running turn at a time (a unique index), a terminal turn is final (every update names state and epoch),
 * nothing that was answered is ever overwritten. Leaves to others: when to call it, and telling anybody.
 */
import * as z from "zod/mini";
import first from "../../migrations/session/0001-chat.sql";
import { type Failure, failure, knownCode, type Result, refuse } from "../failure.ts";
import { isBlank, migrate } from "../migrate.ts";
import type { Answer, Message, Question } from "../protocol.ts";
import { MessageTree, messageIdOf, messageSeqOf, type Pair, readJson } from "./messages.ts";
import type { Accepted, ChatRow, Command, NewAnswer, Scope, TurnRow } from "./records.ts";

const MIGRATIONS = [first];

/** Messages of a chat; beyond, a new chat is to be begun. */
export const MAX_MESSAGES = 4_000;

const scopeShape = z.nullable(z.object({ classId: z.string(), docId: z.nullable(z.string()) }));

type RawTurn = {
  turn_id: string;
  command: string;
  state: string;
  epoch: number;
  attempt: number;
  question: number;
  sibling_of: number;
  plan: string;
  scope: string;
  started_at: number;
  answer: number | null;
  period: string | null;
  code: string | null;
  error: string | null;
};

/** The command without its text, in one spelling: equal for equal commands. */
function spelled(command: Command): string {
  const { kind, messageId, parentId, scope, digest } = command;
  return JSON.stringify([kind, messageId, parentId, scope === undefined ? "own" : scope, digest ?? null]);
}

export class SessionStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #messages: MessageTree;
  /** Nothing was ever written: there are no tables, and reading must not make them. */
  #blank: boolean;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#messages = new MessageTree(storage.sql, (turnId) => this.#outcomeOf(turnId));
    this.#blank = isBlank(storage);
    if (!this.#blank) migrate(storage, MIGRATIONS);
  }

  /** Makes the tables of an object that was never written to. Call before the transaction that writes first. */
  open(): void {
    if (this.#blank) migrate(this.#storage, MIGRATIONS);
    this.#blank = false;
  }

  /** One transaction, without an await inside. */
  transaction<T>(body: () => T): T {
    return this.#storage.transactionSync(body);
  }

  // ---- the chat ----

  /** The chat's row, or `null` when this object was never written to. */
  chat(): ChatRow | null {
    if (this.#blank) return null;
    const [row] = this.#sql
      .exec<{
        session_id: string;
        owner: string;
        direct: number;
        title: string;
        titled: number;
        class_id: string | null;
        doc_id: string | null;
        created_at: number;
        updated_at: number;
        leaf: number;
        removed: number;
      }>("SELECT * FROM chat")
      .toArray();
    if (row === undefined) return null;
    return {
      sessionId: row.session_id,
      owner: row.owner,
      direct: row.direct === 1,
      title: row.title,
      titled: row.titled === 1,
      classId: row.class_id,
      docId: row.doc_id,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      leaf: row.leaf,
      removed: row.removed === 1,
    };
  }

  /** Writes the chat's first row, which stores its owner. */
  createChat(chat: ChatRow): void {
    this.#sql.exec(
      `INSERT INTO chat (id, session_id, owner, direct, title, titled, class_id, doc_id, created_at, updated_at, leaf, removed)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      chat.sessionId,
      chat.owner,
      Number(chat.direct),
      chat.title,
      Number(chat.titled),
      chat.classId,
      chat.docId,
      chat.createdAt,
      chat.updatedAt,
      chat.leaf,
      Number(chat.removed),
    );
  }

  rename(title: string, nowMs: number): void {
    this.#sql.exec("UPDATE chat SET title = ?, titled = 1, updated_at = ?", title, nowMs);
  }

  /** Forgets what was said; the owner and the ends of the turns stay, for the account's questions. */
  removeChat(nowMs: number): void {
    this.#messages.clear();
    this.#sql.exec("UPDATE chat SET removed = 1, leaf = 0, title = '', updated_at = ?", nowMs);
  }

  // ---- turns ----

  turn(turnId: string): TurnRow | null {
    if (this.#blank) return null;
    const [row] = this.#sql.exec<RawTurn>("SELECT * FROM turn WHERE turn_id = ?", turnId).toArray();
    return row === undefined ? null : readTurn(row);
  }

  runningTurn(): TurnRow | null {
    if (this.#blank) return null;
    const [row] = this.#sql.exec<RawTurn>("SELECT * FROM turn WHERE state = 'running'").toArray();
    return row === undefined ? null : readTurn(row);
  }

  /**
   * Accepts a command, or joins or refuses it; the whole of it is part of the caller's transaction.
   * `titleOf` names a chat that has no name yet by its first question.
   */
  accept(command: Command, chat: ChatRow, nowMs: number, titleOf: (question: string) => string): Accepted {
    const seen = this.turn(command.turnId);
    if (seen !== null) {
      return this.#isSame(seen, command)
        ? { kind: "joined", turn: seen }
        : { kind: "refused", failure: failure("conflict") };
    }
    if (this.runningTurn() !== null) return { kind: "refused", failure: failure("turn-in-progress") };
    const placed = this.#place(command, chat);
    if (!placed.ok) return { kind: "refused", failure: placed.failure };
    const { question: existing, parent, sibling, siblingOf, scope } = placed.value;
    if (this.#messages.last() >= MAX_MESSAGES) {
      return { kind: "refused", failure: failure("storage-exceeded", "This chat is full; please begin a new one.") };
    }
    const { turnId } = command;
    let question = existing;
    if (command.kind !== "direct" && command.content !== null) {
      question = this.#messages.insert({
        parent,
        sibling,
        role: "user",
        turnId,
        nowMs,
        about: "",
        citations: "",
        passages: "",
        content: command.content,
      });
      const title = chat.titled ? chat.title : titleOf(command.content);
      this.#sql.exec("UPDATE chat SET leaf = ?, title = ?, titled = 1, updated_at = ?", question, title, nowMs);
    } else if (command.kind !== "direct") {
      this.#messages.setLastTurn(question, turnId);
    }
    this.#sql.exec(
      `INSERT INTO turn (turn_id, command, state, epoch, attempt, question, sibling_of, plan, scope, started_at)
       VALUES (?, ?, 'running', 1, 1, ?, ?, ?, ?, ?)`,
      turnId,
      spelled(command),
      question,
      siblingOf,
      command.plan,
      JSON.stringify(scope),
      nowMs,
    );
    const turn = this.turn(turnId);
    const after = this.chat();
    if (turn === null || after === null) throw new Error("a row that was just written is gone");
    return { kind: "accepted", turn, chat: after };
  }

  /** Stores a terminal row for a turn that this object never saw, so that what it answers stays true. */
  storeUnseen(turnId: string, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO turn (turn_id, command, state, epoch, attempt, question, sibling_of, plan, scope, started_at, code)
       VALUES (?, 'unseen', 'failed', 0, 0, 0, 0, 'guest', 'null', ?, 'interrupted')`,
      turnId,
      nowMs,
    );
  }

  /** Begins the next attempt of a running turn under a new epoch; what ran before can no longer end it. */
  rerun(turn: TurnRow): TurnRow {
    this.#sql.exec(
      "UPDATE turn SET attempt = attempt + 1, epoch = epoch + 1 WHERE turn_id = ? AND state = 'running' AND epoch = ?",
      turn.turnId,
      turn.epoch,
    );
    return { ...turn, attempt: turn.attempt + 1, epoch: turn.epoch + 1 };
  }

  isRunning(turn: { turnId: string; epoch: number }): boolean {
    const rows = this.#sql
      .exec("SELECT 1 FROM turn WHERE turn_id = ? AND state = 'running' AND epoch = ?", turn.turnId, turn.epoch)
      .toArray();
    return rows.length === 1;
  }

  /** Ends a running turn without an answer; `false` when it is not this epoch's any more. */
  fail(turn: { turnId: string; epoch: number }, failed: Failure, period: string | null): boolean {
    const { rowsWritten } = this.#sql.exec(
      "UPDATE turn SET state = 'failed', code = ?, error = ?, period = ? WHERE turn_id = ? AND state = 'running' AND epoch = ?",
      failed.code,
      failed.error,
      period,
      turn.turnId,
      turn.epoch,
    );
    return rowsWritten > 0;
  }

  /** Ends a running turn with its answer (`null` where no text is kept); `false` when it is not this epoch's any more. */
  commit(turn: TurnRow, answer: NewAnswer | null, period: string | null, nowMs: number): boolean {
    const seq = answer === null ? null : this.#messages.last() + 1;
    const { rowsWritten } = this.#sql.exec(
      "UPDATE turn SET state = 'committed', answer = ?, period = ? WHERE turn_id = ? AND state = 'running' AND epoch = ?",
      seq,
      period,
      turn.turnId,
      turn.epoch,
    );
    if (rowsWritten === 0) return false;
    if (answer !== null) {
      this.#messages.insert({
        parent: turn.question,
        sibling: turn.siblingOf,
        role: "assistant",
        turnId: turn.turnId,
        nowMs,
        about: JSON.stringify(answer.about),
        citations: JSON.stringify(answer.citations),
        passages: JSON.stringify(answer.passages),
        content: answer.content,
      });
      this.#sql.exec("UPDATE chat SET leaf = ?", seq);
    }
    return true;
  }

  // ---- messages ----

  /** A message whole, or `null`. */
  message(messageId: string): Message | null {
    const row = this.#messages.row(messageSeqOf(messageId));
    return row === null ? null : (this.#messages.read([row])[0] ?? null);
  }

  answerOf(turn: TurnRow): Answer | null {
    const message = turn.answer === null ? null : this.message(messageIdOf(turn.answer));
    return message?.role === "assistant" ? message : null;
  }

  questionOf(turn: TurnRow): Question | null {
    const message = turn.question === 0 ? null : this.message(messageIdOf(turn.question));
    return message?.role === "user" ? message : null;
  }

  /**
   * The shown messages, oldest first: `limit` of them that end with the last shown one, or with the one before `before`.
   * Refuses with `not-found` when `before` names no message.
   */
  shown(limit: number, before: string | null): Result<Message[]> {
    let leaf = this.chat()?.leaf ?? 0;
    if (before !== null) {
      const row = this.#messages.row(messageSeqOf(before));
      if (row === null) return refuse("not-found", "There is no such message.");
      leaf = row.parent;
    }
    return { ok: true, value: this.#messages.read(this.#messages.path(leaf, limit)) };
  }

  /** Shows a message and what followed it last; `false` when there is no such message. */
  select(messageId: string): boolean {
    if (this.#blank) return false;
    const seq = messageSeqOf(messageId);
    if (this.#messages.row(seq) === null) return false;
    this.#sql.exec("UPDATE chat SET leaf = ?", this.#messages.youngestUnder(seq));
    return true;
  }

  /** Stores a reaction to an answer; `false` when there is no such answer. */
  react(messageId: string, reaction: "like" | "dislike" | null): boolean {
    if (this.#blank) return false;
    return this.#messages.setReaction(messageSeqOf(messageId), reaction);
  }

  /** Stores what an answer's citations say now of where they stand; part of the caller's transaction. */
  restate(messageId: string, { citations, passages }: Pick<NewAnswer, "citations" | "passages">): void {
    this.#messages.restate(messageSeqOf(messageId), JSON.stringify(citations), JSON.stringify(passages));
  }

  /** The answered questions before a turn's own, oldest first, at most `limit`. */
  historyOf(turn: TurnRow, limit: number): Pair[] {
    const question = this.#messages.row(turn.question);
    return question === null ? [] : this.#messages.pairsUpTo(question.parent, limit);
  }

  /** The last answered questions of what the chat shows, oldest first, at most `limit`. */
  historyShown(limit: number): Pair[] {
    return this.#messages.pairsUpTo(this.chat()?.leaf ?? 0, limit);
  }

  // ---- inside ----

  /** Where a command's question stands or is to stand, and what it searches. */
  #place(
    command: Command,
    chat: ChatRow,
  ): Result<{ question: number; parent: number; sibling: number; siblingOf: number; scope: Scope | null }> {
    const own = chat.classId === null ? null : { classId: chat.classId, docId: chat.docId };
    const none = { question: 0, parent: 0, sibling: 0, siblingOf: 0 };
    switch (command.kind) {
      case "direct":
        return { ok: true, value: { ...none, scope: command.scope ?? null } };
      case "ask": {
        const scope = command.scope === undefined ? own : command.scope;
        if (command.parentId === null) return { ok: true, value: { ...none, parent: chat.leaf, scope } };
        const seen = this.#messages.row(messageSeqOf(command.parentId));
        if (seen === null) return refuse("not-found", "There is no such message.");
        // The sender may not have seen yet that the question was answered: the answer is not to be lost from sight.
        const answer = seen.role === "user" && seen.seq !== chat.leaf ? this.#messages.answerUnder(seen.seq) : null;
        const parent = answer ?? seen;
        // A sender who has not seen the newest messages begins a branch beside them; the last shown message has no children.
        const sibling = parent.seq === chat.leaf ? 0 : this.#messages.firstQuestionUnder(parent.seq);
        return { ok: true, value: { ...none, parent: parent.seq, sibling, scope } };
      }
      case "edit": {
        const edited = this.#messages.row(messageSeqOf(command.messageId ?? ""));
        if (edited === null) return refuse("not-found", "There is no such message.");
        if (edited.role !== "user") return refuse("bad-request", "Only a question can be edited.");
        const scope = this.#scopeOf(edited.turn_id, own);
        return { ok: true, value: { ...none, parent: edited.parent, sibling: edited.first, scope } };
      }
      case "retry": {
        const message = this.#messages.row(messageSeqOf(command.messageId ?? ""));
        if (message === null) return refuse("not-found", "There is no such message.");
        const scope = this.#scopeOf(message.turn_id, own);
        if (message.role === "assistant") {
          return { ok: true, value: { ...none, question: message.parent, siblingOf: message.first, scope } };
        }
        if (message.seq !== chat.leaf) {
          return refuse("bad-request", "Only the last question, while it has no answer, can be tried again.");
        }
        return { ok: true, value: { ...none, question: message.seq, scope } };
      }
    }
  }

  /** What the turn searched that stored a message; `null` is everything. */
  #scopeOf(turnId: string, own: Scope | null): Scope | null {
    const turn = this.turn(turnId);
    return turn === null ? own : turn.scope;
  }

  #isSame(turn: TurnRow, command: Command): boolean {
    if (turn.command !== spelled(command)) return false;
    if (command.content === null || command.kind === "direct") return true;
    return this.#messages.row(turn.question)?.content === command.content;
  }

  #outcomeOf(turnId: string): Question["turn"] {
    const turn = this.turn(turnId);
    if (turn === null) return { turnId, state: "failed", code: "internal" };
    const state = turn.state === "running" ? "active" : turn.state;
    return turn.failure === null ? { turnId, state } : { turnId, state, code: turn.failure.code };
  }
}

function readTurn(row: RawTurn): TurnRow {
  return {
    turnId: row.turn_id,
    command: row.command,
    state: row.state,
    epoch: row.epoch,
    attempt: row.attempt,
    question: row.question,
    siblingOf: row.sibling_of,
    plan: row.plan,
    scope: readJson(scopeShape, row.scope, null),
    startedAt: row.started_at,
    answer: row.answer,
    period: row.period,
    failure: row.state === "failed" ? failure(knownCode(row.code ?? "internal"), row.error || undefined) : null,
  };
}

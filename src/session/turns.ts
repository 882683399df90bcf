/**
 * The turns of one chat: accepted or joined, recovered, stopped, and told of. At most one of them runs.
 * Owns the registered run, who waits for an end, and the frames of a turn; the flow itself is `run-turn.ts`, what is stored is `store.ts`.
 */
import { titleOf } from "../answer/title.ts";
import type { Due } from "../due.ts";
import { type Failure, failure, ok, type Result, refuse } from "../failure.ts";
import type { ActiveTurn, Answer, FrameData, Quota, ServerEvent } from "../protocol.ts";
import { finishedAnswer, unstoredAnswer } from "./finished-answer.ts";
import { type Cite, LiveAnswer, resumeAt } from "./live-answer.ts";
import { type ChatRow, type Command, chatOf, type TurnRow } from "./records.ts";
import { decideRecovery, type Recovery } from "./recover.ts";
import {
  endTurn,
  logLine,
  newRun,
  type Run,
  runTurn,
  SETTLE_WAIT_MS,
  type TurnContext,
  type TurnDeps,
} from "./run-turn.ts";
import type { SessionStore } from "./store.ts";
import type { TellAccount } from "./tell-account.ts";
import { completeFrame, errorFrame, type TurnIds } from "./turn-frames.ts";
import { type Outcome, stageOf } from "./turn-state.ts";

/** A dead object wakes by itself so long after a turn was accepted, and again while the turn runs. */
const WATCHDOG_MS = 15_000;

/** How a turn ended, for whoever waits for it. */
export type TurnEnd =
  | { ok: true; message: Answer; quota: Quota | undefined }
  | { ok: false; failure: Failure; quota: Quota | undefined };

/** Someone who follows a turn without a socket. */
export type Listener = { text: (piece: string) => void; ended: (end: TurnEnd) => void };

/** Sends one frame to one watcher. */
export type Send = <E extends ServerEvent>(event: E, data: FrameData<E>) => void;

/** What the turns of a chat need of their surroundings. */
export type TurnsOutside = {
  store: SessionStore;
  due: Due;
  tell: TellAccount;
  /** What a run touches outside this object, but for what this object itself does. */
  work: Pick<TurnDeps, "reservePlace" | "reserveTokens" | "retrieve" | "model" | "limits">;
  /** Whether this user gets token frames. */
  streams: (userId: string) => boolean;
  chunkTokens: number;
  nowMs: () => number;
  waitUntil: (promise: Promise<unknown>) => void;
  broadcast: Send;
  broadcastText: (frame: string) => void;
  /** Called with each failed or refused turn. */
  refused: (userId: string) => void;
};

export type Admitted = { kind: "accepted" | "joined"; turn: TurnRow };

export class Turns {
  readonly #out: TurnsOutside;
  #run: Run | null = null;
  #deps: TurnDeps | null = null;
  /** The question and history of a turn whose text is not stored. */
  #spoken: TurnContext | null = null;
  readonly #waiting = new Map<string, Set<Listener>>();

  constructor(outside: TurnsOutside) {
    this.#out = outside;
  }

  /**
   * Takes a command in one transaction: a new turn begins to run, a known one is joined. `chat` is the row to create when there
   * is none yet. Refusals store nothing.
   */
  accept(command: Command, chat: { create: ChatRow } | { existing: ChatRow }, spoken?: TurnContext): Result<Admitted> {
    const { store, due, tell, nowMs } = this.#out;
    this.recover();
    // Where nothing was said yet nothing can be meant; found out before the chat is written.
    if ("create" in chat && (command.parentId !== null || command.messageId !== null)) {
      return refuse("not-found", "There is no such message.");
    }
    const now = nowMs();
    const owner = "create" in chat ? chat.create.owner : chat.existing.owner;
    if ("create" in chat) store.open();
    const accepted = store.transaction(() => {
      if ("create" in chat) store.createChat(chat.create);
      const row = "create" in chat ? chat.create : chat.existing;
      const result = store.accept(command, row, now, titleOf);
      if (result.kind === "accepted") {
        if (!row.direct) tell.noteIndex(command.turnId, { chat: chatOf(result.chat) });
        due.put("work", "", now + WATCHDOG_MS);
      }
      return result;
    });
    if (accepted.kind === "refused") {
      this.#out.refused(owner);
      return { ok: false, failure: accepted.failure };
    }
    if (accepted.kind === "accepted") {
      due.arm(now);
      this.#spoken = spoken ?? null;
      this.#start(accepted.turn, owner);
    }
    return ok({ kind: accepted.kind, turn: accepted.turn });
  }

  /**
   * What became of the turn that is stored as running: the one function that is called wherever this object wakes.
   * One synchronous transaction; a rerun is registered in the same tick.
   */
  recover(): Recovery | "none" {
    const { store, due, tell, nowMs } = this.#out;
    const turn = store.runningTurn();
    const chat = store.chat();
    if (turn === null || chat === null) return "none";
    const liveEpoch = this.#run?.turn.turnId === turn.turnId ? this.#run.turn.epoch : null;
    const decision = decideRecovery({ ...turn, keepsText: !chat.direct }, liveEpoch);
    switch (decision) {
      case "live":
        return decision;
      case "rerun": {
        const again = store.transaction(() => {
          due.put("work", "", nowMs() + WATCHDOG_MS);
          return store.rerun(turn);
        });
        due.arm(nowMs());
        this.#start(again, chat.owner);
        return decision;
      }
      case "failed": {
        const failed = failure("interrupted");
        store.transaction(() => {
          store.fail(turn, failed, turn.period);
          tell.noteEnd("void", { turnId: turn.turnId, period: turn.period, chat: chat.direct ? null : chatOf(chat) });
          due.put("work", "", nowMs());
        });
        this.#waiting.set(turn.turnId, this.#waiting.get(turn.turnId) ?? new Set());
        this.#out.waitUntil(this.#settleAndTellFailed(turn, failed));
        return decision;
      }
    }
  }

  /** Whether a turn runs in this instance. */
  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** Ends the running turn in this tick because its user wants it ended; `false` when that turn does not run. */
  stop(turnId: string): boolean {
    this.recover();
    if (this.#run === null || this.#deps === null || this.#run.turn.turnId !== turnId) return false;
    endTurn(this.#run, { type: "stopped" }, this.#deps);
    return true;
  }

  /** Ends whatever runs, as a stop: the chat is being removed. */
  stopAny(): void {
    this.recover();
    if (this.#run !== null) this.stop(this.#run.turn.turnId);
  }

  /** What the account is told of a turn whose lease ran out; stores a terminal row for a turn that was never seen. */
  resolve(turnId: string): { state: "running" } | { state: "post"; period: string | null } | { state: "void" } {
    this.recover();
    const { store, nowMs } = this.#out;
    const turn = store.turn(turnId);
    if (turn === null) {
      store.transaction(() => store.storeUnseen(turnId, nowMs()));
      return { state: "void" };
    }
    switch (turn.state) {
      case "committed":
        return { state: "post", period: turn.period };
      case "failed":
        return { state: "void" };
      default:
        return { state: "running" };
    }
  }

  /** What `chat-state` and joining clients are told of the running turn. */
  active(): ActiveTurn | null {
    const run = this.#run;
    if (run === null) return null;
    const { turnId, attempt, question } = run.turn;
    const base = { turnId, attempt, content: run.answer.sentText, stage: stageOf(run.state) };
    return question === 0 ? base : { ...base, messageId: `m${question}` };
  }

  /** Sends a client that joins a turn what the first one got: active or ended, from the beginning. */
  replay(turn: TurnRow, send: Send): void {
    const { store } = this.#out;
    const question = store.questionOf(turn);
    if (question !== null) send("chat-turn-accepted", { ...this.#ids(turn), message: question });
    this.resume(turn, turn.attempt, 0, send, true);
  }

  /** Sends the rest of a turn from an offset, or its end. */
  resume(turn: TurnRow, attempt: number, offset: number, send: Send, joining = false): void {
    const ids = this.#ids(turn);
    const run = this.#run;
    if (run?.turn.turnId === turn.turnId) {
      const ofRun = this.#ids(run.turn);
      const other = attempt !== run.turn.attempt;
      if (other) send("chat-stream-restart", ofRun);
      if (joining || other) send("chat-stream-status", this.#status(run));
      const { offset: at, token } = resumeAt(run.answer.sentText, other ? 0 : offset);
      if (token !== "") send("chat-stream-token", { ...ofRun, offset: at, token, ...citesField(run.answer.sentCites) });
      return;
    }
    // Its end is stored and the account is being told: everybody hears of it together, with the quota.
    if (this.#waiting.has(turn.turnId)) return;
    const answer = this.#out.store.answerOf(turn);
    if (answer !== null) send("chat-stream-complete", completeFrame(ids, answer, undefined));
    else if (turn.failure !== null) send("chat-stream-error", errorFrame(ids, turn.failure, undefined));
  }

  /** Tells a client that has just connected what its `chat-state` has no room for: the passages of a running turn. */
  greet(send: Send): void {
    if (this.#run !== null && this.#run.sources !== null) send("chat-stream-status", this.#status(this.#run));
  }

  /** Follows a running turn without a socket; the returned function leaves it. */
  follow(turnId: string, listener: Listener): () => void {
    const listeners = this.#waiting.get(turnId) ?? new Set();
    listeners.add(listener);
    this.#waiting.set(turnId, listeners);
    if (this.#run?.turn.turnId === turnId && this.#run.answer.sentText !== "") listener.text(this.#run.answer.sentText);
    return () => {
      listeners.delete(listener);
    };
  }

  /** How many follow a turn without a socket. */
  followers(turnId: string): number {
    return this.#waiting.get(turnId)?.size ?? 0;
  }

  /** How a turn ended, as soon as it has; at once for one that has ended. `null`: this version cannot say. */
  ended(turn: TurnRow): Promise<TurnEnd | null> {
    if (this.#run?.turn.turnId === turn.turnId || this.#waiting.has(turn.turnId)) {
      return new Promise((resolve) => {
        this.follow(turn.turnId, { text: () => undefined, ended: resolve });
      });
    }
    const now = this.#out.store.turn(turn.turnId) ?? turn;
    const message = this.#out.store.answerOf(now);
    if (message !== null) return Promise.resolve({ ok: true, message, quota: undefined });
    return Promise.resolve(now.failure === null ? null : { ok: false, failure: now.failure, quota: undefined });
  }

  // ---- inside ----

  /** Registers a run in this tick and lets it go. */
  #start(turn: TurnRow, owner: string): void {
    const { nowMs, chunkTokens, streams, waitUntil, broadcast } = this.#out;
    const ids = this.#ids(turn);
    const head = JSON.stringify({ event: "chat-stream-token", data: ids }).slice(0, -2);
    const answer = new LiveAnswer({
      nowMs,
      chunkTokens,
      streaming: streams(owner),
      send: (offset, text, cites) => this.#sendText(turn, head, offset, text, cites),
    });
    const run = newRun(turn, answer, nowMs());
    this.#run = run;
    this.#waiting.set(turn.turnId, this.#waiting.get(turn.turnId) ?? new Set());
    const question = this.#out.store.questionOf(turn);
    if (turn.attempt > 1) broadcast("chat-stream-restart", ids);
    else if (question !== null) broadcast("chat-turn-accepted", { ...ids, message: question });
    this.#deps = this.#depsOf(run);
    waitUntil(runTurn(run, this.#deps));
  }

  #depsOf(run: Run): TurnDeps {
    const { store, nowMs, waitUntil, work, broadcast } = this.#out;
    return {
      ...work,
      nowMs,
      waitUntil,
      context: (turn) => this.#contextOf(turn),
      isRunning: (turn) => this.#run === run && store.isRunning(turn),
      announceStage: (at) => broadcast("chat-stream-status", this.#status(at)),
      store: (at, outcome) => this.#storeEnd(at, outcome),
      settle: (turn) => this.#settle(turn.turnId),
      announceEnd: (at, outcome, quota) => this.#announceEnd(at, outcome, quota),
    };
  }

  #contextOf(turn: TurnRow): TurnContext {
    if (this.#spoken !== null) return this.#spoken;
    const { store } = this.#out;
    return { question: store.questionOf(turn)?.content ?? "", history: store.historyOf(turn, HISTORY_PAIRS) };
  }

  #storeEnd(run: Run, outcome: Outcome): boolean {
    const { store, due, tell, nowMs } = this.#out;
    const now = nowMs();
    const { turn, period } = run;
    const chat = store.chat();
    let stored = false;
    try {
      run.finished = outcome.kind === "commit" ? finishedAnswer(run, outcome.status) : null;
      stored = store.transaction(() => {
        const ended =
          outcome.kind === "commit"
            ? store.commit(turn, chat?.direct ? null : run.finished, period, now)
            : store.fail(turn, outcome.failure, period);
        const index = chat === null || chat.direct || chat.removed ? null : chatOf(store.chat() ?? chat);
        const as = outcome.kind === "commit" ? "post" : "void";
        if (ended) tell.noteEnd(as, { turnId: turn.turnId, period, chat: index });
        return ended;
      });
    } finally {
      // Also when it could not be stored: the watchdog then finds a turn that nobody runs.
      if (this.#run === run) {
        this.#run = null;
        this.#deps = null;
        this.#spoken = null;
      }
    }
    if (stored) due.arm(now);
    if (outcome.kind === "fail") {
      this.#out.refused(chat?.owner ?? "");
      if (outcome.failure.reason !== undefined) console.warn(logLine(run, outcome.failure));
    }
    return stored;
  }

  /** Tells the account; resolves to its quota, or to `undefined` when it cannot be reached in time. */
  async #settle(turnId: string): Promise<Quota | undefined> {
    const { tell, nowMs, waitUntil } = this.#out;
    const delivered = tell.deliver(nowMs);
    waitUntil(delivered);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SETTLE_WAIT_MS);
    });
    await Promise.race([delivered, late]);
    clearTimeout(timer);
    return tell.takeQuota(turnId);
  }

  #announceEnd(run: Run, outcome: Outcome, quota: Quota | undefined): void {
    const ids = this.#ids(run.turn);
    if (outcome.kind === "fail") {
      this.#out.broadcast("chat-stream-error", errorFrame(ids, outcome.failure, quota));
      this.#release(run.turn.turnId, { ok: false, failure: outcome.failure, quota });
      return;
    }
    const stored = this.#out.store.turn(run.turn.turnId);
    const message = (stored === null ? null : this.#out.store.answerOf(stored)) ?? unstoredAnswer(run);
    if (message === null) return;
    this.#out.broadcast("chat-stream-complete", completeFrame(ids, message, quota));
    this.#release(run.turn.turnId, { ok: true, message, quota });
  }

  async #settleAndTellFailed(turn: TurnRow, failed: Failure): Promise<void> {
    const quota = await this.#settle(turn.turnId);
    this.#out.broadcast("chat-stream-error", errorFrame(this.#ids(turn), failed, quota));
    this.#release(turn.turnId, { ok: false, failure: failed, quota });
  }

  #release(turnId: string, end: TurnEnd): void {
    const listeners = this.#waiting.get(turnId);
    this.#waiting.delete(turnId);
    for (const listener of listeners ?? []) listener.ended(end);
  }

  /** One frame of text: everything but offset and text was written when the run began. */
  #sendText(turn: TurnRow, head: string, offset: number, text: string, cites: Cite[]): void {
    const tail = cites.length === 0 ? "" : `,"cites":${JSON.stringify(cites)}`;
    this.#out.broadcastText(`${head},"offset":${offset},"token":${JSON.stringify(text)}${tail}}}`);
    const listeners = this.#waiting.get(turn.turnId);
    if (listeners !== undefined) for (const listener of listeners) listener.text(text);
  }

  #status(run: Run): FrameData<"chat-stream-status"> {
    const base = { ...this.#ids(run.turn), stage: stageOf(run.state) };
    return run.sources === null ? base : { ...base, sources: run.sources };
  }

  #ids(turn: TurnRow): TurnIds {
    const sessionId = this.#out.store.chat()?.sessionId ?? "";
    return { sessionId, turnId: turn.turnId, attempt: Math.max(1, turn.attempt) };
  }
}

/** Pairs of question and answer that are considered for the prompt. */
const HISTORY_PAIRS = 12;

function citesField(cites: readonly Cite[]): { cites?: Cite[] } {
  return cites.length === 0 ? {} : { cites: [...cites] };
}

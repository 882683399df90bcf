/**
 * A turn from its acceptance to its end, as one story: prepare, ask the model, stream, commit, settle.
 * Guarantees: it ends exactly once (the stored row decides), nothing is stored while streaming, and after every await it asks
 * whether it is still the one that runs. Leaves to others: what each step touches outside (`TurnDeps`).
 */
import { type CitationTransform, clipTo, createCitationTransform } from "../answer/citations.ts";
import { detectRoute } from "../answer/detect-route.ts";
import { estimateTokens } from "../answer/fit-context.ts";
import type { Passage } from "../answer/passage.ts";
import { buildPrompt } from "../answer/prompt.ts";
import { type Failure, failure, type Result, refuse } from "../failure.ts";
import type { ChatModel, ModelEnd, ModelUsage } from "../model/chat-model.ts";
import { type ChunkReference, MAX_ANSWER, type Quota, type Route } from "../protocol.ts";
import type { LiveAnswer } from "./live-answer.ts";
import type { NewAnswer, TurnRow } from "./records.ts";
import { NEW_TURN, type Outcome, step, type TurnEvent, type TurnState } from "./turn-state.ts";

/** What the account may be kept waiting for before the end of a turn is told without a quota. */
export const SETTLE_WAIT_MS = 2_000;
/** Tokens that an answer and the passages are taken for until the real usage is known. */
const EXPECTED_TOKENS = 3_000;

/** One attempt at a turn, in memory; registered in its object for as long as it runs. */
export type Run = {
  readonly turn: TurnRow;
  readonly abort: AbortController;
  readonly answer: LiveAnswer;
  state: TurnState;
  /** What was asked; "" until it was looked up. */
  question: string;
  route: Route;
  /** The passages put to the model, in the order of their numbers. */
  passages: Passage[];
  /** `null` until the model was asked. */
  sources: ChunkReference[] | null;
  transform: CitationTransform;
  period: string | null;
  /** The answer's parts as they were stored, once it has ended with one. */
  finished: NewAnswer | null;
  usage: ModelUsage | null;
  tokens: HeldTokens | null;
  modelName: string;
  startedMs: number;
  timings: { retrieveMs?: number; prepareMs?: number; firstTokenMs?: number; totalMs?: number };
  lastTextMs: number;
  timers: Set<ReturnType<typeof setTimeout>>;
};

/** What was asked before, oldest first, and what is asked now. */
export type TurnContext = {
  question: string;
  history: { question: string; answer: string; passages: ChunkReference[] }[];
};

/** Tokens that were set aside; given back or corrected once the real number is known. */
export type HeldTokens = { settle(actualTokens: number): Promise<void> };

/** All that a turn touches outside itself. */
export type TurnDeps = {
  nowMs(): number;
  limits: { prepareMaxMs: number; stallMs: number; maxDurationMs: number };
  model: ChatModel;
  context(turn: TurnRow): TurnContext;
  /** Reserves one of the account's places; the index row of the chat rides along. */
  reservePlace(run: Run): Promise<Result<{ period: string }>>;
  reserveTokens(estimate: number, signal: AbortSignal): Promise<Result<HeldTokens>>;
  retrieve(run: Run, context: TurnContext): Promise<Result<Passage[]>>;
  /** Whether the stored turn is still running in this run's epoch. */
  isRunning(turn: TurnRow): boolean;
  /** Tells the watchers in which stage the turn is. */
  announceStage(run: Run): void;
  /** One transaction: the turn's end, its answer, what the account must hear. `false`: somebody else ended it. */
  store(run: Run, outcome: Outcome): boolean;
  /** Delivers what the account must hear; resolves to its quota, or to `undefined` after `SETTLE_WAIT_MS`. */
  settle(turn: TurnRow): Promise<Quota | undefined>;
  announceEnd(run: Run, outcome: Outcome, quota: Quota | undefined): void;
  /** Keeps the object in memory until the promise has settled. */
  waitUntil(promise: Promise<unknown>): void;
};

/** A run that has not begun. */
export function newRun(turn: TurnRow, answer: LiveAnswer, nowMs: number): Run {
  return {
    turn,
    answer,
    abort: new AbortController(),
    state: NEW_TURN,
    question: "",
    route: "general_qa",
    passages: [],
    sources: null,
    transform: createCitationTransform(0),
    period: null,
    finished: null,
    usage: null,
    tokens: null,
    modelName: "",
    startedMs: nowMs,
    timings: {},
    lastTextMs: nowMs,
    timers: new Set(),
  };
}

/** Runs an accepted turn to its end. Never rejects: a bug ends the turn as `internal`. */
export async function runTurn(run: Run, deps: TurnDeps): Promise<void> {
  try {
    run.modelName = deps.model.name;
    const context = deps.context(run.turn);
    run.question = context.question;
    run.route = detectRoute(context.question, context.history.length > 0);

    run.state = step(run.state, { type: "retrieving" });
    deps.announceStage(run);
    const overtime = after(run, deps.limits.prepareMaxMs, () => endTurn(run, { type: "out-of-time" }, deps));
    const prepared = await prepare(run, context, deps);
    cancel(run, overtime);
    if (!isLive(run, deps)) return;
    if (!prepared.ok) return endTurn(run, { type: "refused", failure: prepared.failure }, deps);

    const passages = prepared.value;
    const { question, history } = context;
    const messages = buildPrompt({ route: run.route, question, passages, history });
    run.passages = passages;
    run.sources = passages.map((passage) => referenceTo(passage, null));
    run.transform = createCitationTransform(passages.length);
    run.state = step(run.state, { type: "asked" });
    deps.announceStage(run);

    const askedMs = deps.nowMs();
    run.timings.prepareMs = askedMs - run.startedMs;
    run.lastTextMs = askedMs;
    after(run, deps.limits.maxDurationMs, () => endTurn(run, { type: "out-of-time" }, deps));
    watchSilence(run, deps);
    const end = await deps.model.answer(
      {
        messages,
        question,
        passages,
        route: run.route,
        signal: run.abort.signal,
        firstResponseBy: askedMs + deps.limits.maxDurationMs,
      },
      (text) => receive(run, text, deps),
    );
    run.usage = end.usage ?? run.usage;
    if (end.ok) run.modelName = end.model;
    if (!isLive(run, deps)) return;
    endTurn(run, eventOf(end), deps);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    endTurn(run, { type: "refused", failure: failure("internal", undefined, { reason }) }, deps);
  } finally {
    clearTimers(run);
    if (run.tokens !== null) deps.waitUntil(giveBack(run.tokens, spentTokens(run)));
  }
}

/**
 * Ends a turn in this very tick, without an await: flushes what waits to be sent, stores the end, then lets the model go.
 * What follows (the account, the last frame) goes on by itself. Does nothing to a turn that has ended.
 */
export function endTurn(run: Run, event: TurnEvent, deps: TurnDeps): void {
  const next = step(run.state, event);
  if (run.state.phase === "ended" || next.phase !== "ended") return;
  let { outcome } = next;
  if (outcome.kind === "commit") {
    const whole = event.type === "model-ended" && outcome.status === "complete";
    const rest = clipTo(run.transform.end(whole ? "finished" : "cut"), MAX_ANSWER - run.answer.text.length);
    if (rest.text !== "") run.answer.append(rest.text, citesOf(run, rest.cites));
    run.answer.flush();
    if (run.answer.text.trim() === "") {
      const code = event.type === "stopped" ? "stopped" : "model-failed";
      outcome = { kind: "fail", failure: failure(code, undefined, { reason: "no visible text" }) };
    }
  }
  run.answer.close();
  run.timings.totalMs = deps.nowMs() - run.startedMs;
  const stored = storeEnd(run, outcome, deps);
  clearTimers(run);
  run.abort.abort();
  if (stored !== null) deps.waitUntil(settleAndTell(run, stored, deps));
}

/**
 * Stores the end, and marks the run as ended with what was stored. An end that cannot be stored ends as `internal`; if not even
 * that can be, the run is forgotten and the watchdog finds the stored turn. `null`: there is nothing to tell.
 */
function storeEnd(run: Run, wanted: Outcome, deps: TurnDeps): Outcome | null {
  let outcome = wanted;
  for (;;) {
    run.state = { phase: "ended", outcome };
    try {
      return deps.store(run, outcome) ? outcome : null;
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const failed = failure("internal", undefined, { reason });
      console.error(logLine(run, failed));
      if (outcome !== wanted) return null;
      outcome = { kind: "fail", failure: failed };
    }
  }
}

/** A passage as the contract's reference. */
export function referenceTo(passage: Passage, number: number | null): ChunkReference {
  const { chunkId, documentId, documentName, classId, page, pageLabel, text, score } = passage;
  const reference = { chunkId, documentId, documentName, classId, page, text, score, number };
  return pageLabel == null ? reference : { ...reference, pageLabel };
}

async function settleAndTell(run: Run, outcome: Outcome, deps: TurnDeps): Promise<void> {
  const quota = await deps.settle(run.turn);
  deps.announceEnd(run, outcome, quota);
}

/** Everything a turn needs before the model is asked, all at once; the first refusal is the answer. */
async function prepare(run: Run, context: TurnContext, deps: TurnDeps): Promise<Result<Passage[]>> {
  const { question, history } = context;
  const said = history.reduce((sum, pair) => sum + estimateTokens(pair.question) + estimateTokens(pair.answer), 0);
  const estimate = estimateTokens(question) + Math.min(said, EXPECTED_TOKENS) + EXPECTED_TOKENS;
  const place = deps.reservePlace(run).then((reply) => {
    if (reply.ok) run.period = reply.value.period;
    return reply;
  });
  const tokens = deps.reserveTokens(estimate, run.abort.signal).then((reply) => {
    if (!reply.ok) return reply;
    // The turn may have ended meanwhile: then nobody else gives them back.
    if (run.state.phase === "ended") deps.waitUntil(giveBack(reply.value, 0));
    else run.tokens = reply.value;
    return reply;
  });
  const passages = deps.retrieve(run, context).then((reply) => {
    run.timings.retrieveMs = deps.nowMs() - run.startedMs;
    return reply;
  });
  return new Promise((resolve, reject) => {
    const refuseFirst = (reply: Result<unknown>) => {
      if (!reply.ok) resolve(reply);
    };
    for (const task of [place, tokens, passages]) task.then(refuseFirst, reject);
    Promise.all([place, tokens, passages]).then(([, , found]) => resolve(found), reject);
    // A turn that was ended meanwhile waits for nobody any more.
    run.abort.signal.addEventListener("abort", () => resolve(refuse("stopped")), { once: true });
  });
}

/** Takes a piece of the model's text: citations, then out to the watchers. */
function receive(run: Run, text: string, deps: TurnDeps): void {
  if (run.state.phase === "ended") return;
  run.lastTextMs = deps.nowMs();
  const room = MAX_ANSWER - run.answer.text.length;
  const { text: final, cites } = clipTo(run.transform.push(text), room);
  if (final === "") return;
  run.timings.firstTokenMs ??= run.lastTextMs - run.startedMs;
  run.answer.append(final, cites.length === 0 ? NO_CITES : citesOf(run, cites));
  if (run.state.phase === "writing" && !(run.state.received && run.state.sent)) {
    run.state = step(run.state, { type: "text", sent: run.answer.sentText !== "" });
  }
  if (run.answer.text.length + BOUND_SLACK >= MAX_ANSWER) endTurn(run, { type: "full" }, deps);
}

/** What is clipped at a mark or a character may leave a few units unused. */
const BOUND_SLACK = 8;

const NO_CITES: { number: number; chunkId: string }[] = [];

function citesOf(run: Run, cites: { number: number; source: number }[]): { number: number; chunkId: string }[] {
  return cites.flatMap(({ number, source }) => {
    const passage = run.passages[source - 1];
    return passage === undefined ? [] : [{ number, chunkId: passage.chunkId }];
  });
}

function eventOf(end: ModelEnd): TurnEvent {
  return end.ok ? { type: "model-ended", status: end.status } : { type: "model-failed", failure: end.failure };
}

function isLive(run: Run, deps: TurnDeps): boolean {
  return run.state.phase !== "ended" && deps.isRunning(run.turn);
}

/** Fails the turn when no text came for `stallMs`; one timer for the whole turn, whatever the number of tokens. */
function watchSilence(run: Run, deps: TurnDeps): void {
  const look = () => {
    const leftMs = run.lastTextMs + deps.limits.stallMs - deps.nowMs();
    if (leftMs <= 0) endTurn(run, { type: "silent" }, deps);
    else after(run, leftMs, look);
  };
  after(run, deps.limits.stallMs, look);
}

function after(run: Run, ms: number, act: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(() => {
    run.timers.delete(timer);
    act();
  }, ms);
  run.timers.add(timer);
  return timer;
}

function cancel(run: Run, timer: ReturnType<typeof setTimeout>): void {
  clearTimeout(timer);
  run.timers.delete(timer);
}

function clearTimers(run: Run): void {
  for (const timer of run.timers) clearTimeout(timer);
  run.timers.clear();
}

/** What the model really used, or an estimate of it where it did not tell. */
export function usageOf(run: Run): ModelUsage {
  if (run.usage !== null) return run.usage;
  if (run.sources === null) return { promptTokens: 0, completionTokens: 0 };
  const promptTokens = run.passages.reduce((sum, passage) => sum + estimateTokens(passage.text), 500);
  return { promptTokens, completionTokens: estimateTokens(run.answer.text) };
}

function spentTokens(run: Run): number {
  const { promptTokens, completionTokens } = usageOf(run);
  return promptTokens + completionTokens;
}

/** Tokens that are not given back fall out of the minute's window by themselves. */
async function giveBack(tokens: HeldTokens, spent: number): Promise<void> {
  await tokens.settle(spent).catch(() => undefined);
}

/** Whether a failure is worth a line in the log beyond its code. */
export function logLine(run: Run, failed: Failure): string {
  return JSON.stringify({
    event: "turn-failed",
    turnId: run.turn.turnId,
    attempt: run.turn.attempt,
    code: failed.code,
    reason: failed.reason,
  });
}

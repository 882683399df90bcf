/**
 * The passages for a question, and those that are looked for while it is still being typed, so that asking need not wait.
 * The newest draft wins, the one before it is cancelled, and nothing of either is stored. What a draft found is used only where
 * the question would look for the very same: the text but for case and blanks, the scope, the route, and what was said before.
 */
import { detectRoute, leansOnHistory } from "../answer/detect-route.ts";
import type { Passage } from "../answer/passage.ts";
import type { Env } from "../env.ts";
import type { Result } from "../failure.ts";
import type { RetrievalAsk } from "../retrieval/retrieve.ts";
import { completed } from "./asking.ts";
import type { Scope } from "./records.ts";
import type { TurnContext } from "./run-turn.ts";
import type { SessionStore } from "./store.ts";

/** A draft of fewer words says too little. */
const MIN_WORDS = 3;
/** Passages that are older may have been replaced by now. */
const KEEP_MS = 60_000;
/** Of what was said before the last answered question counts; some after it may have failed. */
const HISTORY_PAIRS = 3;

type Found = Promise<Result<Passage[]>>;
type Early = { key: string; atMs: number; found: Found; cord: AbortController };

/** What is typed, by whom; `scope` as a question would name it. */
export type Draft = { userId: string; content: string; scope: Scope | null | undefined };

export type PassagesDeps = {
  store: Pick<SessionStore, "chat" | "historyShown">;
  outside: { retrieve(ask: RetrievalAsk): Found };
  rate: Env["DRAFT_RATE"];
  nowMs: () => number;
};

export class Passages {
  readonly #deps: PassagesDeps;
  #drafts = 0;
  #newest: Early | null = null;

  constructor(deps: PassagesDeps) {
    this.#deps = deps;
  }

  /**
   * Begins to look for a draft that is worth it; resolves when it has looked. A draft that may not be searched is no error. In a
   * chat to be, it is the draft that says where to look. Only one class is looked at ahead.
   */
  async draft({ userId, content, scope: named }: Draft): Promise<void> {
    const { store, rate, nowMs } = this.#deps;
    const chat = store.chat();
    const own = chat === null || chat.classId === null ? null : { classId: chat.classId, docId: chat.docId };
    const scope = completed(named === undefined ? own : named, chat);
    if (!scope.ok || !scope.value || countWords(content) < MIN_WORDS) return;
    const ask = askOf(userId, scope.value, {
      question: content,
      history: chat === null ? [] : store.historyShown(HISTORY_PAIRS),
    });
    const key = keyOf(ask);
    if (this.#newest?.key === key) return;
    const draft = ++this.#drafts;
    this.#cancel();
    const { success } = await rate.limit({ key: userId });
    // A newer draft, or the question itself, may have come meanwhile.
    if (!success || draft !== this.#drafts) return;
    const cord = new AbortController();
    const found = this.#deps.outside.retrieve({ ...ask, signal: cord.signal });
    this.#newest = { key, atMs: nowMs(), found, cord };
    await found;
  }

  /** The passages for a question of a turn; `signal` ends the looking with the turn. */
  async retrieve(scope: Scope | null, context: TurnContext, signal: AbortSignal): Found {
    const ask = askOf(this.#deps.store.chat()?.owner ?? "", scope, context);
    const early = this.#take(ask);
    if (early !== null) {
      const found = await early.found;
      if (found.ok) return found;
    }
    return this.#deps.outside.retrieve({ ...ask, signal });
  }

  #take(ask: RetrievalAsk): Early | null {
    this.#drafts++;
    const newest = this.#newest;
    if (newest === null) return null;
    if (newest.key !== keyOf(ask) || this.#deps.nowMs() - newest.atMs > KEEP_MS) {
      this.#cancel();
      return null;
    }
    this.#newest = null;
    return newest;
  }

  #cancel(): void {
    this.#newest?.cord.abort();
    this.#newest = null;
  }
}

function askOf(userId: string, scope: Scope | null, { question, history }: TurnContext): RetrievalAsk {
  const last = history.at(-1);
  const previous = last === undefined ? null : { question: last.question, passages: last.passages };
  const detected = detectRoute(question, previous !== null);
  // A quote that is asked for "about it" is looked for as a follow-up is: together with what was asked before.
  const leans = detected === "quote_finding" && previous !== null && leansOnHistory(question);
  const route = leans ? "follow_up" : detected;
  return { userId, scope, route, question, previous: route === "follow_up" ? previous : null };
}

function countWords(content: string): number {
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(content)) {
    if (isWordLike) words++;
    if (words === MIN_WORDS) break;
  }
  return words;
}

function keyOf({ userId, scope, route, question, previous }: RetrievalAsk): string {
  const text = question.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
  const before = previous && [previous.question, previous.passages.map(({ chunkId }) => chunkId)];
  return JSON.stringify([userId, scope?.classId, scope?.docId, route, text, before]);
}

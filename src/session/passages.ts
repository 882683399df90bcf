/**
 * The passages for a question, and those that are looked for while it is still being typed, so that asking need not wait.
 * The newest draft wins; nothing of it is stored. It is used only for the very text, scope and route that it was made for.
 */
import { detectRoute, leansOnHistory } from "../answer/detect-route.ts";
import type { Passage } from "../answer/passage.ts";
import type { Env } from "../env.ts";
import type { Result } from "../failure.ts";
import type { Outside } from "./outside.ts";
import type { Scope } from "./records.ts";
import type { TurnContext } from "./run-turn.ts";
import type { SessionStore } from "./store.ts";

/** A draft of fewer words says too little. */
const MIN_WORDS = 3;
/** Passages that are older may have been replaced by now. */
const KEEP_MS = 60_000;

type Found = Promise<Result<Passage[]>>;

export class Passages {
  readonly #store: SessionStore;
  readonly #outside: Outside;
  readonly #rate: Env["DRAFT_RATE"];
  readonly #nowMs: () => number;
  #drafts = 0;
  #newest: { key: string; atMs: number; found: Found } | null = null;

  constructor(p: { store: SessionStore; outside: Outside; rate: Env["DRAFT_RATE"]; nowMs: () => number }) {
    this.#store = p.store;
    this.#outside = p.outside;
    this.#rate = p.rate;
    this.#nowMs = p.nowMs;
  }

  /** Begins to look for a draft that is worth it; resolves when it has looked. A draft that may not be searched is no error. */
  async draft(userId: string, content: string): Promise<void> {
    const chat = this.#store.chat();
    if (chat === null || chat.classId === null) return;
    const scope = { classId: chat.classId, docId: chat.docId };
    // A follow-up is searched together with what came before it, which may still change.
    if ((chat.leaf > 0 && leansOnHistory(content)) || countWords(content) < MIN_WORDS) return;
    const key = keyOf(content, scope);
    if (this.#newest?.key === key) return;
    const draft = ++this.#drafts;
    const { success } = await this.#rate.limit({ key: userId });
    if (!success || draft !== this.#drafts) return;
    const found = this.#look(userId, scope, { question: content, history: [] });
    this.#newest = { key, atMs: this.#nowMs(), found };
    await found;
  }

  /** The passages for a question of a turn. */
  async retrieve(scope: Scope | null, context: TurnContext): Found {
    const early = this.#take(scope, context.question);
    if (early !== null) {
      const found = await early;
      if (found.ok) return found;
    }
    return this.#look(this.#store.chat()?.owner ?? "", scope, context);
  }

  #take(scope: Scope | null, question: string): Found | null {
    const newest = this.#newest;
    this.#newest = null;
    if (newest === null || scope === null || newest.key !== keyOf(question, scope)) return null;
    return this.#nowMs() - newest.atMs <= KEEP_MS ? newest.found : null;
  }

  #look(userId: string, scope: Scope | null, { question, history }: TurnContext): Found {
    const last = history.at(-1);
    const previous = last === undefined ? null : { question: last.question, passages: last.passages };
    const detected = detectRoute(question, previous !== null);
    // A quote that is asked for "about it" is looked for as a follow-up is: together with what was asked before.
    const leans = detected === "quote_finding" && previous !== null && leansOnHistory(question);
    const route = leans ? "follow_up" : detected;
    return this.#outside.retrieve({ userId, scope, route, question, previous });
  }
}

function countWords(content: string): number {
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(content)) {
    if (isWordLike) words++;
  }
  return words;
}

function keyOf(content: string, { classId, docId }: Scope): string {
  return JSON.stringify([classId, docId, content.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase()]);
}

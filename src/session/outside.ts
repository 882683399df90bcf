/**
 * What a chat needs of the rest of the service: the account's places, the token budget, retrieval, the model, and whether a
 * class is the user's. Each call is one await that its caller must expect to find the world changed after.
 */
import type { Passage } from "../answer/passage.ts";
import { reserveTokens, settleTokens, type TokenBudget, tokenBudgetName } from "../budget/token-budget.ts";
import type { Config } from "../config.ts";
import type { Env } from "../env.ts";
import { type Failure, failure, ok, type Result, refuse } from "../failure.ts";
import type { Standing } from "../library/standing.ts";
import type { ChatModel } from "../model/chat-model.ts";
import { chooseModel } from "../model/choose-model.ts";
import type { Quota } from "../protocol.ts";
import { retrievalDeps } from "../retrieval/retrieval-deps.ts";
import { type RetrievalAsk, type RetrievalDeps, retrieve } from "../retrieval/retrieve.ts";
import { chatOf, type Scope } from "./records.ts";
import type { Run, TurnDeps } from "./run-turn.ts";
import type { SessionStore } from "./store.ts";

/** How long a turn waits for room in the minute's tokens. */
const BUDGET_WAIT_MS = 10_000;

export class Outside {
  readonly #env: Env;
  readonly #config: Config;
  readonly #store: SessionStore;
  readonly #model: ChatModel;
  readonly #retrieval: RetrievalDeps;

  constructor(env: Env, config: Config, store: SessionStore) {
    this.#env = env;
    this.#config = config;
    this.#store = store;
    this.#model = chooseModel(config);
    this.#retrieval = retrievalDeps(env, config);
  }

  /** What one run touches outside its object. */
  work(): Pick<TurnDeps, "reservePlace" | "reserveTokens" | "model" | "limits"> {
    const { prepareMaxMs, stallMs, maxDurationMs } = this.#config.stream;
    return {
      model: this.#model,
      limits: { prepareMaxMs, stallMs, maxDurationMs },
      reservePlace: (run) => this.#reservePlace(run),
      reserveTokens: async (estimate, signal) => {
        const limit = this.#config.openai.apiKey === null ? null : this.#config.openai.tokensPerMinute;
        const held = await reserveTokens(
          { budget: () => this.#budget(), limit },
          { estimate, waitMs: BUDGET_WAIT_MS, signal },
        );
        return held.ok ? ok({ settle: (actual: number) => settleTokens(held.value, actual) }) : held;
      },
    };
  }

  /** Passages for a question, as a turn or a draft asks for them. */
  retrieve(ask: RetrievalAsk): Promise<Result<Passage[]>> {
    return retrieve(this.#retrieval, ask);
  }

  /** Whether the user may begin a chat, and may ask about this class and document. */
  async admit(userId: string, scope: Scope | null, newChat: boolean): Promise<Result<null>> {
    try {
      const [room, found] = await Promise.all([
        newChat ? this.#env.USER_ACCOUNT.getByName(userId).admitChat({ userId }) : null,
        scope === null ? null : this.#env.CLASS_LIBRARY.getByName(scope.classId).check({ userId, docId: scope.docId }),
      ]);
      if (found !== null && !found.ok) return { ok: false, failure: found.failure };
      if (room !== null && !room.ok) return { ok: false, failure: room.failure };
      return ok(null);
    } catch (error) {
      return refuse("unavailable", undefined, { reason: String(error) });
    }
  }

  /** Whether what was cited of a class still stands. Throws when its library cannot be reached. */
  async standing(classId: string, p: { userId: string; chunkIds: string[] }): Promise<Result<Standing[]>> {
    return this.#env.CLASS_LIBRARY.getByName(classId).standing(p);
  }

  /** Whether the user may keep a socket that was just opened; an account out of reach closes none. */
  async admitSocket(userId: string, sessionId: string, open: number): Promise<boolean> {
    try {
      const reply = await this.#env.USER_ACCOUNT.getByName(userId).admitSocket({ userId, sessionId, open });
      return reply.ok;
    } catch {
      return true;
    }
  }

  async #reservePlace(run: Run): Promise<Result<{ period: string }>> {
    const chat = this.#store.chat();
    if (chat === null) return refuse("internal");
    const { turnId, plan } = run.turn;
    const { owner: userId, sessionId } = chat;
    const question = chat.direct ? null : (this.#store.questionOf(run.turn)?.content ?? null);
    const index = chat.direct ? null : chatOf(chat);
    try {
      const account = this.#env.USER_ACCOUNT.getByName(userId);
      const reply = await account.reserve({ userId, plan, turnId, sessionId, chat: index, question });
      if (!reply.ok) return { ok: false, failure: reply.failure };
      const refused = refusalOf(reply.value.state, reply.value.quota);
      return refused === null ? ok({ period: reply.value.period }) : { ok: false, failure: refused };
    } catch (error) {
      return refuse("unavailable", undefined, { reason: `reserve: ${String(error)}` });
    }
  }

  #budget(): TokenBudget {
    return this.#env.BUDGET.getByName(tokenBudgetName(this.#config.openai.chatModel));
  }
}

/** Why there is no place, `null` where there is one. A state that this version does not know grants nothing. */
function refusalOf(state: string, quota: Quota): Failure | null {
  const noneLeft = () =>
    failure("quota-exceeded", undefined, { retryAfterS: (Date.parse(quota.renewsAt) - Date.now()) / 1_000 });
  switch (state) {
    case "held":
      return null;
    case "denied":
      return noneLeft();
    case "conflict":
      return failure("conflict", "This turn id was already used in another chat.");
    default:
      // A refusal whose reply was lost in a crash is remembered by the account as an end of its own.
      if (quota.remaining === 0) return noneLeft();
      return failure("interrupted", undefined, { reason: `the account holds this turn as ${state}` });
  }
}

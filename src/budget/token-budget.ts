/**
 * Tokens per minute of a model: reserved by an estimate before the request, settled with the real usage after it.
 * Waits for room, but not long. What counts the tokens is a `TokenBudget`; without a limit nobody is asked (B3 to B6).
 */
import { type Result, refuse } from "../failure.ts";
import { pause } from "../pause.ts";

/** A reservation as it was granted: `tokens` in the stretch of time `beat`. Plain data. */
export type Grant = { granted: true; beat: number; tokens: number };
export type Refusal = { granted: false; retryAfterMs: number };

/** Whatever counts the tokens of one model: the Budget object, or a store that all locations share. */
export type TokenBudget = {
  reserve(p: { tokens: number; limit: number }): Promise<Grant | Refusal>;
  /** `used` replaces what was reserved. */
  settle(p: { grant: Grant; used: number }): Promise<void>;
};

export type TokenBudgetDeps = {
  /** Called only when a limit is set. */
  budget: () => TokenBudget;
  /** Tokens per minute; null: no limit. */
  limit: number | null;
};

/** What `reserveTokens` gave and `settleTokens` takes back. Kept in memory: one that is lost ends by itself after a minute. */
export type Reservation = { budget: TokenBudget; grant: Grant; settled: boolean } | null;

/** Somebody else may settle for less at any time, so it is worth asking before the window has moved on. */
const LONGEST_PAUSE_MS = 1_000;
const SHORTEST_PAUSE_MS = 50;

/** The name of the Budget object that counts a model's tokens. */
export const tokenBudgetName = (model: string, location = "everywhere"): string => `tokens:${model}:${location}`;

/**
 * Reserves `estimate` tokens, waiting up to `waitMs` for room.
 * Refusals: `budget-exhausted` (at once when the estimate is more than the whole limit), `unavailable` when the counter
 * cannot be reached, `stopped` when the signal was aborted; nothing stays reserved then.
 */
export async function reserveTokens(
  deps: TokenBudgetDeps,
  { estimate, waitMs, signal }: { estimate: number; waitMs: number; signal: AbortSignal },
): Promise<Result<Reservation>> {
  const { limit } = deps;
  if (limit === null) return { ok: true, value: null };
  const tokens = Math.max(1, Math.ceil(estimate));
  if (tokens > limit) {
    return refuse("budget-exhausted", "This question and its sources are too large for the service's limit.", {
      reason: `an estimate of ${tokens} tokens is above the limit of ${limit}`,
    });
  }
  const until = Date.now() + waitMs;
  const budget = deps.budget();
  for (let lost = 0; ; ) {
    if (signal.aborted) return refuse("stopped");
    const reply = await budget.reserve({ tokens, limit }).catch((error: unknown) => String(error));
    if (typeof reply !== "string" && reply.granted) {
      const reservation: Reservation = { budget, grant: reply, settled: false };
      if (!signal.aborted) return { ok: true, value: reservation };
      await settleTokens(reservation, 0);
      return refuse("stopped");
    }
    // A call that was lost is repeated once: an object is moved now and then.
    if (typeof reply === "string" && ++lost > 1)
      return refuse("unavailable", undefined, { reason: `budget: ${reply}` });
    const roomInMs = typeof reply === "string" ? 0 : reply.retryAfterMs;
    const leftMs = until - Date.now();
    if (leftMs <= 0) {
      return refuse("budget-exhausted", undefined, { retryAfterS: Math.max(1, Math.ceil(roomInMs / 1_000)) });
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, roomInMs)) * (1 + Math.random() / 4);
    await pause(Math.min(leftMs, pauseMs), signal);
  }
}

/**
 * Corrects a reservation by what was really used (0: the model was never asked). The second call for one does nothing;
 * never rejects, since a correction that is lost is forgotten with its minute.
 */
export async function settleTokens(reservation: Reservation, used: number): Promise<void> {
  if (reservation === null || reservation.settled) return;
  reservation.settled = true;
  await reservation.budget.settle({ grant: reservation.grant, used: Math.max(0, Math.ceil(used)) }).catch(() => {});
}

/**
 * What becomes of a turn that is stored as running, as a pure decision. Called wherever an object wakes (constructor, alarm,
 * connect, ask, `resolve`), so that a crash needs nobody to notice it.
 */

/** A stored running turn, as far as the decision needs it. */
export type RunningTurn = { epoch: number; attempt: number; keepsText: boolean };

export type Recovery =
  /** A pump of this epoch is registered in this instance. */
  | "live"
  /** The first attempt died with its object: run it once more. */
  | "rerun"
  /** It died twice, or its question was not kept and whoever asked is gone. */
  | "failed";

export const MAX_ATTEMPTS = 2;

/**
 * @param liveEpoch epoch of the pump registered in this instance, or `null`
 */
export function decideRecovery(turn: RunningTurn, liveEpoch: number | null): Recovery {
  if (liveEpoch === turn.epoch) return "live";
  return turn.attempt < MAX_ATTEMPTS && turn.keepsText ? "rerun" : "failed";
}

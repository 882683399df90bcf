/**
 * The life of a turn as a pure state machine: what each event makes of it, and who ended it.
 * Guarantees: an ended turn is final; who ended it decides whether it counts (PROTOCOL.md, "What counts").
 */
import { type Failure, failure } from "../failure.ts";

export type TurnState =
  | { phase: "preparing"; stage: "queued" | "retrieving" }
  /** `received`: the model wrote text; `sent`: a token frame with text went out. */
  | { phase: "writing"; received: boolean; sent: boolean }
  | { phase: "ended"; outcome: Outcome };

export type Outcome =
  | { kind: "commit"; status: "complete" | "stopped" | "truncated" }
  | { kind: "fail"; failure: Failure };

export type TurnEvent =
  | { type: "retrieving" }
  | { type: "asked" }
  | { type: "text"; sent: boolean }
  /** The first refusal of what a turn needs before the model is asked. */
  | { type: "refused"; failure: Failure }
  | { type: "model-ended"; status: "complete" | "truncated" }
  | { type: "model-failed"; failure: Failure }
  /** The user's doing: stop, deletion, leaving a stream without a chat. */
  | { type: "stopped" }
  /** No text for `STREAM_TIMEOUT_MS`. */
  | { type: "silent" }
  /** `PREPARE_MAX_MS` or `STREAM_MAX_DURATION_S` are over. */
  | { type: "out-of-time" }
  /** The answer has reached its bound. */
  | { type: "full" };

export const NEW_TURN: TurnState = { phase: "preparing", stage: "queued" };

const commit = (status: "complete" | "stopped" | "truncated"): TurnState => ({
  phase: "ended",
  outcome: { kind: "commit", status },
});
const fail = (failed: Failure): TurnState => ({ phase: "ended", outcome: { kind: "fail", failure: failed } });

/** The state after an event. An event that a state does not expect changes nothing. */
export function step(state: TurnState, event: TurnEvent): TurnState {
  if (state.phase === "ended") return state;
  const writing = state.phase === "writing" ? state : null;
  switch (event.type) {
    case "retrieving":
      return writing ?? { phase: "preparing", stage: "retrieving" };
    case "asked":
      return writing ?? { phase: "writing", received: false, sent: false };
    case "text":
      if (writing === null || (writing.received && writing.sent === (writing.sent || event.sent))) return state;
      return { phase: "writing", received: true, sent: writing.sent || event.sent };
    case "refused":
    case "model-failed":
      return fail(event.failure);
    case "model-ended":
      return writing?.received ? commit(event.status) : fail(failure("model-failed", undefined, { reason: "no text" }));
    case "stopped":
      return writing?.sent ? commit("stopped") : fail(failure("stopped"));
    case "silent":
      return fail(failure("timeout"));
    case "out-of-time":
      return writing?.received ? commit("truncated") : fail(failure("timeout"));
    case "full":
      return commit("truncated");
  }
}

/** What a client is told of a running turn. */
export function stageOf(state: TurnState): "queued" | "retrieving" | "writing" {
  switch (state.phase) {
    case "preparing":
      return state.stage;
    case "writing":
    case "ended":
      return "writing";
  }
}

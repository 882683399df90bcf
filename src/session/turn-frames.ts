/** What clients are told of a turn's end, over sockets and over HTTP. Pure. */
import { type Failure, isRetryable } from "../failure.ts";
import type { Answer, FrameData, Quota } from "../protocol.ts";
import type { TurnRow } from "./records.ts";

/** Names a frame's turn. */
export type TurnIds = { sessionId: string; turnId: string; attempt: number };

/** The end of a turn with its answer. */
export function completeFrame(
  ids: TurnIds,
  message: Answer,
  quota: Quota | undefined,
): FrameData<"chat-stream-complete"> {
  const { citations, chunkReferences } = message;
  return { ...ids, message, citations, chunkReferences, ...(quota === undefined ? {} : { quota }) };
}

/** The end of a turn without an answer, as its watchers are told of it. */
export function errorFrame(
  ids: { sessionId: string; turnId: string; attempt?: number },
  failed: Failure,
  quota: Quota | undefined,
): FrameData<"chat-stream-error"> {
  const { code, error } = failed;
  return { ...ids, code, error, retryable: isRetryable(code), ...(quota === undefined ? {} : { quota }) };
}

/** What became of a turn, as HTTP tells it. */
export function turnView(turn: TurnRow): { turnId: string; state: string; messageId?: string; code?: string } {
  const state = turn.state === "running" ? "active" : turn.state;
  return {
    turnId: turn.turnId,
    state,
    ...(turn.answer === null ? {} : { messageId: `m${turn.answer}` }),
    ...(turn.failure === null ? {} : { code: turn.failure.code }),
  };
}

/**
 * The answer that is being written: its text by offset, its attempt, its sources. Pure.
 * Every function takes the turn as it is (or null) and a frame, and gives the turn after it with the frames to send.
 */
import type { ActiveTurn, ChunkReference, ClientFrame, FrameData, Message } from "../../src/protocol.ts";
import { questionOf } from "./messages.ts";

export type RunningTurn = {
  turnId: string;
  attempt: number;
  /** The question that is being answered; messages after it are hidden meanwhile. */
  questionId: string | null;
  text: string;
  stage: string;
  /** The passages put to the model, known from `writing` on. */
  sources: readonly ChunkReference[];
  /** The chunk behind each number that stands in the text. */
  cites: Readonly<Record<number, string>>;
  stopping: boolean;
  /** The offset from which a resume was asked and not yet answered, so that a gap is asked for once. */
  asked: number | null;
};

type TurnStep = { turn: RunningTurn | null; send: ClientFrame[] };

/** The frame that asks for the rest of the text, or for the text from an earlier offset. */
export function resumeFrame(turn: RunningTurn, offset = turn.text.length): ClientFrame {
  return { event: "chat-resume", data: { turnId: turn.turnId, attempt: turn.attempt, offset } };
}

/** The turn after a connection was made: the server's text where it is longer, ours where that is. */
export function turnOnState(
  turn: RunningTurn | null,
  active: ActiveTurn | null,
  messages: readonly Message[],
): RunningTurn | null {
  if (!active) return null;
  const questionId = questionOf(messages, active.turnId)?.id ?? lastQuestion(messages);
  if (turn?.turnId === active.turnId && turn.attempt === active.attempt) {
    const text = active.content.length >= turn.text.length ? active.content : turn.text;
    return { ...turn, questionId, text, stage: active.stage, asked: null };
  }
  return {
    turnId: active.turnId,
    attempt: active.attempt,
    questionId,
    text: active.content,
    stage: active.stage,
    sources: [],
    cites: {},
    stopping: false,
    asked: null,
  };
}

/** The stage and, with `writing`, the passages. */
export function withStatus(turn: RunningTurn | null, data: FrameData<"chat-stream-status">): TurnStep {
  if (!turn || !isOf(turn, data)) return unchanged(turn);
  const current = data.attempt > turn.attempt ? restarted(turn, data.attempt) : turn;
  return unchanged({ ...current, stage: data.stage, sources: data.sources ?? current.sources });
}

/** Text at its offset: what is already here is passed over, what leaves a gap is asked for again. */
export function withToken(turn: RunningTurn | null, data: FrameData<"chat-stream-token">): TurnStep {
  if (!turn || !isOf(turn, data)) return unchanged(turn);
  const current = data.attempt > turn.attempt ? restarted(turn, data.attempt) : turn;
  const { offset, token } = data;
  const had = current.text.length;
  if (offset > had) {
    if (current.asked === had) return unchanged(current);
    return { turn: { ...current, asked: had }, send: [resumeFrame(current)] };
  }
  const fresh = token.slice(had - offset);
  const cites = data.cites?.length ? { ...current.cites, ...byNumber(data.cites) } : current.cites;
  if (fresh === "" && cites === current.cites && current === turn) return unchanged(turn);
  return unchanged({ ...current, text: current.text + fresh, stage: "writing", cites, asked: null });
}

/** A new attempt begins at offset 0. */
export function withRestart(turn: RunningTurn | null, data: FrameData<"chat-stream-restart">): TurnStep {
  if (!turn || !isOf(turn, data)) return unchanged(turn);
  return unchanged(restarted(turn, data.attempt));
}

/** The passage behind a number of the text, as far as it is known. */
export function citedSource(turn: Pick<RunningTurn, "sources" | "cites">, number: number): ChunkReference | null {
  const chunkId = turn.cites[number];
  return turn.sources.find((source) => source.chunkId === chunkId) ?? null;
}

function isOf(turn: RunningTurn, data: { turnId: string; attempt: number }): boolean {
  return data.turnId === turn.turnId && data.attempt >= turn.attempt;
}

function restarted(turn: RunningTurn, attempt: number): RunningTurn {
  return { ...turn, attempt, text: "", cites: {}, asked: null };
}

function byNumber(cites: readonly { number: number; chunkId: string }[]): Record<number, string> {
  return Object.fromEntries(cites.map(({ number, chunkId }) => [number, chunkId]));
}

function lastQuestion(messages: readonly Message[]): string | null {
  return messages.findLast((message) => message.role === "user")?.id ?? null;
}

const unchanged = (turn: RunningTurn | null): TurnStep => ({ turn, send: [] });

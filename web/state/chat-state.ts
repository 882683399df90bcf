/**
 * One chat as the page knows it: a pure step from state and event to the next state and the frames to send.
 * Guarantees: text is only ever appended at its offset (W1), a lower attempt is dropped (W2), a gap is asked for (W3), a
 * question is sent until it is acknowledged, with the same turnId (W4). Time, sockets and React are left to others.
 */
import type { Answer, Chat, ClientFrame, Message, ServerFrame } from "../../src/protocol.ts";
import type { Link } from "../socket/reconnecting-socket.ts";
import { failQuestion, keepOlder, placeAnswer, placeQuestion, questionOf, replaceMessage } from "./messages.ts";
import { type RunningTurn, resumeFrame, turnOnState, withRestart, withStatus, withToken } from "./running-turn.ts";

/** What a student asks for; sent until acknowledged, always with the same `turnId`. */
export type Command = Extract<ClientFrame, { event: "chat-ask" | "chat-retry" | "chat-edit" }>;

/** Why a turn ended without an answer. */
export type TurnFailure = { code: string; error: string; retryable: boolean };

export type ChatState = {
  chat: Chat | null;
  /** The shown messages, oldest first; while a retry runs, the answer that it would replace is still among them. */
  messages: readonly Message[];
  /** Whether older messages than the first may exist. */
  hasOlder: boolean;
  turn: RunningTurn | null;
  /** Sent, or to be sent when the line is back, and not yet acknowledged. */
  pending: Command | null;
  /** A command that was refused on the spot: nothing was stored, its text goes back to the box. */
  refused: { command: Command; failure: TurnFailure } | null;
  /** Of this visit, by turn; what is stored with the questions holds the code alone. */
  failures: Readonly<Record<string, TurnFailure>>;
  /** About a frame and not about a turn. */
  notice: { code: string; error: string } | null;
  link: Link;
  /** The last answer that came to its end while the page watched; what is announced. */
  lastEnded: { turnId: string; outcome: "answered" | "failed" } | null;
};

export type ChatEvent =
  | { type: "frame"; frame: ServerFrame }
  | { type: "link"; link: Link }
  | { type: "command"; command: Command }
  | { type: "stop" }
  | { type: "react"; messageId: string; reaction: "like" | "dislike" | null }
  | { type: "select"; messageId: string }
  | { type: "draft"; content: string; classId?: string | null; docId?: string | null }
  | { type: "older"; messages: readonly Message[]; hasOlder: boolean }
  | { type: "chat"; chat: Chat }
  | { type: "dismiss" };

export type Step = { state: ChatState; send: ClientFrame[] };

/** The number of messages in a `chat-state`; fewer mean that there are no older ones. */
const FULL_PAGE = 20;

export const emptyChat: ChatState = {
  chat: null,
  messages: [],
  hasOlder: false,
  turn: null,
  pending: null,
  refused: null,
  failures: {},
  notice: null,
  link: { state: "connecting" },
  lastEnded: null,
};

/** The next state and the frames to send. Frames sent while the line is down are lost, and are never counted on. */
export function step(state: ChatState, event: ChatEvent): Step {
  switch (event.type) {
    case "frame":
      return onFrame(state, event.frame);
    case "link":
      return quiet({ ...state, link: event.link });
    case "command":
      if (state.pending || state.turn) return quiet(state);
      return { state: { ...state, pending: event.command, refused: null, notice: null }, send: [event.command] };
    case "stop":
      return onStop(state);
    case "react":
      return {
        state: {
          ...state,
          messages: state.messages.map((message) => reacted(message, event.messageId, event.reaction)),
        },
        send: [{ event: "chat-react", data: { messageId: event.messageId, reaction: event.reaction } }],
      };
    case "select":
      return { state, send: [{ event: "chat-select", data: { messageId: event.messageId } }] };
    case "draft":
      return {
        state,
        send: [{ event: "chat-draft", data: { content: event.content, classId: event.classId, docId: event.docId } }],
      };
    case "older":
      return quiet({ ...state, messages: [...event.messages, ...state.messages], hasOlder: event.hasOlder });
    case "chat":
      return quiet(state.chat?.id === event.chat.id ? { ...state, chat: event.chat } : state);
    case "dismiss":
      return quiet({ ...state, notice: null, refused: null });
  }
}

const quiet = (state: ChatState): Step => ({ state, send: [] });

function onFrame(state: ChatState, frame: ServerFrame): Step {
  switch (frame.event) {
    case "chat-state":
      return onChatState(state, frame.data);
    case "chat-turn-accepted": {
      const { turnId, attempt, message } = frame.data;
      const joined = state.turn?.turnId === turnId ? state.turn : null;
      return quiet({
        ...state,
        ...acknowledged(state, turnId),
        messages: placeQuestion(state.messages, message),
        turn: joined
          ? { ...joined, questionId: message.id }
          : {
              turnId,
              attempt,
              questionId: message.id,
              text: "",
              stage: "queued",
              sources: [],
              cites: {},
              stopping: false,
              asked: null,
            },
      });
    }
    case "chat-stream-status":
      return turnStep(state, withStatus(state.turn, frame.data));
    case "chat-stream-token":
      return turnStep(state, withToken(state.turn, frame.data));
    case "chat-stream-restart":
      return turnStep(state, withRestart(state.turn, frame.data));
    case "chat-stream-complete": {
      const { turnId, message } = frame.data;
      const running = state.turn?.turnId === turnId ? state.turn : null;
      if (running && frame.data.attempt < running.attempt) return quiet(state);
      return quiet({
        ...state,
        ...acknowledged(state, turnId),
        messages: placeAnswer(state.messages, message, running?.questionId ?? null),
        turn: running ? null : state.turn,
        lastEnded: { turnId, outcome: "answered" },
      });
    }
    case "chat-stream-error":
      return onStreamError(state, frame.data);
    case "chat-message-updated":
      return quiet({ ...state, messages: replaceMessage(state.messages, frame.data.message) });
    case "chats-changed":
      return quiet(state.chat?.id === frame.data.chat.id ? { ...state, chat: frame.data.chat } : state);
    case "error":
      return onFrameError(state, frame.data);
    case "document-ready":
    case "document-failed":
    case "processing-status":
    case "quota-changed":
      return quiet(state);
  }
}

function onChatState(state: ChatState, data: Extract<ServerFrame, { event: "chat-state" }>["data"]): Step {
  const sameChat = state.chat?.id === data.chat.id;
  const messages = sameChat ? keepOlder(state.messages, data.messages) : data.messages;
  const turn = turnOnState(sameChat ? state.turn : null, data.activeTurn, data.messages);
  const { pending } = state;
  const arrived =
    pending !== null &&
    (data.activeTurn?.turnId === pending.data.turnId || questionOf(data.messages, pending.data.turnId) !== null);
  const send: ClientFrame[] = [];
  // A turn that this page did not see from its beginning is asked for whole: its citations come with its text alone.
  const isKnown = turn?.turnId === state.turn?.turnId && turn?.attempt === state.turn?.attempt;
  if (turn) send.push(resumeFrame(turn, isKnown ? turn.text.length : 0));
  if (pending && !arrived) send.push(pending);
  return {
    state: {
      ...state,
      chat: data.chat,
      messages,
      hasOlder: messages.length === data.messages.length ? data.messages.length >= FULL_PAGE : state.hasOlder,
      turn,
      pending: arrived ? null : pending,
    },
    send,
  };
}

function onStreamError(state: ChatState, data: Extract<ServerFrame, { event: "chat-stream-error" }>["data"]): Step {
  const { turnId, attempt, code, error, retryable } = data;
  const failure = { code, error, retryable };
  const running = state.turn?.turnId === turnId ? state.turn : null;
  if (running) {
    if (attempt !== undefined && attempt < running.attempt) return quiet(state);
    return quiet({
      ...state,
      turn: null,
      messages: failQuestion(state.messages, turnId, code),
      failures: { ...state.failures, [turnId]: failure },
      lastEnded: { turnId, outcome: "failed" },
    });
  }
  if (state.pending?.data.turnId === turnId) {
    return quiet({ ...state, pending: null, refused: { command: state.pending, failure } });
  }
  return quiet({ ...state, failures: { ...state.failures, [turnId]: failure } });
}

function onFrameError(state: ChatState, { code, error }: { code: string; error: string }): Step {
  const blamesCommand = code === "conflict" || code === "bad-request" || code === "too-large";
  if (state.pending && blamesCommand) {
    const refused = { command: state.pending, failure: { code, error, retryable: false } };
    return quiet({ ...state, pending: null, refused });
  }
  return quiet({ ...state, notice: { code, error } });
}

function onStop(state: ChatState): Step {
  const turnId = state.turn?.turnId ?? state.pending?.data.turnId;
  if (turnId === undefined) return quiet(state);
  const send: ClientFrame[] = [{ event: "chat-stop", data: { turnId } }];
  if (state.turn) return { state: { ...state, turn: { ...state.turn, stopping: true } }, send };
  if (state.link.state === "open" || !state.pending) return { state, send };
  // Nothing arrived and the line is down: the question goes back to the box, and is not sent when the line is back.
  const failure = { code: "stopped", error: "The question was not sent.", retryable: true };
  return quiet({ ...state, pending: null, refused: { command: state.pending, failure } });
}

function turnStep(state: ChatState, next: { turn: RunningTurn | null; send: ClientFrame[] }): Step {
  return { state: next.turn === state.turn ? state : { ...state, turn: next.turn }, send: next.send };
}

function acknowledged(state: ChatState, turnId: string): { pending: Command | null } {
  return { pending: state.pending?.data.turnId === turnId ? null : state.pending };
}

function reacted(message: Message, id: string, reaction: Answer["reaction"]): Message {
  return message.id === id && message.role === "assistant" ? { ...message, reaction } : message;
}

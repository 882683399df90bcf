/** What of a chat's state is on the screen: pure selections, so that components only render. */
import type { Message, Question } from "../../src/protocol.ts";
import type { ChatState, TurnFailure } from "./chat-state.ts";
import { upTo } from "./messages.ts";

/** The messages to show, a question on its way, and whether an answer is awaited or being written. */
export type ChatView = {
  messages: readonly Message[];
  /** The text of a question that is not yet acknowledged. */
  sending: string | null;
  /** Whether a turn runs or is about to: a new question has to wait. */
  busy: boolean;
};

/** Hides what a running or coming turn would replace, without forgetting it. */
export function viewOf(state: ChatState): ChatView {
  const { turn, pending, messages } = state;
  if (turn) return { messages: upTo(messages, turn.questionId), sending: null, busy: true };
  if (!pending) return { messages, sending: null, busy: false };
  switch (pending.event) {
    case "chat-ask":
      return { messages, sending: pending.data.content, busy: true };
    case "chat-edit": {
      const at = messages.findIndex((message) => message.id === pending.data.messageId);
      return { messages: at < 0 ? messages : messages.slice(0, at), sending: pending.data.content, busy: true };
    }
    case "chat-retry":
      return { messages: upTo(messages, questionBefore(messages, pending.data.messageId)), sending: null, busy: true };
  }
}

/** Why the question has no answer, or null when it has one, is being answered, or its answer is shown. */
export function failureOf(state: ChatState, question: Question, isAnswered: boolean): TurnFailure | null {
  if (question.turn.state !== "failed" || state.turn?.questionId === question.id) return null;
  const known = state.failures[question.turn.turnId];
  if (known) return known;
  // An older failed retry of a question with an answer is no news.
  if (isAnswered) return null;
  // Whether to try again is then the code's own matter.
  return { code: question.turn.code ?? "internal", error: "", retryable: false };
}

function questionBefore(messages: readonly Message[], id: string): string | null {
  const at = messages.findIndex((message) => message.id === id);
  if (at < 0) return null;
  return messages.slice(0, at + 1).findLast((message) => message.role === "user")?.id ?? null;
}

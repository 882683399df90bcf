/**
 * The shown messages of a chat as a list, oldest first: where a new question or answer goes, what it hides.
 * Pure. A new version of a message stands in its sibling's place and hides what followed that.
 */
import type { Answer, Message, Question } from "../../src/protocol.ts";

/** Puts a question where it belongs: in its own place, in its sibling's, or at the end. */
export function placeQuestion(messages: readonly Message[], question: Question): Message[] {
  const own = messages.findIndex((message) => message.id === question.id);
  if (own >= 0) return messages.with(own, question);
  return [...before(messages, siblingOf(messages, question)), question];
}

/** Puts an answer behind its question, in its own place, or in its sibling's; without any of them nothing changes. */
export function placeAnswer(messages: readonly Message[], answer: Answer, questionId: string | null): Message[] {
  const own = messages.findIndex((message) => message.id === answer.id);
  if (own >= 0) return messages.with(own, answer);
  const at = messages.findIndex((message) => message.id === questionId || isQuestionOf(message, answer.turnId));
  if (at >= 0) {
    return [
      ...messages.slice(0, at + 1).map((message, index) => (index === at ? settled(message, answer.turnId) : message)),
      answer,
    ];
  }
  const sibling = siblingOf(messages, answer);
  return sibling === null ? [...messages] : [...before(messages, sibling), answer];
}

/** Replaces a message that is shown; others are not taken in. */
export function replaceMessage(messages: readonly Message[], message: Message): Message[] {
  return messages.map((shown) => (shown.id === message.id ? message : shown));
}

/** Up to the named message and with it; the whole list when it is not there. */
export function upTo(messages: readonly Message[], id: string | null): readonly Message[] {
  const at = messages.findIndex((message) => message.id === id);
  return at < 0 ? messages : messages.slice(0, at + 1);
}

/** Keeps the older messages that were already loaded in front of the newest ones that a server just sent. */
export function keepOlder(old: readonly Message[], newest: readonly Message[]): readonly Message[] {
  const first = newest[0];
  const at = first ? old.findIndex((message) => message.id === first.id) : -1;
  return at > 0 ? [...old.slice(0, at), ...newest] : newest;
}

/** The question that a turn stored or tries to answer. */
export function questionOf(messages: readonly Message[], turnId: string): Question | null {
  for (const message of messages.toReversed()) {
    if (message.role === "user" && isQuestionOf(message, turnId)) return message;
  }
  return null;
}

/** Marks the question of a turn as failed, with the code. */
export function failQuestion(messages: readonly Message[], turnId: string, code: string): Message[] {
  return messages.map((message) =>
    message.role === "user" && isQuestionOf(message, turnId)
      ? { ...message, turn: { turnId, state: "failed", code } }
      : message,
  );
}

function isQuestionOf(message: Message, turnId: string): boolean {
  return message.role === "user" && (message.turnId === turnId || message.turn.turnId === turnId);
}

function settled(message: Message, turnId: string): Message {
  return message.role === "user" ? { ...message, turn: { turnId, state: "committed" } } : message;
}

function siblingOf(messages: readonly Message[], message: Message): string | null {
  return messages.find((shown) => shown.role === message.role && message.versionIds.includes(shown.id))?.id ?? null;
}

function before(messages: readonly Message[], id: string | null): readonly Message[] {
  const at = messages.findIndex((message) => message.id === id);
  return at < 0 ? messages : messages.slice(0, at);
}

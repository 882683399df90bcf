/**
 * What a turn needs of whatever writes its answer: the OpenAI API or the extractive answerer.
 * A model pushes text as it comes and says once how it ended; clocks, citations and storage are the turn's.
 */
import type { Passage } from "../answer/passage.ts";
import type { Failure } from "../failure.ts";
import type { Route } from "../protocol.ts";

export type ChatMessage = { role: "system" | "user" | "assistant"; content: string };

export type ModelRequest = {
  messages: ChatMessage[];
  /** The question alone, the passages in the order of their numbers (the first is [1]), and the route. */
  question: string;
  passages: Passage[];
  route: Route;
  /** Aborting it aborts the request upstream; `answer` then settles soon, with whatever result. */
  signal: AbortSignal;
  /** Milliseconds since the epoch until which a first response may still be waited for or tried again. */
  firstResponseBy: number;
};

export type ModelUsage = { promptTokens: number; completionTokens: number };

export type ModelEnd =
  | { ok: true; status: "complete" | "truncated"; usage: ModelUsage | null; model: string }
  | { ok: false; failure: Failure; usage: ModelUsage | null };

export type ChatModel = {
  /** The name to show before a response tells a better one. */
  name: string;
  /**
   * Writes one answer. `onText` is called with each non-empty piece of text, in order, and never after the promise has
   * settled; all that arrived in one read is one piece. Never rejects.
   */
  answer(request: ModelRequest, onText: (text: string) => void): Promise<ModelEnd>;
};

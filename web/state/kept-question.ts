/**
 * A question that was sent and not yet acknowledged, kept in this tab: after a reload it is sent again with the same `turnId`,
 * to the chat that it may already have made, so that it is neither lost nor asked twice.
 */
import { parseClientFrame } from "../../src/protocol.ts";
import type { Command } from "./chat-state.ts";
import { keep, readKept } from "./kept.ts";

/** `sessionId`: the chat that was to come to exist by it, where one is known. */
export type KeptQuestion = { command: Command; sessionId: string | null };

const nameOf = (chatId: string | null): string => `question:${chatId ?? "new"}`;

/** Keeps the question of a chat (null: of one to be); null forgets it. */
export function keepQuestion(chatId: string | null, kept: KeptQuestion | null): void {
  keep(nameOf(chatId), kept && JSON.stringify([kept.sessionId, kept.command]), "session");
}

/** What was kept and can still be read. */
export function keptQuestion(chatId: string | null): KeptQuestion | null {
  const text = readKept(nameOf(chatId), "session");
  return text === null ? null : readQuestion(text);
}

/** Reads what `keepQuestion` wrote. */
export function readQuestion(text: string): KeptQuestion | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const [sessionId, command]: unknown[] = value;
  const parsed = parseClientFrame(JSON.stringify(command));
  if ("error" in parsed) return null;
  const { frame } = parsed;
  if (frame.event !== "chat-ask" && frame.event !== "chat-retry" && frame.event !== "chat-edit") return null;
  return { command: frame, sessionId: typeof sessionId === "string" ? sessionId : null };
}

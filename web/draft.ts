/** What is being typed: when it is worth retrieving for, and that it survives a reload. */
import { keep, readKept } from "./state/kept.ts";

const KEY = "draft:";

/** How many words a text has, in any script. */
export function wordCount(text: string): number {
  let count = 0;
  for (const { isWordLike } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text))
    if (isWordLike) count += 1;
  return count;
}

/** A turn's id, its idempotency key: a random UUID, also where the page is not in a secure context. */
export function newTurnId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What was typed into this chat's box and not sent, in this tab. */
export const storedDraft = (chatId: string | null): string => readKept(KEY + (chatId ?? "new"), "session") ?? "";

/** Keeps the text for a reload; the empty one is forgotten. */
export const storeDraft = (chatId: string | null, text: string): void =>
  keep(KEY + (chatId ?? "new"), text || null, "session");

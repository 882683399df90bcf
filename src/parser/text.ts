/**
 * Plain text in the encodings that course files have, with one kind of line end and without what no reader sees. What
 * is full of control characters is not a text.
 */
import { decode, encodingOf } from "./encoding.ts";
import { type ParseFailure, refused } from "./parsed.ts";
import { READABLE } from "./sniff.ts";

const BINARY_SENTENCE = `This file is not a text. Only ${READABLE}`;

/** The text of a file with `\n` line ends, or a refusal. `declared` is an encoding that the file itself names. */
export function decodeText(
  bytes: Uint8Array,
  declared: string | null = null,
): { ok: true; text: string; encoding: string } | ParseFailure {
  const encoding = encodingOf(bytes, declared);
  if (encoding === null) return refused("unsupported", BINARY_SENTENCE);
  const raw = decode(bytes, encoding, false) ?? "";
  const text = raw
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .toWellFormed();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their number tells a binary file
  const controls = text.slice(0, 100_000).match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/g)?.length ?? 0;
  if (controls > Math.min(text.length, 100_000) * 0.02) return refused("unsupported", BINARY_SENTENCE);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: stray ones mean nothing in a text
  const clean = text.replace(/[\u0000-\u0008\u000E-\u001F]/g, "");
  if (clean.trim() === "") return refused("empty", "There is no text in this file.");
  return { ok: true, text: clean, encoding };
}

/**
 * Plain text in the encodings that course files have: a byte order mark decides, then UTF-8 if it is valid, UTF-16 by its
 * zeros, the East Asian encodings by what they yield, Cyrillic by its share of high bytes, and windows-1252 for the rest.
 * What is none of these is not a text.
 */
import { type ParseFailure, refused } from "./parsed.ts";

const BINARY_SENTENCE = "This file is not a text. Only PDF, Markdown, HTML and text files can be read.";

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

function encodingOf(bytes: Uint8Array, declared: string | null): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, 65_536);
  const zeros = [0, 0];
  let high = 0;
  let letters = 0;
  for (const [i, byte] of sample.entries()) {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
    else if (byte >= 0x80) high += 1;
    else if ((byte | 32) >= 97 && (byte | 32) <= 122) letters += 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (even + odd > 0) {
    const half = sample.length / 2;
    if (odd > half * 0.3 && even < half * 0.05) return "utf-16le";
    if (even > half * 0.3 && odd < half * 0.05) return "utf-16be";
    if (even + odd > sample.length * 0.001) return null;
  }
  if (decode(bytes, "utf-8", true) !== null) return "utf-8";
  if (declared !== null && decode(bytes, declared, true) !== null) return declared;
  if (high < (high + letters) * 0.25) return "windows-1252";
  return eastAsian(bytes) ?? (high > (high + letters) * 0.6 ? "windows-1251" : "windows-1252");
}

/** The East Asian encoding whose reading is the most usual text, or `null` when none reads without an error. */
function eastAsian(bytes: Uint8Array): string | null {
  let best: { encoding: string; score: number } | null = null;
  for (const encoding of ["euc-jp", "shift_jis", "gb18030", "euc-kr", "big5"]) {
    const text = decode(bytes, encoding, true)?.slice(0, 20_000);
    if (text === undefined) continue;
    const usual = text.match(/[\u3040-\u30ff\u4e00-\u9fa5\uac00-\ud7a3\u3000-\u3002\uff01-\uff5e]/g)?.length ?? 0;
    // Half-width katakana and rare ideographs are what a wrong reading yields.
    const rare = text.match(/[\uff61-\uff9f\u3400-\u4dbf\ue000-\uf8ff\u0400-\u04ff]/g)?.length ?? 0;
    const kana = text.match(/[\u3041-\u3093]/g)?.length ?? 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but ASCII is meant
    const foreign = text.replace(/[\u0000-\u007f]/g, "").length;
    const score = foreign === 0 ? 0 : (usual + kana * 0.5 - rare * 3) / foreign;
    if (score > 0.75 && score > (best?.score ?? 0)) best = { encoding, score };
  }
  return best?.encoding ?? null;
}

function decode(bytes: Uint8Array, encoding: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

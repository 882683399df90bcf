/**
 * The way out of a nested reading: a refusal thrown through a tokeniser's callbacks, and caught once, in parse-file.ts,
 * which makes it a value again.
 */
import type { ParseFailure } from "./parsed.ts";

/** Why a file cannot be read, thrown where only a throw gets out. */
export class Unreadable extends Error {
  readonly failure: ParseFailure;

  constructor(code: ParseFailure["code"], sentence: string) {
    super(sentence);
    this.name = "Unreadable";
    this.failure = { ok: false, code, error: sentence };
  }
}

/** A file whose parts contradict each other or are not there. */
export function damaged(): Unreadable {
  return new Unreadable("broken", "This file is damaged and cannot be opened. Please export or download it again.");
}

/**
 * The contract's codes in words that a student understands, with what to do next. Pure.
 * A code that this page does not know is explained as `internal`.
 */
import type { Key } from "./text/catalog.ts";
import type { Words } from "./text/text.ts";

/** `canRetry`: trying the same again may help. */
export type Explanation = { title: string; advice: string; canRetry: boolean };

type Code = Extract<Key, `failure.${string}.advice`> extends `failure.${infer C}.advice` ? C : never;

/** Every code that has words of its own, and whether trying again may help. */
const CODES: Record<Code, boolean> = {
  "bad-request": false,
  unauthenticated: false,
  "forbidden-origin": false,
  "not-found": false,
  conflict: false,
  "turn-in-progress": true,
  stopped: true,
  "too-large": false,
  "unsupported-media": false,
  "nothing-found": false,
  "model-refused": false,
  "quota-exceeded": false,
  "storage-exceeded": false,
  "rate-limited": true,
  "budget-exhausted": true,
  internal: true,
  interrupted: true,
  "retrieval-failed": true,
  "model-failed": true,
  unavailable: true,
  misconfigured: false,
  timeout: true,
};

const isCode = (code: string): code is Code => Object.hasOwn(CODES, code);

const SAYS_MORE: ReadonlySet<string> = new Set(["nothing-found", "too-large", "unsupported-media", "bad-request"]);

/**
 * What a code means. `detail` is the service's own sentence, shown where it says more than the code does. It is English, so
 * it stays away from a page in another language.
 */
export function explain({ t, language }: Pick<Words, "t" | "language">, code: string, detail = ""): Explanation {
  const known = isCode(code) ? code : "internal";
  const advice = t(`failure.${known}.advice`);
  const says = SAYS_MORE.has(code) && detail !== "" && language === "en";
  return { title: t(`failure.${known}`), advice: says ? `${detail} ${advice}` : advice, canRetry: CODES[known] };
}

/** The same as one line. */
export function explainInLine(words: Pick<Words, "t" | "language">, code: string, detail = ""): string {
  const { title, advice } = explain(words, code, detail);
  return words.language === "ja" ? `${title}。${advice}` : `${title}. ${advice}`;
}

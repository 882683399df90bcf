/**
 * The contract's codes in words that a student understands, with what to do next. Pure.
 * A code that this page does not know is explained as `internal`.
 */

/** `canRetry`: trying the same again may help. */
export type Explanation = { title: string; advice: string; canRetry: boolean };

const WORDS: Record<string, Explanation> = {
  "bad-request": {
    title: "That could not be understood",
    advice: "Please change it a little and send it again.",
    canRetry: false,
  },
  unauthenticated: { title: "You are signed out", advice: "Sign in again to go on where you were.", canRetry: false },
  "forbidden-origin": {
    title: "This address may not do that",
    advice: "Open the app at its own address and try there.",
    canRetry: false,
  },
  "not-found": {
    title: "It is not here any more",
    advice: "It may have been deleted, perhaps in another window.",
    canRetry: false,
  },
  conflict: { title: "That was already sent", advice: "Reload the page to see what became of it.", canRetry: false },
  "turn-in-progress": {
    title: "One question at a time",
    advice: "Wait for the answer that is being written, or stop it.",
    canRetry: true,
  },
  stopped: {
    title: "Stopped before the answer began",
    advice: "Nothing was counted. You can ask again.",
    canRetry: true,
  },
  "too-large": { title: "That is too large", advice: "Split it into smaller parts, then add those.", canRetry: false },
  "unsupported-media": {
    title: "This kind of file cannot be read",
    advice: "Save it as PDF and add that.",
    canRetry: false,
  },
  "nothing-found": {
    title: "Your documents do not answer this",
    advice: "Try other words, or choose a wider scope below the question.",
    canRetry: false,
  },
  "model-refused": {
    title: "The model declined to answer",
    advice: "Try to put the question differently.",
    canRetry: false,
  },
  "quota-exceeded": {
    title: "All questions of this month are used",
    advice: "They renew at the beginning of next month.",
    canRetry: false,
  },
  "storage-exceeded": {
    title: "There is no room left",
    advice: "Delete what you no longer need, then try again.",
    canRetry: false,
  },
  "rate-limited": { title: "A little too fast", advice: "Wait a moment, then try again.", canRetry: true },
  "budget-exhausted": { title: "Very busy right now", advice: "Try again in a minute.", canRetry: true },
  internal: {
    title: "Something went wrong on our side",
    advice: "Try again; if it stays so, come back later.",
    canRetry: true,
  },
  interrupted: { title: "The answer was interrupted", advice: "Nothing was counted. Ask again.", canRetry: true },
  "retrieval-failed": {
    title: "Your documents could not be searched",
    advice: "Try again in a moment.",
    canRetry: true,
  },
  "model-failed": {
    title: "The answer could not be finished",
    advice: "Nothing was counted. Try again.",
    canRetry: true,
  },
  unavailable: {
    title: "The service cannot be reached",
    advice: "Check your connection, then try again.",
    canRetry: true,
  },
  misconfigured: {
    title: "The service is not set up yet",
    advice: "Whoever runs it has to finish that first.",
    canRetry: false,
  },
  timeout: {
    title: "The answer took too long",
    advice: "Nothing was counted. Try again, perhaps with a narrower question.",
    canRetry: true,
  },
};

/** What a code means. `detail` is the service's own sentence, shown where it says more than the code does. */
export function explain(code: string, detail = ""): Explanation {
  const words = WORDS[code] ?? WORDS.internal;
  if (!words) throw new Error("the words for `internal` are missing");
  const saysMore =
    code === "nothing-found" || code === "too-large" || code === "unsupported-media" || code === "bad-request";
  return saysMore && detail ? { ...words, advice: `${detail} ${words.advice}` } : words;
}

/** Whether a turn that ended with this code may be counted; none is, which the page says only where it matters. */
export function isUncounted(code: string): boolean {
  return code !== "unauthenticated" && code !== "forbidden-origin" && code !== "misconfigured";
}

/**
 * Every way in which the service refuses or fails, as values.
 * Owns the closed list of codes, their HTTP statuses and their standard sentences (PROTOCOL.md, "Codes").
 * A bug throws; a refusal is a `Failure` and is returned.
 */

/** Code to HTTP status; the order is that of the contract. */
export const STATUS_OF = {
  "bad-request": 400,
  unauthenticated: 401,
  "forbidden-origin": 403,
  "not-found": 404,
  conflict: 409,
  "turn-in-progress": 409,
  stopped: 409,
  "too-large": 413,
  "unsupported-media": 415,
  "nothing-found": 422,
  "model-refused": 422,
  "quota-exceeded": 429,
  "storage-exceeded": 429,
  "rate-limited": 429,
  "budget-exhausted": 429,
  internal: 500,
  interrupted: 500,
  "retrieval-failed": 502,
  "model-failed": 502,
  unavailable: 503,
  misconfigured: 503,
  timeout: 504,
} as const;

export type Code = keyof typeof STATUS_OF;

/** A refusal or an end without an answer: what the client is told. `reason` is for the log alone. */
export type Failure = {
  code: Code;
  /** A sentence for the student; never a stack, never a text of another service. */
  error: string;
  /** Seconds after which the same may succeed, where that is known. */
  retryAfterS?: number;
  /** For the log; not sent. */
  reason?: string;
};

/** A value, or the reason why there is none. Plain data, so that it crosses an RPC unchanged. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const SENTENCE: Record<Code, string> = {
  "bad-request": "The request is not of the expected form.",
  unauthenticated: "Please sign in again.",
  "forbidden-origin": "Requests from this origin are not allowed.",
  "not-found": "There is nothing here under this name.",
  conflict: "This turn id was already used for something else.",
  "turn-in-progress": "The previous question is still being answered.",
  stopped: "The answer was stopped before it began.",
  "too-large": "This is larger than what is accepted.",
  "unsupported-media": "This kind of file cannot be read.",
  "nothing-found": "The documents do not hold an answer to this question.",
  "model-refused": "The model declined to answer this question.",
  "quota-exceeded": "All chats of this month are used.",
  "storage-exceeded": "There is no room left for more.",
  "rate-limited": "Too many requests; please wait a moment.",
  "budget-exhausted": "The service is busy; please try again in a minute.",
  internal: "Something went wrong on our side.",
  interrupted: "The answer was interrupted and could not be finished.",
  "retrieval-failed": "The documents could not be searched.",
  "model-failed": "The model could not finish the answer.",
  unavailable: "A part of the service cannot be reached right now.",
  misconfigured: "The service is not configured completely.",
  timeout: "The answer took too long.",
};

const TITLE: Record<number, string> = {
  400: "Bad request",
  401: "Unauthenticated",
  403: "Forbidden",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Not possible",
  429: "Too many requests",
  500: "Internal error",
  502: "Bad gateway",
  503: "Unavailable",
  504: "Timeout",
};

/** Makes a failure with its standard sentence unless a better one is given. */
export function failure(code: Code, error?: string, more: { retryAfterS?: number; reason?: string } = {}): Failure {
  return { code, error: error ?? SENTENCE[code], ...more };
}

/** A successful result. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** A refused result, from a code or from a failure made elsewhere. */
export function refuse(
  code: Code | Failure,
  error?: string,
  more?: { retryAfterS?: number; reason?: string },
): { ok: false; failure: Failure } {
  return { ok: false, failure: typeof code === "string" ? failure(code, error, more) : code };
}

/** Whether the same question may succeed when it is asked again: told to the client as `retryable`. */
export function isRetryable(code: Code): boolean {
  switch (code) {
    case "model-failed":
    case "retrieval-failed":
    case "unavailable":
    case "timeout":
    case "internal":
    case "interrupted":
    case "rate-limited":
    case "budget-exhausted":
    case "turn-in-progress":
    case "stopped":
      return true;
    case "bad-request":
    case "unauthenticated":
    case "forbidden-origin":
    case "not-found":
    case "conflict":
    case "too-large":
    case "unsupported-media":
    case "nothing-found":
    case "model-refused":
    case "quota-exceeded":
    case "storage-exceeded":
    case "misconfigured":
      return false;
  }
}

/** Whether a stored or received string is one of today's codes. */
export function isCode(code: string): code is Code {
  return Object.hasOwn(STATUS_OF, code);
}

/** A stored or received code; one that this version does not know reads as `internal` (PROTOCOL.md). */
export function knownCode(code: string): Code {
  return isCode(code) ? code : "internal";
}

/** The RFC 9457 body of a failure: `{type, title, status, detail, code}`. */
export function problemOf(failed: Failure) {
  const status = STATUS_OF[failed.code];
  return {
    type: `urn:study-assistant:problem:${failed.code}`,
    title: TITLE[status] ?? "Error",
    status,
    detail: failed.error,
    code: failed.code,
  };
}

/** An HTTP response that carries a failure as `application/problem+json`, with `Retry-After` where it is known. */
export function problemResponse(failed: Failure): Response {
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (failed.retryAfterS !== undefined) headers.set("retry-after", String(Math.max(1, Math.ceil(failed.retryAfterS))));
  return new Response(JSON.stringify(problemOf(failed)), { status: STATUS_OF[failed.code], headers });
}

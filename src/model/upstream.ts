/**
 * The way to the OpenAI API: one client of the official SDK, which builds, authenticates and sends, and the repetition of
 * requests that were not answered yet (M6 to M9). A response is handed on with its body unread; a failed one's body is
 * cancelled. The key leaves this file in a header alone: not in a log, not in a failure.
 */
import { OpenAI } from "openai";
import type { Config } from "../config.ts";
import { type Failure, failure, type Result, refuse } from "../failure.ts";
import { pause } from "../pause.ts";
import { namesOf } from "./provider-error.ts";

/** A request is sent at most this often. */
const MAX_TRIES = 3;
const MAX_ERROR_BYTES = 4_096;
const MAX_ERROR_MS = 500;
const MAX_REASON = 300;

export type Upstream = {
  client: OpenAI;
  /** A text of the upstream as the log may have it: bounded, without anything that looks like a key. */
  clean(text: string): string;
};

/** The client for these settings; `apiKey` is the secret. */
export function makeUpstream(settings: Config["openai"], apiKey: string): Upstream {
  const client = new OpenAI({
    apiKey,
    baseURL: settings.baseUrl,
    // Given, so that the SDK does not read them from the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: "off",
    // A redirect would turn the POST into a GET, and could carry the key elsewhere.
    fetchOptions: { redirect: "manual" },
    fetch: fetchBounded,
  });
  const clean = (text: string) =>
    text
      .replaceAll(apiKey, "[key]")
      .replace(/\bsk-[\w*.-]+/g, "[key]")
      .replace(/\s+/g, " ")
      .slice(0, MAX_REASON);
  return { client, clean };
}

/** `fetch`, with the body of a refusal cut: the SDK would read it to its end, however long and slow it is. */
async function fetchBounded(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok || response.body === null) return response;
  const text = await readAtMost(response.body, MAX_ERROR_BYTES).catch(() => "");
  // A status without a body (304) would not be taken by the constructor.
  const { status, headers } = response;
  return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
}

/** The first `limit` bytes of a body as text, as far as they come soon; what is left is cancelled. */
async function readAtMost(body: ReadableStream<Uint8Array>, limit: number): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), MAX_ERROR_MS);
  try {
    for (let bytes = 0; bytes < limit; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
  return text;
}

/** What may be waited for: `signal` ends it at once, `by` (ms since the epoch) ends it in time. */
export type Patience = { signal: AbortSignal; by: number };

/**
 * Sends a request until it is answered with success, at most three times. 429, 408, 5xx and a lost connection are tried again, after
 * the time that the upstream asks for; when that is too long, or it will not help, the last failure is the result.
 * @param send makes the request; its signal is aborted when patience ends, and stays in force for the body
 * @returns the response, unread. Refusals: `model-failed` with what is known of `retryAfterS`, `timeout`, `stopped`
 */
export async function firstResponse(
  upstream: Upstream,
  send: (signal: AbortSignal) => Promise<Response>,
  { signal, by }: Patience,
): Promise<Result<Response>> {
  for (let attempt = 1; ; attempt++) {
    const sent = await sendOnce(send, { signal, by });
    if (sent.response !== null) return { ok: true, value: sent.response };
    if (signal.aborted) return refuse("stopped");
    if (sent.late) return refuse("timeout", undefined, { reason: "the model sent no response in time" });
    const failed = readFailure(sent.error, upstream);
    if (!failed.again || attempt === MAX_TRIES) return refuse(failed.failure);
    const waitMs = failed.afterMs ?? 250 * 2 ** (attempt - 1) * (0.75 + Math.random() * 0.5);
    if (Date.now() + waitMs >= by) return refuse(failed.failure);
    await pause(waitMs, signal);
    if (signal.aborted) return refuse("stopped");
  }
}

type Sent = { response: Response } | { response: null; late: boolean; error: unknown };

async function sendOnce(send: (signal: AbortSignal) => Promise<Response>, { signal, by }: Patience): Promise<Sent> {
  const cord = new AbortController();
  const pull = () => cord.abort();
  let late = false;
  const timer = setTimeout(
    () => {
      late = true;
      pull();
    },
    Math.max(0, by - Date.now()),
  );
  signal.addEventListener("abort", pull, { once: true });
  if (signal.aborted) pull();
  try {
    // The listener stays: the caller's signal must reach the body too.
    return { response: await send(cord.signal) };
  } catch (error) {
    signal.removeEventListener("abort", pull);
    return { response: null, late, error };
  } finally {
    clearTimeout(timer);
  }
}

/** What a failed request means: for the student, for the log, and whether it is worth another try, after how long. */
function readFailure(
  error: unknown,
  { clean }: Upstream,
): { failure: Failure; again: boolean; afterMs: number | null } {
  if (!(error instanceof OpenAI.APIError)) {
    // Not from the network: the SDK could not build the request. That is no bug of the turn, and no reason to repeat it.
    const reason = clean(`the request could not be made: ${error instanceof Error ? error.message : "unknown"}`);
    return { failure: failure("model-failed", undefined, { reason }), again: false, afterMs: null };
  }
  const status = typeof error.status === "number" ? error.status : null;
  const headers = error.headers instanceof Headers ? error.headers : new Headers();
  const afterMs = retryAfterMs(headers, Date.now());
  const again =
    error.code !== "insufficient_quota" && (status === null || status === 408 || status === 429 || status >= 500);
  return {
    failure: failure("model-failed", undefined, {
      // Without a status the sentence is the SDK's own, as of a lost connection.
      reason: clean(`upstream ${status ?? "unreachable"}: ${status === null ? error.message : namesOf(error.error)}`),
      ...(afterMs === null ? {} : { retryAfterS: Math.ceil(afterMs / 1_000) }),
    }),
    again,
    afterMs,
  };
}

/** Milliseconds that a response asks to wait (`retry-after-ms`, or `Retry-After` in seconds or as a date), or null. */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const exact = Number(headers.get("retry-after-ms") || Number.NaN);
  if (exact >= 0) return exact;
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

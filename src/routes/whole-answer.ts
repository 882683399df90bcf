/**
 * An answer that is sent whole, and kept alive until it is there: what is refused within 2 s has its own status, after that
 * spaces go out and the status is 200, whatever comes (PROTOCOL.md, "Blocking answers").
 */
import { failure, problemOf, problemResponse, type Result } from "../failure.ts";

const STATUS_WAIT_MS = 2_000;

/**
 * @param pending what is waited for; leaving the response does not stop it
 * @param keepaliveMs time between spaces
 * @param bodyOf the JSON body of its end, or the failure
 */
export async function whole<T>(
  pending: Promise<T>,
  keepaliveMs: number,
  bodyOf: (value: T) => Result<unknown>,
): Promise<Response> {
  const ended: Promise<Result<unknown>> = pending.then(bodyOf, (error: unknown) => {
    console.error(JSON.stringify({ event: "whole-answer-failed", error: String(error) }));
    return { ok: false, failure: failure("unavailable") };
  });
  let early: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<null>((resolve) => {
    early = setTimeout(resolve, STATUS_WAIT_MS, null);
  });
  const first = await Promise.race([ended, waited]);
  clearTimeout(early);
  if (first !== null) return first.ok ? Response.json(first.value) : problemResponse(first.failure);
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const space = () => controller.enqueue(encoder.encode(" "));
      space();
      timer = setInterval(space, keepaliveMs);
      const end = await ended;
      clearInterval(timer);
      const value = end.ok ? end.value : { error: { code: end.failure.code, detail: problemOf(end.failure).detail } };
      try {
        controller.enqueue(encoder.encode(JSON.stringify(value)));
        controller.close();
      } catch {
        // The reader has gone; the turn goes on without it.
      }
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/**
 * A turn without a chat as a stream of server-sent events: tokens, then done or error (PROTOCOL.md, "SSE events").
 * Comment lines keep it alive; leaving it is told once, so that the turn can be stopped.
 */
import type { TurnEnd } from "./turns.ts";

export type DirectStream = {
  body: ReadableStream<Uint8Array>;
  text: (piece: string) => void;
  ended: (end: TurnEnd) => void;
};

/**
 * @param keepaliveMs time between comment lines
 * @param left called once when the reader has gone before the end
 */
export function directStream(keepaliveMs: number, left: () => void): DirectStream {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let sent = "";
  const write = (text: string) => controller?.enqueue(encoder.encode(text));
  const event = (value: unknown) => write(`data: ${JSON.stringify(value)}\n\n`);
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
      timer = setInterval(() => write(": keep-alive\n\n"), keepaliveMs);
    },
    cancel() {
      controller = null;
      clearInterval(timer);
      left();
    },
  });
  return {
    body,
    text(piece) {
      sent += piece;
      event({ type: "token", content: piece });
    },
    ended(end) {
      clearInterval(timer);
      if (end.ok) {
        const { content, citations, chunkReferences } = end.message;
        // Where streaming is off nothing was sent before: the answer is one token.
        if (sent === "" && content !== "") event({ type: "token", content });
        event({ type: "done", citations, chunkReferences });
      } else {
        event({ type: "error", code: end.failure.code, message: end.failure.error });
      }
      controller?.close();
      controller = null;
    },
  };
}

/**
 * The body of an upstream's response: bounded in bytes and, on demand, in time, ended by the caller's signal. Reading it
 * never throws (M8, M9). Whoever makes one ends it by `text`, `drain` or `cancel`, so that no connection is left open.
 */

/** Bytes of one body. */
const MAX_BODY_BYTES = 4 * 1_024 * 1_024;
/** How long a connection whose answer is complete may take to end. */
const DRAIN_MS = 1_000;

/** How a body ended: whole, or not, for a `reason` (for the log). */
export type Ended = { whole: boolean; reason: string };

export class BoundedBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #signal: AbortSignal;
  readonly #cancel = () => this.cancel();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #bytes = 0;

  constructor(stream: ReadableStream<Uint8Array>, signal: AbortSignal) {
    this.#reader = stream.getReader();
    this.#signal = signal;
    signal.addEventListener("abort", this.#cancel, { once: true });
    if (signal.aborted) this.cancel();
  }

  /**
   * Hands on what comes, read by read, until `take` has enough: one await a read, since a read may be a single token.
   * Resolves to how the body ended, or to `null` when `take` had enough. What `take` throws is thrown.
   */
  async pump(take: (bytes: Uint8Array) => "more" | "enough"): Promise<Ended | null> {
    for (;;) {
      let read: ReadableStreamReadResult<Uint8Array>;
      try {
        read = await this.#reader.read();
      } catch {
        return { whole: false, reason: "the connection was lost" };
      }
      if (read.done) return { whole: true, reason: "the body ended" };
      this.#bytes += read.value.byteLength;
      if (this.#bytes > MAX_BODY_BYTES) return { whole: false, reason: "the answer is too large" };
      if (take(read.value) === "enough") return null;
    }
  }

  /** The whole body as text, or null when it did not come whole. */
  async text(): Promise<string | null> {
    const decoder = new TextDecoder();
    let text = "";
    const ended = await this.pump((bytes) => {
      text += decoder.decode(bytes, { stream: true });
      return "more";
    });
    this.cancel();
    return ended?.whole ? text + decoder.decode() : null;
  }

  /** Ends what is being read and the connection, unless the body ends before. */
  endAfter(ms: number): void {
    this.#timer ??= setTimeout(this.#cancel, ms);
  }

  /** Reads the little that is left, in the background, so that the connection can be used again. */
  drain(): void {
    this.endAfter(DRAIN_MS);
    void this.pump(() => "more").then(() => this.cancel());
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#cancel);
    this.#reader.cancel().catch(() => {});
  }
}

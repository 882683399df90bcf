/**
 * The body of an upstream's response: bounded in bytes and, on demand, in time, ended by the caller's signal. Reading it
 * never throws (M8, M9). Whoever makes one ends it by `text`, `drain` or `cancel`, so that no connection is left open.
 */

/** Bytes of one body. */
const MAX_BODY_BYTES = 4 * 1_024 * 1_024;
/** How long a connection whose answer is complete may take to end. */
const DRAIN_MS = 1_000;

/** The next bytes, or none: at the end, or for a `reason` (for the log). */
type Read = { bytes: Uint8Array } | { bytes: null; ended: boolean; reason: string };

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

  async read(): Promise<Read> {
    try {
      const { done, value } = await this.#reader.read();
      if (done) return { bytes: null, ended: true, reason: "the body ended" };
      this.#bytes += value.byteLength;
      if (this.#bytes > MAX_BODY_BYTES) return { bytes: null, ended: false, reason: "the answer is too large" };
      return { bytes: value };
    } catch {
      return { bytes: null, ended: false, reason: "the connection was lost" };
    }
  }

  /** The whole body as text, or null when it did not come whole. */
  async text(): Promise<string | null> {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const read = await this.read();
      if (read.bytes === null) {
        this.cancel();
        return read.ended ? text + decoder.decode() : null;
      }
      text += decoder.decode(read.bytes, { stream: true });
    }
  }

  /** Ends what is being read and the connection, unless the body ends before. */
  endAfter(ms: number): void {
    this.#timer ??= setTimeout(this.#cancel, ms);
  }

  /** Reads the little that is left, in the background, so that the connection can be used again. */
  drain(): void {
    this.endAfter(DRAIN_MS);
    const rest = async () => {
      while ((await this.read()).bytes !== null);
      this.cancel();
    };
    void rest();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#cancel);
    this.#reader.cancel().catch(() => {});
  }
}

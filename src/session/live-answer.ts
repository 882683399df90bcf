/**
 * The answer while it is written: its text, how much of it was sent, and when the next frame goes out.
 * Guarantees: frames are gapless by offset and never split a character; the first text goes out at once; nothing is stored.
 * Leaves to others: who gets a frame (`send`), and what the text means.
 */
/** A citation whose number stands in the text for the first time. */
export type Cite = { number: number; chunkId: string };

/** Text that comes this long after the last frame goes out at once; faster text may be joined for `JOIN_MS`: a screen's frame. */
export const QUIET_MS = 5;
export const JOIN_MS = 16;
/** The longest wait for `STREAM_CHUNK_SIZE` pieces. */
export const CHUNK_WAIT_MS = 100;

export type LiveAnswerDeps = {
  /** Sends the text from `offset`; not called for a user whose streaming is off. */
  send: (offset: number, text: string, cites: Cite[]) => void;
  nowMs: () => number;
  /** Pieces of text that a frame waits for; 1 waits for none. */
  chunkTokens: number;
  /** Whether token frames are sent at all. */
  streaming: boolean;
};

export class LiveAnswer {
  readonly #deps: LiveAnswerDeps;
  #text = "";
  #sent = 0;
  #cites: Cite[] = [];
  #unsentCites = 0;
  #pieces = 0;
  #lastFrameMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(deps: LiveAnswerDeps) {
    this.#deps = deps;
  }

  /** All text so far, in UTF-16 units; after `flush` it is what was sent. */
  get text(): string {
    return this.#text;
  }

  /** What watchers have been sent. */
  get sentText(): string {
    return this.#deps.streaming ? this.#text.slice(0, this.#sent) : "";
  }

  /** The citations that stand in the text so far. */
  get cites(): readonly Cite[] {
    return this.#cites;
  }

  /** Those of them that stand in what was sent. */
  get sentCites(): readonly Cite[] {
    return this.#cites.slice(0, this.#unsentCites);
  }

  /** Appends final, well-formed text, which the caller has cut to the answer's bound. */
  append(text: string, cites: readonly Cite[]): void {
    this.#text += text;
    if (cites.length > 0) this.#cites.push(...cites);
    this.#pieces++;
    this.#pace();
  }

  /** Sends what waits, now. */
  flush(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    this.#pieces = 0;
    if (this.#sent === this.#text.length) return;
    const offset = this.#sent;
    const cites = this.#cites.slice(this.#unsentCites);
    this.#sent = this.#text.length;
    this.#unsentCites = this.#cites.length;
    this.#lastFrameMs = this.#deps.nowMs();
    if (this.#deps.streaming) this.#deps.send(offset, this.#text.slice(offset), cites);
  }

  /** Forgets its timer; nothing is sent any more. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #pace(): void {
    // Text that already waits is joined: a clock or a timer for every token would cost more than its frame.
    if (this.#timer !== null && (this.#deps.chunkTokens === 1 || this.#pieces < this.#deps.chunkTokens)) return;
    const sinceMs = this.#deps.nowMs() - this.#lastFrameMs;
    const enough = this.#pieces >= this.#deps.chunkTokens;
    if (this.#sent === 0 || (enough && sinceMs >= QUIET_MS)) {
      this.flush();
      return;
    }
    this.#timer ??= setTimeout(() => this.flush(), enough ? Math.max(1, JOIN_MS - sinceMs) : CHUNK_WAIT_MS);
  }
}

/**
 * The rest of a text from an offset, as a resume asks for it; an offset inside a surrogate pair is moved back by one,
 * one beyond the end is the end.
 */
export function resumeAt(text: string, offset: number): { offset: number; token: string } {
  let at = Math.min(offset, text.length);
  if (at > 0 && at < text.length) {
    const unit = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1);
    if (unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff) at--;
  }
  return { offset: at, token: text.slice(at) };
}

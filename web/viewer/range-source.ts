/**
 * The bytes of a stored file, by ranges: only what is asked for is fetched (rule W86). The end of the file comes with its
 * beginning, since a PDF is read from there; reading in sequence reads ahead; what is asked for at once and lies close
 * together is one request. Ranges of another version of the file are never mixed in. A lost connection is tried again,
 * a refusal is not. Closing ends every request.
 */

/** Fetched from either end before anything is asked for. */
export const EDGE = 64 * 1024;
/** Two pieces that are this close are fetched as one. */
const NEAR = 32 * 1024;
/** Fetched at once when a reader goes on where it stopped. */
const AHEAD = 256 * 1024;
/** What is looked at is read in blocks of so much. */
const BLOCK = 32 * 1024;
/** Kept of what was fetched and not asked for yet. */
const MAX_KEPT = 2 * 1024 * 1024;
/** Requests at the same time. */
const AT_ONCE = 6;
const RETRY_MS = [400, 1_500, 4_000];

/** Why a file cannot be read any further: a code of the contract, or `changed` when it is not the file it was. */
export class SourceFailure extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

type Ask = { headers: Record<string, string>; signal: AbortSignal; cache: "no-store"; credentials: "same-origin" };

export type RangeDeps = {
  fetch: (url: string, ask: Ask) => Promise<Response>;
  /** Resolves after this time, or at once when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

type Piece = { begin: number; bytes: Uint8Array };
type Wanted = { begin: number; end: number; resolve: (bytes: Uint8Array) => void; reject: (cause: unknown) => void };

export class RangeSource {
  readonly #url: string;
  readonly #deps: RangeDeps;
  readonly #cord = new AbortController();
  #length = 0;
  #etag: string | null = null;
  #kept: Piece[] = [];
  #wanted: Wanted[] = [];
  #running = 0;
  /** Where the last small read ended. */
  #last = -1;

  private constructor(url: string, deps: RangeDeps) {
    this.#url = url;
    this.#deps = deps;
  }

  /** Fetches both ends of the file. Throws a `SourceFailure` when there is no file to be read. */
  static async open(url: string, deps: RangeDeps, signal: AbortSignal): Promise<RangeSource> {
    const source = new RangeSource(url, deps);
    signal.addEventListener("abort", () => source.close(), { once: true });
    const ends = await Promise.all([source.#fetch(`bytes=0-${EDGE - 1}`), source.#fetch(`bytes=-${EDGE}`)]);
    const [head, tail] = ends;
    if (head.etag !== tail.etag || head.length !== tail.length) throw new SourceFailure("changed");
    source.#etag = head.etag;
    source.#length = head.length;
    source.#keep(tail);
    source.#keep(head);
    return source;
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes from `begin` up to `end`, which is left out. */
  read(begin: number, end: number): Promise<Uint8Array> {
    const kept = this.#find(begin, end);
    if (kept) return Promise.resolve(kept);
    return new Promise((resolve, reject) => {
      this.#wanted.push({ begin, end, resolve, reject });
      // What is asked for in the same tick is looked at together.
      if (this.#wanted.length === 1) queueMicrotask(() => this.#start());
    });
  }

  /** The same for who reads here and there: the blocks around are kept, since whoever comes next will want them too. */
  async look(begin: number, end: number): Promise<Uint8Array> {
    const kept = this.#find(begin, end);
    if (kept) return kept;
    const from = begin - (begin % BLOCK);
    const piece = await this.#piece(from, Math.min(Math.ceil(end / BLOCK) * BLOCK, this.#length));
    this.#keep(piece);
    return piece.bytes.slice(begin - from, end - from);
  }

  /** Ends every request; what waits is rejected. */
  close(): void {
    this.#cord.abort();
    for (const { reject } of this.#wanted.splice(0)) reject(new SourceFailure("closed"));
    this.#kept = [];
  }

  #start(): void {
    this.#wanted.sort((a, b) => a.begin - b.begin);
    while (this.#running < AT_ONCE) {
      const first = this.#wanted.shift();
      if (!first) return;
      const group = [first];
      let end = first.end;
      for (let next = this.#wanted[0]; next && next.begin - end <= NEAR; next = this.#wanted[0]) {
        group.push(next);
        end = Math.max(end, next.end);
        this.#wanted.shift();
      }
      void this.#serve(group, first.begin, end);
    }
  }

  async #serve(group: readonly Wanted[], begin: number, end: number): Promise<void> {
    this.#running++;
    try {
      // Alone, and where the last one ended: a table is read from its beginning to its end.
      const isSequence = begin === this.#last && this.#running === 1;
      const upTo = Math.min(isSequence ? Math.max(end, begin + AHEAD) : end, this.#length);
      this.#last = end;
      const piece = await this.#piece(begin, upTo);
      if (upTo > end) this.#keep(piece);
      for (const { begin: from, end: to, resolve } of group)
        resolve(piece.bytes.slice(from - piece.begin, to - piece.begin));
    } catch (cause) {
      for (const { reject } of group) reject(cause);
    } finally {
      this.#running--;
      if (this.#wanted.length > 0) this.#start();
    }
  }

  async #piece(begin: number, end: number): Promise<Piece> {
    const piece = await this.#fetch(`bytes=${begin}-${end - 1}`);
    if (piece.begin !== begin || piece.bytes.length !== end - begin) throw new SourceFailure("changed");
    return piece;
  }

  async #fetch(range: string): Promise<Piece & { length: number; etag: string | null }> {
    const headers: Record<string, string> = { range };
    if (this.#etag !== null) headers["if-range"] = this.#etag;
    const { signal } = this.#cord;
    for (let attempt = 0; ; attempt++) {
      // The browser's cache takes turns with ranges of one address, and what it would keep is kept here already.
      const ask: Ask = { headers, signal, cache: "no-store", credentials: "same-origin" };
      try {
        const response = await this.#deps.fetch(this.#url, ask);
        if (response.status === 206) return { ...(await pieceOf(response)), etag: response.headers.get("etag") };
        // Nobody reads the rest of it.
        await response.body?.cancel();
        if (response.status < 500) throw refusal(response.status);
      } catch (cause) {
        if (signal.aborted) throw new SourceFailure("closed");
        if (cause instanceof SourceFailure) throw cause;
      }
      const wait = RETRY_MS[attempt];
      if (wait === undefined) throw new SourceFailure("unavailable");
      await this.#deps.wait(wait, signal);
    }
  }

  #keep(piece: Piece): void {
    this.#kept.unshift(piece);
    let size = 0;
    this.#kept = this.#kept.filter(({ bytes }, i) => {
      size += bytes.length;
      return i === 0 || size <= MAX_KEPT;
    });
  }

  #find(begin: number, end: number): Uint8Array | null {
    const piece = this.#kept.find((one) => one.begin <= begin && one.begin + one.bytes.length >= end);
    if (!piece) return null;
    this.#last = end;
    return piece.bytes.slice(begin - piece.begin, end - piece.begin);
  }
}

async function pieceOf(response: Response): Promise<Piece & { length: number }> {
  const match = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("content-range") ?? "");
  if (!match) throw new SourceFailure("internal");
  return { begin: Number(match[1]), length: Number(match[2]), bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** What a refusal means here. The whole file, in answer to a range of a version, says that it is another one by now. */
function refusal(status: number): SourceFailure {
  if (status === 200) return new SourceFailure("changed");
  if (status === 401) return new SourceFailure("unauthenticated");
  if (status === 404) return new SourceFailure("not-found");
  return new SourceFailure(status === 416 ? "unreadable" : status === 429 ? "rate-limited" : "internal");
}

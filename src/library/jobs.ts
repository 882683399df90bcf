/**
 * The library's work that nobody waits for: due rows are started, at most two at once, each step under `waitUntil`; what the
 * account must hear is delivered; a step that threw is tried later. A row is deleted in the transaction that did its work,
 * so a crash at any moment repeats a step and loses none.
 */
import { requireConfig } from "../config.ts";
import { backoffMs, type Due, LOOK_AGAIN_MS } from "../due.ts";
import type { Env } from "../env.ts";
import { makeEmbedder } from "../model/embed.ts";
import type { Outbox } from "../outbox.ts";
import type { Parsed, ParseRequest } from "../parser/parsed.ts";
import { type DocumentRow, documentOf, fileKey, titleOf } from "./document.ts";
import type { IndexStore } from "./index-store.ts";
import { type IngestDeps, ingestStep } from "./ingest.ts";
import { deliver, tellClass, tellDocument } from "./news.ts";
import { restMs } from "./pace.ts";
import { type RemovalDeps, sweepUpload, UPLOAD_MS, wipeDocument, wipeFiles, wipeOrphan } from "./removal.ts";
import { classOf, type LibraryStore } from "./store.ts";
import { TOKENIZER_VERSION } from "./tokenize.ts";
import type { VectorCache } from "./vectors.ts";

export const DUE_KINDS = ["ingest", "upload", "wipe", "orphan", "wipe-class", "reindex", "outbox"] as const;
type Kind = (typeof DUE_KINDS)[number];

/** The parser's whole time for one range. */
const PARSE_MS = 90_000;
/** Steps that run side by side. */
const MAX_RUNNING = 2;
/** How long a call waits for the account, so that a list read next is current. */
const TELL_MS = 2_000;
/** Chunks that one step puts into the index again. */
const REINDEX_CHUNKS = 300;

export type JobsDeps = {
  ctx: DurableObjectState;
  env: Env;
  store: LibraryStore;
  index: IndexStore;
  due: Due;
  outbox: Outbox;
  cache: VectorCache;
  now: () => number;
  parser: () => Pick<Env["PARSER"], "parse">;
  /** Whether there is a class, and so tables. */
  exists: () => boolean;
  /** Called when a removed class has left nothing. */
  onWiped: () => void;
};

export class Jobs {
  readonly #deps: JobsDeps;
  readonly #running = new Set<string>();

  constructor(deps: JobsDeps) {
    this.#deps = deps;
  }

  /** One transaction, and the alarm set to what is due after it. */
  transact<T>(work: () => T): T {
    return this.#deps.ctx.storage.transactionSync(() => {
      const value = work();
      this.#deps.due.arm(this.#deps.now());
      return value;
    });
  }

  /** Notes, within a transaction, that the account is to hear of the class as it is now. */
  announceClass(): void {
    const library = this.#deps.store.library();
    if (library === null || library.removed !== 0) return;
    tellClass(this.#deps.outbox, classOf(library, this.#deps.store.counts().listed));
    this.plan("outbox", "", this.#deps.now());
  }

  /** The same for a document. */
  announceDocument(docId: string): void {
    const library = this.#deps.store.library();
    const row = this.#deps.store.document(docId);
    if (library === null || library.removed !== 0 || row === null) return;
    tellDocument(this.#deps.outbox, documentOf(row, library.class_id));
    this.plan("outbox", "", this.#deps.now());
  }

  /** Notes, within a transaction, when a step is to run; `null`: never again. */
  plan(kind: Kind, key: string, at: number | null): void {
    if (at === null) this.#deps.due.remove(kind, key);
    else this.#deps.due.put(kind, key, at);
  }

  /** Starts what is due and not running. */
  work(): void {
    const { ctx, due, now, exists } = this.#deps;
    if (!exists()) return;
    // The outbox is one short call to the account, and must not wait behind long steps.
    const ripe = due.ripe(now()).sort((a, b) => (a.kind === "outbox" ? -1 : b.kind === "outbox" ? 1 : a.at - b.at));
    for (const { kind, key } of ripe) {
      const name = `${kind} ${key}`;
      if (this.#running.has(name) || (kind !== "outbox" && this.#running.size >= MAX_RUNNING)) continue;
      this.#running.add(name);
      ctx.waitUntil(this.#run(kind, key, name));
    }
  }

  /** Delivers what the account has not heard; resolves when it has, or after 2 s. */
  async tell(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, TELL_MS);
    });
    const told = this.#deliver();
    this.#deps.ctx.waitUntil(told);
    await Promise.race([told, late]);
    clearTimeout(timer);
  }

  async #run(kind: string, key: string, name: string): Promise<void> {
    try {
      await this.#step(kind, key);
    } catch (error) {
      console.error(JSON.stringify({ event: "library-step-failed", kind, error: String(error) }));
      this.#later(kind, key);
    } finally {
      this.#running.delete(name);
      this.work();
    }
  }

  /** A step that threw stays due, but not at once. */
  #later(kind: string, key: string): void {
    const { ctx, due, now } = this.#deps;
    try {
      this.transact(() => due.put(kind, key, now() + LOOK_AGAIN_MS));
    } catch {
      void ctx.storage.setAlarm(now() + LOOK_AGAIN_MS);
    }
  }

  async #step(kind: string, key: string): Promise<void> {
    const library = this.#deps.exists() ? this.#deps.store.library() : null;
    if (library === null) return;
    const removal = this.#removal(library.class_id);
    switch (kind) {
      case "ingest":
        await ingestStep(this.#ingest(library.class_id), key);
        this.#deps.cache.forget();
        this.#deps.ctx.waitUntil(this.#deliver());
        return;
      case "upload":
        return sweepUpload(removal, key);
      case "wipe":
        return wipeDocument(removal, key);
      case "orphan":
        return wipeOrphan(removal, key);
      case "wipe-class":
        return this.#wipeClass(removal);
      case "reindex":
        return this.#reindex(Number(key));
      case "outbox":
        return this.#deliver();
    }
  }

  async #deliver(): Promise<void> {
    const { env, outbox, store, now, exists } = this.#deps;
    const owner = exists() ? store.library()?.owner : undefined;
    if (owner === undefined) return;
    await outbox.drain((row) => deliver(env.USER_ACCOUNT.getByName(owner), owner, row));
    if (!exists()) return;
    this.transact(() => {
      const [next] = outbox.pending();
      this.plan("outbox", "", next === undefined ? null : now() + backoffMs(Math.max(1, next.tries), Math.random()));
    });
  }

  #ingest(classId: string): IngestDeps {
    const { env, store, index, now } = this.#deps;
    return {
      store,
      index,
      embedder: makeEmbedder(requireConfig(env)),
      parse: (row, pages) => this.#parse(classId, row, pages),
      transact: (work) => this.transact(work),
      announce: (docId) => this.announceDocument(docId),
      plan: (docId, at) => this.plan("ingest", docId, at),
      now,
      next: this.#nextAfter(now()),
      random: () => Math.random(),
    };
  }

  async #parse(classId: string, row: DocumentRow, pages: ParseRequest["pages"]): Promise<Parsed | null> {
    const file = await this.#deps.env.FILES.get(fileKey(classId, row.id));
    if (file === null) return null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the parser took too long")), PARSE_MS);
    });
    try {
      const call = this.#deps.parser().parse({ name: row.name, mediaType: row.media_type, bytes: file.body, pages });
      return await Promise.race([call, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** When the step after one that began at `begun` is to run. */
  #nextAfter(begun: number): () => number {
    const { now } = this.#deps;
    return () => now() + restMs(now() - begun);
  }

  #removal(classId: string): RemovalDeps {
    const { env, store, index, now } = this.#deps;
    return {
      classId,
      store,
      index,
      files: env.FILES,
      transact: (work) => this.transact(work),
      plan: (kind, docId, at) => this.plan(kind, docId, at),
      now,
      next: this.#nextAfter(now()),
    };
  }

  /** Ends the class: its files, then, once the account has heard and no upload can still arrive, all of its storage. */
  async #wipeClass(removal: RemovalDeps): Promise<void> {
    const { ctx, store, outbox, now, onWiped } = this.#deps;
    const empty = await wipeFiles(removal);
    const last = store.lastUploadBegun();
    const arrivesUntil = last === null ? 0 : last + UPLOAD_MS;
    const told = outbox.pending().length === 0;
    if (empty && told && arrivesUntil <= now()) {
      await ctx.storage.deleteAll();
      await ctx.storage.deleteAlarm();
      return onWiped();
    }
    const again = !empty ? removal.next() : told ? arrivesUntil : now() + LOOK_AGAIN_MS;
    this.transact(() => this.plan("wipe-class", "", again));
  }

  /** Puts the chunks after `after` into the index again, some at a time. */
  #reindex(after: number): void {
    const { index } = this.#deps;
    const next = this.#nextAfter(this.#deps.now());
    this.transact(() => {
      const ids = index.chunkIdsAfter(after, REINDEX_CHUNKS);
      for (const chunk of index.loadAny(ids)) index.reindex(chunk, titleOf(chunk.document));
      this.plan("reindex", String(after), null);
      const last = ids.at(-1);
      if (last !== undefined && ids.length === REINDEX_CHUNKS) this.plan("reindex", String(last), next());
    });
  }

  /** On every wake: an alarm is set while something is due, and an index of older tokens is begun anew. */
  wake(): void {
    const { ctx, store, index } = this.#deps;
    const library = store.library();
    if (library !== null && library.removed === 0 && library.tokenizer !== TOKENIZER_VERSION) {
      this.transact(() => {
        index.clearIndex();
        store.noteTokenizer(TOKENIZER_VERSION);
        this.plan("reindex", "0", this.#deps.now());
      });
    }
    ctx.waitUntil(this.#repairAlarm());
    this.work();
  }

  async #repairAlarm(): Promise<void> {
    if ((await this.#deps.ctx.storage.getAlarm()) === null && this.#deps.exists()) this.#deps.due.arm(this.#deps.now());
  }
}

/**
 * The library's work that nobody waits for: due rows are started, at most two at once and the longest waiting first, so that
 * documents that came together go on together; each step runs under `waitUntil` (steps.ts). What the account must hear is
 * delivered; a step that threw is tried later. A row is deleted in the transaction that did its work, so a crash at any moment
 * repeats a step and loses none.
 */
import { backoffMs, type Due, LOOK_AGAIN_MS } from "../due.ts";
import type { Env } from "../env.ts";
import type { Outbox } from "../outbox.ts";
import type { Document } from "../protocol.ts";
import type { ArchiveStore } from "./archive-store.ts";
import type { IndexStore } from "./index-store.ts";
import { deliver, tellClass, tellDocument } from "./news.ts";
import type { NumberStore } from "./number-store.ts";
import { runStep } from "./steps.ts";
import { classOf, type LibraryStore } from "./store.ts";
import { TOKENIZER_VERSION } from "./tokenize.ts";
import type { VersionDeps } from "./versions.ts";

export const DUE_KINDS = [
  "ingest",
  "unpack",
  "upload",
  "wipe",
  "clear",
  "orphan",
  "expire",
  "wipe-class",
  "reindex",
  "retitle",
  "outbox",
] as const;
export type Kind = (typeof DUE_KINDS)[number];

/** Steps that run side by side. */
const MAX_RUNNING = 2;
/** How long a call waits for the account, so that a list read next is current. */
const TELL_MS = 2_000;
/** Progress is told so often at most: what comes meanwhile is told together. */
const PROGRESS_MS = 250;

export type JobsDeps = {
  ctx: DurableObjectState;
  env: Env;
  store: LibraryStore;
  index: IndexStore;
  numbers: NumberStore;
  archives: ArchiveStore;
  due: Due;
  outbox: Outbox;
  now: () => number;
  parser: () => Pick<Env["PARSER"], "parse" | "list" | "extract">;
  files: () => R2Bucket;
  /** Whether there is a class, and so tables. */
  exists: () => boolean;
  /** Called when a removed class has left nothing. */
  onWiped: () => void;
};

export class Jobs {
  /** What passes a document's id on to another file, as pieces of a transaction. */
  readonly versions: VersionDeps;
  readonly #deps: JobsDeps;
  readonly #running = new Set<string>();
  #toldAt = 0;

  constructor(deps: JobsDeps) {
    this.#deps = deps;
    this.versions = {
      store: deps.store,
      numbers: deps.numbers,
      plan: (kind, key, at) => this.plan(kind, key, at),
      announce: (docId) => this.announceDocument(docId),
      now: deps.now,
    };
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
    this.#planTelling(this.#deps.now());
  }

  /** The same for a document. That it goes on is told now and then, all else at once. */
  announceDocument(docId: string): void {
    const { store, outbox, now } = this.#deps;
    const library = store.library();
    const row = store.document(docId);
    if (library === null || library.removed !== 0 || row === null) return;
    const document = store.shown(row, library.class_id);
    tellDocument(outbox, document);
    this.#planTelling(isOnItsWay(document) ? Math.max(now(), this.#toldAt + PROGRESS_MS) : now());
  }

  #planTelling(at: number): void {
    const planned = this.#deps.due.at("outbox", "");
    this.plan("outbox", "", planned === null ? at : Math.min(planned, at));
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
    const at = due.at("outbox", "");
    // The outbox is one short call to the account, and must not wait behind long steps.
    const news = at !== null && at <= now() ? [{ kind: "outbox", key: "" }] : [];
    const ripe = due.ripe(now(), this.#running.size + MAX_RUNNING + 1).filter(({ kind }) => kind !== "outbox");
    for (const { kind, key } of [...news, ...ripe]) {
      const name = `${kind} ${key}`;
      if (this.#running.has(name) || (kind !== "outbox" && this.#steps() >= MAX_RUNNING)) continue;
      this.#running.add(name);
      ctx.waitUntil(this.#run(kind, key, name));
    }
  }

  #steps(): number {
    return this.#running.size - (this.#running.has("outbox ") ? 1 : 0);
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
      if (kind === "outbox") await this.#deliver();
      else if (this.#deps.exists()) await runStep(this.#deps, this, { kind, key });
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

  async #deliver(): Promise<void> {
    const { env, outbox, store, now, exists } = this.#deps;
    const owner = exists() ? store.library()?.owner : undefined;
    if (owner === undefined) return;
    this.#toldAt = now();
    await outbox.drain((row) => deliver(env.USER_ACCOUNT.getByName(owner), owner, row));
    if (!exists()) return;
    this.transact(() => {
      const next = outbox.first();
      this.plan("outbox", "", next === null ? null : now() + backoffMs(Math.max(1, next.tries), Math.random()));
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

/** Whether the word about a document is only how far it is: another one follows. */
function isOnItsWay({ status, update }: Document): boolean {
  return status === "processing" || (status === "ready" && update?.error === null);
}

/**
 * ClassLibrary, one Durable Object per class: wakes, checks the owner, runs one transaction per call, starts what is due.
 * Owns the documents of a class, their text, index and vectors, and their ingestion (rules L, R). Steps are in ingest.ts and
 * removal.ts, ranking in search.ts, SQL in the stores. Bytes of files pass it by: routes stream them to and from R2.
 */
import { DurableObject } from "cloudflare:workers";
import type { Passage } from "../answer/passage.ts";
import { requireConfig } from "../config.ts";
import { Due, LOOK_AGAIN_MS } from "../due.ts";
import type { Env } from "../env.ts";
import { ok, type Result, refuse } from "../failure.ts";
import { embedderName, quantize } from "../model/embed.ts";
import { Outbox } from "../outbox.ts";
import { isOwner } from "../principal.ts";
import type { Class, Document } from "../protocol.ts";
import { ArchiveStore } from "./archive-store.ts";
import { type Change, changeDocument } from "./change.ts";
import { type DocumentRow, downloadName, fileKey, fileOf, isKnown, isListed, readChunkId } from "./document.ts";
import { IndexStore } from "./index-store.ts";
import { DUE_KINDS, Jobs } from "./jobs.ts";
import { NEWS, tellRemoved } from "./news.ts";
import { NumberStore } from "./number-store.ts";
import { keysOf, soughtBy } from "./question.ts";
import type { Frequencies } from "./rank.ts";
import { cover, type Found, find, type PageView, pageView, passagesOf, rankFound } from "./search.ts";
import { type Standing, standing } from "./standing.ts";
import { classOf, type LibraryRow, LibraryStore } from "./store.ts";
import { abandonUpload, beginUpload, finishUpload, removeDocument, type UploadDeps } from "./uploads.ts";
import { VectorCache } from "./vectors.ts";

export type BeginUpload = {
  userId: string;
  name: string;
  mediaType: string;
  bytes: number | null;
  /** The document whose new version it is to be. */
  replaces?: string | null;
};
export type StoredFile = { key: string; name: string; mediaType: string; bytes: number };
export type SearchCall = {
  userId: string;
  query: string;
  docId: string | null;
  limit: number;
  vector?: number[] | null;
  frequencies?: Frequencies | null;
};

export class ClassLibrary extends DurableObject<Env> {
  /** The clock, the parser and R2: fields, so that tests can put others in their place. */
  now: () => number = () => Date.now();
  parser: Pick<Env["PARSER"], "parse" | "list" | "extract"> = this.env.PARSER;
  files: R2Bucket = this.env.FILES;

  readonly #store: LibraryStore;
  readonly #index: IndexStore;
  readonly #numbers: NumberStore;
  readonly #due: Due;
  readonly #outbox: Outbox;
  readonly #jobs: Jobs;
  readonly #cache = new VectorCache();
  #exists: boolean;
  #vectorsChecked = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new LibraryStore(ctx.storage);
    this.#index = new IndexStore(ctx.storage.sql);
    this.#numbers = new NumberStore(ctx.storage.sql);
    this.#due = new Due(ctx.storage, DUE_KINDS);
    this.#outbox = new Outbox(ctx.storage.sql, NEWS);
    this.#jobs = new Jobs({
      ctx,
      env,
      store: this.#store,
      index: this.#index,
      numbers: this.#numbers,
      archives: new ArchiveStore(ctx.storage.sql),
      due: this.#due,
      outbox: this.#outbox,
      now: () => this.now(),
      parser: () => this.parser,
      files: () => this.files,
      exists: () => this.#exists,
      onWiped: () => {
        this.#exists = false;
      },
    });
    this.#exists = this.#store.open();
    if (this.#exists) this.#jobs.wake();
  }

  // ---- the class ----

  /** Makes the class, or finds it made by the same user. */
  async create(p: { userId: string; class: Class }): Promise<Result<Class>> {
    if (!this.#exists) {
      this.#jobs.transact(() => {
        this.#store.create(p.class.id, p.userId, p.class.name, Date.parse(p.class.createdAt));
        this.#jobs.announceClass();
      });
      this.#exists = true;
    }
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    await this.#jobs.tell();
    return ok(this.#classOf(door.value));
  }

  async rename(p: { userId: string; name: string }): Promise<Result<Class>> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    this.#jobs.transact(() => {
      this.#store.rename(p.name);
      this.#jobs.announceClass();
    });
    await this.#jobs.tell();
    return ok(this.#classOf({ ...door.value, name: p.name }));
  }

  /** From here on the class answers as one that does not exist; its files and rows follow. */
  async remove(p: { userId: string }): Promise<Result<null>> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    this.#jobs.transact(() => {
      this.#store.markRemoved();
      tellRemoved(this.#outbox, door.value.class_id);
      this.#jobs.plan("outbox", "", this.now());
      this.#jobs.plan("wipe-class", "", this.now());
    });
    this.#cache.forget();
    await this.#jobs.tell();
    this.#jobs.work();
    return ok(null);
  }

  /** Whether this class, and this document in it, is the user's. */
  check(p: { userId: string; docId: string | null }): Result<{ class: Class }> {
    return this.#enter<{ class: Class }>(p, (library) => {
      if (p.docId !== null && this.#listed(p.docId) === null) return refuse("not-found");
      return ok({ class: this.#classOf(library) });
    });
  }

  // ---- documents ----

  documents(p: { userId: string }): Result<Document[]> {
    return this.#enter(p, ({ class_id }) => ok(this.#store.allShown(class_id)));
  }

  document(p: { userId: string; docId: string }): Result<Document> {
    return this.#withKnown(p, (row, { class_id }) => ok(this.#store.shown(row, class_id)));
  }

  /** Makes room for a file: where its bytes are to be put. Followed by `finishUpload` or `abandonUpload`. */
  beginUpload(p: BeginUpload): Result<{ docId: string; key: string }> {
    return this.#enter(p, (library) => beginUpload(this.#uploads(library), p));
  }

  /** The bytes are in R2: the document is one of the class, and is read from now on, or it was there already. */
  finishUpload(p: { userId: string; docId: string; bytes: number; hash?: string | null }): Result<Document> {
    return this.#enter(p, (library) => finishUpload(this.#uploads(library), { ...p, hash: p.hash ?? null }));
  }

  /** The upload did not succeed: nothing of it is kept. */
  abandonUpload(p: { userId: string; docId: string }): Result<null> {
    return this.#enter(p, (library) => abandonUpload(this.#uploads(library), p.docId));
  }

  /** What its student says of a document: its name, and the line by which it is cited. */
  changeDocument(p: { userId: string; docId: string; change: Change }): Result<Document> {
    return this.#withDocument(p, (row, library) => {
      const changed = changeDocument(this.#uploads(library), row, p.change);
      return changed.ok ? ok(this.#store.shown(this.#store.at(row.seq) ?? row, library.class_id)) : changed;
    });
  }

  /** Found no more from here on; its file and rows follow. */
  removeDocument(p: { userId: string; docId: string }): Result<null> {
    return this.#withKnown(p, (row, library) => removeDocument(this.#uploads(library), row));
  }

  /** Where the original is, for the route that streams it. */
  fileOf(p: { userId: string; docId: string }): Result<StoredFile> {
    return this.#withDocument(p, (row, { class_id }) =>
      ok({
        key: fileKey(class_id, fileOf(row)),
        name: downloadName(row),
        mediaType: row.media_type,
        bytes: row.bytes,
      }),
    );
  }

  /** The text of one page, and where its chunks are in it. */
  page(p: { userId: string; docId: string; page: number }): Result<PageView> {
    return this.#withDocument(p, (row) => {
      const view = pageView(this.#index, row, p.page);
      return view === null ? refuse("not-found", "There is no such page.") : ok(view);
    });
  }

  // ---- retrieval ----

  /** The passages that fit a question best; none when the document is not one of this class. */
  search(p: SearchCall): Result<Passage[]> {
    const found = this.find(p);
    return found.ok ? ok(rankFound(found.value, p.limit)) : found;
  }

  /** What fits, with both measures, for a caller that asks several classes and ranks what all of them found. */
  find(p: SearchCall): Result<Found[]> {
    return this.#withScope(p, ({ class_id }, seq) => {
      const model = embedderName(requireConfig(this.env));
      this.#checkVectors(model);
      const vector = p.vector && model !== null ? { model, code: quantize(Float32Array.from(p.vector)) } : null;
      return find(this.#index, this.#cache, class_id, {
        query: p.query,
        seq,
        vector,
        frequencies: p.frequencies ?? null,
      });
    });
  }

  /** How often the words of a question occur here. */
  frequencies(p: { userId: string; query: string }): Result<Frequencies> {
    return this.#enter(p, () => ok(this.#index.frequencies(keysOf(soughtBy(p.query)))));
  }

  /** Passages spread over every section. */
  coverage(p: { userId: string; docId: string | null; limit: number }): Result<Passage[]> {
    return this.#withScope(p, ({ class_id }, seq) => cover(this.#index, class_id, seq, p.limit));
  }

  /** Those of the chunks that there are. */
  chunks(p: { userId: string; chunkIds: string[] }): Result<Passage[]> {
    return this.#withScope({ userId: p.userId, docId: null }, ({ class_id }) =>
      passagesOf(this.#index, class_id, p.chunkIds, (chunkId) => this.#chunkCalled(chunkId)),
    );
  }

  /** Whether chunks that were cited stand as they stood then, and on which page. */
  standing(p: { userId: string; chunkIds: string[] }): Result<Standing[]> {
    return this.#enter(p, () => ok(standing(this.#numbers, p.chunkIds, (docId) => this.#listed(docId))));
  }

  // ---- the door ----

  /** The one check of the owner; a class that is not the user's, was removed or never made is answered alike. */
  #door(userId: string): Result<LibraryRow> {
    const library = this.#exists ? this.#store.library() : null;
    if (library === null || library.removed !== 0 || !isOwner(library.owner, userId)) return refuse("not-found");
    return ok(library);
  }

  #listed(docId: string): DocumentRow | null {
    const row = this.#store.document(docId);
    return row !== null && isListed(row) ? row : null;
  }

  /** Which chunk an id on the wire means, where it is one of a document that is here. */
  #chunkCalled(chunkId: string): number | null {
    const read = readChunkId(chunkId);
    const row = read === null ? null : this.#listed(read.docId);
    return read === null || row === null ? null : (this.#numbers.chunkCalled(row, read.number)?.id ?? null);
  }

  #enter<T>(p: { userId: string }, use: (library: LibraryRow) => Result<T>): Result<T> {
    const door = this.#door(p.userId);
    return door.ok ? use(door.value) : door;
  }

  #withDocument<T>(
    p: { userId: string; docId: string },
    use: (row: DocumentRow, library: LibraryRow) => Result<T>,
  ): Result<T> {
    return this.#enter(p, (library) => {
      const row = this.#listed(p.docId);
      return row === null ? refuse("not-found") : use(row, library);
    });
  }

  /** The same for a document that only answers by its id, as an archive does that came apart. */
  #withKnown<T>(
    p: { userId: string; docId: string },
    use: (row: DocumentRow, library: LibraryRow) => Result<T>,
  ): Result<T> {
    return this.#enter(p, (library) => {
      const row = this.#store.document(p.docId);
      return row === null || !isKnown(row) ? refuse("not-found") : use(row, library);
    });
  }

  /** `seq` is the document's number, `null` for the whole class; a document that is not here holds nothing. */
  #withScope<T>(
    p: { userId: string; docId: string | null },
    use: (library: LibraryRow, seq: number | null) => T[],
  ): Result<T[]> {
    return this.#enter(p, (library) => {
      if (p.docId === null) return ok(use(library, null));
      const row = this.#listed(p.docId);
      return ok(row === null ? [] : use(library, row.seq));
    });
  }

  #uploads({ class_id }: LibraryRow): UploadDeps {
    return {
      classId: class_id,
      store: this.#store,
      jobs: this.#jobs,
      now: () => this.now(),
      maxBytes: requireConfig(this.env).uploadMaxBytes,
    };
  }

  #classOf(library: LibraryRow): Class {
    return classOf(library, this.#store.counts().listed);
  }

  /** Once in the life of an instance: documents whose vectors are missing, or of another model, get them. */
  #checkVectors(model: string | null): void {
    if (this.#vectorsChecked || model === null) return;
    this.#vectorsChecked = true;
    const missing = this.#store.withoutVectors(model, 100);
    if (missing.length === 0) return;
    this.#jobs.transact(() => {
      for (const docId of missing) this.#jobs.plan("ingest", docId, this.now());
    });
    this.#jobs.work();
  }

  /** Starts what is due. Never throws: a thrown alarm is repeated only a few times, then lost. */
  override alarm(): void {
    try {
      if (!this.#exists) return;
      this.#jobs.work();
      this.#due.arm(this.now());
    } catch (error) {
      console.error(JSON.stringify({ event: "alarm-failed", error: String(error) }));
      void this.ctx.storage.setAlarm(this.now() + LOOK_AGAIN_MS);
    }
  }
}

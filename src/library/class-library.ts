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
import { makeEmbedder, quantize } from "../model/embed.ts";
import { Outbox } from "../outbox.ts";
import { isOwner } from "../principal.ts";
import type { Class, Document } from "../protocol.ts";
import { chunkIdOf, cleanName, type DocumentRow, documentOf, fileKey, isListed, readChunkId } from "./document.ts";
import { IndexStore, SPAN } from "./index-store.ts";
import { DUE_KINDS, Jobs } from "./jobs.ts";
import { NEWS, tellRemoved } from "./news.ts";
import type { Frequencies } from "./rank.ts";
import { UPLOAD_MS } from "./removal.ts";
import { cover, type Found, find, passageOf, rankFound } from "./search.ts";
import { classOf, type LibraryRow, LibraryStore } from "./store.ts";
import { queryTerms } from "./tokenize.ts";
import { VectorCache } from "./vectors.ts";

export const MAX_DOCUMENTS = 2_000;
/** One passage on a page, for whoever shows the page. */
export type PageChunk = { chunkId: string; start: number; end: number; text: string };
export type SearchCall = {
  userId: string;
  query: string;
  docId: string | null;
  limit: number;
  vector?: number[] | null;
  frequencies?: Frequencies | null;
};

export class ClassLibrary extends DurableObject<Env> {
  /** The clock and the parser: fields, so that tests can put others in their place. */
  now: () => number = () => Date.now();
  parser: Pick<Env["PARSER"], "parse"> = this.env.PARSER;

  readonly #store: LibraryStore;
  readonly #index: IndexStore;
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
    this.#due = new Due(ctx.storage, DUE_KINDS);
    this.#outbox = new Outbox(ctx.storage.sql, NEWS);
    this.#jobs = new Jobs({
      ctx,
      env,
      store: this.#store,
      index: this.#index,
      due: this.#due,
      outbox: this.#outbox,
      cache: this.#cache,
      now: () => this.now(),
      parser: () => this.parser,
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
      this.#due.put("outbox", "", this.now());
      this.#due.put("wipe-class", "", this.now());
    });
    this.#cache.forget();
    await this.#jobs.tell();
    this.#jobs.work();
    return ok(null);
  }

  /** Whether this class, and this document in it, is the user's. */
  check(p: { userId: string; docId: string | null }): Result<{ class: Class }> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    if (p.docId !== null && this.#listed(p.docId) === null) return refuse("not-found");
    return ok({ class: this.#classOf(door.value) });
  }

  // ---- documents ----

  documents(p: { userId: string }): Result<Document[]> {
    const door = this.#door(p.userId);
    return door.ok ? ok(this.#store.listed().map((row) => documentOf(row, door.value.class_id))) : door;
  }

  document(p: { userId: string; docId: string }): Result<Document> {
    return this.#withDocument(p, (row, { class_id }) => ok(documentOf(row, class_id)));
  }

  /** Makes room for a file: where its bytes are to be put. Followed by `finishUpload` or `abandonUpload`. */
  beginUpload(p: {
    userId: string;
    name: string;
    mediaType: string;
    bytes: number | null;
  }): Result<{ docId: string; key: string }> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    if (p.bytes !== null && p.bytes > requireConfig(this.env).uploadMaxBytes) return refuse("too-large");
    if (this.#store.counts().all >= MAX_DOCUMENTS)
      return refuse("storage-exceeded", "There is no room for more documents in this class.");
    const docId = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    this.#jobs.transact(() => {
      this.#store.addDocument({
        id: docId,
        name: cleanName(p.name),
        mediaType: p.mediaType.slice(0, 200),
        createdAt: this.now(),
      });
      this.#due.put("upload", docId, this.now() + UPLOAD_MS);
    });
    return ok({ docId, key: fileKey(door.value.class_id, docId) });
  }

  /** The bytes are in R2: the document is one of the class, and is read from now on. */
  finishUpload(p: { userId: string; docId: string; bytes: number }): Result<Document> {
    const door = this.#door(p.userId);
    const row = this.#exists ? this.#store.document(p.docId) : null;
    if (!door.ok || row?.state !== "uploading") {
      if (this.#exists && isOwner(this.#store.library()?.owner ?? null, p.userId) && (row === null || !isListed(row)))
        this.#wipeLate(p.docId);
      return refuse("not-found");
    }
    const document = this.#jobs.transact(() => {
      this.#store.setBytes(p.docId, p.bytes);
      this.#store.advance(p.docId, "uploading", "queued");
      this.#due.remove("upload", p.docId);
      this.#due.put("ingest", p.docId, this.now());
      this.#jobs.announceClass();
      this.#jobs.announceDocument(p.docId);
      return documentOf({ ...row, bytes: p.bytes, state: "queued" }, door.value.class_id);
    });
    this.#jobs.work();
    return ok(document);
  }

  /** The upload did not succeed: nothing of it is kept. */
  abandonUpload(p: { userId: string; docId: string }): Result<null> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    this.#jobs.transact(() => {
      if (!this.#store.advance(p.docId, "uploading", "removed")) return;
      this.#due.remove("upload", p.docId);
      this.#due.put("wipe", p.docId, this.now());
    });
    this.#jobs.work();
    return ok(null);
  }

  /** Found no more from here on; its file and rows follow. */
  removeDocument(p: { userId: string; docId: string }): Result<null> {
    const removed = this.#withDocument(p, (row) => {
      this.#jobs.transact(() => {
        this.#store.markDocumentRemoved(row.id);
        this.#due.remove("ingest", row.id);
        this.#due.put("wipe", row.id, this.now());
        this.#jobs.announceClass();
      });
      return ok(null);
    });
    if (!removed.ok) return removed;
    this.#cache.forget();
    this.#jobs.work();
    return removed;
  }

  /** Where the original is, for the route that streams it. */
  fileOf(p: {
    userId: string;
    docId: string;
  }): Result<{ key: string; name: string; mediaType: string; bytes: number }> {
    return this.#withDocument(p, ({ id, name, media_type, bytes }, { class_id }) =>
      ok({ key: fileKey(class_id, id), name, mediaType: media_type, bytes }),
    );
  }

  /** The text of one page, and where its chunks are in it. */
  page(p: {
    userId: string;
    docId: string;
    page: number;
  }): Result<{ page: number; text: string; chunks: PageChunk[] }> {
    return this.#withDocument(p, (row) => {
      const found =
        Number.isSafeInteger(p.page) && p.page > 0 && p.page < SPAN ? this.#index.page(row.seq, p.page) : null;
      if (found === null) return refuse("not-found");
      const { text } = found;
      const chunks = found.chunks.map(({ n, start, end }) => ({
        chunkId: chunkIdOf(row.id, n),
        start,
        end,
        text: text.slice(start, end),
      }));
      return ok({ page: p.page, text, chunks });
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
      const model = makeEmbedder(requireConfig(this.env))?.name;
      this.#checkVectors(model);
      const vector = p.vector && model !== undefined ? { model, code: quantize(Float32Array.from(p.vector)) } : null;
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
    const door = this.#door(p.userId);
    return door.ok ? ok(this.#index.frequencies(queryTerms(p.query))) : door;
  }

  /** Passages spread over every section. */
  coverage(p: { userId: string; docId: string | null; limit: number }): Result<Passage[]> {
    return this.#withScope(p, ({ class_id }, seq) => cover(this.#index, class_id, seq, p.limit));
  }

  /** Those of the chunks that there are. */
  chunks(p: { userId: string; chunkIds: string[] }): Result<Passage[]> {
    return this.#withScope({ userId: p.userId, docId: null }, ({ class_id }) => {
      const ids = p.chunkIds.slice(0, 64).flatMap((chunkId) => {
        const read = readChunkId(chunkId);
        const row = read === null ? null : this.#store.document(read.docId);
        return read === null || row === null ? [] : [row.seq * SPAN + read.n];
      });
      return this.#index.load(ids).map((chunk) => passageOf(chunk, class_id, 0));
    });
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

  #withDocument<T>(
    p: { userId: string; docId: string },
    use: (row: DocumentRow, library: LibraryRow) => Result<T>,
  ): Result<T> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    const row = this.#listed(p.docId);
    return row === null ? refuse("not-found") : use(row, door.value);
  }

  /** `seq` is the document's number, `null` for the whole class; a document that is not here holds nothing. */
  #withScope<T>(
    p: { userId: string; docId: string | null },
    use: (library: LibraryRow, seq: number | null) => T[],
  ): Result<T[]> {
    const door = this.#door(p.userId);
    if (!door.ok) return door;
    if (p.docId === null) return ok(use(door.value, null));
    const row = this.#listed(p.docId);
    return ok(row === null ? [] : use(door.value, row.seq));
  }

  #classOf(library: LibraryRow): Class {
    return classOf(library, this.#store.counts().listed);
  }

  /** An upload ended after its document, or its class, was removed: what it put into R2 goes again. */
  #wipeLate(docId: string): void {
    this.#jobs.transact(() => this.#jobs.plan("orphan", docId, this.now()));
    this.#jobs.work();
  }

  /** Once in the life of an instance: documents whose vectors are missing, or of another model, get them. */
  #checkVectors(model: string | undefined): void {
    if (this.#vectorsChecked || model === undefined) return;
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

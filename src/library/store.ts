/**
 * The library's SQL about the class itself and its documents; what is searched is in index-store.ts.
 * Every method is a piece of its caller's transaction; updates of a document are conditional on the state they start from.
 * Nothing is written, not even a table, before `create`.
 */
import firstMigration from "../../migrations/library/0001-library.sql";
import pagePlaces from "../../migrations/library/0002-page-places.sql";
import versions from "../../migrations/library/0003-versions.sql";
import vectorSigns from "../../migrations/library/0004-vector-signs.sql";
import failureCodes from "../../migrations/library/0005-failure-codes.sql";
import { migrate } from "../migrate.ts";
import type { Class, Document } from "../protocol.ts";
import { type DocumentRow, documentOf, isListed, type State } from "./document.ts";
import type { Reason } from "./reason.ts";
import { TOKENIZER_VERSION } from "./tokenize.ts";

const MIGRATIONS = [firstMigration, pagePlaces, versions, vectorSigns, failureCodes];

export type LibraryRow = {
  class_id: string;
  owner: string;
  name: string;
  created_at: number;
  removed: number;
  tokenizer: number;
};

/** The class of the contract. */
export function classOf({ class_id, name, created_at }: LibraryRow, documentCount: number): Class {
  return { id: class_id, name, createdAt: new Date(created_at).toISOString(), documentCount };
}

export type NewDocument = {
  id: string;
  name: string;
  mediaType: string;
  createdAt: number;
  replaces: string | null;
  archive: string | null;
};

export class LibraryStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  /** Brings the tables of a class that exists up to date; makes none for one that does not. Answers whether it exists. */
  open(): boolean {
    const exists =
      this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'library'").toArray().length > 0;
    if (exists) migrate(this.#storage, MIGRATIONS);
    return exists;
  }

  /** Makes the tables and the class. */
  create(classId: string, owner: string, name: string, createdAt: number): void {
    migrate(this.#storage, MIGRATIONS);
    this.#sql.exec(
      "INSERT INTO library VALUES (1, ?, ?, ?, ?, 0, ?)",
      classId,
      owner,
      name,
      createdAt,
      TOKENIZER_VERSION,
    );
  }

  /** The class; only for one that exists. */
  library(): LibraryRow | null {
    return this.#sql.exec<LibraryRow>("SELECT * FROM library").toArray()[0] ?? null;
  }

  rename(name: string): void {
    this.#sql.exec("UPDATE library SET name = ?", name);
  }

  /** The class and all its documents are gone for every reader. */
  markRemoved(): void {
    this.#sql.exec("UPDATE library SET removed = 1");
    this.#sql.exec("UPDATE document SET state = 'removed' WHERE state <> 'uploading'");
  }

  noteTokenizer(version: number): void {
    this.#sql.exec("UPDATE library SET tokenizer = ?", version);
  }

  // ---- documents ----

  addDocument(row: NewDocument): void {
    this.#sql.exec(
      `INSERT INTO document (id, name, media_type, bytes, state, created_at, read_pages, open_headings, chunks, tokens, embedded, tries,
         file, file_name, replaces, archive)
       VALUES (?, ?, ?, 0, 'uploading', ?, 0, '[]', 0, 0, 0, 0, ?, ?, ?, ?)`,
      row.id,
      row.name,
      row.mediaType,
      row.createdAt,
      row.id,
      row.name,
      row.replaces,
      row.archive,
    );
  }

  document(docId: string): DocumentRow | null {
    return this.#one("SELECT * FROM document WHERE id = ?", docId);
  }

  /** The same by what never changes. */
  at(seq: number): DocumentRow | null {
    return this.#one("SELECT * FROM document WHERE seq = ?", seq);
  }

  ofFile(file: string): DocumentRow | null {
    return this.#one("SELECT * FROM document WHERE file = ?1 OR (file IS NULL AND id = ?1)", file);
  }

  #one(query: string, key: string | number): DocumentRow | null {
    return this.#sql.exec<DocumentRow>(query, key).toArray()[0] ?? null;
  }

  /** The documents that the user has, in the order in which they came. */
  listed(): DocumentRow[] {
    return this.#sql
      .exec<DocumentRow>("SELECT * FROM document ORDER BY COALESCE(place, seq), seq")
      .toArray()
      .filter(isListed);
  }

  /** New versions that are read while the old ones stand: of one document, or all; the newest first. */
  versions(docId: string | null): DocumentRow[] {
    return this.#sql
      .exec<DocumentRow>(
        `SELECT * FROM document WHERE replaces IS NOT NULL AND (?1 IS NULL OR replaces = ?1)
           AND state NOT IN ('uploading', 'removed') ORDER BY seq DESC`,
        docId,
      )
      .toArray();
  }

  /** A document as the contract shows it. */
  shown(row: DocumentRow, classId: string): Document {
    return documentOf(row, classId, this.versions(row.id)[0] ?? null);
  }

  /** All of them. */
  allShown(classId: string): Document[] {
    const versions = new Map(this.versions(null).map((version) => [version.replaces, version]));
    return this.listed().map((row) => documentOf(row, classId, versions.get(row.id) ?? null));
  }

  /** What has the same bytes: documents, and versions that are being read. */
  alike(hash: string): DocumentRow[] {
    return this.#sql
      .exec<DocumentRow>("SELECT * FROM document WHERE hash = ? ORDER BY seq", hash)
      .toArray()
      .filter((row) => isListed({ ...row, replaces: null }));
  }

  /**
   * Documents of the user, all rows with those on their way in or out, and the bytes of what is stored. Archives that come apart
   * are counted by what comes out of them.
   */
  counts(): { listed: number; all: number; bytes: number } {
    return this.#sql
      .exec<{ listed: number; all: number; bytes: number }>(
        `SELECT COUNT(*) FILTER (WHERE state NOT IN ('unpacking', 'unpacked')) AS "all",
           COUNT(*) FILTER (WHERE state NOT IN ('uploading', 'removed', 'unpacked') AND replaces IS NULL) AS listed,
           COALESCE(SUM(bytes), 0) AS bytes FROM document`,
      )
      .one();
  }

  /** When the newest upload that has not ended was begun (ms). */
  lastUploadBegun(): number | null {
    return this.#sql
      .exec<{ at: number | null }>("SELECT MAX(created_at) AS at FROM document WHERE state = 'uploading'")
      .one().at;
  }

  /** Moves a document on; answers whether it was in the state that the step began with. */
  advance(docId: string, from: State, to: State): boolean {
    return (
      this.#sql.exec("UPDATE document SET state = ?, tries = 0 WHERE id = ? AND state = ?", to, docId, from)
        .rowsWritten > 0
    );
  }

  /** The same whatever it was before. */
  moveTo(seq: number, state: State): void {
    this.#sql.exec("UPDATE document SET state = ?, tries = 0 WHERE seq = ?", state, seq);
  }

  /** The bytes of a file have come. */
  setFile(seq: number, file: { bytes: number; hash: string | null }): void {
    this.#sql.exec("UPDATE document SET bytes = ?, hash = ? WHERE seq = ?", file.bytes, file.hash, seq);
  }

  /**
   * From now on the file `to` is the document that `from` was: under its id, in its place of the list, with what its student said
   * of it. `from` goes, under an id of its own.
   */
  passOn(from: DocumentRow, to: DocumentRow, goneId: string): void {
    this.#sql.exec(
      "UPDATE document SET id = ?, state = 'removed', file = COALESCE(file, id) WHERE seq = ?",
      goneId,
      from.seq,
    );
    this.#sql.exec(
      `UPDATE document SET id = ?, replaces = NULL, place = ?, name = ?, renamed = ?, own_reference = ?, update_error = NULL,
         update_code = NULL, first_number = ? WHERE seq = ?`,
      from.id,
      from.place ?? from.seq,
      from.renamed === 1 ? from.name : to.name,
      from.renamed,
      from.own_reference,
      from.first_number + from.chunks,
      to.seq,
    );
  }

  /** Why a new version did not take this document's place; `null`: nothing to tell. */
  noteUpdate(docId: string, why: Reason | null): void {
    this.#sql.exec(
      "UPDATE document SET update_error = ?, update_code = ? WHERE id = ?",
      why?.error ?? null,
      why?.code ?? null,
      docId,
    );
  }

  /** Counts one more try of the step that is next, and answers how many there were. */
  countTry(seq: number): number {
    const [row] = this.#sql
      .exec<{ tries: number }>("UPDATE document SET tries = tries + 1 WHERE seq = ? RETURNING tries", seq)
      .toArray();
    return row?.tries ?? 0;
  }

  /** Keeps count over a change of state that begins nothing new. */
  setTries(seq: number, tries: number): void {
    this.#sql.exec("UPDATE document SET tries = ? WHERE seq = ?", tries, seq);
  }

  fail(docId: string, { code, error }: Reason): void {
    this.#sql.exec(
      "UPDATE document SET state = 'failed', error = ?, code = ?, tries = 0 WHERE id = ?",
      error,
      code,
      docId,
    );
  }

  markDocumentRemoved(docId: string): void {
    this.#sql.exec("UPDATE document SET state = 'removed' WHERE id = ?", docId);
  }

  forget(docId: string): void {
    this.#sql.exec("DELETE FROM document WHERE id = ?", docId);
  }

  /** What a range of pages brought; the caller has checked that it is the range that was next. */
  noteRead(
    docId: string,
    read: {
      pages: number;
      readPages: number;
      title: string | null;
      reference: string | null;
      mediaType: string;
      openHeadings: string;
      chunks: number;
      tokens: number;
    },
  ): void {
    this.#sql.exec(
      `UPDATE document SET state = 'parsing', tries = 0, pages = ?, read_pages = ?, title = ?, reference = ?, media_type = ?,
         open_headings = ?, chunks = chunks + ?, tokens = tokens + ? WHERE id = ?`,
      read.pages,
      read.readPages,
      read.title,
      read.reference,
      read.mediaType,
      read.openHeadings,
      read.chunks,
      read.tokens,
      docId,
    );
  }

  /** Nothing that was read of it is left. */
  noteCleared(seq: number): void {
    this.#sql.exec("UPDATE document SET chunks = 0, tokens = 0 WHERE seq = ?", seq);
  }

  /** The index knows its first chunks by its name. */
  noteTitled(seq: number, titled: number): void {
    this.#sql.exec("UPDATE document SET titled = ? WHERE seq = ?", titled, seq);
  }

  /** What its student says of a document; what is `undefined` stays. */
  change(seq: number, change: { name?: string | undefined; reference?: string | null | undefined }): void {
    if (change.name !== undefined)
      this.#sql.exec("UPDATE document SET name = ?, renamed = 1, titled = 0 WHERE seq = ?", change.name, seq);
    if (change.reference !== undefined)
      this.#sql.exec("UPDATE document SET own_reference = ? WHERE seq = ?", change.reference, seq);
  }

  /** Documents that are found by their words alone, or by vectors of another model. */
  withoutVectors(model: string, most: number): string[] {
    return this.#sql
      .exec<{ id: string }>(
        "SELECT id FROM document WHERE state = 'ready' AND (vector_model IS NOT ? OR embedded < chunks) LIMIT ?",
        model,
        most,
      )
      .toArray()
      .map(({ id }) => id);
  }

  /** Vectors up to `embedded` are stored, by this model. */
  noteEmbedded(docId: string, embedded: number, model: string): void {
    this.#sql.exec(
      "UPDATE document SET embedded = ?, vector_model = ?, tries = 0 WHERE id = ?",
      embedded,
      model,
      docId,
    );
  }
}

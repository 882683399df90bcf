/**
 * The library's SQL about the class itself and its documents; what is searched is in index-store.ts.
 * Every method is a piece of its caller's transaction; updates of a document are conditional on the state they start from.
 * Nothing is written, not even a table, before `create`.
 */
import firstMigration from "../../migrations/library/0001-library.sql";
import pagePlaces from "../../migrations/library/0002-page-places.sql";
import { migrate } from "../migrate.ts";
import type { Class } from "../protocol.ts";
import { type DocumentRow, isListed, type State } from "./document.ts";
import { TOKENIZER_VERSION } from "./tokenize.ts";

const MIGRATIONS = [firstMigration, pagePlaces];

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

  addDocument(row: { id: string; name: string; mediaType: string; createdAt: number }): void {
    this.#sql.exec(
      `INSERT INTO document (id, name, media_type, bytes, state, created_at, read_pages, open_headings, chunks, tokens, embedded, tries)
       VALUES (?, ?, ?, 0, 'uploading', ?, 0, '[]', 0, 0, 0, 0)`,
      row.id,
      row.name,
      row.mediaType,
      row.createdAt,
    );
  }

  document(docId: string): DocumentRow | null {
    return this.#sql.exec<DocumentRow>("SELECT * FROM document WHERE id = ?", docId).toArray()[0] ?? null;
  }

  /** The documents that the user has, the oldest first. */
  listed(): DocumentRow[] {
    return this.#sql.exec<DocumentRow>("SELECT * FROM document ORDER BY seq").toArray().filter(isListed);
  }

  /** Documents of the user, all rows with those on their way in or out, and the bytes of what is stored. */
  counts(): { listed: number; all: number; bytes: number } {
    return this.#sql
      .exec<{ listed: number; all: number; bytes: number }>(
        `SELECT COUNT(*) AS "all", COUNT(*) FILTER (WHERE state NOT IN ('uploading', 'removed')) AS listed,
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

  setBytes(docId: string, bytes: number): void {
    this.#sql.exec("UPDATE document SET bytes = ? WHERE id = ?", bytes, docId);
  }

  /** Counts one more try of the step that is next, and answers how many there were. */
  countTry(docId: string): number {
    const [row] = this.#sql
      .exec<{ tries: number }>("UPDATE document SET tries = tries + 1 WHERE id = ? RETURNING tries", docId)
      .toArray();
    return row?.tries ?? 0;
  }

  /** Keeps count over a change of state that begins nothing new. */
  setTries(docId: string, tries: number): void {
    this.#sql.exec("UPDATE document SET tries = ? WHERE id = ?", tries, docId);
  }

  fail(docId: string, error: string): void {
    this.#sql.exec("UPDATE document SET state = 'failed', error = ?, tries = 0 WHERE id = ?", error, docId);
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
      mediaType: string;
      openHeadings: string;
      chunks: number;
      tokens: number;
    },
  ): void {
    this.#sql.exec(
      `UPDATE document SET state = 'parsing', tries = 0, pages = ?, read_pages = ?, title = ?, media_type = ?, open_headings = ?,
         chunks = chunks + ?, tokens = tokens + ? WHERE id = ?`,
      read.pages,
      read.readPages,
      read.title,
      read.mediaType,
      read.openHeadings,
      read.chunks,
      read.tokens,
      docId,
    );
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

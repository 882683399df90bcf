/**
 * The library's SQL about what is searched: pages, chunks, the full-text index and the vectors.
 * Reads see documents that are ready and nothing else. Bounded by its callers' limits, but for the outline and the short codes.
 */
import type { ParsedPage } from "../parser/parsed.ts";
import type { DocumentRow } from "./document.ts";
import { type PageLayout, packLayout, readLayout } from "./page-layout.ts";
import type { Frequencies } from "./rank.ts";
import { indexText, matchExpression } from "./tokenize.ts";
import { SIGN_BYTES, signsOf } from "./vector-signs.ts";
import type { Embedded } from "./vectors.ts";

/** Pages, and chunks, that a document may have: ids are `seq * SPAN + n`. */
export const SPAN = 1_048_576;

export type ChunkRow = { id: number; page: number; start: number; end: number; headings: string };
export type NewChunk = { page: number; start: number; end: number; headings: string[]; text: string };

/** A page as it is stored. */
export type PageRow = { text: string; label: string | null; layout: PageLayout | null };

/** What is shown of a chunk's document. */
export type FoundDocument = Pick<
  DocumentRow,
  "seq" | "id" | "name" | "title" | "reference" | "own_reference" | "first_number"
>;

/**
 * A chunk with what is shown of it; `number` is what it is called on the wire, `label` what the document itself calls its page,
 * `placed` whether it is known where on the page it stands.
 */
export type FoundChunk = ChunkRow & {
  number: number;
  text: string;
  label: string | null;
  placed: boolean;
  /** What stands between it and the chunk before it on its page; `null` for the first. */
  gap: string | null;
  document: FoundDocument;
};

type Loaded = ChunkRow & {
  /** Its own text and what is before it; `null` where SQLite counts other letters than we do, and the page is read whole. */
  own: string | null;
  skipped: string | null;
  label: string | null;
  placed: number;
  kept: number | null;
  before: number | null;
};

/**
 * Whether up to a chunk's end a letter of SQLite's is one unit of ours: no byte begins a letter of four bytes, which is two units.
 * A page is not read whole for a piece of it then. The limit keeps SQLite from making the bytes anew for each of the five.
 */
const COUNTS_ALIKE = `(SELECT ${["F0", "F1", "F2", "F3", "F4"].map((byte) => `instr(bytes, x'${byte}') = 0`).join(" AND ")}
  FROM (SELECT CAST(substr(page.text, 1, chunk.end) AS BLOB) AS bytes LIMIT 1))`;

/** Weights of title, headings and body when the index chooses candidates. */
const WEIGHTS = "0.3, 0.6, 1.0";
const READY_ONLY = "(rowid / 1048576) NOT IN (SELECT seq FROM document WHERE state <> 'ready')";

export class IndexStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  // ---- writing ----

  /** Adds pages and their chunks, numbered on from `firstChunk`; answers the number of tokens. */
  add(
    document: { seq: number; title: string },
    pages: readonly ParsedPage[],
    chunks: readonly NewChunk[],
    firstChunk: number,
  ): number {
    for (const page of pages) this.#addPage(document.seq * SPAN + page.page, page);
    const title = indexText(document.title).text;
    let tokens = 0;
    for (const [i, chunk] of chunks.entries()) {
      const id = document.seq * SPAN + firstChunk + i;
      const headings = chunk.headings.join("\n");
      this.#sql.exec("INSERT INTO chunk VALUES (?, ?, ?, ?, ?)", id, chunk.page, chunk.start, chunk.end, headings);
      tokens += this.#index(id, title, headings, chunk.text);
    }
    return tokens;
  }

  #addPage(id: number, { text, label = null, layout }: ParsedPage): void {
    this.#sql.exec("INSERT INTO page VALUES (?, ?)", id, text);
    if (label === null && layout === undefined) return;
    const packed = layout === undefined ? null : packLayout(layout);
    this.#sql.exec("INSERT INTO page_place VALUES (?, ?, ?)", id, label, packed);
  }

  #index(id: number, title: string, headings: string, text: string): number {
    const body = indexText(text);
    this.#sql.exec(
      "INSERT OR REPLACE INTO chunk_index (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
      id,
      title,
      indexText(headings).text,
      body.text,
    );
    return body.tokens;
  }

  /** Puts one chunk into the index again. */
  reindex(chunk: FoundChunk, title: string): void {
    this.#index(chunk.id, indexText(title).text, chunk.headings, chunk.text);
  }

  clearIndex(): void {
    this.#sql.exec("INSERT INTO chunk_index (chunk_index) VALUES ('delete-all')");
  }

  /** Removes up to `most` chunks of a document, then its pages; answers whether nothing is left. */
  wipe(seq: number, most: number): boolean {
    const [from, to] = [seq * SPAN, (seq + 1) * SPAN - 1];
    const ids = this.#sql
      .exec<{ id: number }>("SELECT id FROM chunk WHERE id BETWEEN ? AND ? LIMIT ?", from, to, most)
      .toArray();
    const last = ids.at(-1)?.id;
    if (last !== undefined) {
      this.#sql.exec("DELETE FROM chunk_index WHERE rowid BETWEEN ? AND ?", from, last);
      this.#sql.exec("DELETE FROM vector WHERE chunk BETWEEN ? AND ?", from, last);
      this.#sql.exec("DELETE FROM vector_signs WHERE id BETWEEN ? AND ?", from, last);
      this.#sql.exec("DELETE FROM chunk WHERE id BETWEEN ? AND ?", from, last);
    }
    if (ids.length === most) return false;
    const pages = this.#sql.exec(
      "DELETE FROM page WHERE id IN (SELECT id FROM page WHERE id BETWEEN ? AND ? LIMIT ?)",
      from,
      to,
      most,
    );
    // With what the trigger removes this may be twice the pages: then one more step finds nothing.
    return pages.rowsWritten < most;
  }

  // ---- reading ----

  /** A page and its chunks; `first` is what the document's first chunk is called. */
  page(seq: number, page: number, first: number): (PageRow & { chunks: (ChunkRow & { number: number })[] }) | null {
    const [row] = this.#sql
      .exec<{ text: string; label: string | null; layout: ArrayBuffer | null }>(
        "SELECT text, label, layout FROM page LEFT JOIN page_place USING (id) WHERE id = ?",
        seq * SPAN + page,
      )
      .toArray();
    if (row === undefined) return null;
    const chunks = this.#sql
      .exec<ChunkRow & { kept: number | null }>(
        `SELECT chunk.*, kept_number.number AS kept FROM chunk LEFT JOIN kept_number ON kept_number.chunk = chunk.id
         WHERE id BETWEEN ? AND ? AND page = ? ORDER BY id`,
        seq * SPAN,
        (seq + 1) * SPAN - 1,
        page,
      )
      .toArray();
    const numbered = chunks.map(({ kept, ...chunk }) => ({ ...chunk, number: kept ?? first + chunk.id - seq * SPAN }));
    return { text: row.text, label: row.label, layout: readLayout(row.layout), chunks: numbered };
  }

  /** Ids of the chunks that hold any of the terms, by the index's own measure, the best first. */
  candidates(terms: readonly string[], seq: number | null, limit: number): number[] {
    if (terms.length === 0) return [];
    const [from, to] = seq === null ? [0, Number.MAX_SAFE_INTEGER] : [seq * SPAN, (seq + 1) * SPAN - 1];
    return this.#sql
      .exec<{ rowid: number }>(
        `SELECT rowid FROM chunk_index WHERE chunk_index MATCH ? AND rowid BETWEEN ? AND ? AND ${READY_ONLY}
         ORDER BY bm25(chunk_index, ${WEIGHTS}) LIMIT ?`,
        matchExpression(terms),
        from,
        to,
        limit,
      )
      .toArray()
      .map(({ rowid }) => rowid);
  }

  /** In how many chunks the keys occur, tokens or phrases of them, and how much there is. */
  frequencies(keys: readonly string[]): Frequencies {
    const size = this.#sql
      .exec<{ chunks: number; tokens: number }>(
        "SELECT COALESCE(SUM(chunks), 0) AS chunks, COALESCE(SUM(tokens), 0) AS tokens FROM document WHERE state = 'ready'",
      )
      .one();
    const counts: Record<string, number> = {};
    for (const key of keys) {
      const count = key.includes(" ") ? this.#countPhrase(key) : this.#countToken(key);
      if (count > 0) counts[key] = count;
    }
    return { ...size, terms: counts };
  }

  #countToken(token: string): number {
    return this.#sql.exec<{ doc: number }>("SELECT doc FROM chunk_terms WHERE term = ?", token).toArray()[0]?.doc ?? 0;
  }

  #countPhrase(phrase: string): number {
    return this.#sql
      .exec<{ count: number }>(
        "SELECT COUNT(*) AS count FROM chunk_index WHERE chunk_index MATCH ?",
        matchExpression([phrase]),
      )
      .one().count;
  }

  /** Chunks with their text, in the order of the ids; those of documents that are not ready are left out. */
  load(ids: readonly number[]): FoundChunk[] {
    return this.#load(ids, "state = 'ready'");
  }

  /** The same for documents in any state. */
  loadAny(ids: readonly number[]): FoundChunk[] {
    return this.#load(ids, "TRUE");
  }

  /** One statement for all: each costs as much as what it reads of a chunk. */
  #load(ids: readonly number[], condition: "state = 'ready'" | "TRUE"): FoundChunk[] {
    const documents = this.#documents([...new Set(ids.map((id) => Math.floor(id / SPAN)))], condition);
    const found = new Map<number, FoundChunk>();
    for (const row of this.#sql.exec<Loaded>(
      `SELECT chunk.*, IIF(${COUNTS_ALIKE}, substr(page.text, chunk.start + 1, chunk.end - chunk.start), NULL) AS own,
         IIF(before.end IS NULL, NULL, substr(page.text, before.end + 1, chunk.start - before.end)) AS skipped, place.label, place.layout IS NOT NULL AS placed, kept_number.number AS kept,
         before.end AS before
       FROM json_each(?) AS asked CROSS JOIN chunk ON chunk.id = asked.value
       JOIN page ON page.id = chunk.id / ${SPAN} * ${SPAN} + chunk.page
       LEFT JOIN page_place AS place ON place.id = page.id
       LEFT JOIN kept_number ON kept_number.chunk = chunk.id
       LEFT JOIN chunk AS before ON before.id = chunk.id - 1 AND before.page = chunk.page`,
      JSON.stringify(ids.filter((id) => documents.has(Math.floor(id / SPAN)))),
    )) {
      const { id, page, start, end, headings, label, own, before } = row;
      const seq = Math.floor(id / SPAN);
      const document = documents.get(seq);
      if (document === undefined) continue;
      const number = row.kept ?? document.first_number + id - seq * SPAN;
      const whole = own === null ? this.#pageText(seq * SPAN + page) : null;
      const text = own ?? whole?.slice(start, end) ?? "";
      const gap = whole === null || before === null ? row.skipped : whole.slice(before, start);
      const placed = row.placed === 1;
      found.set(id, { id, page, start, end, headings, label, number, text, placed, gap, document });
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  #documents(seqs: readonly number[], condition: string): Map<number, FoundDocument> {
    const documents = this.#sql.exec<FoundDocument>(
      `SELECT seq, id, name, title, reference, own_reference, first_number FROM document
       WHERE seq IN (SELECT value FROM json_each(?)) AND ${condition}`,
      JSON.stringify(seqs),
    );
    return new Map(Array.from(documents, (document) => [document.seq, document]));
  }

  #pageText(id: number): string {
    return this.#sql.exec<{ text: string }>("SELECT text FROM page WHERE id = ?", id).one().text;
  }

  /** Texts of the chunks `from` to `to` (excluded) of a document in any state, with the headings above them. */
  texts(seq: number, from: number, to: number): { n: number; headings: string; text: string }[] {
    return this.#sql
      .exec<ChunkRow & { whole: string }>(
        `SELECT chunk.*, page.text AS whole FROM chunk JOIN page ON page.id = ? + chunk.page
         WHERE chunk.id BETWEEN ? AND ? ORDER BY chunk.id`,
        seq * SPAN,
        seq * SPAN + from,
        seq * SPAN + to - 1,
      )
      .toArray()
      .map(({ id, headings, whole, start, end }) => ({ n: id - seq * SPAN, headings, text: whole.slice(start, end) }));
  }

  /** Place and headings of every chunk of what is ready, in order: what an outline is made of. */
  outline(seq: number | null): { id: number; page: number; headings: string }[] {
    const [from, to] = seq === null ? [0, Number.MAX_SAFE_INTEGER] : [seq * SPAN, (seq + 1) * SPAN - 1];
    return this.#sql
      .exec<{ id: number; page: number; headings: string }>(
        `SELECT id, page, headings FROM chunk
         WHERE id BETWEEN ? AND ? AND (id / 1048576) IN (SELECT seq FROM document WHERE state = 'ready') ORDER BY id`,
        from,
        to,
      )
      .toArray();
  }

  /** Ids of up to `most` chunks after `after`, of any document. */
  chunkIdsAfter(after: number, most: number): number[] {
    return this.#sql
      .exec<{ id: number }>("SELECT id FROM chunk WHERE id > ? ORDER BY id LIMIT ?", after, most)
      .toArray()
      .map(({ id }) => id);
  }

  /** Ids of up to `most` chunks of a document, the first of which is its chunk `n`. */
  chunkIdsFrom(seq: number, n: number, most: number): number[] {
    return this.#sql
      .exec<{ id: number }>(
        "SELECT id FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
        seq * SPAN + n,
        (seq + 1) * SPAN - 1,
        most,
      )
      .toArray()
      .map(({ id }) => id);
  }

  // ---- vectors ----

  /** Stores the vectors of the chunks from `from` on, and their short codes. */
  addVectors(seq: number, from: number, codes: readonly Int8Array[]): void {
    const signs = new Uint8Array(codes.length * SIGN_BYTES);
    for (const [i, code] of codes.entries()) {
      const bytes = new Uint8Array(code.buffer, code.byteOffset, code.byteLength).slice().buffer;
      this.#sql.exec("INSERT OR REPLACE INTO vector VALUES (?, ?)", seq * SPAN + from + i, bytes);
      signs.set(signsOf(code), i * SIGN_BYTES);
    }
    if (codes.length > 0)
      this.#sql.exec("INSERT OR REPLACE INTO vector_signs VALUES (?, ?)", seq * SPAN + from, signs.buffer);
  }

  dropVectors(seq: number): void {
    const [from, to] = [seq * SPAN, (seq + 1) * SPAN - 1];
    this.#sql.exec("DELETE FROM vector WHERE chunk BETWEEN ? AND ?", from, to);
    this.#sql.exec("DELETE FROM vector_signs WHERE id BETWEEN ? AND ?", from, to);
  }

  /** The documents that are ready and have vectors of a model, in order. */
  embedded(model: string): Embedded[] {
    return this.#sql
      .exec<Embedded>(
        `SELECT seq, embedded AS count FROM document
         WHERE state = 'ready' AND vector_model = ? AND embedded > 0 ORDER BY seq`,
        model,
      )
      .toArray();
  }

  /** The short codes of a document's first `count` vectors; those that were stored without are made. */
  signs({ seq, count }: Embedded): Uint8Array {
    const [from, to] = [seq * SPAN, seq * SPAN + count - 1];
    const signs = new Uint8Array(count * SIGN_BYTES);
    let filled = 0;
    for (const { id, codes } of this.#sql.exec<{ id: number; codes: ArrayBuffer }>(
      "SELECT id, codes FROM vector_signs WHERE id BETWEEN ? AND ? ORDER BY id",
      from,
      to,
    )) {
      const room = signs.length - (id - from) * SIGN_BYTES;
      const own = new Uint8Array(codes).subarray(0, room);
      signs.set(own, (id - from) * SIGN_BYTES);
      filled += own.length;
    }
    if (filled >= signs.length) return signs;
    for (const { chunk, code } of this.#sql.exec<{ chunk: number; code: ArrayBuffer }>(
      "SELECT chunk, code FROM vector WHERE chunk BETWEEN ? AND ?",
      from,
      to,
    ))
      signs.set(signsOf(new Int8Array(code)), (chunk - from) * SIGN_BYTES);
    return signs;
  }

  /** Tells the vectors of these chunks one after the other, in the order of the ids. */
  eachCode(ids: Float64Array, take: (id: number, code: Int8Array) => void): void {
    const rows = this.#sql
      .exec("SELECT chunk, code FROM vector WHERE chunk IN (SELECT value FROM json_each(?))", `[${ids.join(",")}]`)
      .raw<[number, ArrayBuffer]>();
    for (const [chunk, code] of rows) take(chunk, new Int8Array(code));
  }

  idOf(seq: number, n: number): number {
    return seq * SPAN + n;
  }
}

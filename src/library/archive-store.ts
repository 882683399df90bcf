/**
 * The library's SQL about archives that come apart: their entries, how far they are, and what did not come out of them.
 * Every method is a piece of its caller's transaction.
 */
import { type DocumentRow, readSkipped } from "./document.ts";
import type { Reason } from "./reason.ts";

export type Entry = { n: number; place: number; name: string; bytes: number };
export type Skipped = Reason & { name: string };

/** Of what is skipped so much is told; the rest is known by what is missing. */
const MAX_TOLD = 50;

export class ArchiveStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What an archive holds, once it is known. */
  setEntries(seq: number, entries: readonly Omit<Entry, "n">[], skipped: readonly Skipped[]): void {
    for (const [n, { place, name, bytes }] of entries.entries())
      this.#sql.exec("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", seq, n, place, name, bytes);
    this.#sql.exec(
      "UPDATE document SET pages = ?, read_pages = 0, contains = 0, skipped = ?, tries = 0 WHERE seq = ?",
      entries.length,
      JSON.stringify(skipped.slice(0, MAX_TOLD)),
      seq,
    );
  }

  entry(seq: number, n: number): Entry | null {
    const [entry] = this.#sql
      .exec<Entry>("SELECT n, place, name, bytes FROM entry WHERE archive = ? AND n = ?", seq, n)
      .toArray();
    return entry ?? null;
  }

  /** The next entry is the one after `n`. `came`: whether there is a document of it now; `skipped`: why not. */
  passEntry({ seq, skipped: before }: DocumentRow, n: number, skipped: Skipped | null): void {
    this.#sql.exec(
      "UPDATE document SET read_pages = ?, contains = contains + ?, skipped = ?, tries = 0 WHERE seq = ?",
      n + 1,
      skipped === null ? 1 : 0,
      skipped === null ? before : JSON.stringify([...readSkipped(before), skipped].slice(0, MAX_TOLD)),
      seq,
    );
  }

  /** The archive has come apart: its bytes count no more. */
  close(seq: number): void {
    this.#sql.exec("UPDATE document SET state = 'unpacked', bytes = 0, tries = 0 WHERE seq = ?", seq);
    this.clear(seq);
  }

  clear(seq: number): void {
    this.#sql.exec("DELETE FROM entry WHERE archive = ?", seq);
  }
}

/**
 * The library's SQL about what chunks are called on the wire: counted on from the numbers of older versions, but for those whose text
 * stands unchanged, which are called as they were (rule L75). Every method is a piece of its caller's transaction.
 */
import type { DocumentRow } from "./document.ts";
import { type ChunkRow, SPAN } from "./index-store.ts";

/** A chunk that was looked for by what it is called, and where it stands. */
export type CalledChunk = { id: number; page: number; label: string | null };

export class NumberStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The chunk of a document that is called `number`, with the page it stands on; `null` when none is. */
  chunkCalled({ seq, first_number }: Pick<DocumentRow, "seq" | "first_number">, number: number): CalledChunk | null {
    const [kept] = this.#sql
      .exec<CalledChunk>(
        `SELECT chunk.id, chunk.page, place.label FROM kept_number JOIN chunk ON chunk.id = kept_number.chunk
         LEFT JOIN page_place AS place ON place.id = chunk.id / 1048576 * 1048576 + chunk.page WHERE kept_number.number = ? AND chunk.id BETWEEN ? AND ?`,
        number,
        seq * SPAN,
        (seq + 1) * SPAN - 1,
      )
      .toArray();
    if (kept !== undefined || number < first_number || number - first_number >= SPAN) return kept ?? null;
    // One that kept an older number was never called by this one.
    const [own] = this.#sql
      .exec<CalledChunk>(
        `SELECT chunk.id, chunk.page, place.label FROM chunk
         LEFT JOIN page_place AS place ON place.id = chunk.id / 1048576 * 1048576 + chunk.page
         WHERE chunk.id = ? AND chunk.id NOT IN (SELECT kept_number.chunk FROM kept_number WHERE kept_number.chunk = ?)`,
        seq * SPAN + number - first_number,
        seq * SPAN + number - first_number,
      )
      .toArray();
    return own ?? null;
  }

  /** The numbers that chunks of a document kept from an older version, by their place in it. */
  keptNumbers(seq: number): Map<number, number> {
    const rows = this.#sql.exec<{ chunk: number; number: number }>(
      "SELECT chunk, number FROM kept_number WHERE chunk BETWEEN ? AND ?",
      seq * SPAN,
      (seq + 1) * SPAN - 1,
    );
    return new Map(Array.from(rows, ({ chunk, number }) => [chunk - seq * SPAN, number]));
  }

  keepNumber(seq: number, n: number, number: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO kept_number VALUES (?, ?)", seq * SPAN + n, number);
  }

  /** The texts of all chunks of a document, page by page. `n` counts from 0. */
  *chunkTexts(seq: number): Generator<{ n: number; text: string }> {
    const [from, to] = [seq * SPAN, (seq + 1) * SPAN - 1];
    let page = { number: 0, text: "" };
    for (const { id, page: number, start, end } of this.#sql.exec<ChunkRow>(
      "SELECT * FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id",
      from,
      to,
    )) {
      if (page.number !== number) {
        const [row] = this.#sql.exec<{ text: string }>("SELECT text FROM page WHERE id = ?", from + number).toArray();
        page = { number, text: row?.text ?? "" };
      }
      yield { n: id - from, text: page.text.slice(start, end) };
    }
  }
}

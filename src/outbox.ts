/**
 * What an object must tell another one, written in the transaction that made it true and delivered, in order, until it
 * is answered (rule: say it once, deliver it until heard). Receivers are idempotent. Rows of kinds that this code does not know
 * stay for a newer version and hold nobody up.
 */

/** `key` names what the row is about: a newer row of the same key replaces the older one. */
export type OutboxRow = { key: string; kind: string; payload: string; seq: number; tries: number };

/** Expects `outbox(key TEXT PRIMARY KEY, kind TEXT, payload TEXT, seq INTEGER, tries INTEGER) WITHOUT ROWID`. */
export class Outbox {
  readonly #sql: SqlStorage;
  readonly #known: ReadonlySet<string>;
  readonly #unreadable = new Set<string>();
  #draining: Promise<boolean> | null = null;

  constructor(sql: SqlStorage, known: readonly string[]) {
    this.#sql = sql;
    this.#known = new Set(known);
  }

  /** Notes something to tell; part of the caller's transaction. */
  put(kind: string, key: string, payload: unknown): void {
    this.#sql.exec(
      `INSERT INTO outbox (key, kind, payload, seq, tries) VALUES (?, ?, ?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM outbox), 0)
       ON CONFLICT DO UPDATE SET kind = excluded.kind, payload = excluded.payload, seq = excluded.seq, tries = 0`,
      key,
      kind,
      JSON.stringify(payload),
    );
  }

  /** The rows that this code can deliver, in order. */
  pending(): OutboxRow[] {
    return this.#sql
      .exec<OutboxRow>("SELECT key, kind, payload, seq, tries FROM outbox ORDER BY seq")
      .toArray()
      .filter((row) => this.#known.has(row.kind) && !this.#unreadable.has(`${row.key} ${row.seq}`));
  }

  /** The first of them, without reading the others. */
  first(): OutboxRow | null {
    const rows = this.#sql.exec<OutboxRow>(
      `SELECT key, kind, payload, seq, tries FROM outbox WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
      JSON.stringify([...this.#known]),
      this.#unreadable.size + 1,
    );
    return rows.toArray().find((row) => !this.#unreadable.has(`${row.key} ${row.seq}`)) ?? null;
  }

  /** Whether nothing is left at all, not even what only another version can deliver. */
  isEmpty(): boolean {
    return this.#sql.exec("SELECT 1 FROM outbox LIMIT 1").toArray().length === 0;
  }

  /**
   * Delivers what is pending; one run at a time, those who ask meanwhile share it.
   * `deliver` resolves once the receiver has answered and throws when it could not be reached. A row that it cannot read is
   * kept for a newer version, as one of an unknown kind is.
   * Resolves to whether nothing is left.
   */
  drain(deliver: (row: OutboxRow) => Promise<unknown>): Promise<boolean> {
    // A run that found nothing would end before it is noted as running, and would then stand for all that come.
    if (this.first() === null) return Promise.resolve(true);
    this.#draining ??= this.#run(deliver);
    return this.#draining;
  }

  /** Ends the run in the tick that found it ended, so that a row put in the next one starts a new run. */
  #drained(empty: boolean): boolean {
    this.#draining = null;
    return empty;
  }

  async #run(deliver: (row: OutboxRow) => Promise<unknown>): Promise<boolean> {
    for (;;) {
      const row = this.first();
      if (row === null) return this.#drained(true);
      try {
        if ((await deliver(row)) === "unreadable") {
          this.#unreadable.add(`${row.key} ${row.seq}`);
          continue;
        }
      } catch {
        this.#sql.exec("UPDATE outbox SET tries = tries + 1 WHERE key = ? AND seq = ?", row.key, row.seq);
        return this.#drained(false);
      }
      // A newer row of the same key has another number and stays.
      this.#sql.exec("DELETE FROM outbox WHERE key = ? AND seq = ?", row.key, row.seq);
    }
  }
}

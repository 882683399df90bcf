/**
 * One alarm, one table `due(kind, key, at)`: when an object must wake by itself, and for what.
 * Every transaction that changes the table ends with `arm`. A row is deleted in the transaction that did its work, so
 * nothing that is due is lost by a crash. When to wake is arithmetic (`wakeAt`), tested alone.
 */

export type DueRow = { kind: string; key: string; at: number };

/** Milliseconds after which a row that is being worked on is looked at again, should the work have died. */
export const LOOK_AGAIN_MS = 30_000;

/**
 * When to wake, in milliseconds since the epoch, or `null` for never. Rows of kinds that this code does not know are left for a
 * newer version and wake nobody. A row whose time has come is already being worked on: it is looked at again later.
 */
export function wakeAt(rows: readonly DueRow[], known: ReadonlySet<string>, nowMs: number): number | null {
  let wake: number | null = null;
  for (const { kind, at } of rows) {
    if (!known.has(kind)) continue;
    const when = at > nowMs ? at : nowMs + LOOK_AGAIN_MS;
    if (wake === null || when < wake) wake = when;
  }
  return wake;
}

/** Milliseconds to wait before try number `tries` (1 is the first repetition): doubling from 1 s to 5 min, never in step. */
export function backoffMs(tries: number, random: number): number {
  const base = Math.min(300_000, 1_000 * 2 ** Math.min(tries - 1, 20));
  return Math.round(base * (0.75 + random * 0.5));
}

const KNOWN = "kind IN (SELECT value FROM json_each(?))";

/** The table and the alarm of one object. Expects `due(kind TEXT, key TEXT, at INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID`. */
export class Due {
  readonly #storage: DurableObjectStorage;
  readonly #known: ReadonlySet<string>;
  readonly #kinds: string;

  constructor(storage: DurableObjectStorage, known: readonly string[]) {
    this.#storage = storage;
    this.#known = new Set(known);
    this.#kinds = JSON.stringify(known);
  }

  /** Notes that `kind` `key` is to be done at `at` (ms); replaces an earlier time. Call `arm` at the transaction's end. */
  put(kind: string, key: string, at: number): void {
    this.#storage.sql.exec(
      "INSERT INTO due (kind, key, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at",
      kind,
      key,
      at,
    );
  }

  /** Forgets a row whose work is done. Call `arm` at the transaction's end. */
  remove(kind: string, key: string): void {
    this.#storage.sql.exec("DELETE FROM due WHERE kind = ? AND key = ?", kind, key);
  }

  rows(): DueRow[] {
    return this.#storage.sql.exec<DueRow>("SELECT kind, key, at FROM due").toArray();
  }

  /** When a row is due, `null` where there is none. */
  at(kind: string, key: string): number | null {
    const [row] = this.#storage.sql
      .exec<{ at: number }>("SELECT at FROM due WHERE kind = ? AND key = ?", kind, key)
      .toArray();
    return row?.at ?? null;
  }

  /** The rows of known kinds whose time has come, the longest waiting first; at most `most`. */
  ripe(nowMs: number, most = -1): DueRow[] {
    return this.#storage.sql
      .exec<DueRow>(
        `SELECT kind, key, at FROM due WHERE at <= ? AND ${KNOWN} ORDER BY at LIMIT ?`,
        nowMs,
        this.#kinds,
        most,
      )
      .toArray();
  }

  /** Sets the alarm to the earliest row, or clears it. Thousands of rows may be due: two of them tell when to wake. */
  arm(nowMs: number): void {
    const telling = this.#storage.sql.exec<DueRow>(
      `SELECT kind, key, MIN(at) AS at FROM due WHERE ${KNOWN} GROUP BY at <= ?`,
      this.#kinds,
      nowMs,
    );
    const wake = wakeAt(telling.toArray(), this.#known, nowMs);
    void (wake === null ? this.#storage.deleteAlarm() : this.#storage.setAlarm(wake));
  }
}

/**
 * The SQL of a Budget object: at most 13 slots and one row for each length of window. Every change writes one row.
 * The schema is made at the first change, so that an object that was only asked, or was emptied, keeps nothing.
 */
import first from "../../migrations/budget/0001-windows.sql";
import { isBlank, migrate } from "../migrate.ts";
import { RING, type Slot } from "./window.ts";

const MIGRATIONS = [first];

export class BudgetStore {
  readonly #storage: DurableObjectStorage;
  #ready = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  #sql(): SqlStorage {
    if (!this.#ready) {
      migrate(this.#storage, MIGRATIONS);
      this.#ready = true;
    }
    return this.#storage.sql;
  }

  /** Nothing was ever counted: there are no tables, and reading must not make them. */
  #isBlank(): boolean {
    return !this.#ready && isBlank(this.#storage);
  }

  slots(): Slot[] {
    if (this.#isBlank()) return [];
    return this.#sql().exec<Slot>("SELECT beat, tokens FROM slot").toArray();
  }

  /** Adds tokens to a stretch's slot; what an older stretch left there is forgotten. */
  addTokens({ beat, tokens }: Slot): void {
    this.#sql().exec(
      `INSERT INTO slot (slot, beat, tokens) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET beat = ?2,
         tokens = CASE WHEN beat = ?2 THEN tokens + ?3 ELSE ?3 END`,
      beat % RING,
      beat,
      tokens,
    );
  }

  /** Corrects a stretch by `tokens`, perhaps negative, unless its slot is used for another one by now. */
  correctTokens({ beat, tokens }: Slot): void {
    this.#sql().exec(
      "UPDATE slot SET tokens = MAX(0, tokens + ?3) WHERE slot = ?1 AND beat = ?2",
      beat % RING,
      beat,
      tokens,
    );
  }

  /** What was counted in the window of this length that began at `begunAt` (ms). */
  counted(windowMs: number, begunAt: number): number {
    if (this.#isBlank()) return 0;
    const [row] = this.#sql()
      .exec<{ amount: number }>("SELECT amount FROM counter WHERE window_ms = ? AND begun_at = ?", windowMs, begunAt)
      .toArray();
    return row?.amount ?? 0;
  }

  setCounted(windowMs: number, begunAt: number, amount: number): void {
    this.#sql().exec(
      "INSERT OR REPLACE INTO counter (window_ms, begun_at, amount) VALUES (?, ?, ?)",
      windowMs,
      begunAt,
      amount,
    );
  }

  /** The begin of the newest window or stretch (ms, `slotMs` long each), or null when there is none. */
  newest(slotMs: number): number | null {
    const { at } = this.#sql()
      .exec<{ at: number | null }>(
        "SELECT MAX(at) AS at FROM (SELECT beat * ? AS at FROM slot UNION ALL SELECT begun_at + window_ms FROM counter)",
        slotMs,
      )
      .one();
    return at;
  }

  /** Forgets everything, the schema too. */
  async clear(): Promise<void> {
    // Before the await: whoever is served while it lasts makes the schema anew.
    this.#ready = false;
    await this.#storage.deleteAll();
  }
}

/**
 * The account's rows: who owns it, the ledger, and its part of the object's schema. All SQL of the ledger is here, none decides.
 * The schema is made by the first write, so that an account nobody used costs nothing. Rows of the index of chats and
 * classes are read and written by `index-store.ts`.
 */
import first from "../../migrations/account/0001-ledger.sql";
import { migrate } from "../migrate.ts";
import type { LedgerRow, LedgerState, Tally, TallyGroup } from "./ledger.ts";
import { KEEP_SETTLED_MS, prunableAt, pruneLimits, tallyOf } from "./ledger.ts";

const MIGRATIONS = [first];

const STORED = { held: "HELD", posted: "POSTED", void: "VOID", denied: "DENIED" } as const;

/** A stored state; one that a newer version wrote reads as `unknown`. */
function readState(stored: string): LedgerState {
  switch (stored) {
    case "HELD":
      return "held";
    case "POSTED":
      return "posted";
    case "VOID":
      return "void";
    case "DENIED":
      return "denied";
    default:
      return "unknown";
  }
}

type StoredRow = {
  turn_id: string;
  session_id: string;
  state: string;
  period: string;
  lease_until: number;
  asks: number;
  changed_at: number;
  version: number;
};

const rowOf = (stored: StoredRow): LedgerRow => ({
  turnId: stored.turn_id,
  sessionId: stored.session_id,
  state: readState(stored.state),
  period: stored.period,
  leaseUntil: stored.lease_until,
  asks: stored.asks,
  changedAt: stored.changed_at,
  version: stored.version,
});

/** What is remembered of the user, so that a quota can be told when nobody's token is at hand. */
export type Remembered = { plan: string | null; kind: string | null; name: string | null };

export class AccountStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  #owner: string | null = null;
  #migrated = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    if (this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'account'").toArray().length > 0)
      this.open();
  }

  /** Brings the schema up to date. Call before a transaction that may be this account's first. */
  open(): void {
    if (this.#migrated) return;
    migrate(this.#storage, MIGRATIONS);
    this.#migrated = true;
  }

  /** The user whose account this is; `null` before the first write. */
  owner(): string | null {
    if (this.#owner === null && this.#migrated) {
      this.#owner = this.#sql.exec<{ owner: string }>("SELECT owner FROM account").toArray()[0]?.owner ?? null;
    }
    return this.#owner;
  }

  /** Notes the owner of a new account, and the month that it begins in; nothing otherwise. */
  create(owner: string, plan: string | null, period: string): void {
    this.#sql.exec(
      "INSERT INTO account (id, owner, plan, period) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING",
      owner,
      plan,
      period,
    );
  }

  remembered(): Remembered {
    return this.#sql.exec<Remembered>("SELECT plan, kind, name FROM account").one();
  }

  /** Keeps what is new of the user; costs a row only when something changed. */
  remember(now: Partial<Remembered>): void {
    const before = this.remembered();
    const after = { ...before, ...now };
    if (after.plan === before.plan && after.kind === before.kind && after.name === before.name) return;
    this.#sql.exec("UPDATE account SET plan = ?, kind = ?, name = ?", after.plan, after.kind, after.name);
  }

  // ---- ledger ----

  find(turnId: string): LedgerRow | null {
    const [stored] = this.#sql.exec<StoredRow>("SELECT * FROM ledger WHERE turn_id = ?", turnId).toArray();
    return stored === undefined ? null : rowOf(stored);
  }

  /** Stores a row as it was decided. A row in a state that this version does not know is never written. */
  write(row: LedgerRow): void {
    if (row.state === "unknown") throw new Error(`turn ${row.turnId}: a state without a name cannot be stored`);
    this.#sql.exec(
      `INSERT INTO ledger (turn_id, session_id, state, period, lease_until, asks, changed_at, version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,
       lease_until = excluded.lease_until, asks = excluded.asks, changed_at = excluded.changed_at, version = excluded.version`,
      row.turnId,
      row.sessionId,
      STORED[row.state],
      row.period,
      row.leaseUntil,
      row.asks,
      row.changedAt,
      row.version,
    );
  }

  /** What is taken, derived from the rows in one scan. */
  tally(nowMs: number): Tally {
    const groups = this.#sql
      .exec<{ period: string; state: string; count: number; version: number }>(
        "SELECT period, state, count(*) AS count, max(version) AS version FROM ledger GROUP BY period, state",
      )
      .toArray()
      .map((group): TallyGroup => ({ ...group, state: readState(group.state) }));
    const seen = this.#sql.exec<{ period: string }>("SELECT period FROM account").toArray()[0]?.period ?? null;
    return tallyOf(groups, seen, nowMs);
  }

  /** Remembers the account's month where no row of the ledger does yet: once a month at most. */
  keepPeriod(tally: Tally): void {
    if (tally.storedPeriod === null || tally.period > tally.storedPeriod) {
      this.#sql.exec("UPDATE account SET period = ?", tally.period);
    }
  }

  /** Held rows whose lease ended at `from` or before, or ends after `horizon`; the longest waiting first. */
  overdue(from: number, horizon: number, most: number): LedgerRow[] {
    return this.#sql
      .exec<StoredRow>(
        `SELECT * FROM ledger WHERE state = 'HELD' AND (lease_until <= ? OR lease_until > ?) ORDER BY lease_until LIMIT ?`,
        from,
        horizon,
        most,
      )
      .toArray()
      .map(rowOf);
  }

  /** The earliest end of a lease (ms), `null` when nothing is held. */
  nextLease(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT min(lease_until) AS at FROM ledger WHERE state = 'HELD'").one()
      .at;
  }

  /**
   * Removes what is old: settled and denied rows, and the traces of removed chats and classes. The ledger's newest row stays,
   * and the month is noted first, so that neither the quota's version nor its period falls.
   */
  prune(nowMs: number): void {
    const limits = pruneLimits(nowMs);
    this.#sql.exec("UPDATE account SET period = ?", this.tally(nowMs).period);
    this.#sql.exec(
      `DELETE FROM ledger WHERE version < (SELECT max(version) FROM ledger)
       AND ((state IN ('POSTED', 'VOID') AND period <= ?) OR (state = 'DENIED' AND changed_at <= ?))`,
      limits.period,
      limits.deniedAt,
    );
    for (const table of ["chats", "classes"]) {
      this.#sql.exec(`DELETE FROM ${table} WHERE removed_at <= ?`, nowMs - KEEP_SETTLED_MS);
    }
  }

  /** When (ms) `prune` will next find something; `null` when there is nothing that it ever will. */
  nextPrune(): number | null {
    const oldest = this.#sql
      .exec<{ state: string; period: string; changed_at: number }>(
        `SELECT state, min(period) AS period, min(changed_at) AS changed_at FROM ledger
         WHERE version < (SELECT max(version) FROM ledger) GROUP BY state`,
      )
      .toArray()
      .map((row) => prunableAt({ state: readState(row.state), period: row.period, changedAt: row.changed_at }));
    const removed = this.#sql
      .exec<{ at: number | null }>(
        "SELECT min(removed_at) AS at FROM (SELECT removed_at FROM chats UNION ALL SELECT removed_at FROM classes)",
      )
      .one().at;
    if (removed !== null) oldest.push(removed + KEEP_SETTLED_MS);
    const times = oldest.filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }
}

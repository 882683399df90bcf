/**
 * Brings an object's SQLite to the newest schema this code knows. Migrations are numbered, only add, and run once each;
 * a schema that is newer than the code is left as it is, since old and new code meet during a gradual deployment.
 */

/** Whether this object was ever written to. An object that was not stays without tables, whoever reads it. */
export function isBlank(storage: DurableObjectStorage): boolean {
  return (
    storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").toArray()
      .length === 0
  );
}

/**
 * Runs those of `migrations` that this object has not seen, in order, in one transaction.
 * @param migrations SQL scripts; the first is number 1
 */
export function migrate(storage: DurableObjectStorage, migrations: readonly string[]): void {
  const { sql } = storage;
  const seen = isBlank(storage) ? 0 : Number(sql.exec("SELECT version FROM schema_version").one().version);
  if (seen >= migrations.length) return;
  storage.transactionSync(() => {
    if (seen === 0) {
      sql.exec("CREATE TABLE schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT");
      sql.exec("INSERT INTO schema_version (id, version) VALUES (1, 0)");
    }
    for (const script of migrations.slice(seen)) sql.exec(script);
    sql.exec("UPDATE schema_version SET version = ?", migrations.length);
  });
}

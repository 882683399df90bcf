/**
 * What is stored of classes, read from the persisted state itself: no row and no file may be there that no document has, and every
 * document that is ready has each of its pages, chunks, index entries and vectors once. Reads while the service runs, or is dead.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { matchExpression, tokenize } from "../../src/library/tokenize.ts";

const SPAN = 1_048_576;
const LIBRARIES = "do/study-assistant-ClassLibrary";
const FILES = "r2/miniflare-R2BucketObject";

/** @typedef {import("./chat-record.mjs").Violated} Violated */
/** @typedef {{ seq: number, id: string, state: string, pages: number | null, chunks: number, embedded: number, file: string | null, bytes: number, first_number: number, replaces: string | null }} Row */

/** @param {string} folder @param {string} table @returns {string[]} the databases below it that have this table */
function databases(folder, table) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite")
    .map((name) => join(folder, name))
    .filter((path) => {
      const found = all(path, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table);
      return found.length > 0;
    });
}

/** @param {string} path @param {string} sql @param {...(string | number)} values @returns {any[]} */
function all(path, sql, ...values) {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all(...values);
  } finally {
    database.close();
  }
}

/**
 * How much is still to be done in all classes: due rows, and news that were not told.
 * @param {string} state
 */
export function workLeft(state) {
  return databases(join(state, LIBRARIES), "library").reduce((sum, path) => {
    const [row] = all(
      path,
      "SELECT (SELECT COUNT(*) FROM due WHERE kind <> 'expire') + (SELECT COUNT(*) FROM outbox) AS n",
    );
    return sum + Number(row.n);
  }, 0);
}

/**
 * Lets the hour pass after which uploads that never ended are swept. The service must not run.
 * @param {string} state
 */
export function passAnHour(state) {
  for (const path of databases(join(state, LIBRARIES), "library")) {
    const database = new DatabaseSync(path);
    database.exec("UPDATE due SET at = 0 WHERE kind = 'upload'");
    database.close();
  }
}

/**
 * Holds everything that is stored against the documents that there are. Answers how much was looked at.
 * @param {string} state
 * @param {{ violated: Violated, vectors: boolean }} judge
 */
export function stateIsWhole(state, { violated, vectors }) {
  const counts = { classes: 0, ready: 0, failed: 0, chunks: 0, vectors: 0, files: 0 };
  /** @type {Set<string>} */
  const wanted = new Set();
  for (const path of databases(join(state, LIBRARIES), "library")) {
    counts.classes++;
    const [{ class_id: classId }] = all(path, "SELECT class_id FROM library");
    /** @type {Row[]} */
    const rows = all(path, "SELECT * FROM document");
    for (const row of rows) {
      if (row.state !== "unpacked") wanted.add(`${classId}/${row.file ?? row.id}`);
      if (!["ready", "failed", "unpacked"].includes(row.state) || row.replaces !== null)
        violated("half", { classId, row });
    }
    const ready = new Map(rows.filter((row) => row.state === "ready").map((row) => [row.seq, row]));
    counts.ready += ready.size;
    counts.failed += rows.filter((row) => row.state === "failed").length;
    for (const [table, key] of /** @type {const} */ ([
      ["page", "id"],
      ["chunk", "id"],
      ["chunk_index_docsize", "id"],
      ["vector", "chunk"],
      ["kept_number", "chunk"],
    ])) {
      for (const { seq, n } of all(path, `SELECT ${key} / ${SPAN} AS seq, COUNT(*) AS n FROM ${table} GROUP BY 1`))
        if (!ready.has(seq)) violated("orphan rows", { classId, table, seq, n });
    }
    for (const { archive } of all(path, "SELECT DISTINCT archive FROM entry"))
      violated("orphan rows", { classId, table: "entry", archive });
    for (const row of ready.values())
      counts.chunks += isWhole(path, row, (detail) => violated("half", { classId, row, ...detail }));
    counts.vectors += vectorsAreWhole(path, [...ready.values()], { violated, vectors });
  }
  const files = databases(join(state, FILES), "_mf_objects").flatMap((path) =>
    all(path, "SELECT key, size FROM _mf_objects"),
  );
  counts.files = files.length;
  const stored = new Set(files.map(({ key }) => key));
  for (const key of stored) if (!wanted.has(key)) violated("orphan file", { key });
  for (const key of wanted) if (!stored.has(key)) violated("lost file", { key });
  return counts;
}

/**
 * Each page once, each chunk once and within its page, and each chunk found by all of its words.
 * @param {string} path
 * @param {Row} row
 * @param {(detail: Record<string, unknown>) => void} half
 */
function isWhole(path, { seq, pages, chunks }, half) {
  const [from, to] = [seq * SPAN, (seq + 1) * SPAN - 1];
  const database = new DatabaseSync(path, { readOnly: true });
  /** @param {string} sql @param {...(string | number)} values @returns {any[]} */
  const read = (sql, ...values) => database.prepare(sql).all(...values);
  try {
    const texts = read("SELECT id, text FROM page WHERE id BETWEEN ? AND ? ORDER BY id", from, to);
    if (texts.length !== pages || texts.some(({ id }, i) => id !== from + i + 1)) half({ pages: texts.length });
    const found = read("SELECT * FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id", from, to);
    if (found.length !== chunks || found.some(({ id }, i) => id !== from + i)) half({ chunks: found.length });
    const [{ n }] = read("SELECT COUNT(*) AS n FROM chunk_index_docsize WHERE id BETWEEN ? AND ?", from, to);
    if (n !== chunks) half({ indexed: n });
    const matches = database.prepare("SELECT rowid FROM chunk_index WHERE chunk_index MATCH ? AND rowid = ?");
    for (const { id, page, start, end } of found) {
      const text = texts[page - 1]?.text.slice(start, end) ?? "";
      if (text.length !== end - start || text.trim() === "") half({ chunk: id, text });
      const terms = [...new Set(tokenize(text))].slice(0, 40);
      if (terms.length > 0 && matches.all(matchExpression(terms).replaceAll(" OR ", " AND "), id).length === 0)
        half({ "not found": id, text });
    }
    return found.length;
  } finally {
    database.close();
  }
}

/**
 * With a model every chunk has its vector, without one there is none; numbers that were kept are each one chunk's.
 * @param {string} path
 * @param {Row[]} rows
 * @param {{ violated: Violated, vectors: boolean }} judge
 */
function vectorsAreWhole(path, rows, { violated, vectors }) {
  let count = 0;
  for (const row of rows) {
    const [from, to] = [row.seq * SPAN, (row.seq + 1) * SPAN - 1];
    const [{ n, lengths }] = all(
      path,
      "SELECT COUNT(*) AS n, COUNT(DISTINCT LENGTH(code)) AS lengths FROM vector WHERE chunk BETWEEN ? AND ?",
      from,
      to,
    );
    const expected = vectors ? row.chunks : 0;
    if (n !== expected || (vectors && row.embedded !== row.chunks) || lengths > 1)
      violated("half", { vectors: n, row });
    const [{ kept, numbers, high }] = all(
      path,
      "SELECT COUNT(*) AS kept, COUNT(DISTINCT number) AS numbers, COALESCE(MAX(number), -1) AS high FROM kept_number WHERE chunk BETWEEN ? AND ?",
      from,
      to,
    );
    if (kept !== numbers || high >= row.first_number) violated("half", { kept, numbers, high, row });
    count += n;
  }
  return count;
}

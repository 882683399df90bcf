-- The account of one user: ledger of places, index of chats and classes, questions for search.
-- WITHOUT ROWID and no secondary indexes: a turn pays for every row that it writes.

CREATE TABLE account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL,
  plan TEXT,
  kind TEXT,
  name TEXT,
  period TEXT NOT NULL          -- the latest month that was told to anybody; see also ledger.period
) STRICT;

CREATE TABLE ledger (
  turn_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  state TEXT NOT NULL,          -- HELD, POSTED, VOID, DENIED, or what a newer version writes
  period TEXT NOT NULL,         -- "2026-11"
  lease_until INTEGER NOT NULL, -- of a HELD row: when to ask the session, ms
  asks INTEGER NOT NULL,        -- unanswered questions to the session since the lease ran out
  changed_at INTEGER NOT NULL,  -- ms
  version INTEGER NOT NULL      -- of the ledger, when this row last changed its state
) STRICT, WITHOUT ROWID;

CREATE TABLE chats (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  folded_title TEXT NOT NULL,
  class_id TEXT,
  doc_id TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  removed_at INTEGER            -- ms; the row stays for a while, so that what arrives late brings nothing back
) STRICT, WITHOUT ROWID;

CREATE TABLE questions (
  session_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (session_id, turn_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE classes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  document_count INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL, -- ms, to the hour
  removed_at INTEGER             -- ms; as for chats
) STRICT, WITHOUT ROWID;

CREATE TABLE watched (
  session_id TEXT PRIMARY KEY,
  sockets INTEGER NOT NULL       -- open when one was opened last: an upper bound
) STRICT, WITHOUT ROWID;

CREATE TABLE due (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- One chat: its messages as a tree, its turns, and what it owes to the account.
-- Hot tables have no secondary index that a turn would have to write: a turn may write 20 rows in all objects together.

CREATE TABLE chat (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  session_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  direct INTEGER NOT NULL,          -- 1: a turn without a chat, of which no text is kept
  title TEXT NOT NULL,
  titled INTEGER NOT NULL,          -- 0 until somebody or the first question named it
  class_id TEXT,
  doc_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  leaf INTEGER NOT NULL,            -- the last shown message, 0 for none
  removed INTEGER NOT NULL          -- 1: answered as not found; the turns stay, for the account's questions
) STRICT;

CREATE TABLE turn (
  turn_id TEXT PRIMARY KEY,
  command TEXT NOT NULL,            -- what was asked for, without the text: the same id with another command is a conflict
  state TEXT NOT NULL,              -- running, committed, failed
  epoch INTEGER NOT NULL,           -- who runs it: an update must name the epoch it belongs to
  attempt INTEGER NOT NULL,
  question INTEGER NOT NULL,        -- message, 0 where no text is kept
  sibling_of INTEGER NOT NULL,      -- first version of the answer that a retry adds to, 0 for none
  plan TEXT NOT NULL,
  scope TEXT NOT NULL,              -- JSON {classId, docId} or null
  started_at INTEGER NOT NULL,
  answer INTEGER,
  period TEXT,
  code TEXT,
  error TEXT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_running_turn ON turn (state) WHERE state = 'running';

CREATE TABLE message (
  seq INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL,          -- 0 for a first question
  first INTEGER NOT NULL,           -- the first version of this message: itself, or an older sibling
  version INTEGER NOT NULL,
  role TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  last_turn TEXT NOT NULL,          -- of a question: the latest turn that tried to answer it
  created_at INTEGER NOT NULL,
  reaction TEXT,
  about TEXT NOT NULL,              -- of an answer, JSON: status, route, model, usage, timings
  citations TEXT NOT NULL,
  passages TEXT NOT NULL,           -- JSON ChunkReferences
  content TEXT NOT NULL
) STRICT;

CREATE INDEX later_versions ON message (first) WHERE version > 1;

CREATE TABLE due (kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, seq INTEGER NOT NULL, tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

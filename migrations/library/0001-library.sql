-- One class: its documents, their pages and chunks, the full-text index, vectors, and what it owes to others.
-- Pages and chunks are numbered `document.seq * 1048576 + n`, so that a document is one range of each table.

CREATE TABLE library (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  class_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed INTEGER NOT NULL,       -- 1: answered as not found; waits for its files to be wiped
  tokenizer INTEGER NOT NULL      -- version of the tokens in chunk_index
) STRICT;

CREATE TABLE document (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,            -- uploading, queued, parsing, embedding, ready, failed, removed
  created_at INTEGER NOT NULL,    -- ms
  title TEXT,
  pages INTEGER,                  -- of the whole document, once known
  read_pages INTEGER NOT NULL,    -- pages stored so far: the next range begins after them
  open_headings TEXT NOT NULL,    -- JSON: headings that are open after read_pages
  chunks INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  embedded INTEGER NOT NULL,      -- chunks whose vectors are stored, from the first on
  vector_model TEXT,              -- whose vectors they are
  tries INTEGER NOT NULL,         -- of the step that is next
  error TEXT
) STRICT;

CREATE TABLE page (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  page INTEGER NOT NULL,
  start INTEGER NOT NULL,         -- offsets in the page's text, UTF-16 units
  end INTEGER NOT NULL,
  headings TEXT NOT NULL          -- titles above it, one a line
) STRICT;

-- Tokens as tokenize.ts makes them; the text itself is the page's.
CREATE VIRTUAL TABLE chunk_index USING fts5 (
  title, headings, body,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);
CREATE VIRTUAL TABLE chunk_terms USING fts5vocab (chunk_index, row);

CREATE TABLE vector (chunk INTEGER PRIMARY KEY, code BLOB NOT NULL) STRICT;

CREATE TABLE due (kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, seq INTEGER NOT NULL, tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

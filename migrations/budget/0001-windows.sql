-- Tokens reserved in the last minute: a ring of slots, overwritten in turn.
CREATE TABLE slot (
  slot INTEGER PRIMARY KEY,
  beat INTEGER NOT NULL,
  tokens INTEGER NOT NULL
) STRICT;

-- Fixed windows that are counted by amount alone, one row for each length of window.
CREATE TABLE counter (
  window_ms INTEGER PRIMARY KEY,
  begun_at INTEGER NOT NULL,
  amount INTEGER NOT NULL
) STRICT;

-- The short codes of vectors, as vector-signs.ts makes them: one row for each batch that was stored, under its first chunk.
-- Vectors that were stored before have none here; theirs are made when they are read.

CREATE TABLE vector_signs (id INTEGER PRIMARY KEY, codes BLOB NOT NULL) STRICT;

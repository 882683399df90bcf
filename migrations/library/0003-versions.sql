-- A file is a document's for as long as no other takes its place: what is known of the file, of the document beside it, and of
-- archives that come apart into documents. A row of `document` is one file; under which id it is found may pass on to another.

ALTER TABLE document ADD COLUMN file TEXT;           -- where its bytes are in R2, below the class; NULL: under the row's own id
ALTER TABLE document ADD COLUMN hash TEXT;           -- SHA-256 of its bytes in hex; NULL: not known
ALTER TABLE document ADD COLUMN file_name TEXT;      -- as it was uploaded, which the parser is told; NULL: the name
ALTER TABLE document ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0;  -- 1: the name is the student's and stays
ALTER TABLE document ADD COLUMN titled INTEGER NOT NULL DEFAULT 0;   -- chunks that the index knows by the name they have now
ALTER TABLE document ADD COLUMN reference TEXT;      -- the bibliographic line that the file itself gives
ALTER TABLE document ADD COLUMN own_reference TEXT;  -- the student's, which wins and stays
ALTER TABLE document ADD COLUMN place INTEGER;       -- in the list; NULL: seq
ALTER TABLE document ADD COLUMN replaces TEXT;       -- the document whose new version this is, as long as that one still stands
ALTER TABLE document ADD COLUMN update_error TEXT;   -- why the last new version did not take this one's place
ALTER TABLE document ADD COLUMN first_number INTEGER NOT NULL DEFAULT 0;  -- what its first chunk is called: those before are older versions'
ALTER TABLE document ADD COLUMN archive TEXT;        -- the file of the archive that it came out of
ALTER TABLE document ADD COLUMN contains INTEGER;    -- of an archive: the documents that came out
ALTER TABLE document ADD COLUMN skipped TEXT;        -- of an archive: JSON, what did not come out, and why

CREATE INDEX document_by_hash ON document (hash) WHERE hash IS NOT NULL;
CREATE INDEX document_by_target ON document (replaces) WHERE replaces IS NOT NULL;

-- Chunks whose text stands unchanged since an earlier version, and so are still called as they were then.
CREATE TABLE kept_number (chunk INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;
CREATE INDEX kept_number_by_number ON kept_number (number);
-- Also where code that does not know of this table removes a document: its numbers must not pass on to the next one's chunks.
CREATE TRIGGER kept_number_goes AFTER DELETE ON chunk BEGIN DELETE FROM kept_number WHERE chunk = OLD.id; END;

-- What an archive holds, in the order in which it comes out.
CREATE TABLE entry (
  archive INTEGER NOT NULL,       -- its document.seq
  n INTEGER NOT NULL,             -- from 0 on, without gaps
  place INTEGER NOT NULL,         -- what the parser calls it by
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (archive, n)
) STRICT, WITHOUT ROWID;

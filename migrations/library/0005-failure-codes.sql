-- Which of the protocol's DOCUMENT_FAILURES `error` and `update_error` are, so that a client can say them in its own words.
-- NULL: not known, as for what failed before, or under code that does not know of these columns.

ALTER TABLE document ADD COLUMN code TEXT;
ALTER TABLE document ADD COLUMN update_code TEXT;

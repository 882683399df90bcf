-- What a document itself calls its page, and where the page's text stands on it, as page-layout.ts packs it. NULL for pages
-- without, and for those that were stored before.

ALTER TABLE page ADD COLUMN label TEXT;
ALTER TABLE page ADD COLUMN layout BLOB;

-- What a document itself calls its page, and where the page's text stands on it, as page-layout.ts packs it. Pages that were stored
-- before, or by code that does not know of this table, have no row. The trigger serves such code too: what it removes leaves nothing.

CREATE TABLE page_place (id INTEGER PRIMARY KEY, label TEXT, layout BLOB) STRICT;
CREATE TRIGGER page_place_goes AFTER DELETE ON page BEGIN DELETE FROM page_place WHERE id = OLD.id; END;

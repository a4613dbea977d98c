-- Other names by which a contact is known, most of them from a contact that was merged into this one.
CREATE TABLE identities (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('slug', 'uid', 'linkedin')),
    key        TEXT NOT NULL,         -- a profile's address as matching sees it
    PRIMARY KEY (contact_id, kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_by_key ON identities (key, kind);

-- What an address book last said of a contact: the base that tells its changes from the user's own.
CREATE TABLE cards (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    source     TEXT NOT NULL,         -- the import it came with: vcard, csv, linkedin
    uid        TEXT NOT NULL,         -- what the address book calls the entry, '' where it doesn't say
    said       TEXT NOT NULL,         -- JSON
    PRIMARY KEY (contact_id, source, uid)
) STRICT, WITHOUT ROWID;

CREATE INDEX cards_by_uid ON cards (uid, source) WHERE uid <> '';

-- A calendar that was handed out takes a follow-up anew only under a higher number.
ALTER TABLE follow_ups ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE follow_ups ADD COLUMN revised_at TEXT NOT NULL DEFAULT '';   -- UTC instant

-- One more kind of mark: somebody (a uid) they are not the same as.
ALTER TABLE marks RENAME TO marks_before;
DROP INDEX marks_by_contact;
DROP INDEX marks_by_introduced;
CREATE TABLE marks (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL
        CHECK (kind IN ('wake', 'company-changed', 'looking-for', 'offers', 'introduced-to', 'not-same')),
    on_day      TEXT NOT NULL,
    at          TEXT,
    text        TEXT,
    source      TEXT,
    recorded_on TEXT NOT NULL
) STRICT;
INSERT INTO marks (id, uid, contact_id, kind, on_day, at, text, source, recorded_on)
    SELECT id, uid, contact_id, kind, on_day, at, text, source, recorded_on FROM marks_before;
DROP TABLE marks_before;

CREATE INDEX marks_by_contact ON marks (contact_id);
CREATE INDEX marks_by_introduced ON marks (text) WHERE kind = 'introduced-to';
CREATE INDEX marks_not_same ON marks (text) WHERE kind = 'not-same';

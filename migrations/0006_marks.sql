-- Dated facts that are neither interactions nor requests.
CREATE TABLE marks (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('wake', 'company-changed')),
    on_day      TEXT NOT NULL,
    at          TEXT,
    text        TEXT,
    source      TEXT,
    recorded_on TEXT NOT NULL
) STRICT;

CREATE INDEX marks_by_contact ON marks (contact_id);

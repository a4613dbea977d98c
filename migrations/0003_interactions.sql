-- Dated facts with a contact. `on_day` is a calendar day, `at` a UTC instant where it is known.
CREATE TABLE interactions (
    id           INTEGER PRIMARY KEY,
    uid          TEXT NOT NULL,
    contact_id   INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('encounter', 'meeting', 'call', 'message', 'email', 'note')),
    direction    TEXT CHECK (direction IN ('in', 'out', 'both')),
    on_day       TEXT NOT NULL,
    at           TEXT,
    place        TEXT,
    about        TEXT,
    text         TEXT,
    awaits_reply INTEGER NOT NULL DEFAULT 0,
    closes       INTEGER,             -- the follow-up that this closed
    template     TEXT,
    source       TEXT,
    recorded_on  TEXT NOT NULL        -- the user's day on which it was written down
) STRICT;

CREATE INDEX interactions_by_contact ON interactions (contact_id);
-- Who else was met at the same event.
CREATE INDEX interactions_by_place ON interactions (place, contact_id) WHERE kind = 'encounter' AND place IS NOT NULL;

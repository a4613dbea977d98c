-- What was promised, and what the user asked to be reminded of.
CREATE TABLE promises (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('promise', 'reminder')),
    text        TEXT NOT NULL,
    on_day      TEXT NOT NULL,
    at          TEXT,
    due_on      TEXT NOT NULL,
    recorded_on TEXT NOT NULL
) STRICT;

CREATE INDEX promises_by_contact ON promises (contact_id);

-- The last words drafted for a follow-up (or, with follow_up_id 0, for the contact), so that
-- `--as-drafted` records what was read. Not a fact.
CREATE TABLE drafts (
    contact_id   INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    follow_up_id INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    template     TEXT NOT NULL,
    body         TEXT NOT NULL,
    variant      INTEGER NOT NULL,
    drafted_on   TEXT NOT NULL,
    PRIMARY KEY (contact_id, follow_up_id)
) STRICT, WITHOUT ROWID;

-- What the user's verbs changed, so that it can be taken back and brought forth again.
-- A step is one verb. What follows from the facts (agenda, summaries, full text) is not kept here:
-- it is worked out anew.
CREATE TABLE steps (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL,
    at   TEXT NOT NULL                -- UTC instant
) STRICT;

-- One row of a table that a step changed, or all rows of one contact in `contact_points`, `tags`.
-- New:     before is NULL; after too, until the step is taken back.
-- Gone:    before is the row, after is NULL.
-- Changed: both hold what differs.
CREATE TABLE changes (
    step       INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    tbl        TEXT NOT NULL,
    id         ANY NOT NULL,          -- the row's key in that table
    contact_id INTEGER NOT NULL,      -- whose it is, 0 for nobody's
    before     TEXT,                  -- JSON
    after      TEXT,                  -- JSON
    undone     INTEGER NOT NULL DEFAULT 0,  -- 0: it stands; else its place among what was taken back
    PRIMARY KEY (step, tbl, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_by_contact ON changes (contact_id, step);
CREATE INDEX changes_undone ON changes (undone) WHERE undone > 0;

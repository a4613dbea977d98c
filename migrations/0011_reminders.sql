-- Attempts to remind: one row an attempt, written before anything is said and completed afterwards.
-- Not facts: nothing is planned by them, and undo passes them by.
CREATE TABLE reminders (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    mouth      TEXT NOT NULL CHECK (mouth IN ('desktop', 'command')),
    day        TEXT NOT NULL,         -- the user's day
    claimed_at TEXT NOT NULL,         -- UTC instant
    speaker    INTEGER NOT NULL,      -- the process that claimed it
    repeats    INTEGER,               -- the first attempt, refused or of unknown outcome, that this one repeats
    outcome    TEXT CHECK (outcome IN ('shown', 'refused', 'unreachable')),  -- NULL: not known (yet)
    why        TEXT,                  -- what the world outside answered where it was not shown
    server     TEXT,                  -- which notification server shows it, and under which number
    number     INTEGER
) STRICT;

-- What an attempt is about. A follow-up's number is never given again, so it needs no reference.
CREATE TABLE reminded (
    follow_up_id INTEGER NOT NULL,
    reminder     INTEGER NOT NULL REFERENCES reminders (id) ON DELETE CASCADE,
    PRIMARY KEY (follow_up_id, reminder)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminded_by_reminder ON reminded (reminder);

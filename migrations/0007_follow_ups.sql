-- The numbers of follow-ups and what the user decided about them: facts. A number belongs to its
-- key (contact, rule, anchor, step) for ever.
CREATE TABLE decisions (
    follow_up_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id    INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    rule          TEXT NOT NULL,
    anchor        INTEGER NOT NULL,   -- the raising fact's number, 0 for the contact itself
    step          INTEGER NOT NULL,
    outcome       TEXT CHECK (outcome IN ('done', 'skipped')),
    decided_on    TEXT,
    snoozed_until TEXT,
    CHECK ((outcome IS NULL) = (decided_on IS NULL))
) STRICT;

CREATE UNIQUE INDEX decisions_by_key ON decisions (contact_id, rule, anchor, step);

-- The agenda: an index of the plan, one row an open follow-up, in the order it is read, carrying
-- all that a list shows. Derived: written with the facts it follows from, never by hand.
CREATE TABLE follow_ups (
    importance      INTEGER NOT NULL,
    shows_on        TEXT NOT NULL,    -- the later of due_on and visible_from
    id              INTEGER NOT NULL, -- decisions.follow_up_id
    contact_id      INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    contact         TEXT NOT NULL,
    kind            TEXT NOT NULL,
    rule            TEXT NOT NULL,
    reason          TEXT NOT NULL,
    span            INTEGER NOT NULL,
    due_on          TEXT NOT NULL,
    original_due_on TEXT NOT NULL,
    snoozed_until   TEXT,
    visible_from    TEXT,
    lapses_on       TEXT,
    channel         TEXT,
    text            TEXT,
    reach           INTEGER NOT NULL, -- days from shows_on to lapses_on; 1000000 where it never lapses
    PRIMARY KEY (importance, shows_on, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX follow_ups_by_contact ON follow_ups (contact_id);
CREATE UNIQUE INDEX follow_ups_by_id ON follow_ups (id);
-- The longest reach of each importance: what was shown longer ago has lapsed and need not be read.
CREATE INDEX follow_ups_by_reach ON follow_ups (importance, reach);
-- How many connects wait for the network's week (planning ruling 17).
CREATE INDEX follow_ups_connects ON follow_ups (shows_on, lapses_on) WHERE kind = 'connect' AND channel = 'linkedin';

-- People. Columns after recorded_on are derived from the facts and written with them.
CREATE TABLE contacts (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uid             TEXT NOT NULL,
    slug            TEXT NOT NULL,
    name            TEXT NOT NULL,
    given           TEXT,
    family          TEXT,
    company         TEXT,
    title           TEXT,
    linkedin        TEXT,
    linkedin_key    TEXT,             -- the profile's address as matching sees it
    relationship    TEXT CHECK (relationship IN
        ('met-briefly', 'met-at-event', 'introduced', 'former-colleague', 'not-met', 'know-well')),
    introduced_by   TEXT,             -- the introducer's name
    introduced_by_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    notes           TEXT,
    every           TEXT,             -- the contact's own cadence: '6 weeks'
    connected_on    TEXT,             -- connected outside any recorded request
    archived        INTEGER NOT NULL DEFAULT 0,
    do_not_contact  INTEGER NOT NULL DEFAULT 0,
    paused_on       TEXT,
    paused_until    TEXT,
    source          TEXT,             -- the import that brought it, NULL for the user
    imported_company TEXT,            -- what the last import said, to tell a change there from the
    imported_title  TEXT,             -- user's own words
    created_at      TEXT NOT NULL,    -- UTC instant
    added_on        TEXT NOT NULL,    -- the user's day

    met_at          TEXT,
    met_on          TEXT,
    about           TEXT,
    last_contact_on TEXT,
    connection      TEXT NOT NULL DEFAULT 'none' CHECK (connection IN ('none', 'pending', 'connected')),
    resting_since   TEXT,
    planned_until   TEXT NOT NULL DEFAULT ''  -- the last day on which something is planned; '' where nothing is
) STRICT;

CREATE UNIQUE INDEX contacts_by_uid ON contacts (uid);
CREATE UNIQUE INDEX contacts_by_slug ON contacts (slug);
CREATE INDEX contacts_by_linkedin ON contacts (linkedin_key) WHERE linkedin_key IS NOT NULL;
CREATE INDEX contacts_by_introducer ON contacts (introduced_by_id) WHERE introduced_by_id IS NOT NULL;
-- Who has no plan (planning ruling 18).
CREATE INDEX contacts_without_plan ON contacts (planned_until)
    WHERE archived = 0 AND do_not_contact = 0;

-- E-mail addresses, telephone numbers and web addresses, in the user's order.
CREATE TABLE contact_points (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'url')),
    position   INTEGER NOT NULL,
    value      TEXT NOT NULL,
    key        TEXT NOT NULL,         -- the value as matching sees it
    PRIMARY KEY (contact_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_points_by_key ON contact_points (key, kind);

CREATE TABLE tags (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    tag        TEXT NOT NULL,
    PRIMARY KEY (contact_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX tags_by_tag ON tags (tag);

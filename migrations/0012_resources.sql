-- Articles, tools and talks worth sharing. They belong to the book, not to a contact.
CREATE TABLE resources (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    uid      TEXT NOT NULL,
    url      TEXT NOT NULL,
    key      TEXT NOT NULL,           -- the address as matching sees it
    title    TEXT,
    topics   TEXT NOT NULL DEFAULT '', -- one a line
    note     TEXT,
    added_on TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX resources_by_key ON resources (key);

-- What a message shared: the key of a resource, which outlives the resource. Who, and on which day,
-- is said by the interaction itself.
ALTER TABLE interactions ADD COLUMN shares TEXT;

CREATE INDEX interactions_by_shares ON interactions (shares) WHERE shares IS NOT NULL;

-- Three more kinds of marks: what they look for, what they offer, whom they were introduced to (a uid).
ALTER TABLE marks RENAME TO marks_before;
DROP INDEX marks_by_contact;
CREATE TABLE marks (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL
        CHECK (kind IN ('wake', 'company-changed', 'looking-for', 'offers', 'introduced-to')),
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

-- What people are about, by the stems of words; rows are numbered as in search_words.
CREATE VIRTUAL TABLE search_topics USING fts5 (
    topic, wants, offers, content = '', contentless_delete = 1, detail = 'full',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO search_topics (rowid, topic, wants, offers)
    SELECT contact_id << 32, group_concat(tag, char(10)), '', '' FROM tags GROUP BY contact_id;
INSERT INTO search_topics (rowid, topic, wants, offers)
    SELECT contact_id << 32 | id, about, '', '' FROM interactions WHERE about IS NOT NULL;

-- What resources are about; the row's number is the resource's.
CREATE VIRTUAL TABLE search_resources USING fts5 (
    title, topics, note, content = '', contentless_delete = 1, detail = 'full',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

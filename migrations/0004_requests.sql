-- Attempts to connect on a network. Every attempt stays.
CREATE TABLE requests (
    id              INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL,
    contact_id      INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    channel         TEXT NOT NULL DEFAULT 'linkedin',
    direction       TEXT NOT NULL CHECK (direction IN ('sent', 'received')),
    status          TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'withdrawn', 'expired')),
    inferred        INTEGER NOT NULL DEFAULT 0,
    outcome_unknown INTEGER NOT NULL DEFAULT 0,
    sent_on         TEXT NOT NULL,
    sent_at         TEXT,
    resolved_on     TEXT,
    resolved_at     TEXT,
    resolved_entry  INTEGER,          -- its place among all facts in order of entry
    message         TEXT,             -- NULL: sent without a note
    template        TEXT,
    closes          INTEGER,
    source          TEXT,
    recorded_on     TEXT NOT NULL,
    CHECK ((status = 'pending') = (resolved_on IS NULL))
) STRICT;

CREATE INDEX requests_by_contact ON requests (contact_id);
CREATE INDEX requests_by_status ON requests (status, sent_on, direction, outcome_unknown);
-- The network's week and the month's notes.
CREATE INDEX requests_sent ON requests (sent_on, channel) WHERE direction = 'sent';

-- What the book remembers of itself: how the agenda was planned, the next fact's number.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts of every kind share one sequence, so that `history` can number them.
INSERT INTO meta (key, value) VALUES ('next_fact', 1);

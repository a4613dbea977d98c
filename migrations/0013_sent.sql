-- What every text that was sent is like, to find near-copies without reading all texts: a sketch of
-- its pairs of words (src/model/shingle.rs). It follows from the texts, as the full text does.
CREATE TABLE sent (
    id     INTEGER PRIMARY KEY,       -- the contact and the fact, as in the full text
    sketch BLOB NOT NULL
) STRICT;

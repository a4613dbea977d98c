-- Full text. The row's number says whose it is and what: contact << 32 | fact,
-- where the contact's own card is fact 0. Neither keeps the text: it stands in the tables.
-- `name` holds the name and the slug of a card, `text` everything else.
-- Words and their beginnings:
CREATE VIRTUAL TABLE search_words USING fts5 (
    name, text, content = '', contentless_delete = 1, detail = 'full',
    tokenize = 'unicode61 remove_diacritics 2'
);
-- Any part of three characters and more:
CREATE VIRTUAL TABLE search_parts USING fts5 (
    name, text, content = '', contentless_delete = 1, detail = 'full',
    tokenize = 'trigram remove_diacritics 1'
);

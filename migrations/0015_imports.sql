-- Telephone numbers are looked up by their last digits: what calls from within a country and from
-- outside have in common.
CREATE INDEX points_by_tail ON contact_points (substr(key, -7)) WHERE kind = 'phone';

-- What the last import of connections called them: beside what it said of their work.
ALTER TABLE contacts ADD COLUMN imported_name TEXT;

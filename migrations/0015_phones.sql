-- Telephone numbers are looked up by their last digits: what calls from within a country and from
-- outside have in common.
CREATE INDEX points_by_tail ON contact_points (substr(key, -7)) WHERE kind = 'phone';

-- What of a request was accepted but has no effect, such as a negative prompt where cfg is 1.
ALTER TABLE jobs ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';

-- How long a film or a sound is, in milliseconds; NULL where that is not known.
ALTER TABLE assets ADD COLUMN duration_ms INTEGER;

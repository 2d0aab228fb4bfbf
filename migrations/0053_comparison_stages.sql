-- A stage of a pipeline compares checkpoints as well: which of the job's stages, and what it was asked, as JSON. Null: the
-- job compares, and its parameters say what.
ALTER TABLE comparisons ADD COLUMN stage TEXT;
ALTER TABLE comparisons ADD COLUMN asked TEXT;

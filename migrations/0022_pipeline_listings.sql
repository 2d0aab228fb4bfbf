-- What a list shows of a pipeline; JSON of some 8 KB. NULL: it is made when the row is first listed, as after a
-- migration that sets it to NULL because lists show something else from then on.
ALTER TABLE pipelines ADD COLUMN listing TEXT;

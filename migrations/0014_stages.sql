-- A stage is planned when it opens: its tasks are rows only from then on.
ALTER TABLE stages DROP COLUMN approval;
-- Since when it is what it is, in milliseconds.
ALTER TABLE stages ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
-- What a person is asked: {"approve":true} or {"pick":[least,most]}; NULL: nothing.
ALTER TABLE stages ADD COLUMN gate TEXT;
ALTER TABLE stages ADD COLUMN optional INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stages ADD COLUMN judged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stages ADD COLUMN take INTEGER NOT NULL DEFAULT 1;
ALTER TABLE stages ADD COLUMN retakes_left INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stages ADD COLUMN retake TEXT;
ALTER TABLE stages ADD COLUMN chosen TEXT;
ALTER TABLE stages ADD COLUMN decision TEXT;
ALTER TABLE stages ADD COLUMN adopted_from TEXT;
ALTER TABLE stages ADD COLUMN error TEXT;
-- A stage is planned with what made it ready. Where that was cut off, the sweep finds it here.
CREATE INDEX stages_ready ON stages (job_id) WHERE status = 'ready';

ALTER TABLE tasks ADD COLUMN take INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tasks ADD COLUMN verdict TEXT;
ALTER TABLE tasks ADD COLUMN resume TEXT;

-- What is left of a job's time once a person has decided, in milliseconds; NULL while its clock runs.
ALTER TABLE jobs ADD COLUMN left_ms INTEGER;
-- The pipeline it runs, `id` or `id@version`; NULL: it runs none.
ALTER TABLE jobs ADD COLUMN pipeline TEXT;
-- Its definition and parameters as they were when it was submitted: a body, like `request`.
ALTER TABLE jobs ADD COLUMN pipeline_plan TEXT;

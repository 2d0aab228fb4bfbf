-- Since when a stage waits for a budget; NULL: it does not.
ALTER TABLE stages ADD COLUMN budget_wait_since INTEGER;
-- Stages of the job that wait for a budget are not to be planned again before this time.
ALTER TABLE jobs ADD COLUMN budget_look_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX stages_waiting_for_budget ON stages (job_id) WHERE budget_wait_since IS NOT NULL;

-- What went wrong with a task so far, by kind, as JSON: {infra, crash, capacity, given_back}.
ALTER TABLE tasks ADD COLUMN tries TEXT NOT NULL DEFAULT '{"infra":0,"crash":0,"capacity":0,"given_back":0}';
-- What it may take once it runs, in milliseconds.
ALTER TABLE tasks ADD COLUMN runtime_ms INTEGER NOT NULL DEFAULT 3600000;
-- When whoever holds it is taken for stuck, however often it reports.
ALTER TABLE tasks ADD COLUMN run_until INTEGER NOT NULL DEFAULT 0;
-- A job that could not be swept is not looked at before this time, so that it does not stand before others.
ALTER TABLE tasks ADD COLUMN sweep_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN sweep_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN sweep_failures INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_unswept ON jobs (id) WHERE sweep_failures > 0 AND finished_at IS NULL;

-- When a held task is to be looked at. By pool, since no statement should look at two.
DROP INDEX tasks_lease;
CREATE INDEX tasks_due ON tasks (pool_id, max(min(lease_until, run_until), sweep_after))
	WHERE status IN ('running', 'canceling');

-- Signs of life of the edge itself, seen by this pool: silence of workers counts only while there were any.
ALTER TABLE pools ADD COLUMN heard_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pools ADD COLUMN back_since INTEGER NOT NULL DEFAULT 0;

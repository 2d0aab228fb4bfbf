-- What tasks need of a worker, once for all that need the same: a claim compares these and reads tasks after.
CREATE TABLE needs (
	-- The first 32 hex digits of the body's SHA-256.
	hash TEXT PRIMARY KEY NOT NULL,
	body TEXT NOT NULL
) WITHOUT ROWID;

-- Tasks that are there already keep theirs, each as a row of its own.
ALTER TABLE tasks ADD COLUMN needs_hash TEXT NOT NULL DEFAULT '';
INSERT INTO needs (hash, body) SELECT id, needs FROM tasks WHERE status IN ('queued', 'waiting', 'running');
UPDATE tasks SET needs_hash = id WHERE status IN ('queued', 'waiting', 'running');
ALTER TABLE tasks DROP COLUMN needs;

-- Counted as jobs and tasks change, so that no limit costs a walk through what it limits.
ALTER TABLE accounts ADD COLUMN unfinished_jobs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN running_tasks INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET
	unfinished_jobs = (SELECT count(*) FROM jobs WHERE account_id = accounts.id AND finished_at IS NULL),
	running_tasks = (SELECT count(*) FROM tasks
		WHERE account_id = accounts.id AND status IN ('running', 'canceling'));
DROP INDEX jobs_unfinished;
DROP INDEX tasks_held;

-- The queue: pool, account (by the end of its id, which is random: a claim that cannot look at all accounts
-- begins anywhere), what is needed; then tasks that never ran, by priority and the age of their job, and those that
-- came back, by when they may run again.
DROP INDEX tasks_queue;
CREATE INDEX tasks_queue ON tasks (
	pool_id,
	substr(account_id, -8) || account_id,
	needs_hash,
	iif(epoch = 0, 0, available_at),
	priority DESC,
	job_id,
	id
) WHERE status = 'queued';

-- A list that is narrowed to one workflow walks through no other jobs.
CREATE INDEX jobs_account_workflow ON jobs (account_id, workflow, id);

-- By pool, since no statement should look at two.
DROP INDEX jobs_deadline;
CREATE INDEX jobs_deadline ON jobs (pool_id, deadline_at) WHERE finished_at IS NULL;

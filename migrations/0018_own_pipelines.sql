-- Whether the take that made a task was of its whole stage: then nothing of the takes before stands beside it.
ALTER TABLE tasks ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;

-- Pipelines of an account's own, beside the built-in ones. A version is never changed: jobs name it. Only retired_at
-- is ever set afterwards.
CREATE TABLE pipelines (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	title TEXT NOT NULL,
	-- A body: JSON, or where it lies.
	document TEXT NOT NULL,
	-- The workflows that it may run, as it names them: a list of `id` and `id@version`.
	workflows TEXT NOT NULL,
	body_key TEXT,
	body_bytes INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	-- New jobs may not ask for it any more.
	retired_at INTEGER,
	PRIMARY KEY (account_id, id, version)
) WITHOUT ROWID;
CREATE INDEX pipelines_body ON pipelines (body_key) WHERE body_key IS NOT NULL;

CREATE TRIGGER pipeline_bodies_added AFTER INSERT ON pipelines WHEN NEW.body_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes + NEW.body_bytes WHERE id = NEW.account_id;
END;
CREATE TRIGGER pipeline_bodies_removed AFTER DELETE ON pipelines WHEN OLD.body_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes - OLD.body_bytes WHERE id = OLD.account_id;
END;

-- The last version of a pipeline that was deleted: its numbers are never given again, since jobs name them.
CREATE TABLE pipeline_numbers (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	id TEXT NOT NULL,
	last_version INTEGER NOT NULL,
	PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

-- Workflows of the account's own that a job of several stages may still run: none of them goes while it is unfinished.
CREATE TABLE job_workflows (
	account_id TEXT NOT NULL,
	workflow TEXT NOT NULL,
	job_id TEXT NOT NULL REFERENCES jobs (id),
	PRIMARY KEY (account_id, workflow, job_id)
) WITHOUT ROWID;
CREATE INDEX job_workflows_job ON job_workflows (job_id);

-- Lists that are narrowed to a pipeline, in one version or in all, walk through no other jobs.
CREATE INDEX jobs_account_pipeline ON jobs (account_id, pipeline, id) WHERE pipeline IS NOT NULL;
CREATE INDEX jobs_account_pipeline_name ON jobs (account_id, substr(pipeline, 1, instr(pipeline || '@', '@') - 1), id)
	WHERE pipeline IS NOT NULL;

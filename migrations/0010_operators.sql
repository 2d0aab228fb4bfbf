-- A list that is narrowed to a workflow in all its versions walks through no other jobs.
CREATE INDEX jobs_account_workflow_name ON jobs (account_id, substr(workflow, 1, instr(workflow || '@', '@') - 1), id);

-- Keys of the operator beside the one that the deployment was given, and, by their hashes, those that are over.
CREATE TABLE operator_keys (
	hash TEXT PRIMARY KEY NOT NULL,
	id TEXT NOT NULL UNIQUE,
	last4 TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	-- From when on it is refused; null: it is good.
	ended_at INTEGER
) WITHOUT ROWID;

-- D1 bills each row that is written, and each entry of an index that goes with it. What is dropped here is found by
-- another way that is as short.

-- Attempts of a job are those of its tasks.
DROP INDEX attempts_job;

-- Needs are wanted by tasks that are not over: those in the queue stand in `tasks_kinds`, those that are held in `tasks_claim`.
DROP INDEX tasks_needs;

-- An object of a job is found by its job and its key, and that of an upload by the asset that its key names.
DROP INDEX assets_job;
DROP INDEX assets_key;
CREATE INDEX assets_job ON assets (job_id, r2_key) WHERE job_id IS NOT NULL;
-- Each asset is shown or hidden: together they are all.
DROP INDEX assets_account;
CREATE INDEX assets_hidden ON assets (account_id, id) WHERE hidden = 1;

-- A job's rows stand together under its account.
CREATE TABLE booked (
	job_id TEXT NOT NULL,
	task_id TEXT NOT NULL,
	epoch INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	pool_id TEXT NOT NULL,
	worker_id TEXT NOT NULL,
	work TEXT NOT NULL,
	character_id TEXT,
	stage TEXT NOT NULL,
	status TEXT NOT NULL,
	free INTEGER NOT NULL,
	started_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL,
	queue_ms INTEGER,
	cold_ms INTEGER,
	load_ms INTEGER,
	run_ms INTEGER,
	upload_ms INTEGER,
	gpu_class TEXT,
	micro_usd_per_second INTEGER,
	price_source TEXT,
	partner_micro_usd INTEGER,
	micro_usd INTEGER,
	charged_micro_usd INTEGER NOT NULL,
	PRIMARY KEY (account_id, job_id, task_id, epoch)
) WITHOUT ROWID;
INSERT INTO booked SELECT * FROM ledger;
DROP TABLE ledger;
ALTER TABLE booked RENAME TO ledger;

CREATE TABLE times (
	job_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	work TEXT NOT NULL,
	ended_at INTEGER NOT NULL,
	status TEXT NOT NULL,
	first_ms INTEGER,
	all_ms INTEGER NOT NULL,
	queue_ms INTEGER,
	cold_ms INTEGER,
	PRIMARY KEY (account_id, work, ended_at, job_id)
) WITHOUT ROWID;
INSERT INTO times SELECT * FROM job_times;
DROP TABLE job_times;
ALTER TABLE times RENAME TO job_times;

-- What a day came to is the sum over its pools, and what was for no character is what is left of it.
DELETE FROM usage_days WHERE by = 'day' OR (by = 'character' AND key = '');

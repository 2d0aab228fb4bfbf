-- What an attempt took beside `gpu_ms`, in milliseconds; NULL: not measured.
ALTER TABLE attempts ADD COLUMN queue_ms INTEGER;
ALTER TABLE attempts ADD COLUMN cold_ms INTEGER;
ALTER TABLE attempts ADD COLUMN load_ms INTEGER;
ALTER TABLE attempts ADD COLUMN upload_ms INTEGER;

-- The class of its GPU in the price sheet; NULL: the sheet has no price for it.
ALTER TABLE workers ADD COLUMN gpu_class TEXT;
-- A price of the pool's own, in place of that of its workers' GPUs; NULL: none.
ALTER TABLE pools ADD COLUMN micro_usd_per_second INTEGER;
ALTER TABLE pools ADD COLUMN price_source TEXT;

-- Money is in whole micro-USD. What a task is reckoned with before it ran, and what it pays a partner.
ALTER TABLE tasks ADD COLUMN estimate_micro_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN partner_micro_usd INTEGER;

-- The estimate it was submitted with; NULL: none could be made.
ALTER TABLE jobs ADD COLUMN estimate_micro_usd INTEGER;
-- What it may cost; NULL: no limit of its own. What it has cost, and what its open tasks are reckoned with.
ALTER TABLE jobs ADD COLUMN budget_micro_usd INTEGER;
ALTER TABLE jobs ADD COLUMN spent_micro_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN reserved_micro_usd INTEGER NOT NULL DEFAULT 0;
-- The character whose budget it draws on; NULL: none.
ALTER TABLE jobs ADD COLUMN budget_character_id TEXT;

ALTER TABLE characters ADD COLUMN budget_micro_usd INTEGER;
ALTER TABLE characters ADD COLUMN spent_micro_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE characters ADD COLUMN reserved_micro_usd INTEGER NOT NULL DEFAULT 0;

-- For a calendar month: the operator's limit, and a lower one that the account sets itself; NULL: none.
ALTER TABLE accounts ADD COLUMN budget_micro_usd INTEGER;
ALTER TABLE accounts ADD COLUMN own_budget_micro_usd INTEGER;
ALTER TABLE accounts ADD COLUMN spent_micro_usd INTEGER NOT NULL DEFAULT 0;
-- The month that `spent_micro_usd` is of: 2026-11.
ALTER TABLE accounts ADD COLUMN spent_month TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN reserved_micro_usd INTEGER NOT NULL DEFAULT 0;

-- What every attempt that ended took and cost. Written in the transaction that ends it, and never changed: the key
-- keeps it from being counted twice. It stays when the job is deleted.
CREATE TABLE ledger (
	job_id TEXT NOT NULL,
	task_id TEXT NOT NULL,
	epoch INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	pool_id TEXT NOT NULL,
	worker_id TEXT NOT NULL,
	-- The workflow or pipeline of its job, without its version.
	work TEXT NOT NULL,
	character_id TEXT,
	stage TEXT NOT NULL,
	status TEXT NOT NULL,
	-- It failed by our fault: the account pays nothing for it.
	free INTEGER NOT NULL,
	started_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL,
	queue_ms INTEGER,
	cold_ms INTEGER,
	load_ms INTEGER,
	run_ms INTEGER,
	upload_ms INTEGER,
	gpu_class TEXT,
	-- NULL: no price was known, and `micro_usd` is NULL as well.
	micro_usd_per_second INTEGER,
	price_source TEXT,
	partner_micro_usd INTEGER,
	-- What it cost. Where `run_ms` is NULL, nobody measured, and it is reckoned from how long the task was held.
	micro_usd INTEGER,
	-- What of it the account pays.
	charged_micro_usd INTEGER NOT NULL,
	PRIMARY KEY (job_id, task_id, epoch)
) WITHOUT ROWID;
CREATE INDEX ledger_account ON ledger (account_id);

-- The ledger and the ends of jobs, added up as they are written: for an account and a day by what is asked for
-- (`day`, `workflow`, `character`, `pool`), so that no question walks through the ledger.
CREATE TABLE usage_days (
	account_id TEXT NOT NULL,
	by TEXT NOT NULL,
	day TEXT NOT NULL,
	key TEXT NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	succeeded INTEGER NOT NULL DEFAULT 0,
	free INTEGER NOT NULL DEFAULT 0,
	unpriced INTEGER NOT NULL DEFAULT 0,
	unmeasured INTEGER NOT NULL DEFAULT 0,
	queue_ms INTEGER NOT NULL DEFAULT 0,
	cold_ms INTEGER NOT NULL DEFAULT 0,
	load_ms INTEGER NOT NULL DEFAULT 0,
	run_ms INTEGER NOT NULL DEFAULT 0,
	upload_ms INTEGER NOT NULL DEFAULT 0,
	micro_usd INTEGER NOT NULL DEFAULT 0,
	charged_micro_usd INTEGER NOT NULL DEFAULT 0,
	jobs INTEGER NOT NULL DEFAULT 0,
	jobs_succeeded INTEGER NOT NULL DEFAULT 0,
	jobs_failed INTEGER NOT NULL DEFAULT 0,
	jobs_canceled INTEGER NOT NULL DEFAULT 0,
	-- Jobs that lost an attempt by our fault, and how many of them succeeded all the same.
	jobs_struck INTEGER NOT NULL DEFAULT 0,
	jobs_recovered INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (account_id, by, day, key)
) WITHOUT ROWID;

-- Attempts that ended, over all accounts, since ever.
CREATE TABLE usage_totals (
	pool_id TEXT NOT NULL,
	status TEXT NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	queue_ms INTEGER NOT NULL DEFAULT 0,
	gpu_ms INTEGER NOT NULL DEFAULT 0,
	micro_usd INTEGER NOT NULL DEFAULT 0,
	charged_micro_usd INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (pool_id, status)
) WITHOUT ROWID;

-- How long jobs that ended took, in milliseconds from their submission.
CREATE TABLE job_times (
	job_id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL,
	work TEXT NOT NULL,
	ended_at INTEGER NOT NULL,
	status TEXT NOT NULL,
	first_ms INTEGER,
	all_ms INTEGER NOT NULL,
	queue_ms INTEGER,
	cold_ms INTEGER
) WITHOUT ROWID;
CREATE INDEX job_times_newest ON job_times (account_id, work, ended_at);

-- Times are milliseconds since 1970 by the edge's clock. Ids sort by creation time.
-- WITHOUT ROWID where the key is text: half the rows written per insert (D1 bills rows).

CREATE TABLE accounts (
	id TEXT PRIMARY KEY NOT NULL,
	name TEXT NOT NULL,
	-- Tasks of this account that may hold a worker at the same time.
	max_running INTEGER NOT NULL DEFAULT 20,
	-- Jobs of this account that may be unfinished at the same time.
	max_jobs INTEGER NOT NULL DEFAULT 10000,
	created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Only the SHA-256 of a key is kept: keys are random, so there is nothing to guess it from.
CREATE TABLE api_keys (
	hash TEXT PRIMARY KEY NOT NULL,
	id TEXT NOT NULL UNIQUE,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name TEXT NOT NULL,
	last4 TEXT NOT NULL,
	scopes TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER,
	revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX api_keys_account ON api_keys (account_id, id);

CREATE TABLE pools (
	id TEXT PRIMARY KEY NOT NULL,
	name TEXT NOT NULL UNIQUE,
	created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE worker_tokens (
	hash TEXT PRIMARY KEY NOT NULL,
	id TEXT NOT NULL UNIQUE,
	pool_id TEXT NOT NULL REFERENCES pools (id),
	name TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	revoked_at INTEGER
) WITHOUT ROWID;

-- What a ComfyUI can run. Workers with the same image share one row.
CREATE TABLE capabilities (
	hash TEXT PRIMARY KEY NOT NULL,
	body TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE workers (
	id TEXT PRIMARY KEY NOT NULL,
	pool_id TEXT NOT NULL REFERENCES pools (id),
	token_id TEXT NOT NULL,
	name TEXT NOT NULL,
	version TEXT NOT NULL,
	comfyui_version TEXT NOT NULL,
	gpu TEXT NOT NULL,
	emulated INTEGER NOT NULL,
	capabilities_hash TEXT NOT NULL REFERENCES capabilities (hash),
	-- Set by an operator: the worker finishes what it has and takes nothing new.
	draining INTEGER NOT NULL DEFAULT 0,
	registered_at INTEGER NOT NULL,
	last_seen_at INTEGER NOT NULL,
	gone_at INTEGER
) WITHOUT ROWID;
CREATE INDEX workers_pool ON workers (pool_id, last_seen_at);
CREATE INDEX workers_seen ON workers (last_seen_at) WHERE gone_at IS NULL;

CREATE TABLE jobs (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	pool_id TEXT NOT NULL REFERENCES pools (id),
	status TEXT NOT NULL,
	-- Number of the last row in events.
	version INTEGER NOT NULL,
	workflow TEXT NOT NULL,
	-- The request as it was asked, for a retry.
	request TEXT NOT NULL,
	-- With defaults and chosen seeds filled in.
	parameters TEXT NOT NULL,
	metadata TEXT NOT NULL,
	priority INTEGER NOT NULL,
	retry_of TEXT,
	error TEXT,
	created_at INTEGER NOT NULL,
	started_at INTEGER,
	finished_at INTEGER,
	deadline_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_account ON jobs (account_id, id);
CREATE INDEX jobs_account_status ON jobs (account_id, status, id);
CREATE INDEX jobs_deadline ON jobs (deadline_at) WHERE finished_at IS NULL;
CREATE INDEX jobs_unfinished ON jobs (account_id) WHERE finished_at IS NULL;

CREATE TABLE stages (
	job_id TEXT NOT NULL REFERENCES jobs (id),
	key TEXT NOT NULL,
	position INTEGER NOT NULL,
	status TEXT NOT NULL,
	needs TEXT NOT NULL,
	approval INTEGER NOT NULL,
	PRIMARY KEY (job_id, key)
) WITHOUT ROWID;

-- The plan (graph, inputs, expected outputs) is large and never queried: it stands in its own table so that
-- the queue stays small.
CREATE TABLE tasks (
	id TEXT PRIMARY KEY NOT NULL,
	job_id TEXT NOT NULL REFERENCES jobs (id),
	account_id TEXT NOT NULL,
	pool_id TEXT NOT NULL,
	stage TEXT NOT NULL,
	position INTEGER NOT NULL,
	status TEXT NOT NULL,
	priority INTEGER NOT NULL,
	epoch INTEGER NOT NULL DEFAULT 0,
	worker_id TEXT,
	claim_id TEXT,
	lease_until INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	max_attempts INTEGER NOT NULL,
	available_at INTEGER NOT NULL,
	-- A claim under way has put its finger on this task; others look elsewhere until then. No promise hangs on it.
	reserved_until INTEGER NOT NULL DEFAULT 0,
	reserved_by TEXT,
	-- Names of the outputs that must exist.
	expected TEXT NOT NULL,
	-- Node classes and model files a worker must have.
	needs TEXT NOT NULL,
	error TEXT
) WITHOUT ROWID;
CREATE INDEX tasks_job ON tasks (job_id);
CREATE INDEX tasks_queue ON tasks (pool_id, account_id, priority DESC, id) WHERE status = 'queued';
CREATE INDEX tasks_held ON tasks (account_id) WHERE status IN ('running', 'canceling');
CREATE INDEX tasks_lease ON tasks (lease_until) WHERE status IN ('running', 'canceling');
CREATE INDEX tasks_claim ON tasks (worker_id, claim_id) WHERE worker_id IS NOT NULL;

CREATE TABLE task_plans (
	task_id TEXT PRIMARY KEY NOT NULL REFERENCES tasks (id),
	plan TEXT NOT NULL,
	-- The graph as the successful attempt ran it.
	ran TEXT
) WITHOUT ROWID;

CREATE TABLE attempts (
	task_id TEXT NOT NULL REFERENCES tasks (id),
	epoch INTEGER NOT NULL,
	job_id TEXT NOT NULL,
	worker_id TEXT NOT NULL,
	status TEXT NOT NULL,
	started_at INTEGER NOT NULL,
	finished_at INTEGER,
	error TEXT,
	gpu_ms INTEGER,
	PRIMARY KEY (task_id, epoch)
) WITHOUT ROWID;
CREATE INDEX attempts_job ON attempts (job_id);

-- The durable events of a job, numbered from 1 without gaps. The key is also what makes two writers of the
-- same job exclude each other: the second finds its number taken and its whole transaction falls.
CREATE TABLE events (
	job_id TEXT NOT NULL REFERENCES jobs (id),
	seq INTEGER NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (job_id, seq)
) WITHOUT ROWID;

CREATE TABLE assets (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	kind TEXT NOT NULL,
	content_type TEXT NOT NULL,
	filename TEXT NOT NULL,
	size INTEGER NOT NULL,
	sha256 TEXT NOT NULL,
	width INTEGER,
	height INTEGER,
	r2_key TEXT NOT NULL,
	job_id TEXT,
	task_id TEXT,
	epoch INTEGER,
	name TEXT,
	position INTEGER,
	created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX assets_account ON assets (account_id, id);
CREATE INDEX assets_job ON assets (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE idempotency_keys (
	account_id TEXT NOT NULL,
	route TEXT NOT NULL,
	key TEXT NOT NULL,
	-- SHA-256 of the canonical request body.
	body_hash TEXT NOT NULL,
	-- What the first request made; the answer is rebuilt from it.
	resource_id TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, route, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

INSERT INTO pools (id, name, created_at) VALUES ('pool_default', 'default', 0);

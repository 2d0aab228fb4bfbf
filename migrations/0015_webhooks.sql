-- Where an account wants to hear of its jobs: addresses that events are posted to, and e-mail addresses.
CREATE TABLE webhook_endpoints (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	kind TEXT NOT NULL,
	-- The URL, or the e-mail address.
	target TEXT NOT NULL,
	description TEXT NOT NULL,
	-- Types of events, as a JSON list; NULL: all of them, those of later versions too.
	events TEXT,
	-- Signing secrets, encrypted, the newest first, with when each ends; [] for e-mail.
	secrets TEXT NOT NULL,
	paused_at INTEGER,
	pause_reason TEXT,
	-- When the first of the failures came that no success has followed.
	failing_since INTEGER,
	created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX webhook_endpoints_account ON webhook_endpoints (account_id);

-- The outbox: what happened and which endpoint is to hear of it, written in the transaction of what happened.
CREATE TABLE webhook_deliveries (
	endpoint_id TEXT NOT NULL,
	-- Goes along as `webhook-id`, the same each time.
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	-- NULL for a test event.
	job_id TEXT,
	-- The number of the job's event that it tells of.
	seq INTEGER NOT NULL,
	type TEXT NOT NULL,
	body TEXT NOT NULL,
	status TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	-- When it is to be sent; NULL where it is over, or waits for an earlier event of its job.
	due_at INTEGER,
	-- When it is given up; set once it is its turn.
	gives_up_at INTEGER,
	created_at INTEGER NOT NULL,
	attempted_at INTEGER,
	finished_at INTEGER,
	response_status INTEGER,
	error TEXT,
	PRIMARY KEY (endpoint_id, id)
) WITHOUT ROWID;
CREATE INDEX webhook_deliveries_job ON webhook_deliveries (endpoint_id, job_id, seq);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_given_up ON webhook_deliveries (gives_up_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX webhook_deliveries_kept ON webhook_deliveries (endpoint_id, finished_at) WHERE finished_at IS NOT NULL;

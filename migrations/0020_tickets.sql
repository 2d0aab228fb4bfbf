-- Endpoints of RunPod that bring workers to a pool when it has work, and what they cost.
CREATE TABLE endpoints (
	id TEXT PRIMARY KEY NOT NULL,
	pool_id TEXT NOT NULL REFERENCES pools (id),
	-- RunPod's own id of it.
	runpod_id TEXT NOT NULL UNIQUE,
	-- The class of GPU, in words.
	gpu TEXT NOT NULL,
	vram_bytes INTEGER NOT NULL,
	-- Of one second of one worker, in millionths of a US dollar.
	price_micro_usd INTEGER NOT NULL,
	max_workers INTEGER NOT NULL,
	-- Tickets beyond the workers, so that one who gets free finds the next: 0 to 2.
	spare INTEGER NOT NULL,
	-- Kinds of work it is for, as a JSON list.
	kinds TEXT NOT NULL,
	-- By kind of work: how long a ticket may run, and wait and run, in milliseconds. JSON.
	time_limits TEXT NOT NULL,
	-- NULL: none.
	daily_budget_micro_usd INTEGER,
	-- What tickets that were closed on one day (days since 1970, UTC) have cost.
	spent_day INTEGER NOT NULL DEFAULT 0,
	spent_micro_usd INTEGER NOT NULL DEFAULT 0,
	paused_at INTEGER,
	pause_reason TEXT,
	-- What keeps it from bringing workers, since when, and the same for people; NULL: nothing is known to.
	condition TEXT,
	condition_since INTEGER,
	condition_note TEXT,
	-- No ticket is issued before this time: RunPod asked for a pause, or refused.
	hold_until INTEGER NOT NULL DEFAULT 0,
	-- What RunPod said last of its workers and queue, as JSON, and when it was asked.
	health TEXT,
	checked_at INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX endpoints_pool ON endpoints (pool_id, id);

-- A ticket is one request to RunPod. It brings a worker that may claim one task; it is no work by itself.
CREATE TABLE tickets (
	id TEXT PRIMARY KEY NOT NULL,
	pool_id TEXT NOT NULL,
	endpoint_id TEXT NOT NULL,
	-- As they were when it was issued: the endpoint may change, or go.
	runpod_endpoint TEXT NOT NULL,
	price_micro_usd INTEGER NOT NULL,
	kind TEXT NOT NULL,
	-- RunPod's id of the request; NULL: not known (yet).
	request_id TEXT,
	status TEXT NOT NULL,
	-- The task that was first in turn when it was issued.
	hint_task TEXT NOT NULL,
	issued_at INTEGER NOT NULL,
	-- How often it was sent to RunPod.
	tries INTEGER NOT NULL DEFAULT 0,
	-- When it is to be looked at.
	due_at INTEGER NOT NULL,
	-- What RunPod said of it last, and since when it has said so.
	remote TEXT,
	remote_since INTEGER,
	checked_at INTEGER NOT NULL DEFAULT 0,
	-- The attempt that it was used for.
	used_task TEXT,
	used_epoch INTEGER,
	used_at INTEGER,
	closed_at INTEGER,
	outcome TEXT,
	-- What its machine time has cost, by our clock; set when it is closed.
	cost_micro_usd INTEGER NOT NULL DEFAULT 0,
	-- Who came with it and should not have.
	problem TEXT
) WITHOUT ROWID;
CREATE INDEX tickets_open ON tickets (pool_id, id) WHERE closed_at IS NULL;
-- Tickets that came to nothing, by the task they were issued for.
CREATE INDEX tickets_spent ON tickets (hint_task, closed_at) WHERE closed_at IS NOT NULL AND used_task IS NULL;
CREATE INDEX tickets_used ON tickets (used_task, used_epoch) WHERE used_task IS NOT NULL;
CREATE INDEX tickets_closed ON tickets (closed_at) WHERE closed_at IS NOT NULL;

-- Counted where a ticket is closed, whoever closes it, and once.
CREATE TRIGGER tickets_paid AFTER UPDATE OF closed_at ON tickets
WHEN OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NEW.cost_micro_usd > 0 BEGIN
	UPDATE endpoints SET
		spent_micro_usd = iif(spent_day = CAST(NEW.closed_at / 86400000 AS INTEGER), spent_micro_usd, 0) + NEW.cost_micro_usd,
		spent_day = CAST(NEW.closed_at / 86400000 AS INTEGER)
	WHERE id = NEW.endpoint_id;
END;

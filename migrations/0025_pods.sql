-- An endpoint may be one of pods: machines that are started for a queue, claim without tickets and end when they are
-- idle. Then this is how they are started, as JSON; NULL: an endpoint of RunPod's, which starts its own.
ALTER TABLE endpoints ADD COLUMN pod TEXT;
-- Pods in a row that came to nothing.
ALTER TABLE endpoints ADD COLUMN start_failures INTEGER NOT NULL DEFAULT 0;

-- A pod is written down before RunPod hears of it. It and its worker bear this id as their name.
CREATE TABLE pods (
	id TEXT PRIMARY KEY NOT NULL,
	pool_id TEXT NOT NULL,
	endpoint_id TEXT NOT NULL,
	-- As they were when it was asked for: the endpoint may change, or go.
	runpod_endpoint TEXT NOT NULL,
	price_micro_usd INTEGER NOT NULL,
	gpu_id TEXT NOT NULL,
	idle_ms INTEGER NOT NULL,
	start_ms INTEGER NOT NULL,
	-- RunPod's own id of it; NULL: not known (yet).
	runpod_pod TEXT,
	status TEXT NOT NULL,
	asked_at INTEGER NOT NULL,
	-- When its worker was there first.
	registered_at INTEGER,
	-- When it was last known to have work; NULL: never.
	used_at INTEGER,
	-- When RunPod is to be asked about it.
	due_at INTEGER NOT NULL,
	-- What RunPod said of it last, and since when it has said so.
	remote TEXT,
	remote_since INTEGER,
	-- Why it ends, or has ended.
	outcome TEXT,
	closed_at INTEGER,
	-- What it has cost until then, by our clock.
	cost_micro_usd INTEGER NOT NULL DEFAULT 0,
	paid_until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX pods_open ON pods (pool_id, id) WHERE closed_at IS NULL;
CREATE INDEX pods_of ON pods (runpod_endpoint) WHERE closed_at IS NULL;
CREATE INDEX pods_closed ON pods (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX workers_pods ON workers (name, id) WHERE name >= 'pod_' AND name < 'pod`';

-- Its time counts on the day in which it falls, whoever looked.
CREATE TRIGGER pods_paid AFTER UPDATE OF cost_micro_usd ON pods
WHEN NEW.cost_micro_usd > OLD.cost_micro_usd BEGIN
	UPDATE endpoints SET
		spent_micro_usd = iif(spent_day = CAST(NEW.paid_until / 86400000 AS INTEGER), spent_micro_usd, 0)
			+ NEW.cost_micro_usd - OLD.cost_micro_usd,
		spent_day = CAST(NEW.paid_until / 86400000 AS INTEGER)
	WHERE id = NEW.endpoint_id;
END;

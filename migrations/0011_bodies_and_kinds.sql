-- A version's document and unknowns are bodies like those of jobs: JSON, or, where that is long, `r2:` and where it
-- lies. The object that holds what is long, and its bytes, which count like a job's.
ALTER TABLE workflows ADD COLUMN body_key TEXT;
ALTER TABLE workflows ADD COLUMN body_bytes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX workflows_body ON workflows (body_key) WHERE body_key IS NOT NULL;

CREATE TRIGGER workflow_bodies_added AFTER INSERT ON workflows WHEN NEW.body_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes + NEW.body_bytes WHERE id = NEW.account_id;
END;
CREATE TRIGGER workflow_bodies_removed AFTER DELETE ON workflows WHEN OLD.body_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes - OLD.body_bytes WHERE id = OLD.account_id;
END;

-- What many rows share goes when the last row that names it is gone.
CREATE INDEX tasks_needs ON tasks (needs_hash);
CREATE INDEX workers_capabilities ON workers (capabilities_hash);

-- What waits, by what it needs: a worker that can run little of what waits finds that at any of many accounts.
CREATE INDEX tasks_kinds ON tasks (pool_id, needs_hash, substr(account_id, -8) || account_id)
	WHERE status = 'queued';

-- Whether a worker that has gone has registered as another since.
CREATE INDEX workers_named ON workers (token_id, name, id);

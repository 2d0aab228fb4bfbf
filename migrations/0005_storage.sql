-- What an account may hold, and for how long.
ALTER TABLE accounts ADD COLUMN max_bytes INTEGER NOT NULL DEFAULT 53687091200;
-- Sum of the sizes of the account's assets and of its jobs' bodies, kept by the triggers below: whatever statement
-- adds or removes a row changes it in the same transaction.
ALTER TABLE accounts ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
-- Days for which things of each kind are kept, as JSON; what is not named is kept for ever.
ALTER TABLE accounts ADD COLUMN retention TEXT NOT NULL DEFAULT '{}';
-- The account is going: everything of it is being deleted, step by step.
ALTER TABLE accounts ADD COLUMN deleted_at INTEGER;

-- Bytes of the job's bodies that lie in R2. A column that holds a body (request, parameters, plan, ran) holds JSON,
-- or, where that is long, `r2:` and where it lies.
ALTER TABLE jobs ADD COLUMN body_bytes INTEGER NOT NULL DEFAULT 0;

UPDATE accounts SET stored_bytes = (SELECT coalesce(sum(size), 0) FROM assets WHERE account_id = accounts.id);

CREATE TRIGGER assets_added AFTER INSERT ON assets BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes + NEW.size WHERE id = NEW.account_id;
END;
CREATE TRIGGER assets_removed AFTER DELETE ON assets BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes - OLD.size WHERE id = OLD.account_id;
END;
CREATE TRIGGER bodies_added AFTER INSERT ON jobs WHEN NEW.body_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes + NEW.body_bytes WHERE id = NEW.account_id;
END;
CREATE TRIGGER bodies_changed AFTER UPDATE OF body_bytes ON jobs BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes + NEW.body_bytes - OLD.body_bytes WHERE id = NEW.account_id;
END;
CREATE TRIGGER bodies_removed AFTER DELETE ON jobs WHEN OLD.body_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes - OLD.body_bytes WHERE id = OLD.account_id;
END;
-- A transaction that would pass the limit fails as a whole. One that frees bytes never does, even above it.
CREATE TRIGGER accounts_full BEFORE UPDATE OF stored_bytes ON accounts
WHEN NEW.stored_bytes > NEW.max_bytes AND NEW.stored_bytes > OLD.stored_bytes BEGIN
	SELECT RAISE(ABORT, 'storage_limit');
END;

-- Which assets a job was given: none of them may go while it is unfinished.
CREATE TABLE job_inputs (
	asset_id TEXT NOT NULL,
	job_id TEXT NOT NULL REFERENCES jobs (id),
	PRIMARY KEY (asset_id, job_id)
) WITHOUT ROWID;
CREATE INDEX job_inputs_job ON job_inputs (job_id);

-- What is deleted in D1 and still to be deleted elsewhere. Written in the transaction that deletes the rows, and
-- removed when all is done, so that a crash between costs only time.
CREATE TABLE deletions (
	-- `object`: a key in R2. `job`: everything under `account/job/` there, and the job's Durable Object.
	kind TEXT NOT NULL,
	target TEXT NOT NULL,
	account_id TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (kind, target)
) WITHOUT ROWID;
CREATE INDEX deletions_account ON deletions (account_id);

-- Where work that goes through everything in small steps has come to.
CREATE TABLE cursors (
	name TEXT PRIMARY KEY NOT NULL,
	position TEXT NOT NULL,
	updated_at INTEGER NOT NULL
) WITHOUT ROWID;

-- The last version of a workflow that was deleted: its numbers are never given again, since jobs name them.
CREATE TABLE workflow_numbers (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	id TEXT NOT NULL,
	last_version INTEGER NOT NULL,
	PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE INDEX accounts_deleted ON accounts (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX accounts_retention ON accounts (id) WHERE retention <> '{}';
CREATE INDEX jobs_ended ON jobs (account_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_unfinished_workflow ON jobs (account_id, workflow) WHERE finished_at IS NULL;
CREATE INDEX assets_key ON assets (r2_key);
CREATE INDEX assets_uploads ON assets (account_id, id) WHERE job_id IS NULL;
CREATE INDEX assets_outputs ON assets (account_id, id) WHERE job_id IS NOT NULL;
CREATE INDEX workers_object_info ON workers (object_info_sha256) WHERE object_info_sha256 IS NOT NULL;

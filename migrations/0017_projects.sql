-- Storyboards: scripts whose sentences become pictures.
CREATE TABLE projects (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name TEXT NOT NULL,
	-- What every picture of it is made with, as JSON.
	settings TEXT NOT NULL,
	-- Number of the last event of its feed.
	head INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX projects_account ON projects (account_id, id);

CREATE TABLE shots (
	id TEXT PRIMARY KEY NOT NULL,
	project_id TEXT NOT NULL REFERENCES projects (id),
	account_id TEXT NOT NULL,
	position INTEGER NOT NULL,
	sentence TEXT NOT NULL,
	-- NULL: nobody has said yet what is to be seen.
	image_prompt TEXT,
	seed INTEGER,
	reference_ids TEXT NOT NULL,
	character_id TEXT,
	style_lora TEXT,
	-- Counts the changes of what makes its picture: a picture of an earlier revision leaves the shot dirty.
	revision INTEGER NOT NULL DEFAULT 1,
	is_image_dirty INTEGER NOT NULL DEFAULT 1,
	status TEXT NOT NULL DEFAULT 'pending',
	error TEXT,
	-- The newest job of it, and the revision that one is of.
	job_id TEXT,
	job_revision INTEGER,
	-- The output that is its picture.
	image_asset TEXT,
	-- The output whose bytes lie under the shot's own key in R2, and how many these are.
	filed_asset TEXT,
	filed_bytes INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX shots_project ON shots (project_id, position);
CREATE INDEX shots_character ON shots (character_id) WHERE character_id IS NOT NULL;
-- Pictures that are still to be copied to their shot's own key.
CREATE INDEX shots_unfiled ON shots (id) WHERE image_asset IS NOT NULL AND image_asset IS NOT filed_asset;

-- What the feed of a project tells, numbered without gaps, written in the transaction of what happened.
CREATE TABLE project_events (
	project_id TEXT NOT NULL,
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	-- The event as JSON, without its number.
	body TEXT NOT NULL,
	PRIMARY KEY (project_id, seq)
) WITHOUT ROWID;
CREATE INDEX project_events_at ON project_events (at);

-- The shot whose picture the job makes; both may be gone since.
ALTER TABLE jobs ADD COLUMN project_id TEXT;
ALTER TABLE jobs ADD COLUMN shot_id TEXT;
-- Names what was asked for: jobs of an account that have the same make the same.
ALTER TABLE jobs ADD COLUMN reuse_key TEXT;
CREATE INDEX jobs_project_open ON jobs (project_id) WHERE project_id IS NOT NULL AND finished_at IS NULL;
CREATE INDEX jobs_reuse ON jobs (account_id, reuse_key, id) WHERE reuse_key IS NOT NULL;

-- Wait before the second try, in milliseconds, which doubles with each further one; NULL: short and random.
ALTER TABLE tasks ADD COLUMN backoff_ms INTEGER;

-- What is made like a character is no longer up to date once the character is another.
CREATE TRIGGER shots_of_changed_character AFTER UPDATE OF settings, base_asset_id, style_lora, references_version ON characters BEGIN
	UPDATE shots SET is_image_dirty = 1, revision = revision + 1, updated_at = NEW.updated_at
	WHERE character_id = NEW.id AND ((style_lora IS NULL AND NEW.style_lora IS NOT OLD.style_lora)
		OR NEW.settings ->> 'negative_prompt' IS NOT OLD.settings ->> 'negative_prompt'
		OR (reference_ids = '[]' AND (NEW.references_version <> OLD.references_version
			OR NEW.base_asset_id IS NOT OLD.base_asset_id)));
END;
CREATE TRIGGER shots_of_deleted_character AFTER DELETE ON characters BEGIN
	UPDATE shots SET character_id = NULL, is_image_dirty = 1, revision = revision + 1 WHERE character_id = OLD.id;
END;

-- The copies of pictures count as stored, as assets do.
CREATE TRIGGER pictures_filed AFTER UPDATE OF filed_bytes ON shots WHEN NEW.filed_bytes <> OLD.filed_bytes BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes + NEW.filed_bytes - OLD.filed_bytes WHERE id = NEW.account_id;
END;
CREATE TRIGGER pictures_removed AFTER DELETE ON shots WHEN OLD.filed_bytes > 0 BEGIN
	UPDATE accounts SET stored_bytes = stored_bytes - OLD.filed_bytes WHERE id = OLD.account_id;
END;

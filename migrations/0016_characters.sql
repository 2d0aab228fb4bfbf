-- Somebody who is to look the same in many pictures.
CREATE TABLE characters (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name TEXT NOT NULL,
	-- What becomes the text of prompts, as JSON.
	settings TEXT NOT NULL,
	-- The picture that it begins with.
	base_asset_id TEXT,
	-- {"file":…,"strength":…}; NULL: none.
	style_lora TEXT,
	metadata TEXT NOT NULL,
	-- The job that makes its references, or was the last to; NULL: none was.
	dataset_job_id TEXT,
	-- Number of the set of references that counts; 0: there is none.
	references_version INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX characters_account ON characters (account_id, id);
CREATE INDEX characters_base ON characters (base_asset_id) WHERE base_asset_id IS NOT NULL;

-- The pictures that later ones of the character are made like: outputs of the job that made the set, which stay
-- while they stand here.
CREATE TABLE character_references (
	character_id TEXT NOT NULL REFERENCES characters (id),
	version INTEGER NOT NULL,
	position INTEGER NOT NULL,
	-- The stage that made it, and that stage's label.
	stage TEXT NOT NULL,
	label TEXT NOT NULL,
	asset_id TEXT NOT NULL,
	PRIMARY KEY (character_id, version, position)
) WITHOUT ROWID;
CREATE INDEX character_references_asset ON character_references (asset_id);

-- Whom the job is about; the character may be gone since.
ALTER TABLE jobs ADD COLUMN character_id TEXT;
CREATE INDEX jobs_account_character ON jobs (account_id, character_id, id) WHERE character_id IS NOT NULL;

-- What the outputs of a stage are called, and whether ordinary lists leave them out.
ALTER TABLE stages ADD COLUMN label TEXT;
ALTER TABLE stages ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN label TEXT;
ALTER TABLE assets ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
CREATE INDEX assets_shown ON assets (account_id, id) WHERE hidden = 0;

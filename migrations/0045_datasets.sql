-- Pictures with captions, from which a LoRA is trained, by name.
CREATE TABLE datasets (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name TEXT NOT NULL,
	trigger_word TEXT NOT NULL,
	-- 1: the character's two sides differ.
	asymmetric INTEGER NOT NULL,
	preset TEXT NOT NULL,
	class_words TEXT NOT NULL,
	note TEXT,
	-- Counts every change; and what it was at the newest version.
	revision INTEGER NOT NULL,
	frozen_revision INTEGER NOT NULL,
	-- The number that the newest version has, and the last one that an item got.
	latest INTEGER NOT NULL,
	last_item INTEGER NOT NULL,
	-- How many items it has, kept by the triggers below.
	pictures INTEGER NOT NULL DEFAULT 0,
	regularisation INTEGER NOT NULL DEFAULT 0,
	-- The job whose pictures of the class it takes over.
	regularisation_job TEXT,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, name),
	CONSTRAINT datasets_pictures CHECK (pictures <= 500),
	CONSTRAINT datasets_regularisation CHECK (regularisation <= 500)
) WITHOUT ROWID;

-- A dataset as it was when it was frozen.
CREATE TABLE dataset_versions (
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	version INTEGER NOT NULL,
	trigger_word TEXT NOT NULL,
	asymmetric INTEGER NOT NULL,
	preset TEXT NOT NULL,
	class_words TEXT NOT NULL,
	pictures INTEGER NOT NULL,
	regularisation INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, name, version)
) WITHOUT ROWID;

-- What it has now (version 0), and what each version had.
CREATE TABLE dataset_items (
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	version INTEGER NOT NULL,
	role TEXT NOT NULL,
	item INTEGER NOT NULL,
	asset_id TEXT NOT NULL,
	caption TEXT,
	framing TEXT,
	-- The item that it is the flipped copy of.
	flip_of INTEGER,
	-- Perceptual hashes, as JSON.
	hashes TEXT,
	PRIMARY KEY (account_id, name, version, role, item)
) WITHOUT ROWID;
CREATE INDEX dataset_items_asset ON dataset_items (asset_id);

CREATE TRIGGER dataset_items_added AFTER INSERT ON dataset_items WHEN NEW.version = 0 BEGIN
	UPDATE datasets SET pictures = pictures + (NEW.role = 'picture'),
		regularisation = regularisation + (NEW.role = 'regularisation')
	WHERE account_id = NEW.account_id AND name = NEW.name;
END;
CREATE TRIGGER dataset_items_removed AFTER DELETE ON dataset_items WHEN OLD.version = 0 BEGIN
	UPDATE datasets SET pictures = pictures - (OLD.role = 'picture'),
		regularisation = regularisation - (OLD.role = 'regularisation')
	WHERE account_id = OLD.account_id AND name = OLD.name;
END;

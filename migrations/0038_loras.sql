-- LoRAs of an account, by name. Bytes are assets: each is there once, however many versions have it.
CREATE TABLE loras (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	name TEXT NOT NULL,
	-- The version that is recommended, and the number that the latest got.
	promoted INTEGER NOT NULL,
	latest INTEGER NOT NULL,
	-- The word it was trained on, its terms, and whatever its owner wants to remember; NULL: nothing is known.
	trigger_word TEXT,
	licence TEXT,
	note TEXT,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, name)
) WITHOUT ROWID;

CREATE TABLE lora_versions (
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	version INTEGER NOT NULL,
	asset_id TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	size INTEGER NOT NULL,
	-- Family of the base model, and that model in its maker's words.
	family TEXT NOT NULL,
	base_model TEXT,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, name, version)
) WITHOUT ROWID;
CREATE INDEX lora_versions_asset ON lora_versions (asset_id);
CREATE INDEX lora_versions_bytes ON lora_versions (account_id, sha256);

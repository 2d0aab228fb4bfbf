-- What the editor of ComfyUI keeps with its server, for each account. Both have bounds, which every write looks at.
CREATE TABLE editor_settings (
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	-- JSON.
	value TEXT NOT NULL,
	PRIMARY KEY (account_id, name)
) WITHOUT ROWID;

CREATE TABLE editor_files (
	account_id TEXT NOT NULL,
	path TEXT NOT NULL,
	-- Compressed, in base64.
	body TEXT NOT NULL,
	-- Characters of the body, and bytes of what was sent.
	packed INTEGER NOT NULL,
	size INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	modified_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, path)
);

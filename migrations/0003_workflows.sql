-- Workflows of an account's own, beside the built-in library. A version is never changed: jobs name it. Only
-- retired_at is ever set afterwards.
CREATE TABLE workflows (
	account_id TEXT NOT NULL REFERENCES accounts (id),
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	title TEXT NOT NULL,
	-- JSON, compressed: D1 ends a row at 2 MB.
	document TEXT NOT NULL,
	-- What could not be known when the document was made from an editor's file; JSON, compressed.
	unknowns TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	-- New jobs may not ask for it any more.
	retired_at INTEGER,
	PRIMARY KEY (account_id, id, version)
) WITHOUT ROWID;

-- Which node classes the account's graphs may have; null: the default.
ALTER TABLE accounts ADD COLUMN node_policy TEXT;

-- SHA-256 of the worker's compressed object_info, which lies in R2 under it; null: it sent none.
ALTER TABLE workers ADD COLUMN object_info_sha256 TEXT;

-- A key that could do everything still can.
UPDATE api_keys SET scopes = json_insert(scopes, '$[#]', 'workflows:write')
	WHERE scopes LIKE '%"jobs:read"%' AND scopes LIKE '%"jobs:write"%' AND scopes LIKE '%"assets:read"%'
	AND scopes LIKE '%"assets:write"%' AND scopes LIKE '%"keys:write"%' AND scopes NOT LIKE '%"workflows:write"%';

-- Somebody signed in to the studio with the operator's key. It ends with that key, by itself, or by signing out.
CREATE TABLE operator_sessions (
	id TEXT PRIMARY KEY NOT NULL,
	-- Of the operator key it was opened with.
	key_hash TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	ended_at INTEGER
) WITHOUT ROWID;
CREATE INDEX operator_sessions_expires ON operator_sessions (expires_at);

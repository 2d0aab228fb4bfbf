-- What operators changed, each written together with the change. Rows stay when what they tell of is deleted.
CREATE TABLE operator_actions (
	id TEXT PRIMARY KEY NOT NULL,
	at INTEGER NOT NULL,
	-- Of the operator key that asked.
	key_hash TEXT NOT NULL,
	action TEXT NOT NULL,
	-- Id of what was changed.
	target TEXT NOT NULL,
	-- What the target had before and has since, as JSON; null where there was or is nothing to tell.
	before TEXT,
	after TEXT
) WITHOUT ROWID;
CREATE INDEX operator_actions_target ON operator_actions (target, id);

-- What checks found of outputs, added up by day and workflow as attempts end.
CREATE TABLE quality_days (
	account_id TEXT NOT NULL,
	day TEXT NOT NULL,
	-- The workflow or pipeline, without its version.
	work TEXT NOT NULL,
	passed INTEGER NOT NULL DEFAULT 0,
	doubtful INTEGER NOT NULL DEFAULT 0,
	failed INTEGER NOT NULL DEFAULT 0,
	broken INTEGER NOT NULL DEFAULT 0,
	unseen INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (account_id, day, work)
) WITHOUT ROWID;

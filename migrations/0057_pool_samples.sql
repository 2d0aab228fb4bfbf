-- How each pool stood at a minute, and the hours that minutes came to: minutes are kept a day, hours thirty.
CREATE TABLE pool_samples (
	pool_id TEXT NOT NULL,
	-- 'minute' or 'hour'.
	step TEXT NOT NULL,
	-- When the step begins, in milliseconds.
	at INTEGER NOT NULL,
	-- Of an hour the most that one of its minutes had.
	queued INTEGER NOT NULL,
	-- How long the oldest of them had waited; null: nothing waited.
	oldest_ms INTEGER,
	-- Of an hour the mean of its minutes.
	workers REAL NOT NULL,
	busy REAL NOT NULL,
	-- What all attempts of the pool had cost by then, in millionths of a US dollar.
	micro_usd INTEGER NOT NULL,
	PRIMARY KEY (pool_id, step, at)
) WITHOUT ROWID;

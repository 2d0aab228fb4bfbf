-- Who made a version of a LoRA of what a training left, the last time that somebody did.
CREATE TABLE promotions (
	training_id TEXT NOT NULL,
	-- Of the LoRA of the training's name.
	version INTEGER NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	-- Steps that the weights have been trained for.
	step INTEGER NOT NULL,
	-- The key, or the issuer with whose subject; null: the job itself, as nobody had chosen.
	key_id TEXT,
	subject TEXT,
	at INTEGER NOT NULL,
	PRIMARY KEY (training_id, version)
) WITHOUT ROWID;

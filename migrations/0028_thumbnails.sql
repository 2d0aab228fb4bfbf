-- Small pictures of a file, made by a worker after its job is over: 1: one of 256 pixels, 2: one of 768; 4: none can be.
ALTER TABLE assets ADD COLUMN thumbnails INTEGER NOT NULL DEFAULT 0;

-- Files that were looked at before they had any: the next idle worker of the pool makes them.
CREATE TABLE thumbnail_wishes (
	asset_id TEXT PRIMARY KEY NOT NULL,
	pool_id TEXT NOT NULL,
	-- How often a worker was asked, and when another may be.
	tries INTEGER NOT NULL DEFAULT 0,
	again_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX thumbnail_wishes_pool ON thumbnail_wishes (pool_id, again_at);

-- They go with their file, whatever statement removes it. Keys as `thumbnailKey` (`storage/keys.ts`) makes them.
CREATE TRIGGER thumbnails_removed AFTER DELETE ON assets WHEN OLD.thumbnails & 3 BEGIN
	INSERT OR IGNORE INTO deletions (kind, target, account_id, created_at)
	VALUES ('object', OLD.account_id || '/thumbnails/' || OLD.id || '/256', OLD.account_id, unixepoch() * 1000),
		('object', OLD.account_id || '/thumbnails/' || OLD.id || '/768', OLD.account_id, unixepoch() * 1000);
END;
CREATE TRIGGER thumbnail_wishes_removed AFTER DELETE ON assets BEGIN
	DELETE FROM thumbnail_wishes WHERE asset_id = OLD.id;
END;

-- What people said of a file, point by point: of each the newest word.
CREATE TABLE reviews (
	asset_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	-- Id of the key, or subject of the token.
	by TEXT NOT NULL,
	-- By the points of the checklist, as JSON.
	answers TEXT NOT NULL,
	note TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (asset_id, by)
) WITHOUT ROWID;

CREATE TRIGGER reviews_gone AFTER DELETE ON assets
BEGIN
	DELETE FROM reviews WHERE asset_id = old.id;
END;

-- What a picture that a job made looks like: 64 bits as 16 hexadecimal digits; null: nobody decoded it.
ALTER TABLE assets ADD COLUMN phash TEXT;

-- Whether a file is one that a job made.
CREATE INDEX assets_made ON assets (account_id, sha256) WHERE job_id IS NOT NULL;

-- The hash in four parts of 16 bits: two that differ in at most three bits have one of them in common.
CREATE TABLE picture_bands (
	account_id TEXT NOT NULL,
	band INTEGER NOT NULL,
	value TEXT NOT NULL,
	asset_id TEXT NOT NULL,
	PRIMARY KEY (account_id, band, value, asset_id)
) WITHOUT ROWID;

CREATE TRIGGER picture_bands_made AFTER INSERT ON assets WHEN new.phash IS NOT NULL
BEGIN
	INSERT INTO picture_bands (account_id, band, value, asset_id) VALUES
		(new.account_id, 0, substr(new.phash, 1, 4), new.id),
		(new.account_id, 1, substr(new.phash, 5, 4), new.id),
		(new.account_id, 2, substr(new.phash, 9, 4), new.id),
		(new.account_id, 3, substr(new.phash, 13, 4), new.id);
END;

CREATE TRIGGER picture_bands_gone AFTER DELETE ON assets WHEN old.phash IS NOT NULL
BEGIN
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 0 AND value = substr(old.phash, 1, 4) AND asset_id = old.id;
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 1 AND value = substr(old.phash, 5, 4) AND asset_id = old.id;
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 2 AND value = substr(old.phash, 9, 4) AND asset_id = old.id;
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 3 AND value = substr(old.phash, 13, 4) AND asset_id = old.id;
END;

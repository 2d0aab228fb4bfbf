-- D1 bills each row that is written, and each entry of an index that goes with it. What is dropped here is found by
-- another way that is as short.

-- A renewed lease wrote an entry of this one each time. Held tasks are as many as workers hold: those of a pool that are
-- due are picked among them, and a worker's own stand beside each other.
DROP INDEX tasks_due;
DROP INDEX tasks_claim;
CREATE INDEX tasks_claim ON tasks (pool_id, worker_id, claim_id) WHERE worker_id IS NOT NULL;

-- So did each sign of life of a worker. Those that have not gone are few.
DROP INDEX workers_seen;
CREATE INDEX workers_there ON workers (pool_id) WHERE gone_at IS NULL;

-- Each asset stands in one of four, not in two: what was uploaded and what jobs made, shown and hidden.
DROP INDEX assets_uploads;
DROP INDEX assets_outputs;
DROP INDEX assets_shown;
DROP INDEX assets_hidden;
CREATE INDEX assets_uploads_shown ON assets (account_id, id) WHERE job_id IS NULL AND hidden = 0;
CREATE INDEX assets_uploads_hidden ON assets (account_id, id) WHERE job_id IS NULL AND hidden = 1;
CREATE INDEX assets_outputs_shown ON assets (account_id, id) WHERE job_id IS NOT NULL AND hidden = 0;
CREATE INDEX assets_outputs_hidden ON assets (account_id, id) WHERE job_id IS NOT NULL AND hidden = 1;

-- Three parts of a picture's hash find it as well as four did, at more places to look at: pictures are made far more
-- often than they are looked up.
DROP TRIGGER picture_bands_made;
DROP TRIGGER picture_bands_gone;
DELETE FROM picture_bands;
INSERT INTO picture_bands (account_id, band, value, asset_id)
	SELECT account_id, 0, substr(phash, 1, 5), id FROM assets WHERE phash IS NOT NULL
	UNION ALL SELECT account_id, 1, substr(phash, 6, 5), id FROM assets WHERE phash IS NOT NULL
	UNION ALL SELECT account_id, 2, substr(phash, 11, 6), id FROM assets WHERE phash IS NOT NULL;

CREATE TRIGGER picture_bands_made AFTER INSERT ON assets WHEN new.phash IS NOT NULL
BEGIN
	INSERT INTO picture_bands (account_id, band, value, asset_id) VALUES
		(new.account_id, 0, substr(new.phash, 1, 5), new.id),
		(new.account_id, 1, substr(new.phash, 6, 5), new.id),
		(new.account_id, 2, substr(new.phash, 11, 6), new.id);
END;

CREATE TRIGGER picture_bands_gone AFTER DELETE ON assets WHEN old.phash IS NOT NULL
BEGIN
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 0 AND value = substr(old.phash, 1, 5) AND asset_id = old.id;
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 1 AND value = substr(old.phash, 6, 5) AND asset_id = old.id;
	DELETE FROM picture_bands WHERE account_id = old.account_id AND band = 2 AND value = substr(old.phash, 11, 6) AND asset_id = old.id;
END;

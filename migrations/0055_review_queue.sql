-- Whether a person lets the picture pass: 'pass' or 'fail'; null: only points were said.
ALTER TABLE reviews ADD COLUMN verdict TEXT;

-- Outputs that a person is to look at, kept by the triggers below.
CREATE TABLE review_queue (
	account_id TEXT NOT NULL,
	asset_id TEXT NOT NULL,
	-- 4: a stage waits for a person; 3: it failed a check; 2: a check broke; 1: a check is in doubt.
	urgency INTEGER NOT NULL,
	PRIMARY KEY (account_id, asset_id)
) WITHOUT ROWID;
CREATE INDEX review_queue_worst ON review_queue (account_id, urgency, asset_id);

-- How much each output asks for a person. What was made anew, or outdone by another take, asks for nobody.
CREATE VIEW review_wishes AS
SELECT * FROM (
	SELECT
		assets.account_id,
		assets.id AS asset_id,
		assets.task_id,
		CASE
			WHEN tasks.verdict ->> 'result' IN ('again', 'outdone') THEN NULL
			WHEN tasks.verdict ->> 'result' = 'ask' THEN 4
			ELSE CASE assets.quality ->> 'status' WHEN 'fail' THEN 3 WHEN 'error' THEN 2 WHEN 'warn' THEN 1 END
		END AS urgency
	FROM assets LEFT JOIN tasks ON tasks.id = assets.task_id
) WHERE urgency IS NOT NULL;

CREATE TRIGGER review_queue_made AFTER INSERT ON assets WHEN new.task_id IS NOT NULL
BEGIN
	INSERT INTO review_queue (account_id, asset_id, urgency)
		SELECT account_id, asset_id, urgency FROM review_wishes WHERE asset_id = new.id;
END;

-- Another take was made of it since.
CREATE TRIGGER review_queue_outdone AFTER UPDATE OF verdict ON tasks
WHEN new.verdict ->> 'result' IN ('again', 'outdone') AND new.verdict IS NOT old.verdict
BEGIN
	DELETE FROM review_queue WHERE account_id = new.account_id AND asset_id IN (
		SELECT id FROM assets WHERE job_id = new.job_id AND task_id = new.id);
END;

-- A person has had the word about the stage that waited for one.
CREATE TRIGGER review_queue_decided AFTER UPDATE OF decision ON stages
WHEN new.decision IS NOT NULL AND new.decision IS NOT old.decision
BEGIN
	DELETE FROM review_queue WHERE urgency = 4 AND (account_id, asset_id) IN (
		SELECT assets.account_id, assets.id FROM tasks CROSS JOIN assets
		WHERE tasks.job_id = new.job_id AND tasks.stage = new.key
			AND assets.job_id = new.job_id AND assets.task_id = tasks.id);
END;

CREATE TRIGGER review_queue_reviewed AFTER INSERT ON reviews
BEGIN
	DELETE FROM review_queue WHERE account_id = new.account_id AND asset_id = new.asset_id;
END;

-- The last word about it was taken back.
CREATE TRIGGER review_queue_again AFTER DELETE ON reviews
WHEN NOT EXISTS (SELECT 1 FROM reviews WHERE asset_id = old.asset_id)
BEGIN
	INSERT OR IGNORE INTO review_queue (account_id, asset_id, urgency)
		SELECT account_id, asset_id, urgency FROM review_wishes WHERE asset_id = old.asset_id;
END;

CREATE TRIGGER review_queue_gone AFTER DELETE ON assets WHEN old.task_id IS NOT NULL
BEGIN
	DELETE FROM review_queue WHERE account_id = old.account_id AND asset_id = old.id;
END;

INSERT INTO review_queue (account_id, asset_id, urgency)
	SELECT account_id, asset_id, urgency FROM review_wishes
	WHERE NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.asset_id = review_wishes.asset_id);

-- D1 bills each row that is written. What an account's attempts and jobs came to was added to a row of their workflow and
-- to one of their pool, and what checks found of outputs to one of `quality_days`: a row of workflow and pool (`by` is
-- 'work', `key` is 'workflow@pool') has all of it. What was counted before stays where it is.
ALTER TABLE usage_days ADD COLUMN outputs_passed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_days ADD COLUMN outputs_doubtful INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_days ADD COLUMN outputs_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_days ADD COLUMN outputs_broken INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_days ADD COLUMN outputs_unseen INTEGER NOT NULL DEFAULT 0;

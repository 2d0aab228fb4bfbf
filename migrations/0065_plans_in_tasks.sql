-- D1 bills each row that is written. A task's plan, and the graph that ran, had a row of their own: they stand in the
-- task's now, where they come and go in the same statements. No index has them, and what looks for tasks names its columns,
-- so that a queue is as quick to read. Plans of before stay in `task_plans` until their jobs go.
ALTER TABLE tasks ADD COLUMN plan TEXT;
ALTER TABLE tasks ADD COLUMN ran TEXT;

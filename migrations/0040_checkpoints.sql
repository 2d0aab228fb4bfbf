-- How far trainings have come, and what they left there. Its files are assets of the job that no task has as outputs.
CREATE TABLE checkpoints (
	task_id TEXT NOT NULL,
	step INTEGER NOT NULL,
	job_id TEXT NOT NULL,
	-- The attempt that came so far.
	epoch INTEGER NOT NULL,
	-- What the trainer said last; NULL: nothing.
	loss REAL,
	-- `[{role, asset}]`.
	files TEXT NOT NULL,
	-- Bytes of the state to go on from; 0 once that is gone: only the newest are kept, and none once the job has ended.
	state_bytes INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (task_id, step)
) WITHOUT ROWID;
CREATE INDEX checkpoints_job ON checkpoints (job_id);
CREATE INDEX checkpoints_states ON checkpoints (task_id, step) WHERE state_bytes > 0;

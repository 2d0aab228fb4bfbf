-- Jobs that compare checkpoints of a training.
CREATE TABLE comparisons (
	job_id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	-- The job of the training, which may be gone.
	training_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX comparisons_training ON comparisons (training_id, job_id);

-- The word that a training is about.
ALTER TABLE trainings ADD COLUMN trigger_word TEXT NOT NULL DEFAULT '';

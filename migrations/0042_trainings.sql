-- Jobs that train by a program beside ComfyUI, for lists; what else there is of one stands with its job.
CREATE TABLE trainings (
	job_id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	output_name TEXT NOT NULL,
	trainer TEXT NOT NULL,
	family TEXT NOT NULL,
	base_model TEXT NOT NULL,
	-- Steps that it is to take, and its pictures.
	steps INTEGER NOT NULL,
	pictures INTEGER NOT NULL,
	-- What becomes the LoRA once it has succeeded: `last`, or what a person chooses: `choose`.
	promote TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX trainings_account ON trainings (account_id, job_id);

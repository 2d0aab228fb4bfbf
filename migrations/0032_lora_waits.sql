-- The LoRA that a stage waits for before it is planned, as `name@version`, and whose it is; NULL: it waits for none.
ALTER TABLE stages ADD COLUMN lora TEXT;
ALTER TABLE stages ADD COLUMN lora_account TEXT;
CREATE INDEX stages_waiting_for_lora ON stages (lora_account, lora, job_id) WHERE lora IS NOT NULL;
-- LoRAs that stages wait for.
CREATE TABLE awaited_loras (
	account_id TEXT NOT NULL,
	reference TEXT NOT NULL,
	-- The job that trains it; NULL: nobody, and it is to be uploaded.
	training TEXT,
	-- What happened to it since somebody looked, as a count; 0: nothing.
	due INTEGER NOT NULL,
	PRIMARY KEY (account_id, reference)
) WITHOUT ROWID;
CREATE INDEX awaited_loras_training ON awaited_loras (training) WHERE training IS NOT NULL;
CREATE INDEX awaited_loras_due ON awaited_loras (account_id) WHERE due > 0;

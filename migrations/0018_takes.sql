-- Whether the take that made a task was of its whole stage: then nothing of the takes before stands beside it.
ALTER TABLE tasks ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;

-- Since when a task waits in the queue: it was submitted, its stage opened, or it came back.
ALTER TABLE tasks ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;

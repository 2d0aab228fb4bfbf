-- The machine of a worker, where several share one, and whether that never trains while it makes anything else.
ALTER TABLE workers ADD COLUMN machine TEXT;
ALTER TABLE workers ADD COLUMN trains_alone INTEGER NOT NULL DEFAULT 0;
CREATE INDEX workers_machine ON workers (pool_id, machine) WHERE machine IS NOT NULL;

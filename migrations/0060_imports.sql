-- Jobs that ran elsewhere before. The same graph with the same files is the same job; it goes with the job.
ALTER TABLE jobs ADD COLUMN import_key TEXT;
CREATE UNIQUE INDEX jobs_imported ON jobs (account_id, import_key) WHERE import_key IS NOT NULL;

-- Uploads by their bytes.
CREATE INDEX assets_uploads_by_bytes ON assets (account_id, sha256) WHERE job_id IS NULL AND hidden = 0;

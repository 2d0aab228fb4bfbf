-- Jobs that came in the words of ComfyUI's own server: its queue, and its history. Their clients' ids are in the metadata.
CREATE INDEX jobs_classic_open ON jobs (account_id, id)
	WHERE (metadata ->> 'comfyui_client_id') IS NOT NULL AND finished_at IS NULL;
CREATE INDEX jobs_classic_ended ON jobs (account_id, id)
	WHERE (metadata ->> 'comfyui_client_id') IS NOT NULL AND finished_at IS NOT NULL;
-- Graphs name uploads by their file names; the newest is meant.
CREATE INDEX assets_uploads_by_name ON assets (account_id, filename, id) WHERE job_id IS NULL AND hidden = 0;

-- Cron closes the sockets of worker tokens that were revoked lately.
CREATE INDEX worker_tokens_revoked ON worker_tokens (revoked_at) WHERE revoked_at IS NOT NULL;

-- Limits of this account's own, by name, in place of the configured ones; null: none.
ALTER TABLE accounts ADD COLUMN rate_limits TEXT;

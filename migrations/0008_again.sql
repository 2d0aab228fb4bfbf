-- A deletion that fails is tried again later each time, so that it does not stand before others.
ALTER TABLE deletions ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deletions ADD COLUMN again_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deletions_due ON deletions (kind, again_at);

ALTER TABLE accounts ADD COLUMN delete_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN delete_again_at INTEGER NOT NULL DEFAULT 0;
DROP INDEX accounts_deleted;
CREATE INDEX accounts_deleted ON accounts (delete_again_at) WHERE deleted_at IS NOT NULL;

-- A session of the studio is a key without a secret: everything that ends with a key ends with it too. `opened_by` is the
-- key behind it, which takes its sessions along when it is revoked.
ALTER TABLE api_keys ADD COLUMN opened_by TEXT;
CREATE INDEX api_keys_sessions ON api_keys (opened_by) WHERE opened_by IS NOT NULL;

-- BLAKE3 of a file, in hex, where a client sent it in the words of Comfy API v2; NULL: nobody has asked for it.
ALTER TABLE assets ADD COLUMN blake3 TEXT;
CREATE INDEX assets_blake3 ON assets (account_id, blake3) WHERE blake3 IS NOT NULL;

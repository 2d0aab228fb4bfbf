-- How often attempts of a pool waited for their machine to start, and for how long: of each pool in all, and by when a sample
-- was written. Samples of before know nothing of it. Rows of `usage_totals` are added to; no row is made for this.
ALTER TABLE usage_totals ADD COLUMN cold_starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_totals ADD COLUMN cold_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pool_samples ADD COLUMN cold_starts INTEGER;
ALTER TABLE pool_samples ADD COLUMN cold_ms INTEGER;

-- What one second of a machine costs has one name everywhere: micro_usd_per_second, as pools, price sheets and the ledger say it.
ALTER TABLE endpoints RENAME COLUMN price_micro_usd TO micro_usd_per_second;
ALTER TABLE tickets RENAME COLUMN price_micro_usd TO micro_usd_per_second;

-- Whose tokens an account takes. Each has a row in `api_keys` of the same id that opens nothing by itself: what its tokens
-- opened ends with that row, as it does with a key.
CREATE TABLE oidc_issuers (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL REFERENCES accounts (id),
	-- The `iss` and `aud` of its tokens: together they say whose they are.
	issuer TEXT NOT NULL,
	audience TEXT NOT NULL,
	jwks_url TEXT NOT NULL,
	algorithms TEXT NOT NULL,
	-- What each of its tokens may, and what those with certain claims may as well; JSON.
	scopes TEXT NOT NULL,
	rules TEXT NOT NULL,
	created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX oidc_issuers_token ON oidc_issuers (issuer, audience);
CREATE INDEX oidc_issuers_account ON oidc_issuers (account_id);
-- A session that was opened with a token does not outlive it, however often it is renewed. NULL: no such end.
ALTER TABLE api_keys ADD COLUMN ends_at INTEGER;

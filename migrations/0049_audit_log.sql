-- What was changed of an account: who, when, from where, what, before and after. Written in the transaction of the change.
CREATE TABLE audit_log (
	id TEXT PRIMARY KEY NOT NULL,
	account_id TEXT NOT NULL,
	at INTEGER NOT NULL,
	action TEXT NOT NULL,
	-- Id of what was changed.
	target TEXT NOT NULL,
	-- The key that asked; null: an operator.
	key_id TEXT,
	-- Whose token it was: `sub` of an OIDC issuer; null: it was none.
	subject TEXT,
	-- Network address that was asked from; null: not known, or an operator's.
	address TEXT,
	before TEXT,
	after TEXT
) WITHOUT ROWID;
CREATE INDEX audit_log_account ON audit_log (account_id, id);

-- Of a session that was opened with a token of an OIDC issuer: whose.
ALTER TABLE api_keys ADD COLUMN subject TEXT;

-- What operators change of an account is told there too, as soon as it is known which account that is.
CREATE TRIGGER audit_operator_noted AFTER INSERT ON operator_actions
WHEN new.target GLOB 'acc_*' OR json_extract(new.before, '$.account') IS NOT NULL
BEGIN
	INSERT INTO audit_log (id, account_id, at, action, target, before, after)
	VALUES ('aud' || substr(new.id, 4), CASE WHEN new.target GLOB 'acc_*' THEN new.target ELSE json_extract(new.before, '$.account') END,
		new.at, new.action, new.target, new.before, NULL);
END;
CREATE TRIGGER audit_operator_done AFTER UPDATE OF after ON operator_actions
WHEN new.target GLOB 'acc_*' OR json_extract(coalesce(new.after, new.before), '$.account') IS NOT NULL
BEGIN
	INSERT INTO audit_log (id, account_id, at, action, target, before, after)
	VALUES ('aud' || substr(new.id, 4),
		CASE WHEN new.target GLOB 'acc_*' THEN new.target ELSE json_extract(coalesce(new.after, new.before), '$.account') END,
		new.at, new.action, new.target, new.before, new.after)
	ON CONFLICT (id) DO UPDATE SET after = excluded.after;
END;
CREATE TRIGGER audit_operator_undone AFTER DELETE ON operator_actions
BEGIN
	DELETE FROM audit_log WHERE id = 'aud' || substr(old.id, 4);
END;

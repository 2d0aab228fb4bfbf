import { type SQL, sql } from "drizzle-orm";

/** What is told of a key that is revoked: what it was. */
export function ownKeyState(id: string): SQL {
	return sql`(SELECT json_object('name', name, 'last4', last4, 'scopes', json(scopes), 'expires_at', expires_at) FROM api_keys WHERE id = ${id})`;
}

/** What an account lets itself spend in a month. */
export function ownBudgetState(account: string): SQL {
	return sql`(SELECT json_object('budget_micro_usd', own_budget_micro_usd) FROM accounts WHERE id = ${account})`;
}

/** Whose tokens an account takes, and what they may do. */
export function issuerState(id: string): SQL {
	return sql`(SELECT json_object('issuer', issuer, 'audience', audience, 'algorithms', json(algorithms), 'scopes', json(scopes),
		'rules', json(rules)) FROM oidc_issuers WHERE id = ${id})`;
}

/** A webhook without its secrets: the query of a URL may be one. */
export function webhookState(id: string): SQL {
	return sql`(SELECT json_object('kind', kind,
		'target', iif(instr(target, '?') > 0, substr(target, 1, instr(target, '?')) || '…', target),
		'events', json(events), 'description', description, 'paused', json(iif(paused_at IS NULL, 'false', 'true')))
		FROM webhook_endpoints WHERE id = ${id})`;
}

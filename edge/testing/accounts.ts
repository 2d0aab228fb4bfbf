import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Scope } from "../contract/access/scopes.ts";
import type { OwnLimits } from "../contract/accounts/accounts.ts";
import { call, jsonOf } from "./http.ts";
import { keepSecrets } from "./redaction.ts";

export interface TestAccount {
	id: string;
	/** An API key with every scope. */
	key: string;
	keyId: string;
}

/** A new account with its first key. */
export async function makeAccount(
	limits: { max_running?: number; max_jobs?: number; max_bytes?: number; rate_limits?: OwnLimits } = {},
): Promise<TestAccount> {
	const response = await call("POST", "/v1/accounts", {
		as: env.ADMIN_KEY,
		json: { name: "an account", ...limits },
	});
	const body = await jsonOf<{ id: string; api_key: { id: string; key: string } }>(response, 201);
	keepSecrets(body.api_key.key);
	return { id: body.id, key: body.api_key.key, keyId: body.api_key.id };
}

/** Another key of the account, with these scopes only. */
export async function makeKey(
	account: TestAccount,
	scopes: Scope[],
	more: { expires_in_s?: number } = {},
): Promise<{ id: string; key: string }> {
	const json = { name: "a key", scopes, ...more };
	const key = await jsonOf<{ id: string; key: string }>(
		await call("POST", "/v1/api-keys", { as: account.key, json }),
		201,
	);
	keepSecrets(key.key);
	return key;
}

/** A client token of the account. */
export async function makeToken(
	account: TestAccount,
	request: { scopes: Scope[]; job?: string; expires_in_s?: number },
): Promise<string> {
	const response = await call("POST", "/v1/tokens", { as: account.key, json: request });
	const { token } = await jsonOf<{ token: string }>(response, 201);
	keepSecrets(token);
	expect(token.split(".")).toHaveLength(3);
	return token;
}

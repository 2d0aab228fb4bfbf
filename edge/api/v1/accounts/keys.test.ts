import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { SCOPES } from "../../../contract/access/scopes.ts";
import { makeAccount, makeKey, type TestAccount } from "../../../testing/accounts.ts";
import { call, problemOf } from "../../../testing/http.ts";
import { writesNothing } from "../../../testing/writes.ts";

const revoke = (as: string, id: string) => call("DELETE", `/v1/api-keys/${id}`, { as });
const listed = async (account: TestAccount) =>
	(await call("GET", "/v1/api-keys", { as: account.key })).json<{ data: { id: string }[] }>();

test("API2 the last key with every scope is not revoked by a key that may only manage keys", async () => {
	const account = await makeAccount();
	const manager = await makeKey(account, ["keys:write"]);
	await makeKey(
		account,
		SCOPES.filter((scope) => scope !== "workflows:write"),
	);
	const expired = await makeKey(account, [...SCOPES]);
	await env.DB.prepare("UPDATE api_keys SET expires_at = 1 WHERE id = ?").bind(expired.id).run();
	const problem = await problemOf(await revoke(manager.key, account.keyId), "conflict");
	expect(problem.detail).toMatch(/last key with every scope.*revoke this one/s);
	expect((await call("GET", "/v1/jobs", { as: account.key })).status).toBe(200);
	// One that has expired protects nothing and is in nobody's way.
	expect((await revoke(manager.key, expired.id)).status).toBe(204);
});

test("API2 a full key is revoked once its successor is there, if that one lasts as long", async () => {
	const account = await makeAccount();
	const short = await makeKey(account, [...SCOPES], { expires_in_s: 60 });
	await problemOf(await revoke(account.key, account.keyId), "conflict");
	const next = await makeKey(account, [...SCOPES]);
	expect((await revoke(next.key, account.keyId)).status).toBe(204);
	expect((await revoke(next.key, short.id)).status).toBe(204);
	await problemOf(await revoke(next.key, next.id), "conflict");
});

test("API2 of two full keys revoked at the same moment one stays", async () => {
	const account = await makeAccount();
	const second = await makeKey(account, [...SCOPES]);
	const manager = await makeKey(account, ["keys:write"]);
	const answers = await Promise.all([account.keyId, second.id].map((id) => revoke(manager.key, id)));
	expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
});

test("API1 somebody else's last full key reads as not there", async () => {
	const [account, foreign] = [await makeAccount(), await makeAccount()];
	await writesNothing(async () => problemOf(await revoke(foreign.key, account.keyId), "not_found"));
	expect((await listed(account)).data.map((key) => key.id)).toEqual([account.keyId]);
});

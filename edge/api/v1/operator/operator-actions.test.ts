import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { OperatorActionResource } from "../../../contract/operator/operator.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { makeWorker } from "../../../testing/workers.ts";

interface Page {
	data: OperatorActionResource[];
	next_cursor: string | null;
	has_more: boolean;
}

let operator = env.ADMIN_KEY;
const ask = (method: string, path: string, json?: object) => call(method, path, { as: operator, json });
async function actions(query: string): Promise<Page> {
	return jsonOf<Page>(await ask("GET", `/v1/operator-actions?${query}`), 200);
}

test("every change of an operator is told with what was before and is since, and nothing that was refused", async () => {
	const account = await makeAccount({ max_running: 4 });
	const path = `/v1/accounts/${account.id}`;
	await ask("PATCH", path, { max_running: 2, rate_limits: { requests: 100 } });
	await ask("PATCH", path, { rate_limits: { requests: null }, retention: { jobs: 7 } });
	await problemOf(await ask("PATCH", path, { max_running: 0 }), "invalid_request");
	await ask("PUT", `${path}/node-policy`, { deny: ["LoadImage"] });
	expect((await ask("DELETE", path)).status).toBe(204);
	await problemOf(await ask("DELETE", path), "not_found");
	await problemOf(await ask("PATCH", path, { max_running: 9 }), "not_found");

	const { data, has_more } = await actions(`target=${account.id}`);
	expect(has_more).toBe(false);
	expect(data.map(({ action }) => action)).toEqual([
		"account.delete",
		"node_policy.set",
		"account.change",
		"account.change",
		"account.create",
	]);
	const [gone, policy, second, first, made] = data;
	expect(made).toMatchObject({ before: null, after: { max_running: 4, rate_limits: {} }, key: null });
	expect(first?.before).toEqual(made?.after);
	expect(first?.after).toMatchObject({ max_running: 2, rate_limits: { requests: 100 } });
	expect(second?.before).toEqual(first?.after);
	expect(second?.after).toMatchObject({ max_running: 2, rate_limits: {}, retention: { jobs: 7 } });
	expect(policy).toMatchObject({ before: null, after: { deny: ["LoadImage"] } });
	expect(gone).toMatchObject({ before: second?.after, after: null });
	for (const { at } of data) expect(Math.abs(Date.now() - Date.parse(at))).toBeLessThan(3_600_000);
});

test("tokens, drains and rotations are told with the key that asked, in pages, without a secret", async () => {
	const worker = await makeWorker({ pool: "gpu-noted" });
	await ask("POST", `/v1/workers/${worker.id}/drain`);
	const { data: tokens } = await jsonOf<{ data: { id: string; pool: string }[] }>(
		await ask("GET", "/v1/worker-tokens"),
		200,
	);
	const token = tokens.find(({ pool }) => pool === "gpu-noted")?.id ?? "";
	expect((await ask("DELETE", `/v1/worker-tokens/${token}`)).status).toBe(204);
	await problemOf(await ask("DELETE", `/v1/worker-tokens/${token}`), "not_found");
	const rotated = await jsonOf<{ id: string; key: string }>(
		await ask("POST", "/v1/operator-keys/rotate"),
		201,
	);
	const before = operator;
	operator = rotated.key;
	keepSecrets(rotated.key);
	const account = await makeAccountBy(operator);

	const all: OperatorActionResource[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: Page = await actions(`limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
		expect(page.data.length).toBeLessThanOrEqual(2);
		all.push(...page.data);
		cursor = page.next_cursor;
	}
	const own = all.filter(({ target }) => [account, rotated.id, token, worker.id].includes(target));
	expect(own.map(({ action }) => action)).toEqual([
		"account.create",
		"operator_key.rotate",
		"worker_token.revoke",
		"worker.drain",
		"worker_token.create",
	]);
	const [made, , revoked, drained, created] = own;
	expect(created).toMatchObject({ before: null, after: { pool: "gpu-noted", revoked: false } });
	expect(revoked).toMatchObject({ before: { revoked: false }, after: { revoked: true } });
	expect(drained).toMatchObject({ before: null, after: null });
	// The deployment's secret has an id since it was rotated; what it did before is told by it.
	expect(drained?.key?.last4).toBe(before.slice(-4));
	expect(made?.key).toEqual({ id: rotated.id, last4: rotated.key.slice(-4) });
	const dump = JSON.stringify((await env.DB.prepare("SELECT * FROM operator_actions").all()).results);
	for (const secret of [rotated.key, before, worker.token]) expect(dump).not.toContain(secret.slice(0, -6));
});

async function makeAccountBy(as: string): Promise<string> {
	const made = await jsonOf<{ id: string; api_key: { key: string } }>(
		await call("POST", "/v1/accounts", { as, json: { name: "noted" } }),
		201,
	);
	keepSecrets(made.api_key.key);
	return made.id;
}

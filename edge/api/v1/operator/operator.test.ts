import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { AccountResource } from "../../../contract/accounts/accounts.ts";
import type { PoolResource } from "../../../contract/operator/operator.ts";
import { makeAccount, makeToken } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { BASE_IMAGE, submit } from "../../../testing/jobs.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { makeWorker, mustClaim } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

afterEach(() => {
	vi.useRealTimers();
});

interface Page<T> {
	data: T[];
	next_cursor: string | null;
	has_more: boolean;
}
/** The key that is good at the moment. */
let operator = env.ADMIN_KEY;

async function listed<T>(path: string): Promise<T[]> {
	const rows: T[] = [];
	let cursor: string | null = null;
	do {
		const more: string = cursor === null ? "" : `&cursor=${cursor}`;
		const page: Page<T> = await jsonOf(await call("GET", `${path}?limit=2${more}`, { as: operator }), 200);
		expect(page.data.length).toBeLessThanOrEqual(2);
		rows.push(...page.data);
		cursor = page.next_cursor;
		expect(page.has_more).toBe(cursor !== null);
	} while (cursor !== null);
	return rows;
}

test("the operator lists accounts page by page, as each is shown, but for those being deleted", async () => {
	const made = [await makeAccount(), await makeAccount({ max_jobs: 7 }), await makeAccount()];
	const [gone] = made;
	await call("DELETE", `/v1/accounts/${gone?.id}`, { as: operator });
	const rows = await listed<AccountResource>("/v1/accounts");
	expect(rows.map((row) => row.id).sort()).toEqual(
		made
			.slice(1)
			.map(({ id }) => id)
			.sort(),
	);
	for (const row of rows)
		expect(row).toEqual(await jsonOf(await call("GET", `/v1/accounts/${row.id}`, { as: operator }), 200));
	expect(rows.find((row) => row.id === made[1]?.id)?.max_jobs).toBe(7);
});

test("the operator reads and changes an account's limits, and what counts is told", async () => {
	const account = await makeAccount();
	const path = `/v1/accounts/${account.id}`;
	const change = { max_running: 3, max_jobs: 5, max_bytes: 1000, rate_limits: { requests: 50 } };
	const changed = await jsonOf<AccountResource>(
		await call("PATCH", path, { as: operator, json: change }),
		200,
	);
	expect(changed).toMatchObject({
		...change,
		rate_limits: { requests: 50, uploads: 3000 },
		own_rate_limits: { requests: 50 },
	});
	expect(await jsonOf(await call("GET", "/v1/account", { as: account.key }), 200)).toEqual(changed);
	for (const [json, pointer] of [
		[{ max_running: 0 }, "/max_running"],
		[{ rate_limits: { request: 1 } }, "/rate_limits/request"],
		[{ max_job: 1 }, "/max_job"],
	] as const) {
		const refused = await writesNothing(() => call("PATCH", path, { as: operator, json }));
		expect((await problemOf(refused, "invalid_request")).errors[0]?.pointer).toBe(pointer);
	}
});

test("pools are listed by name with their workers and what waits for them, tokens without the tokens", async () => {
	const account = await makeAccount();
	const worker = await makeWorker({ pool: "gpu-a" });
	const idle = await makeWorker({ pool: "gpu-b" });
	await submit(account, worker, BASE_IMAGE);
	await mustClaim(worker);
	await call("POST", `/v1/workers/${idle.id}/drain`, { as: operator });
	const rows = await listed<PoolResource>("/v1/pools");
	expect(rows.map((row) => row.name)).toEqual(["default", "gpu-a", "gpu-b"]);
	expect(rows[1]).toMatchObject({ workers: 1, draining: 0, queued_tasks: 2, held_tasks: 1 });
	expect(rows[2]).toMatchObject({ workers: 1, draining: 1, queued_tasks: 0, held_tasks: 0 });
	const tokens = await listed<{ id: string; pool: string; revoked_at: string | null }>("/v1/worker-tokens");
	expect(tokens.map((token) => token.pool)).toEqual(["gpu-b", "gpu-a"]);
	expect(JSON.stringify(tokens)).not.toContain(worker.token.slice(0, -6));
	await call("DELETE", `/v1/worker-tokens/${tokens[0]?.id}`, { as: operator });
	const after = await listed<{ id: string; revoked_at: string | null }>("/v1/worker-tokens");
	expect(after.map((token) => token.revoked_at === null)).toEqual([false, true]);
	expect((await listed<PoolResource>("/v1/pools"))[2]).toMatchObject({ workers: 0 });
});

test("API5 nobody but the operator lists or rotates, and trying changes nothing", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const token = await makeToken(account, { scopes: ["jobs:read"] });
	await submit(account, worker);
	const { grant } = await mustClaim(worker);
	for (const [method, path] of [
		["GET", "/v1/accounts"],
		["GET", "/v1/pools"],
		["GET", "/v1/workers"],
		["GET", "/v1/worker-tokens"],
		["GET", "/v1/operator-keys"],
		["GET", "/v1/operator-actions"],
		["POST", "/v1/operator-keys/rotate"],
	] as const) {
		await writesNothing(async () => {
			for (const as of [account.key, token, worker.token, grant])
				await problemOf(await call(method, path, { as }), "forbidden");
			for (const as of [undefined, "x", `${operator}x`])
				await problemOf(await call(method, path, { as }), "unauthorized");
		});
	}
	await problemOf(await call("GET", `/v1/accounts/${account.id}`, { as: account.key }), "forbidden");
});

async function rotate(as: string, json?: object): Promise<Response> {
	return call("POST", "/v1/operator-keys/rotate", { as, json });
}
const works = async (as: string) => (await call("GET", "/v1/pools", { as })).status === 200;

test("the operator's key is rotated: the new one is good, every other one ends, and a lost race is told", async () => {
	const answers = await Promise.all([rotate(operator), rotate(operator)]);
	expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
	const won = answers.find((answer) => answer.status === 201) as Response;
	const first = await jsonOf<{ id: string; key: string }>(won, 201);
	keepSecrets(first.key);
	expect(first.key).toMatch(/^do_live_[0-9A-Za-z]{38}$/);
	expect(await works(first.key)).toBe(true);
	expect(await works(operator)).toBe(false);
	await problemOf(await rotate(operator), "unauthorized");

	vi.useFakeTimers({ toFake: ["Date"] });
	const second = await jsonOf<{ key: string; others_end_at: string }>(
		await rotate(first.key, { overlap_s: 60 }),
		201,
	);
	keepSecrets(second.key);
	expect(await works(first.key)).toBe(true);
	await problemOf(await rotate(first.key), "conflict");
	vi.setSystemTime(Date.parse(second.others_end_at));
	expect(await works(first.key)).toBe(false);
	expect(await works(second.key)).toBe(true);
	operator = second.key;

	const { data } = await jsonOf<{ data: { id: string; ended_at: string | null }[] }>(
		await call("GET", "/v1/operator-keys", { as: operator }),
		200,
	);
	expect(data).toHaveLength(3);
	expect(data.filter((key) => key.ended_at === null)).toHaveLength(1);
	const dump = JSON.stringify((await env.DB.prepare("SELECT * FROM operator_keys").all()).results);
	for (const secret of [first.key, second.key, env.ADMIN_KEY])
		expect(dump).not.toContain(secret.slice(0, -6));
	for (const overlap_s of [-1, 86_401, 1.5])
		await problemOf(await rotate(operator, { overlap_s }), "invalid_request");
});

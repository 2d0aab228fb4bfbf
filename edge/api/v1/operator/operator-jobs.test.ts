import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ApiKey } from "../../../contract/access/keys.ts";
import {
	type OperatorActionResource,
	operatorJobSchema,
	operatorJobSummarySchema,
} from "../../../contract/operator/operator.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, submit, succeededJob } from "../../../testing/jobs.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { fail, makeWorker, mustClaim } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

const ask = (method: string, path: string, json?: object) => call(method, path, { as: env.ADMIN_KEY, json });
async function actionsOn(target: string): Promise<OperatorActionResource[]> {
	const answer = await ask("GET", `/v1/operator-actions?target=${target}`);
	return (await jsonOf<{ data: OperatorActionResource[] }>(answer, 200)).data;
}
async function find(query: string) {
	const { data } = await jsonOf<{ data: unknown[] }>(await ask("GET", `/v1/operator/jobs?${query}`), 200);
	return data.map((job) => operatorJobSummarySchema.strict().parse(job));
}
const idsOf = async (query: string) => (await find(query)).map(({ id }) => id);
const inspect = async (id: string) =>
	operatorJobSchema.strict().parse(await jsonOf(await ask("GET", `/v1/operator/jobs/${id}`), 200));

test("an operator finds jobs of all accounts by account, status and failure, and those that the sweeper fails on", async () => {
	const worker = await makeWorker();
	const [first, second] = [await makeAccount(), await makeAccount()];
	const { job: done } = await succeededJob(first, worker);
	const failed = await submit(second, worker);
	await fail(await mustClaim(worker), "node_error");
	const open = await submit(first, worker);
	expect(await idsOf("")).toEqual([done.id, failed.id, open.id].sort().reverse());
	expect((await find("status=failed")).map(({ account }) => account)).toEqual([second.id]);
	expect(await idsOf(`account=${first.id}`)).toEqual([done.id, open.id].sort().reverse());
	expect(await idsOf(`account=${first.id}&status=queued`)).toEqual([open.id]);
	expect(await idsOf("error=node_error")).toEqual([failed.id]);
	expect(await idsOf(`error=node_error&account=${first.id}`)).toEqual([]);
	expect(await idsOf("unswept=true")).toEqual([]);
	await env.DB.prepare("UPDATE jobs SET sweep_failures = 2, sweep_after = 5000 WHERE id = ?")
		.bind(open.id)
		.run();
	expect(await idsOf("unswept=true")).toEqual([open.id]);
	for (const query of ["unswept=false", "error=bad_luck", "account=me", "status=lost"])
		await problemOf(await ask("GET", `/v1/operator/jobs?${query}`), "invalid_request");
});

test("an operator sees of any job whose it is, what was tried, why it waits, and whether the sweeper fails on it", async () => {
	const worker = await makeWorker();
	const account = await makeAccount();
	const failed = await submit(account, worker);
	await fail(await mustClaim(worker), "node_error");
	const tried = await inspect(failed.id);
	expect(tried).toMatchObject({ account: account.id, sweep: { failures: 0, again_at: null } });
	expect(tried.job).toEqual(await getJob(account, failed.id));
	expect(tried.attempts.map(({ status, error }) => [status, error?.code])).toEqual([
		["failed", "node_error"],
	]);
	const open = await submit(account, worker);
	await env.DB.prepare("UPDATE jobs SET sweep_failures = 2, sweep_after = 5000 WHERE id = ?")
		.bind(open.id)
		.run();
	expect(await inspect(open.id)).toMatchObject({
		attempts: [],
		job: { queue: { reason: "dispatching" } },
		sweep: { failures: 2, again_at: "1970-01-01T00:00:05.000Z" },
	});
	await problemOf(await ask("GET", "/v1/operator/jobs/job_00000000000000000000000000"), "not_found");
});

test("P6 an operator cancels a job of any account; it is noted once, and not where nothing was canceled", async () => {
	const worker = await makeWorker();
	const account = await makeAccount();
	const { job: done } = await succeededJob(account, worker);
	const open = await submit(account, worker);
	const cancel = (id: string) => ask("POST", `/v1/operator/jobs/${id}/cancel`);
	for (let i = 0; i < 2; i++)
		expect(await jsonOf(await cancel(open.id), 200)).toMatchObject({ id: open.id, status: "canceled" });
	expect((await getJob(account, open.id)).status).toBe("canceled");
	expect(await actionsOn(open.id)).toMatchObject([
		{
			action: "job.cancel",
			before: { account: account.id, status: "queued" },
			after: { account: account.id, status: "canceled" },
		},
	]);
	await problemOf(await cancel(done.id), "conflict");
	await problemOf(await cancel("job_00000000000000000000000000"), "not_found");
	expect(await actionsOn(done.id)).toEqual([]);
});

test("API2 an operator revokes the last key of an account, and makes it another one; both are noted, without the key", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	const keys = `/v1/accounts/${account.id}/api-keys`;
	const listed = async () => (await jsonOf<{ data: ApiKey[] }>(await ask("GET", keys), 200)).data;
	expect((await listed()).map(({ id }) => id)).toEqual([account.keyId]);
	await writesNothing(async () => {
		await problemOf(await ask("DELETE", `${keys}/${other.keyId}`), "not_found");
		await problemOf(await ask("POST", keys, { name: "x", scopes: [] }), "invalid_request");
		await problemOf(
			await ask("POST", "/v1/accounts/acc_00000000000000000000000000/api-keys", { name: "x" }),
			"not_found",
		);
	});
	expect((await ask("DELETE", `${keys}/${account.keyId}`)).status).toBe(204);
	await problemOf(await ask("DELETE", `${keys}/${account.keyId}`), "not_found");
	await problemOf(await call("GET", "/v1/jobs", { as: account.key }), "unauthorized");
	const made = await jsonOf<ApiKey & { key: string }>(await ask("POST", keys, { name: "a new one" }), 201);
	keepSecrets(made.key);
	expect((await call("GET", "/v1/jobs", { as: made.key })).status).toBe(200);
	expect((await listed()).map(({ id }) => id)).toEqual([made.id]);
	expect(await actionsOn(account.keyId)).toMatchObject([
		{ action: "api_key.revoke", before: { account: account.id, revoked: false }, after: { revoked: true } },
	]);
	const created = await actionsOn(made.id);
	expect(created).toMatchObject([{ action: "api_key.create", before: null, after: { name: "a new one" } }]);
	expect(JSON.stringify(created)).not.toContain(made.key);
	await ask("DELETE", `/v1/accounts/${account.id}`);
	await problemOf(await ask("GET", keys), "not_found");
	await problemOf(await ask("POST", keys, { name: "x" }), "not_found");
});

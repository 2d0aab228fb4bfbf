import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ModelList } from "../../../contract/workflows/models.ts";
import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, STORYBOARD, submit } from "../../../testing/jobs.ts";
import { claim, makeWorker, mustClaim } from "../../../testing/workers.ts";

test("P4 a claim whose answer got lost is answered again after the operator said to drain; a new one is not", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	await submit(account, worker);
	const id = crypto.randomUUID();
	const lost = await claim(worker, id);
	await call("POST", `/v1/workers/${worker.id}/drain`, { as: env.ADMIN_KEY });
	expect(await claim(worker)).toBeNull();
	const again = await claim(worker, id);
	expect(again).toMatchObject({ job_id: job.id, task_id: lost?.task_id, epoch: 1 });
	const [task] = (await getJob(account, job.id)).stages[0]?.tasks ?? [];
	expect(task).toMatchObject({ status: "running", epoch: 1, attempts: 1 });
});

test("pools go by their names: what a job, a worker and a token show can be asked for again", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	expect(job.pool).toBe(worker.pool);
	const again = await call("POST", "/v1/jobs", { as: account.key, json: { ...STORYBOARD, pool: job.pool } });
	expect(await jsonOf(again, 201)).toMatchObject({ pool: worker.pool });
	expect((await getJob(account, job.id)).pool).toBe(worker.pool);
	const list = await call("GET", "/v1/jobs", { as: account.key });
	expect((await jsonOf<{ data: { pool: string }[] }>(list, 200)).data.map(({ pool }) => pool)).toEqual([
		worker.pool,
		worker.pool,
	]);
	// Other files register workers in the same database at the same time.
	const workers = await call("GET", "/v1/workers?limit=200", { as: env.ADMIN_KEY });
	const { data } = await jsonOf<{ data: { id: string; pool: string }[] }>(workers, 200);
	expect(data.find(({ id }) => id === worker.id)?.pool).toBe(worker.pool);
	const json = { name: "another", pool: worker.pool };
	const token = await call("POST", "/v1/worker-tokens", { as: env.ADMIN_KEY, json });
	expect(await jsonOf(token, 201)).toMatchObject({ pool: worker.pool });
});

test("two workers of one name are told apart by their ids, both work, and each is told of the other", async () => {
	const account = await makeAccount();
	const first = await makeWorker();
	expect(first.warnings).toEqual([]);
	const second = await makeWorker({ pool: first.pool });
	expect(second.warnings).toEqual([expect.stringContaining(`(${first.id}); this one is ${second.id}`)]);
	expect(second.warnings[0]).toContain("WORKER_NAME");
	const listed = async () => {
		const answer = await call("GET", "/v1/workers?limit=200", { as: env.ADMIN_KEY });
		const { data } = await jsonOf<{
			data: { id: string; pool: string; name: string; gone_at: string | null }[];
		}>(answer, 200);
		return data.filter(({ pool }) => pool === first.pool);
	};
	const shown = await listed();
	expect(shown.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
	expect(new Set(shown.map(({ name }) => name)).size).toBe(1);

	const jobs = [await submit(account, first), await submit(account, first)];
	const claimed = [await mustClaim(first), await mustClaim(second)];
	expect(claimed.map(({ job_id }) => job_id).sort()).toEqual(jobs.map(({ id }) => id).sort());
	for (const [i, { job_id }] of claimed.entries()) {
		const answer = await call("GET", `/v1/jobs/${job_id}/attempts`, { as: account.key });
		const { data } = await jsonOf<{ data: { worker: string }[] }>(answer, 200);
		expect(data.map(({ worker }) => worker)).toEqual([[first, second][i]?.id]);
	}
	// One that leaves takes nothing from the other.
	await call("DELETE", `/v1/workers/${first.id}`, { as: first.token });
	await submit(account, first);
	await mustClaim(second);
	const left = await listed();
	expect(left.find(({ id }) => id === second.id)?.gone_at).toBeNull();
	expect((await makeWorker({ pool: first.pool, replaces: second.id })).warnings).toEqual([]);
});

test("what model files the workers of a pool have is told by folder and name, and of which folder a parameter is", async () => {
	const account = await makeAccount();
	const { pool } = await makeWorker();
	const list = async (query: string) =>
		jsonOf<ModelList>(await call("GET", `/v1/models?${query}`, { as: account.key }), 200);
	expect(await list(`pool=${pool}&folder=loras`)).toEqual({
		data: [{ folder: "loras", file: "styles/ink.safetensors", available: true }],
		has_more: false,
	});
	expect((await list(`pool=${pool}&query=FLUX1&limit=1`)).has_more).toBe(true);
	expect(await list("pool=nobodys")).toEqual({ data: [], has_more: false });
	await problemOf(await call("GET", "/v1/models?limit=1001", { as: account.key }), "invalid_request");
	const workflow = await call("GET", "/v1/workflows/storyboard-image", { as: account.key });
	const { model_parameters } = await jsonOf<WorkflowResource>(workflow, 200);
	expect(model_parameters).toEqual({ style_lora: "loras" });
});

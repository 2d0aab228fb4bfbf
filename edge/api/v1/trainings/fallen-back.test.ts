import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import type { ClaimedTask } from "../../../contract/workers/workers.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf } from "../../../testing/http.ts";
import { loraFile } from "../../../testing/loras.ts";
import { reachStep, submitTraining, TRAINER_CAPABILITIES, trainingIn } from "../../../testing/trainings.ts";
import { fail, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
// Each test has a pool: what another left to be tried again comes back in its own time.
beforeEach(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
});

/** The attempt after this one, on the same machine. */
async function nextOf(task: ClaimedTask): Promise<ClaimedTask> {
	await jsonOf(await fail(task, "worker_error"), 200);
	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE id = ?").bind(task.task_id).run();
	return mustClaim(worker);
}

/** Files of checkpoints: of the table, of the checkpoints, and what is to be deleted, each in order. */
async function filesOf(job: JobResource) {
	const { results: there } = await env.DB.prepare(
		"SELECT id, r2_key FROM assets WHERE job_id = ? AND task_id IS NULL ORDER BY id",
	)
		.bind(job.id)
		.all<{ id: string; r2_key: string }>();
	const { results: named } = await env.DB.prepare(
		"SELECT part.value ->> 'asset' AS id FROM checkpoints, json_each(files) AS part WHERE job_id = ? ORDER BY 1",
	)
		.bind(job.id)
		.all<{ id: string }>();
	const { results: going } = await env.DB.prepare(
		"SELECT target FROM deletions WHERE kind = 'object' AND account_id = ?",
	)
		.bind(account.id)
		.all<{ target: string }>();
	return { there, named: named.map(({ id }) => id), going: going.map(({ target }) => target) };
}

async function rowsOf(job: JobResource) {
	const { results } = await env.DB.prepare(
		"SELECT step, epoch, state_bytes > 0 AS state FROM checkpoints WHERE job_id = ? ORDER BY step",
	)
		.bind(job.id)
		.all();
	return results;
}

const resumedAt = (task: ClaimedTask) => {
	const { resume } = trainingIn(task).training;
	return [resume?.step, resume?.before?.step];
};

test("what an attempt that fell back stores is what the next one gets, and nothing of what it replaces is left", async () => {
	const job = await submitTraining(account, worker, "fay");
	const first = await mustClaim(worker);
	for (const step of [100, 200, 300]) await jsonOf(await reachStep(first, step), 200);
	const before = await filesOf(job);
	// The newest could not be read: it goes on from 200, and passes 300 again.
	const second = await nextOf(first);
	expect(resumedAt(second)).toEqual([300, 200]);
	expect(await jsonOf(await reachStep(second, 300), 200)).toMatchObject({ outputs: { length: 3 } });
	expect(await rowsOf(job)).toEqual([
		{ step: 100, epoch: 1, state: 0 },
		{ step: 200, epoch: 1, state: 1 },
		{ step: 300, epoch: 2, state: 1 },
	]);
	const after = await filesOf(job);
	expect(after.there.map(({ id }) => id)).toEqual(after.named);
	const gone = before.there.filter(({ id }) => !after.named.includes(id));
	expect(gone).toHaveLength(3);
	expect(after.going).toEqual(expect.arrayContaining(gone.map(({ r2_key }) => r2_key)));
	expect(after.going.filter((key) => after.there.some(({ r2_key }) => r2_key === key))).toEqual([]);
	// Said again it changes nothing.
	expect(await jsonOf(await reachStep(second, 300), 200)).toMatchObject({ outputs: [] });
	expect(await filesOf(job)).toEqual(after);
	const third = await nextOf(second);
	expect(resumedAt(third)).toEqual([300, 200]);
	// Neither could be read: it begins anew, and what lies ahead of it is no more to go on from.
	await jsonOf(await reachStep(third, 100), 200);
	expect(await rowsOf(job)).toEqual([
		{ step: 100, epoch: 3, state: 1 },
		{ step: 200, epoch: 1, state: 0 },
		{ step: 300, epoch: 2, state: 0 },
	]);
	await jsonOf(await reachStep(third, 200), 200);
	expect((await rowsOf(job)).map(({ epoch }) => epoch)).toEqual([3, 3, 2]);
	const last = await filesOf(job);
	expect(last.there.map(({ id }) => id)).toEqual(last.named);
	// It came no further than others had: its tries are counted, and the last of them ends it.
	expect(await jsonOf(await fail(third, "worker_error"), 200)).toMatchObject({ status: "failed" });
});

test("weights that were promoted stay when their step is passed again; those of others go", async () => {
	const job = await submitTraining(account, worker, "gil");
	const first = await mustClaim(worker);
	await jsonOf(await reachStep(first, 100, loraFile("gil 100")), 200);
	await jsonOf(await reachStep(first, 200, loraFile("gil 200")), 200);
	const promoted = await jsonOf<{ versions: { asset: string }[] }>(
		await call("POST", `/v1/trainings/${job.id}/promote`, { as: account.key, json: { step: 200 } }),
		200,
	);
	const asset = promoted.versions[0]?.asset ?? "";
	const second = await nextOf(first);
	await jsonOf(await reachStep(second, 200, loraFile("gil 200 again")), 200);
	const { there, named, going } = await filesOf(job);
	expect(named).not.toContain(asset);
	expect(there.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([asset]);
	expect(going).not.toContain(there.find(({ id }) => id === asset)?.r2_key);
	const content = await call("GET", `/v1/assets/${asset}/content`, { as: account.key });
	expect(new Uint8Array(await content.arrayBuffer())).toEqual(loraFile("gil 200"));
});

import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { sweepTrainingStates } from "../../../housekeeping/training-states.ts";
import { eventsIn } from "../../../jobs/store/event-rows.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { sha256, text } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, STORYBOARD, submit } from "../../../testing/jobs.ts";
import {
	keep,
	postCheckpoint,
	reachStep,
	stateOf,
	submitTraining,
	TRAINER_CAPABILITIES,
	trainingIn,
} from "../../../testing/trainings.ts";
import {
	attemptPath,
	claim,
	complete,
	fail,
	makeWorker,
	mustClaim,
	type TestWorker,
	upload,
} from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
// Each test has a pool: what another left to be tried again comes back in its own time.
beforeEach(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
});

const ready = (task: { task_id: string }) =>
	env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE id = ?").bind(task.task_id).run();
const eventsOf = async (job: JobResource) => {
	const { results } = await env.DB.prepare("SELECT seq, body FROM events WHERE job_id = ? ORDER BY seq")
		.bind(job.id)
		.all<{ seq: number; body: string }>();
	return eventsIn(results);
};

test("a training is claimed by who has its trainer and base model, with its pictures and nothing of a graph", async () => {
	const none = await makeWorker({ pool: worker.pool });
	const job = await submitTraining(account, worker, "mia");
	expect(job).toMatchObject({ workflow: "training@1", status: "queued" });
	expect(await claim(none)).toBeNull();
	const task = await mustClaim(worker);
	expect(task).toMatchObject({ job_id: job.id, training: true, graph: {}, inputs: [] });
	const { training, inputs } = trainingIn(task);
	expect(training).toMatchObject({ trainer: "sd-scripts", output_name: "mia", resume: null });
	expect(training.pictures).toHaveLength(7);
	expect(training.pictures[0]?.caption).toBe("ohwx woman, portrait, smiling, a garden");
	// The same picture seven times is fetched once.
	expect(inputs).toHaveLength(1);
	const [picture] = inputs;
	expect(picture?.sha256).toBe(training.pictures[0]?.sha256);
	const got = await call("GET", picture?.url ?? "", { as: task.grant });
	expect(await sha256(new Uint8Array(await got.arrayBuffer()))).toBe(picture?.sha256);
	await jsonOf(await fail(task, "worker_error"), 200);
});

test("a graph is claimed as before, and says so", async () => {
	const own = await makeWorker();
	await submit(account, own, STORYBOARD);
	expect((await mustClaim(own)).work).toEqual({ kind: "graph" });
});

test("a training whose worker died goes on from its last checkpoint; its tries are given back", async () => {
	const own = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	const job = await submitTraining(account, own, "ana");
	let task = await mustClaim(own);
	await jsonOf(await fail(task, "worker_error"), 200);
	await ready(task);
	task = await mustClaim(own);
	const reply = await jsonOf<{ outputs: string[] }>(await reachStep(task, 200), 200);
	expect(reply).toMatchObject({ status: "running" });
	expect(reply.outputs).toHaveLength(3);
	expect((await getJob(account, job.id)).stages[0]?.tasks[0]).toMatchObject({ attempts: 1, outputs: [] });
	await jsonOf(await fail(task, "worker_error"), 200);
	await ready(task);
	const again = await mustClaim(own);
	expect(again.epoch).toBe(task.epoch + 1);
	const { training, inputs } = trainingIn(again);
	const bytes = stateOf(200).length;
	expect(training.resume).toMatchObject({
		step: 200,
		files: [
			{ role: "state", name: "state.bin", bytes },
			{ role: "lora", name: "step-200.safetensors" },
			{ role: "log", name: "losses.jsonl" },
		],
	});
	const state = training.resume?.files[0]?.sha256;
	const url = inputs.find((file) => file.sha256 === state)?.url ?? "";
	const got = await call("GET", url, { as: again.grant });
	expect(new Uint8Array(await got.arrayBuffer())).toEqual(stateOf(200));
	// Whoever holds it no more reads nothing of it, and moves nothing.
	const files = [{ ...training.resume?.files[0], upload: 8 }];
	await problemOf(await postCheckpoint(task, { step: 400, files }), "lease_lost");
	await problemOf(await call("GET", url, { as: task.grant }), "lease_lost");
	expect((await eventsOf(job)).filter(({ type }) => type === "checkpoint")).toMatchObject([
		{ step: 200, loss: 0.1, epoch: 2 },
	]);
});

test("the newest two states stay, and every checkpoint's weights; none but weights once the job has ended", async () => {
	const own = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	const job = await submitTraining(account, own, "eva");
	const task = await mustClaim(own);
	for (const step of [100, 200, 300, 400]) await jsonOf(await reachStep(task, step), 200);
	const kept = async () => {
		const { results } = await env.DB.prepare(
			"SELECT filename, name FROM assets WHERE job_id = ? AND task_id IS NULL ORDER BY id",
		)
			.bind(job.id)
			.all<{ filename: string; name: string }>();
		return results;
	};
	expect((await kept()).filter(({ name }) => name === "state")).toHaveLength(2);
	expect((await kept()).filter(({ name }) => name === "lora")).toHaveLength(4);
	const { results } = await env.DB.prepare("SELECT kind FROM deletions WHERE account_id = ?")
		.bind(account.id)
		.all();
	expect(results.length).toBeGreaterThanOrEqual(2);
	// Again, and further back: nothing changes.
	expect(await jsonOf(await reachStep(task, 300), 200)).toMatchObject({ outputs: [] });
	expect((await kept()).filter(({ name }) => name === "state")).toHaveLength(2);
	const last = await upload(task, text("the weights"), {
		name: "lora",
		node: "",
		kind: "file",
		upload: 900,
		filename: "eva.safetensors",
	});
	await jsonOf(await complete(task, [last]), 200);
	await sweepTrainingStates(env, Date.now());
	expect((await kept()).map(({ name }) => name).sort()).toEqual(
		["log", "lora"].flatMap((name) => Array(4).fill(name)),
	);
	expect((await getJob(account, job.id)).outputs.map(({ filename }) => filename)).toEqual([
		"eva.safetensors",
	]);
});

test("a checkpoint is refused that names what is not stored, has no state, or names a file twice", async () => {
	const own = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	await submitTraining(account, own, "zoe");
	const task = await mustClaim(own);
	const state = await keep(task, 0, "state", "state.bin", text("state"));
	const lost = { ...state, upload: 1, name: "other.bin" };
	expect(
		await problemOf(await postCheckpoint(task, { step: 2, files: [state, lost] }), "output_mismatch"),
	).toMatchObject({
		errors: [{ pointer: "/files/1", code: "missing" }],
	});
	for (const files of [
		[],
		[{ ...state, role: "lora" }],
		[state, state],
		[{ ...state, name: "../state.bin" }],
		[{ ...state, name: "a/b" }],
	])
		expect((await postCheckpoint(task, { step: 2, files })).status).toBe(422);
	expect(
		(
			await call("POST", `${attemptPath(task)}/checkpoints`, {
				as: account.key,
				json: { step: 2, files: [state] },
			})
		).status,
	).toBe(403);
	await jsonOf(
		await complete(task, [await upload(task, text("w"), { name: "lora", kind: "file", upload: 5 })]),
		200,
	);
	await problemOf(await postCheckpoint(task, { step: 2, files: [state] }), "lease_lost");
});

test("a training without its weights has not succeeded", async () => {
	const own = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	await submitTraining(account, own, "ida");
	const task = await mustClaim(own);
	const log = await upload(task, text("log"), { name: "log", kind: "text", upload: 5 });
	await problemOf(await complete(task, [log]), "outputs_missing");
});

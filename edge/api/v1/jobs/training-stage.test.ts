import { beforeAll, beforeEach, expect, test } from "vitest";
import { trainingPipeline } from "../../../../workflows/pipelines/testing/training.ts";
import { PATIENCE_MS } from "../../../../workflows/testing/patience.ts";
import type { JobResource } from "../../../contract/jobs.ts";
import type { LoraResource } from "../../../contract/loras.ts";
import type { TrainingResource } from "../../../contract/trainings.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png, sha256 } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, submit } from "../../../testing/jobs.ts";
import { loraFile } from "../../../testing/loras.ts";
import { reachStep, TRAINER_CAPABILITIES, trainingIn } from "../../../testing/trainings.ts";
import {
	complete,
	fail,
	finish,
	makeWorker,
	mustClaim,
	type TestWorker,
	upload,
} from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
beforeAll(async () => {
	account = await makeAccount();
	await jsonOf(await post("/v1/pipelines", { document: trainingPipeline("from-words") }), 201);
});

beforeEach(async () => {
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
});

const post = (path: string, json: object = {}) => call("POST", path, { as: account.key, json });
const start = (name: string, parameters: object = {}, more: object = {}) =>
	submit(account, worker, { pipeline: "from-words", parameters: { name, ...parameters }, ...more });
const stageOf = (job: JobResource, key: string) => job.stages.find((stage) => stage.key === key);
const untilStage = (id: string, key: string, status: string) =>
	expect
		.poll(async () => stageOf(await getJob(account, id), key)?.status, { timeout: PATIENCE_MS })
		.toBe(status);
async function makePictures(count: number): Promise<void> {
	for (let i = 0; i < count; i++) await finish(await mustClaim(worker), await png(64 + i, 64));
}
/** Trains to the end; answers with the task. */
async function trainThrough(name: string) {
	const task = await mustClaim(worker);
	await jsonOf(await reachStep(task, 200, loraFile(`${name} 200`)), 200);
	const last = {
		upload: 900,
		name: "lora",
		node: "",
		kind: "file",
		filename: `${name}.safetensors`,
	} as const;
	await jsonOf(await complete(task, [await upload(task, loraFile(`${name} last`), last)]), 200);
	return task;
}

test("a stage trains on what the stages before it made, with their captions, and later ones name what it left", async () => {
	const job = await start("ana", { class_scenes: ["a woman, standing", "a woman, sitting"] });
	expect(job.cost.budget_micro_usd).toBe(6_000_000);
	expect(job.cost.estimate_micro_usd).toBeGreaterThan(100_000);
	// Its name is its own from the beginning.
	await problemOf(
		await post("/v1/jobs", { pipeline: "from-words", parameters: { name: "ana" }, pool: worker.pool }),
		"conflict",
	);
	const waiting = await submit(account, worker, {
		...{ workflow: "sd15-text-to-image", parameters: { prompt: "x", lora: "ana@1" }, wait_for_loras: true },
	});
	expect(waiting.queue).toMatchObject({ reason: "lora_not_ready", loras: [{ training: job.id }] });
	await makePictures(9);
	await untilStage(job.id, "train", "queued");
	const read = async () =>
		jsonOf<TrainingResource>(await call("GET", `/v1/trainings/${job.id}`, { as: account.key }), 200);
	const training = await read();
	expect(training).toMatchObject({
		output_name: "ana",
		pictures: 7,
		steps: 700,
		family: "sd15",
		recipe: { steps: 700 },
	});
	const [name] = training.dataset?.split("@") ?? [];
	const dataset = await jsonOf<{ versions: object[] }>(
		await call("GET", `/v1/datasets/${name}`, { as: account.key }),
		200,
	);
	expect(dataset.versions).toMatchObject([{ version: 1, pictures: 7, regularisation: 2 }]);
	const task = await trainThrough("ana");
	const { training: work } = trainingIn(task);
	expect(work.pictures.map(({ caption }) => caption)).toContain("ohwx woman, by a window");
	expect(work.regularisation).toMatchObject({ class_prompt: "woman", pictures: [{}, {}] });
	expect((await read()).checkpoints).toMatchObject([{ step: 200 }]);

	// Nobody has promoted anything: it is the last weights that are shown first.
	await untilStage(job.id, "samples", "queued");
	await untilStage(waiting.id, "main", "queued");
	const claimed = [await mustClaim(worker), await mustClaim(worker)];
	const sample = claimed.find(({ job_id }) => job_id === job.id);
	const beside = claimed.find(({ job_id }) => job_id === waiting.id);
	for (const one of [sample, beside])
		expect(one?.inputs).toMatchObject([{ sha256: await sha256(loraFile("ana last")) }]);
	for (const one of claimed) await finish(one, await png());
	expect(await getJob(account, job.id)).toMatchObject({ awaiting: { stage: "samples" } });
	expect((await getJob(account, waiting.id)).status).toBe("succeeded");

	// A person prefers an earlier checkpoint: what comes from then on is made with that.
	await jsonOf(await post(`/v1/trainings/${job.id}/promote`, { step: 200 }), 200);
	await jsonOf(await post(`/v1/jobs/${job.id}/stages/samples/decide`, { choice: "approve" }), 200);
	await untilStage(job.id, "final", "queued");
	const final = await mustClaim(worker);
	expect(final.inputs).toMatchObject([{ sha256: await sha256(loraFile("ana 200")) }]);
	await finish(final, await png());
	expect(await getJob(account, job.id)).toMatchObject({ status: "succeeded" });
	const lora = await jsonOf<LoraResource>(await call("GET", "/v1/loras/ana", { as: account.key }), 200);
	expect(lora).toMatchObject({ promoted: 2, awaits: null, trigger_word: "ohwx woman" });
	expect(lora.versions).toHaveLength(2);
});

test("a training that a budget does not hold waits, says so, and goes on when that is raised", async () => {
	const job = await start("eva", {}, { budget_micro_usd: 100_000 });
	await makePictures(7);
	await untilStage(job.id, "train", "ready");
	await expect
		.poll(async () => (await getJob(account, job.id)).queue?.reason, { timeout: PATIENCE_MS })
		.toBe("over_budget");
	const change = await call("PATCH", `/v1/jobs/${job.id}`, {
		as: account.key,
		json: { budget_micro_usd: 5_000_000 },
	});
	await jsonOf(change, 200);
	await untilStage(job.id, "train", "queued");
	await fail(await mustClaim(worker), "invalid_input");
	expect(await getJob(account, job.id)).toMatchObject({ status: "failed", error: { code: "invalid_input" } });
	// The name is free again.
	await post(`/v1/jobs/${(await start("eva")).id}/cancel`);
});

test("what could never be trained is refused before anything is made", async () => {
	const refused = async (parameters: object) =>
		problemOf(
			await post("/v1/jobs", { pipeline: "from-words", parameters, pool: worker.pool }),
			"invalid_request",
		);
	expect((await refused({ name: "ana", scenes: ["one", "two"] })).detail).toContain("scenes");
	expect((await refused({ name: "No Name" })).detail).toContain("output_name");
	const { trainers: _, ...able } = TRAINER_CAPABILITIES;
	const without = await makeWorker({ capabilities: able });
	await problemOf(
		await post("/v1/jobs", { pipeline: "from-words", parameters: { name: "ida" }, pool: without.pool }),
		"unsupported_capability",
	);
});

import { beforeAll, beforeEach, expect, test } from "vitest";
import { trainingPipeline } from "../../../../workflows/pipelines/testing/training.ts";
import { PATIENCE_MS } from "../../../../workflows/testing/patience.ts";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import type { ComparisonResource } from "../../../contract/training/comparisons.ts";
import type { LoraResource } from "../../../contract/training/loras.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import type { ClaimedTask } from "../../../contract/workers/workers.ts";
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
/** Makes so many pictures, each as sharp as its place says; answers with their tasks in order. */
async function paintAll(count: number, sharp: readonly number[]) {
	const tasks: ClaimedTask[] = [];
	for (let i = 0; i < count; i++) tasks.push(await mustClaim(worker));
	tasks.sort((a, b) => a.index - b.index);
	for (const task of tasks) {
		const value = sharp[task.index] ?? 0;
		const check = {
			id: "image_sharpness",
			status: "pass",
			value,
			limit: 0.1,
			where: null,
			reason: "",
		} as const;
		await jsonOf(
			await complete(task, [await upload(task, await png(4, 4 + task.index), { checks: [check] })]),
			200,
		);
	}
	return tasks;
}
const loraOf = (task: ClaimedTask) => task.inputs.find(({ kind }) => kind === "lora")?.sha256 ?? null;
const comparisonOf = async (id: string) =>
	jsonOf<ComparisonResource>(await call("GET", `/v1/trainings/${id}/comparison`, { as: account.key }), 200);
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
	const job = await start("ana", {
		...{ choose: true, class_scenes: ["a woman, standing", "a woman, sitting"] },
	});
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

	// Its checkpoints side by side: the last one is as sharp as what there is without the LoRA, and the one before is not.
	await untilStage(job.id, "choice", "queued");
	const cells = await paintAll(3, [1, 0.5, 1]);
	expect(cells.map(loraOf)).toEqual([
		null,
		await sha256(loraFile("ana 200")),
		await sha256(loraFile("ana last")),
	]);
	// They are checked against what was learned from.
	expect(cells[0]?.person).toMatchObject([{ kind: "image" }, {}, {}, {}, {}, {}]);
	expect(await getJob(account, job.id)).toMatchObject({ awaiting: { stage: "choice" } });
	expect(await comparisonOf(job.id)).toMatchObject({
		...{
			id: job.id,
			training: job.id,
			stage: "choice",
			status: "succeeded",
			workflow: "sd15-text-to-image@1",
		},
		...{ prompts: ["portrait"], seeds: [1], recommended: 700 },
		columns: [{ step: null }, { step: 200, sharpness_ratio: 0.5 }, { step: 700, sharpness_ratio: 1 }],
	});
	expect(await read()).toMatchObject({
		comparison: job.id,
		weights_versions: [],
		checkpoints: [{ versions: [] }],
	});
	expect((await getJob(account, waiting.id)).queue?.reason).toBe("lora_not_ready");

	// A person prefers an earlier checkpoint: what comes from then on is made with that.
	await jsonOf(await post(`/v1/trainings/${job.id}/promote`, { step: 200 }), 200);
	await jsonOf(await post(`/v1/jobs/${job.id}/stages/choice/decide`, { choice: "approve" }), 200);
	await untilStage(job.id, "final", "queued");
	await untilStage(waiting.id, "main", "queued");
	for (const task of [await mustClaim(worker), await mustClaim(worker)]) {
		expect(loraOf(task)).toBe(await sha256(loraFile("ana 200")));
		await finish(task, await png());
	}
	for (const { id } of [job, waiting]) expect((await getJob(account, id)).status).toBe("succeeded");
	const lora = await jsonOf<LoraResource>(await call("GET", "/v1/loras/ana", { as: account.key }), 200);
	expect(lora).toMatchObject({ promoted: 1, awaits: null, trigger_word: "ohwx woman" });
	expect(lora.versions).toHaveLength(1);
	const { promotions } = await read();
	expect(promotions).toMatchObject([{ version: "ana@1", step: 200, by: { kind: "key", subject: null } }]);
	const log = await call("GET", "/v1/audit?action=checkpoint.promote", { as: account.key });
	expect(await jsonOf(log, 200)).toMatchObject({
		data: [
			{
				...{ target: job.id, by: { kind: "key", key: promotions[0]?.by.key } },
				after: { step: 200, lora: "ana@1" },
			},
		],
	});
});

test("S0-B20 S0-B21 without a person the checkpoint that the figures speak for is taken", async () => {
	const job = await start("ute");
	await makePictures(7);
	await untilStage(job.id, "train", "queued");
	await trainThrough("ute");
	await untilStage(job.id, "comparison", "queued");
	await paintAll(3, [1, 0.9, 0.4]);
	await untilStage(job.id, "final", "queued");
	const final = await mustClaim(worker);
	expect(loraOf(final)).toBe(await sha256(loraFile("ute 200")));
	await finish(final, await png());
	expect(await comparisonOf(job.id)).toMatchObject({ stage: "comparison", recommended: 200 });
	const training = await call("GET", `/v1/trainings/${job.id}`, { as: account.key });
	expect(await jsonOf(training, 200)).toMatchObject({
		promotions: [{ version: "ute@1", step: 200, by: { kind: "job", key: null, subject: null } }],
	});
	const lora = await jsonOf<LoraResource>(await call("GET", "/v1/loras/ute", { as: account.key }), 200);
	expect(lora).toMatchObject({ promoted: 1, versions: [{ version: 1 }] });
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

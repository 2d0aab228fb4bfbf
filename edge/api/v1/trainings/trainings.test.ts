import { beforeAll, expect, test } from "vitest";
import type { LoraResource } from "../../../contract/training/loras.ts";
import type {
	TrainingEstimate,
	TrainingResource,
	TrainingSummary,
} from "../../../contract/training/trainings.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { addSheet, beginDataset, TRIGGER } from "../../../testing/datasets.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { uploadAsset } from "../../../testing/jobs.ts";
import { loraFile } from "../../../testing/loras.ts";
import { reachStep, TRAINER_CAPABILITIES, trainingIn, trainingOf } from "../../../testing/trainings.ts";
import {
	claim,
	complete,
	fail,
	makeWorker,
	mustClaim,
	type TestWorker,
	upload,
} from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
let picture: string;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: TRAINER_CAPABILITIES });
	picture = (await uploadAsset(account, await png(8, 8))).id;
});

const post = (path: string, json: object, headers: Record<string, string> = {}, as = account.key) =>
	call("POST", path, { as, json, headers });
const train = (name: string, more: object = {}, headers: Record<string, string> = {}) =>
	post("/v1/trainings", { ...trainingOf(picture, name, more), pool: worker.pool }, headers);
const started = async (name: string, more: object = {}) =>
	jsonOf<TrainingResource>(await train(name, more), 201);
const list = (query = "") => call("GET", `/v1/trainings${query}`, { as: account.key });
const read = async (id: string) =>
	jsonOf<TrainingResource>(await call("GET", `/v1/trainings/${id}`, { as: account.key }), 200);
const generate = (lora: string) =>
	post("/v1/jobs", {
		workflow: "sd15-text-to-image",
		parameters: { prompt: "at a harbour", lora },
		pool: worker.pool,
	});
/** A training of two checkpoints that has succeeded. */
const trained = async (name: string, more: object = {}) => {
	const { id } = await started(name, more);
	const task = await mustClaim(worker);
	await jsonOf(await reachStep(task, 200, loraFile(`${name} 200`)), 200);
	await jsonOf(await reachStep(task, 400, loraFile(`${name} 400`)), 200);
	const last = await upload(task, loraFile(`${name} last`), {
		...{ upload: 900, name: "lora", node: "", kind: "file", filename: `${name}.safetensors` },
	});
	await jsonOf(await complete(task, [last]), 200);
	return read(id);
};

test("what a training would be is told before it is made: its recipe by the stated formula, time and price; nothing is made, and what would be refused is refused in its place", async () => {
	const asked = { ...trainingOf(picture, "before", { recipe: {} }), pool: worker.pool };
	const told = await jsonOf<TrainingEstimate>(await post("/v1/trainings/estimate", asked), 200);
	expect(told).toMatchObject({
		...{ pictures: 7, trigger: "ohwx woman", budget_micro_usd: 5_000_000 },
		recipe: { steps: 700, rank: 32, alpha: 16, save_every: 200 },
		estimate: { tasks: 1, seconds: 2700, basis: "gpu_time" },
	});
	const made = await started("before", { recipe: {} });
	expect(told.estimate.micro_usd).toBe(made.cost.estimate_micro_usd);
	await jsonOf(await post(`/v1/jobs/${made.id}/cancel`, {}), 200);
	const wrong = await post("/v1/trainings/estimate", {
		...asked,
		base_model: "checkpoints/none.safetensors",
	});
	expect((await problemOf(wrong)).errors[0]?.pointer).toBe("/base_model");
	expect((await jsonOf<{ data: object[] }>(await list(), 200)).data).toHaveLength(1);
});

test("a training is made with what it is reckoned with and may cost, listed, and shown with its checkpoints", async () => {
	const made = await started("mia", { budget_micro_usd: 2_000_000 });
	expect(made).toMatchObject({
		status: "queued",
		output_name: "mia",
		steps: 800,
		step: 0,
		pictures: 7,
		recipe: { steps: 800 },
		checkpoints: [],
		weights: null,
		cost: { budget_micro_usd: 2_000_000 },
	});
	expect(made.cost.estimate_micro_usd).toBeGreaterThan(0);
	const task = await mustClaim(worker);
	await jsonOf(await reachStep(task, 200, loraFile("mia 200")), 200);
	const at = await read(made.id);
	expect(at).toMatchObject({ status: "running", step: 200 });
	expect(at.checkpoints).toMatchObject([{ step: 200, loss: 0.1, resumable: true, versions: [] }]);
	const page = await jsonOf<{ data: TrainingSummary[] }>(await list("?limit=1"), 200);
	expect(page.data).toMatchObject([
		{ id: made.id, output_name: "mia", step: 200, status: "running", micro_usd: 0 },
	]);
	expect(page.data[0]?.worker).toEqual(expect.any(String));
	await jsonOf(await post(`/v1/jobs/${made.id}/cancel`, {}), 200);
	await fail(task, "canceled");
	expect(await read(made.id)).toMatchObject({ status: "canceled" });
	// The name is free again.
	await jsonOf(await post(`/v1/jobs/${(await started("mia")).id}/cancel`, {}), 200);
});

test("S0-A47 a LoRA is refused while it trains and until a checkpoint is promoted, and can be used at once from then on", async () => {
	const { id } = await started("ana");
	expect((await problemOf(await generate("ana@1"), "lora_not_ready")).detail).toContain(id);
	await problemOf(await train("ana"), "conflict");
	const task = await mustClaim(worker);
	await jsonOf(await reachStep(task, 200, loraFile("ana 200")), 200);
	const last = { upload: 900, name: "lora", node: "", kind: "file", filename: "ana.safetensors" } as const;
	await jsonOf(await complete(task, [await upload(task, loraFile("ana last"), last)]), 200);
	expect((await problemOf(await generate("ana@1"), "lora_not_ready")).detail).toContain("promote");
	const lora = await jsonOf<LoraResource>(await post(`/v1/trainings/${id}/promote`, { step: 200 }), 200);
	expect(lora).toMatchObject({ name: "ana", promoted: 1, awaits: null, trigger_word: "ohwx woman" });
	expect((await read(id)).checkpoints).toMatchObject([{ step: 200, versions: ["ana@1"] }]);
	const job = await jsonOf<{ id: string }>(await generate("ana@1"), 201);
	await jsonOf(await post(`/v1/jobs/${job.id}/cancel`, {}), 200);
});

test("what every worker with the trainer cannot do is refused with what to send instead", async () => {
	const trainers = [{ trainer: "sd-scripts", version: "1", device: "mps" }];
	const apple = await makeWorker({ capabilities: { ...TRAINER_CAPABILITIES, trainers } });
	const asked = (recipe: object) =>
		post("/v1/trainings", { ...trainingOf(picture, "apple", { recipe }), pool: apple.pool });
	const refusal = await problemOf(await asked({ optimizer: "AdamW8bit" }), "over_profile_limit");
	expect(refusal.errors?.[0]).toMatchObject({
		pointer: "/recipe/optimizer",
		message: expect.stringContaining("send AdamW"),
	});
	// What is left open is what that machine can do.
	expect(await jsonOf(await asked({}), 201)).toMatchObject({ recipe: { precision: "fp32" } });
});

test("what a trainer would pass over in silence is refused, and is left out of its own recipe", async () => {
	const trainers = [{ trainer: "ai-toolkit", version: "1", device: "cuda" }];
	const ostris = await makeWorker({ capabilities: { ...TRAINER_CAPABILITIES, trainers } });
	const asked = (recipe: object) =>
		post("/v1/trainings", {
			...trainingOf(picture, "ostris", { recipe, trainer: "ai-toolkit" }),
			pool: ostris.pool,
		});
	const refusal = await problemOf(await asked({ clip_skip: 2 }), "invalid_request");
	expect(refusal.errors?.[0]?.pointer).toBe("/recipe/clip_skip");
	const { recipe } = await jsonOf<TrainingResource>(await asked({}), 201);
	expect(recipe).toMatchObject({ clip_skip: 1, text_encoder_learning_rate: 0 });
});

test("not the last weights are the LoRA but those that are promoted; again it stays the same version", async () => {
	const { id, checkpoints, weights } = await trained("eva");
	const promote = async (json: object) =>
		jsonOf<LoraResource>(await post(`/v1/trainings/${id}/promote`, json), 200);
	expect(await promote({ step: 400 })).toMatchObject({
		promoted: 1,
		versions: [{ reference: "eva@1", asset: checkpoints[1]?.lora, family: "sd15" }],
	});
	const two = await promote({ recommend: false });
	expect(two.promoted).toBe(1);
	expect(two.versions[0]).toMatchObject({ reference: "eva@2", asset: weights });
	expect(await promote({})).toMatchObject({ promoted: 2 });
	// As a comparison calls them, whose recommendation is a step.
	expect(await promote({ step: 800 })).toMatchObject({ promoted: 2, versions: [{}, {}] });
	expect((await promote({ step: 400, note: "best at a distance" })).versions).toHaveLength(2);
	expect(await read(id)).toMatchObject({ weights_versions: ["eva@2"] });
	expect(
		(await problemOf(await post(`/v1/trainings/${id}/promote`, { step: 300 }), "invalid_request")).detail,
	).toContain("200, 400");
});

test("the last weights become the LoRA by themselves where that was asked for", async () => {
	const { id, weights } = await trained("ida", { promote: "last" });
	const lora = await jsonOf<LoraResource>(await call("GET", "/v1/loras/ida", { as: account.key }), 200);
	expect(lora).toMatchObject({ promoted: 1, awaits: null, versions: [{ asset: weights }] });
	// Nobody chose them: the training says that it was itself.
	expect(await read(id)).toMatchObject({
		weights_versions: ["ida@1"],
		promotions: [{ version: "ida@1", step: 800, by: { kind: "job", key: null, subject: null } }],
	});
});

test("a training is made again by a retry of its job", async () => {
	const made = await started("zoe");
	const task = await mustClaim(worker);
	await fail(task, "invalid_input");
	expect(await read(made.id)).toMatchObject({ status: "failed", error: { code: "invalid_input" } });
	const again = await jsonOf<{ id: string }>(await post(`/v1/jobs/${made.id}/retry`, {}), 201);
	expect(await read(again.id)).toMatchObject({ status: "queued", recipe: made.recipe });
	await jsonOf(await post(`/v1/jobs/${again.id}/cancel`, {}), 200);
});

test("the same key makes one training", async () => {
	const key = { "idempotency-key": "a-training" };
	const one = await jsonOf<TrainingResource>(await train("uma", {}, key), 201);
	expect((await jsonOf<TrainingResource>(await train("uma", {}, key), 201)).id).toBe(one.id);
	await jsonOf(await post(`/v1/jobs/${one.id}/cancel`, {}), 200);
});

test("what nobody could train is refused, and nothing is written", async () => {
	const refusal = async (more: object, code: Parameters<typeof problemOf>[1]) => {
		const { errors } = await writesNothing(async () => problemOf(await train("nora", more), code));
		return errors[0]?.pointer;
	};
	expect(await refusal({ trainer: "ai-toolkit" }, "unsupported_capability")).toBe("/trainer");
	expect(await refusal({ base_model: "checkpoints/other.safetensors" }, "unsupported_capability")).toBe(
		"/base_model",
	);
	expect(await refusal({ base_model: "../x.safetensors" }, "invalid_request")).toBe("/base_model");
	expect(await refusal({ base_model: "checkpoints/../../x" }, "invalid_request")).toBe("/base_model");
	expect(await refusal({ pictures: [] }, "invalid_request")).toBe("/pictures");
	const gone = { asset: `ast_${"0".repeat(26)}`, caption: "portrait" };
	const pictures = [...trainingOf(picture, "nora").pictures, gone];
	expect(await refusal({ pictures }, "missing_asset")).toBe("/pictures/7/asset");
});

test("another's training is not there", async () => {
	const { id } = await started("vera");
	const other = await makeAccount();
	for (const [method, path] of [
		["GET", `/v1/trainings/${id}`],
		["POST", `/v1/trainings/${id}/promote`],
	] as const)
		await problemOf(
			await call(method, path, { as: other.key, ...(method === "POST" && { json: {} }) }),
			"not_found",
		);
	await jsonOf(await post(`/v1/jobs/${id}/cancel`, {}), 200);
});

test("a training learns from a version of a dataset, under its word and with its captions", async () => {
	await beginDataset(account, "sheet");
	await addSheet(account, "sheet", 7);
	await jsonOf(await post("/v1/datasets/sheet/versions", {}), 201);
	const { pictures: _, trigger: __, ...rest } = trainingOf(picture, "lea");
	const asked = { ...rest, dataset: "sheet@1", pool: worker.pool };
	const made = await jsonOf<TrainingResource>(await post("/v1/trainings", asked), 201);
	expect(made).toMatchObject({ dataset: "sheet@1", pictures: 7, trigger: TRIGGER });
	const task = await mustClaim(worker);
	const { training, inputs } = trainingIn(task);
	expect(training.trigger).toBe(TRIGGER);
	expect(training.pictures.every(({ caption }) => caption.startsWith(`${TRIGGER}, `))).toBe(true);
	expect(inputs).toHaveLength(7);
	// What it was given it reads, whatever becomes of the dataset meanwhile.
	await call("DELETE", "/v1/datasets/sheet", { as: account.key });
	expect((await call("GET", inputs[0]?.url ?? "", { as: task.grant })).status).toBe(200);
	await jsonOf(await post(`/v1/jobs/${made.id}/cancel`, {}), 200);
	await fail(task, "canceled");
	const place = async (json: object) =>
		(await problemOf(await post("/v1/trainings", { ...asked, ...json }), "invalid_request")).errors[0]
			?.pointer;
	expect(await place({ dataset: "sheet@7" })).toBe("/dataset");
	expect(await place({ pictures: trainingOf(picture, "lea").pictures })).toBe("/pictures");
	expect(await place({ dataset: undefined })).toBe("/pictures");
});

test("what a machine refuses of a training it is not given: another may have it", async () => {
	const { trainers: _, ...rest } = TRAINER_CAPABILITIES;
	const on = (device: string, more: object = {}) => ({
		capabilities: { ...rest, trainers: [{ trainer: "sd-scripts", version: "0.9.1", device }], ...more },
	});
	const mac = await makeWorker(on("mps", { profile: "m1-16gb" }));
	const asked = (recipe: object) =>
		post("/v1/trainings", { ...trainingOf(picture, "mac", { recipe }), pool: mac.pool });
	const place = async (recipe: object) =>
		(await problemOf(await asked(recipe), "over_profile_limit")).errors[0]?.pointer;
	expect(await place({ batch: 2 })).toBe("/recipe/batch");
	expect(await place({ precision: "fp16" })).toBe("/recipe/precision");
	expect(await place({ optimizer: "AdamW8bit" })).toBe("/recipe/optimizer");
	// What is left open fits the one kind of machine that there is.
	const made = await jsonOf<TrainingResource>(await asked({}), 201);
	expect(made.recipe).toMatchObject({ precision: "fp32" });
	await jsonOf(await post(`/v1/jobs/${made.id}/cancel`, {}), 200);
	const card = await makeWorker({ pool: mac.pool, ...on("cuda") });
	const fast = await jsonOf<TrainingResource>(await asked({ precision: "fp16", batch: 2 }), 201);
	expect(await claim(mac)).toBeNull();
	expect((await mustClaim(card)).job_id).toBe(fast.id);
});

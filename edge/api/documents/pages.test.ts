import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Lora, Page } from "../../contract/pages.ts";
import type { ClaimedTask } from "../../contract/workers.ts";
import { makeAccount, makeKey, type TestAccount } from "../../testing/accounts.ts";
import { png, sha256, text } from "../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { getJob, uploadAsset } from "../../testing/jobs.ts";
import { datasetOf, makeMac, PAGE_CAPABILITIES } from "../../testing/pages.ts";
import {
	complete,
	finish,
	makeWorker,
	mustClaim,
	report,
	type TestWorker,
	upload,
} from "../../testing/workers.ts";
import { writesNothing } from "../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
let pose: string;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker({ pool: "default", capabilities: PAGE_CAPABILITIES });
	pose = (await uploadAsset(account, await png(8, 8))).id;
});

const post = (path: string, json: object, headers: Record<string, string> = {}) =>
	call("POST", path, { as: account.key, json, headers });
const get = (path: string) => call("GET", path, { as: account.key });
const page = async (json: object) => jsonOf<Page>(await post("/jobs", json), 201);
const cancel = (id: string) => post(`/v1/jobs/${id}/cancel`, {});
const training = (more: object = {}) => ({
	dataset: datasetOf(pose),
	triggerWord: "spyke_plasma_v1",
	outputName: "spyke",
	steps: 900,
	resolution: "512,512",
	...more,
});

test("S2-GEN-01a S2-GEN-01b S2-GEN-01c a page goes from POST /jobs at the root to its file, which is had without a key", async () => {
	const answer = await post("/jobs", { prompt: "1boy, ginger hair", loraId: "spyke_plasma_v1", seed: 0 });
	const made = await jsonOf<Page>(answer, 201);
	expect(answer.headers.get("location")).toBe(`/jobs/${made.id}`);
	expect(made).toMatchObject({
		status: "queued",
		progress: 0,
		outputFilename: null,
		outputUrl: null,
		seed: 0,
	});
	const task = await mustClaim(worker);
	expect(task.graph["2"]?.inputs.lora_name).toBe("spyke_plasma_v1.safetensors");
	expect(task.graph["5"]?.inputs).toMatchObject({ width: 512, height: 768, batch_size: 1 });
	await report(task, 1, 40);
	expect(await jsonOf(await get(`/jobs/${made.id}`), 200)).toMatchObject({ status: "running", progress: 40 });
	const picture = await png(4, 4);
	await finish(task, picture);
	const done = await jsonOf<Page>(await get(`/jobs/${made.id}`), 200);
	expect(done).toMatchObject({
		status: "succeeded",
		progress: 100,
		outputFilename: "picture.png",
		workflowTemplate: "txt2img-lora.json",
		model: "AnythingV5_v5PrtRE.safetensors",
		loraId: "spyke_plasma_v1.safetensors",
		sampler: "euler_ancestral",
		scheduler: "normal",
		steps: 20,
		cfg: 7,
		controlnetStrength: null,
		error: null,
	});
	const file = await call("GET", done.outputUrl ?? "");
	expect(await sha256(new Uint8Array(await file.arrayBuffer()))).toBe(await sha256(picture));
	// Whoever may not read files is given no way around it.
	const { key } = await makeKey(account, ["jobs:read"]);
	const shown = await jsonOf<Page>(await call("GET", `/jobs/${made.id}`, { as: key }), 200);
	expect(shown.outputUrl).toMatch(/\/content$/);
	// It is the same job for everybody.
	expect(await getJob(account, made.id)).toMatchObject({ status: "succeeded", parameters: { seed: 0 } });
});

test("S2-CTRL-01a S2-CTRL-02 S2-CTRL-03 a pose is an uploaded file, switches the template, and has 0.65 unless another strength is sent", async () => {
	const made = await page({ prompt: "1boy, kneeling", poseImagePath: pose });
	expect(made).toMatchObject({ workflowTemplate: "img2img-lora-controlnet.json", controlnetStrength: 0.65 });
	const task = await mustClaim(worker);
	expect(task.job_id).toBe(made.id);
	expect(task.inputs.map(({ asset_id, node }) => [asset_id, node])).toEqual([[pose, "30"]]);
	expect(task.graph["33"]?.inputs.strength).toBe(0.65);
	await finish(task, await png());
	const low = await page({ prompt: "x", poseImagePath: pose, controlnetStrength: 0.4 });
	expect(low.controlnetStrength).toBe(0.4);
	await cancel(low.id);
});

const absent = "ast_00000000000000000000000000";
const BAD: [
	what: string,
	sent: Record<string, unknown>,
	code: Parameters<typeof problemOf>[1],
	at: string,
	words: RegExp,
][] = [
	[
		"513x768",
		{ resolution: { width: 513, height: 768 } },
		"over_profile_limit",
		"/resolution/width",
		/513.*512/,
	],
	["512x769", { resolution: "512x769" }, "over_profile_limit", "/resolution", /769.*768/],
	["a batch of 2", { batch_size: 2 }, "over_profile_limit", "/batch_size", /is 2; at most 1/],
	[
		"two ControlNets",
		{ poseImagePath: [absent, absent] },
		"over_profile_limit",
		"/poseImagePath",
		/is 2; at most 1/,
	],
	["SDXL", { checkpoint: "sd_xl_base_1.0.safetensors" }, "over_profile_limit", "/checkpoint", /family sdxl/],
	[
		"a strength of 0.39",
		{ poseImagePath: absent, controlnetStrength: 0.39 },
		"invalid_request",
		"/controlnetStrength",
		/0\.4/,
	],
	[
		"a strength of 0.91",
		{ poseImagePath: absent, controlnetStrength: 0.91 },
		"invalid_request",
		"/controlnetStrength",
		/0\.9/,
	],
	["a path", { poseImagePath: "../../etc/passwd" }, "invalid_request", "/poseImagePath", /upload it/],
	["a pose that is not there", { poseImagePath: absent }, "missing_asset", "/poseImagePath", /./],
	["a LoRA that is not there", { loraId: "june" }, "unsupported_capability", "/loraId", /june\.safetensors/],
	["a LoRA somewhere else", { loraId: "../june" }, "invalid_request", "/loraId", /leaves its folder/],
	[
		"a checkpoint that is not there",
		{ checkpoint: "x.safetensors" },
		"unsupported_capability",
		"/checkpoint",
		/x\.safetensors/,
	],
	[
		"a size between steps",
		{ resolution: "300x500" },
		"invalid_request",
		"/resolution/width",
		/multiple of 8/,
	],
	["no size", { resolution: "big" }, "invalid_request", "/resolution", /512x768/],
	["a batch of none", { batch_size: 0 }, "invalid_request", "/batch_size", /1/],
	["an unknown field", { width: 512 }, "invalid_request", "/width", /unknown field/],
	["a pool that is not there", { pool: "nobodys" }, "invalid_request", "", /pool/],
];
test.each(BAD)(
	"S2-HW-6 S2-GEN-03a S2-GEN-03b S2-GEN-03c S2-CTRL-02 a page with %s is refused in words, and nothing is written",
	async (_what, sent, code, at, words) => {
		const answer = await writesNothing(() => post("/jobs", { prompt: "x", ...sent }));
		const problem = await problemOf(answer, code);
		if (at !== "") expect(problem.errors.map(({ pointer }) => pointer)).toContain(at);
		expect(problem.detail).toMatch(words);
	},
);

test("S2-GEN-03c S2-AC-5 S2-GEN-06a a limit is told whatever else is missing", async () => {
	for (const path of ["/jobs", "/loras/train"]) {
		const problem = await problemOf(await post(path, { batch_size: 2 }), "over_profile_limit");
		expect([problem.status, problem.errors[0]?.pointer]).toEqual([400, "/batch_size"]);
	}
	const folder = {
		datasetDir: "/Users/me/spyke",
		outputName: "spyke",
		steps: 1000,
		resolution: 512,
		batch_size: 2,
	};
	expect((await problemOf(await post("/loras/train", folder))).status).toBe(400);
	await problemOf(await post("/jobs", {}), "invalid_request");
	await problemOf(
		await call("POST", "/jobs", {
			as: account.key,
			body: '{"batch_size":2}',
			headers: { "content-type": "text/plain" },
		}),
		"unsupported_media",
	);
	await problemOf(
		await call("POST", "/jobs", {
			as: account.key,
			body: "{",
			headers: { "content-type": "application/json" },
		}),
		"malformed_json",
	);
});

test("P7 the same key makes one page; another page with it is refused", async () => {
	const key = { "idempotency-key": "page-1" };
	const first = await jsonOf<Page>(await post("/jobs", { prompt: "x" }, key), 201);
	const again = await post("/jobs", { prompt: "x" }, key);
	expect(again.headers.get("idempotency-replayed")).toBe("true");
	expect((await jsonOf<Page>(again, 201)).id).toBe(first.id);
	await problemOf(await post("/jobs", { prompt: "y" }, key), "idempotency_key_reuse");
	await cancel(first.id);
});

test("another account's page is not there", async () => {
	const made = await page({ prompt: "x" });
	const other = await makeAccount();
	await problemOf(await call("GET", `/jobs/${made.id}`, { as: other.key }), "not_found");
	await cancel(made.id);
});

describe("training and generation", () => {
	/** Uploads every declared output of a task and completes it. */
	const finishAll = async (task: ClaimedTask) => {
		const kinds: Record<string, [data: Uint8Array<ArrayBuffer>, type: string, filename: string]> = {
			image: [await png(), "image/png", "sample.png"],
			text: [text("[0.1]"), "text/plain", "loss.txt"],
			file: [text("weights"), "application/octet-stream", "spyke.safetensors"],
		};
		const manifest = await Promise.all(
			task.outputs.map(async ({ name, node, kind }, i) => {
				const [data = text(""), content_type = "", filename = ""] = kinds[kind] ?? [];
				return upload(task, data, {
					upload: i,
					name,
					node,
					kind,
					content_type,
					filename,
					width: null,
					height: null,
				});
			}),
		);
		await jsonOf(await complete(task, manifest), 200);
	};
	const train = (more: object = {}) => post("/loras/train", training(more));

	test("S2-GEN-01d S2-GEN-01e a training goes from POST /loras/train to its file, by ComfyUI's own trainer", async () => {
		const made = await jsonOf<Lora>(await train(), 201);
		expect(made).toMatchObject({
			status: "queued",
			outputName: "spyke",
			loraId: "spyke",
			steps: 900,
			resolution: 512,
		});
		const task = await mustClaim(worker);
		expect(task).toMatchObject({ job_id: made.id, training: true });
		await report(task, 1, 25);
		const running = await jsonOf<Lora>(await get(`/loras/${made.id}/status`), 200);
		expect(running).toMatchObject({ status: "running", progress: 25, batchSize: 1, outputFilename: null });
		await finishAll(task);
		expect(await jsonOf(await get(`/loras/${made.id}/status`), 200)).toMatchObject({
			status: "succeeded",
			progress: 100,
			outputFilename: "spyke.safetensors",
			outputUrl: expect.stringContaining("ticket="),
		});
	});

	test("S2-GEN-01d a training that lacks what cannot be read from here, or too much, is refused in words", async () => {
		const bad: [json: object, at: string, words: RegExp][] = [
			[{ datasetDir: "../../etc", outputName: "x" }, "/datasetDir", /upload its pictures/],
			[{ outputName: "x" }, "/dataset", /./],
			[training({ dataset: datasetOf(pose).slice(1) }), "/dataset", /7/],
			[training({ outputName: "../x" }), "/outputName", /letters, digits/],
			[training({ triggerWord: undefined }), "/triggerWord", /./],
			[training({ resolution: "512,768" }), "/resolution", /512,512/],
			[training({ steps: 0 }), "/steps", /1/],
			[training({ dataset: datasetOf(absent) }), "/dataset/0", /./],
		];
		for (const [json, at, words] of bad) {
			const problem = await problemOf(await writesNothing(() => post("/loras/train", json)));
			expect([problem.status, problem.errors[0]?.pointer], JSON.stringify(json)).toEqual([422, at]);
			expect(problem.detail).toMatch(words);
		}
		const made = await page({ prompt: "x" });
		await problemOf(await get(`/loras/${made.id}/status`), "not_found");
		await cancel(made.id);
	});

	test("S2-HW-4 S2-GEN-06b never share a machine, whichever was first, and there is one training at a time", async () => {
		const busy = async (answer: Response, words: RegExp) => {
			const problem = await problemOf(answer, "conflict");
			expect([problem.status, problem.detail]).toEqual([409, expect.stringMatching(words)]);
		};
		const made = await page({ prompt: "x" });
		await busy(
			await writesNothing(() => train()),
			new RegExp(`never run together: the job ${made.id} is queued`),
		);
		await busy(await train({ dataset: undefined, datasetDir: "/Users/me" }), /never run together/);
		await cancel(made.id);

		const lora = await jsonOf<Lora>(await train(), 201);
		await busy(await writesNothing(() => train()), new RegExp(`one training at a time.*${lora.id}`));
		await busy(await writesNothing(() => post("/jobs", { prompt: "x" })), /never run together: the training/);
		// Elsewhere there are other machines, and other people's work is none of theirs to hear of.
		await makeWorker({ pool: "second", capabilities: PAGE_CAPABILITIES });
		const second = await page({ prompt: "x", pool: "second" });
		const other = await makeAccount();
		const theirs = await call("POST", "/jobs", { as: other.key, json: { prompt: "x" } });
		await call("POST", `/v1/jobs/${(await jsonOf<Page>(theirs, 201)).id}/cancel`, { as: other.key });
		for (const id of [second.id, lora.id]) await cancel(id);
	});

	test("S2-HW-4 S2-GEN-06b asked for at the same moment, one of them is taken", async () => {
		for (const two of [
			[() => train(), () => train()],
			[() => train(), () => post("/jobs", { prompt: "x" })],
		]) {
			const answers = await Promise.all(two.map((ask) => ask()));
			expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
			for (const answer of answers) {
				const { id } = (await answer.json()) as { id?: string };
				if (id !== undefined) await cancel(id);
			}
		}
	});

	test("P7 a training that is sent again with its key is answered, though one runs", async () => {
		const key = { "idempotency-key": "lora-1" };
		const made = await jsonOf<Lora>(await post("/loras/train", training(), key), 201);
		expect((await jsonOf<Lora>(await post("/loras/train", training(), key), 201)).id).toBe(made.id);
		await cancel(made.id);
	});
});

test("S2-GEN-01f S2-AC-4 /health says ComfyUI and MPS only while a worker on Apple's GPU is there", async () => {
	const health = async () => jsonOf<object>(await call("GET", "/health"), 200);
	expect(await health()).toMatchObject({ status: "ok", comfyui: true, mps: false });
	const mac = await makeMac(worker.token);
	expect(await health()).toMatchObject({ status: "ok", comfyui: true, mps: true });
	await call("DELETE", `/v1/workers/${mac}`, { as: worker.token });
	expect(await health()).toMatchObject({ comfyui: true, mps: false });
	const silent = await makeMac(worker.token);
	await env.DB.prepare("UPDATE workers SET last_seen_at = ? WHERE id = ?")
		.bind(Date.now() - 60_000, silent)
		.run();
	expect(await health()).toMatchObject({ comfyui: true, mps: false });
});

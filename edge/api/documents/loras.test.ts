import { beforeAll, expect, test } from "vitest";
import type { Lora, Page } from "../../contract/documents/pages.ts";
import type { ClaimedTask } from "../../contract/workers/workers.ts";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { png, text } from "../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { uploadAsset } from "../../testing/jobs.ts";
import { datasetOf, PAGE_CAPABILITIES } from "../../testing/pages.ts";
import { TRAINER_CAPABILITIES, trainingIn } from "../../testing/trainings.ts";
import { complete, makeWorker, mustClaim, report, type TestWorker, upload } from "../../testing/workers.ts";
import { writesNothing } from "../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
let picture: string;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker({ pool: "default", capabilities: PAGE_CAPABILITIES });
	picture = (await uploadAsset(account, await png(8, 8))).id;
});

const post = (path: string, json: object, headers: Record<string, string> = {}) =>
	call("POST", path, { as: account.key, json, headers });
const get = (path: string) => call("GET", path, { as: account.key });
const page = async (json: object) => jsonOf<Page>(await post("/jobs", json), 201);
const cancel = (id: string) => post(`/v1/jobs/${id}/cancel`, {});
const training = (more: object = {}) => ({
	dataset: datasetOf(picture),
	triggerWord: "spyke_plasma_v1",
	outputName: "spyke",
	steps: 900,
	resolution: "512,512",
	...more,
});

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
		[training({ dataset: datasetOf(picture).slice(1) }), "/dataset", /7/],
		[training({ outputName: "../x" }), "/outputName", /letters, digits/],
		[training({ triggerWord: undefined }), "/triggerWord", /./],
		[training({ resolution: "512,768" }), "/resolution", /512,512/],
		[training({ steps: 0 }), "/steps", /1/],
		[training({ dataset: datasetOf("ast_00000000000000000000000000") }), "/dataset/0", /./],
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

test("S2-HW-4 S2-GEN-06b training and generation never share a machine, whichever was first, and there is one training at a time", async () => {
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

test("a training by kohya's program goes the same way, under the same limits, and is a training of /v1", async () => {
	const kohya = (more: object = {}) => training({ trainer: "sd-scripts", steps: undefined, ...more });
	const place = async (json: object) =>
		(await problemOf(await post("/loras/train", json))).errors[0]?.pointer;
	expect(await place(kohya())).toBe("/trainer");
	const { trainers } = TRAINER_CAPABILITIES;
	const mps = trainers.map((one) => ({ ...one, device: "mps" }));
	const mac = await makeWorker({ pool: "kohya", capabilities: { ...PAGE_CAPABILITIES, trainers: mps } });
	const asked = kohya({ pool: "kohya" });
	expect(await place({ ...asked, outputName: "Spyke!" })).toBe("/outputName");
	expect(await place({ ...asked, triggerWord: undefined })).toBe("/triggerWord");
	expect(await place({ ...asked, batch_size: 2 })).toBe("/batch_size");
	expect(await place({ ...asked, dataset: undefined, datasetDir: "/Users/me" })).toBe("/datasetDir");
	expect(await place({ ...asked, dataset: undefined, datasetDir: "none@1" })).toBe("/dataset");
	const made = await jsonOf<Lora>(await post("/loras/train", asked), 201);
	// 80 steps for each of the 7 pictures, less 400, and 700 at least; nothing of it in fp16 on this machine.
	expect(made).toMatchObject({ outputName: "spyke", steps: 700, resolution: 512, batchSize: 1 });
	await problemOf(await post("/loras/train", asked), "conflict");
	await problemOf(await post("/jobs", { prompt: "x", pool: "kohya" }), "conflict");
	const task = await mustClaim(mac);
	expect(trainingIn(task).training).toMatchObject({ trainer: "sd-scripts", recipe: { precision: "fp32" } });
	await finishAll(task);
	expect(await jsonOf(await get(`/loras/${made.id}/status`), 200)).toMatchObject({
		status: "succeeded",
		outputFilename: "spyke.safetensors",
	});
	expect(await jsonOf(await get(`/v1/trainings/${made.id}`), 200)).toMatchObject({ output_name: "spyke" });
});

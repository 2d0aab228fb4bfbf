import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { Page } from "../../contract/documents/pages.ts";
import type { Env } from "../../env.ts";
import { app } from "../../index.ts";
import { makeAccount, makeKey, type TestAccount } from "../../testing/accounts.ts";
import { png, sha256 } from "../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { getJob, uploadAsset } from "../../testing/jobs.ts";
import { makeMac, PAGE_CAPABILITIES } from "../../testing/pages.ts";
import { finish, makeWorker, mustClaim, report, type TestWorker } from "../../testing/workers.ts";
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

test("without a key a page is 401, and where that was opened it is for programs of this machine alone", async () => {
	const ask = async (url: string, change: Partial<Env>, headers: Record<string, string> = {}) => {
		const context = createExecutionContext();
		const body = JSON.stringify({ prompt: "x" });
		const init = { method: "POST", body, headers: { "content-type": "application/json", ...headers } };
		const answer = await app.fetch(new Request(url, init), { ...env, ...change }, context);
		await waitOnExecutionContext(context);
		return answer;
	};
	const open = { PAGES_KEY: account.key };
	const here = "http://127.0.0.1:3000";
	const made = await jsonOf<Page>(await ask(`${here}/jobs`, open), 201);
	await cancel(made.id);
	const shut: [url: string, change: Partial<Env>, headers?: Record<string, string>][] = [
		[`${here}/jobs`, {}],
		[`${here}/jobs`, { PAGES_KEY: "" }],
		[`${here}/jobs`, open, { authorization: "Bearer wrong" }],
		[`${here}/v1/jobs`, open],
		[`${here}/v1/api-keys`, open],
		["https://darkroom.example/jobs", open],
		["http://rebound.example:3000/jobs", open],
		[`${here}/jobs`, open, { origin: "https://evil.example" }],
		[`${here}/jobs`, open, { "sec-fetch-site": "cross-site" }],
		[`${here}/jobs`, open, { referer: "https://evil.example/" }],
		[`${here}/jobs`, open, { "x-forwarded-for": "203.0.113.9" }],
	];
	for (const [url, change, headers] of shut)
		expect((await ask(url, change, headers)).status, `${url} ${JSON.stringify(headers)}`).toBe(401);
});

test("another account's page is not there", async () => {
	const made = await page({ prompt: "x" });
	const other = await makeAccount();
	await problemOf(await call("GET", `/jobs/${made.id}`, { as: other.key }), "not_found");
	await cancel(made.id);
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

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { safetensors } from "../../../../workflows/safetensors/testing/files.ts";
import type { Asset } from "../../../contract/assets/assets.ts";
import { LORA_PARTS, type LoraResource } from "../../../contract/training/loras.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png, sha256 } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, postAsset, submit } from "../../../testing/jobs.ts";
import { loraFile, makeLora, postLora, putPart } from "../../../testing/loras.ts";
import {
	CAPABILITIES,
	complete,
	finish,
	makeWorker,
	mustClaim,
	type TestWorker,
	upload,
} from "../../../testing/workers.ts";

let account: TestAccount;
let other: TestAccount;
beforeAll(async () => {
	[account, other] = await Promise.all([makeAccount(), makeAccount()]);
});

const ask = (method: string, path: string, json?: object, as = account) =>
	call(method, `/v1/loras${path}`, { as: as.key, ...(json && { json }) });
const keysUnder = async (prefix: string) => (await env.BUCKET.list({ prefix })).objects.map(({ key }) => key);
const stored = (of: TestAccount) =>
	env.DB.prepare("SELECT stored_bytes FROM accounts WHERE id = ?").bind(of.id).first<number>("stored_bytes");

describe("S2-LORA-03 a LoRA is kept by name", () => {
	test("with versions of which one is promoted, and its bytes once", async () => {
		const file = loraFile("first");
		const first = await makeLora(account, "mia", file, { trigger_word: "ohwx mia", licence: "mine" });
		expect(first).toMatchObject({
			name: "mia",
			promoted: 1,
			trigger_word: "ohwx mia",
			licence: "mine",
			note: null,
		});
		expect(first.versions).toMatchObject([
			{ version: 1, reference: "mia@1", family: "sd15", sha256: await sha256(file), size: file.length },
		]);
		const before = await stored(account);
		const second = await makeLora(account, "mia", loraFile("second"));
		expect([second.promoted, second.versions.map(({ version }) => version)]).toEqual([1, [2, 1]]);
		expect(second.trigger_word).toBe("ohwx mia");
		// The same bytes under another name: nothing was put, and nothing is stored again.
		const again = await jsonOf<LoraResource>(
			await ask("POST", "", { name: "mia-too", upload: { sha256: await sha256(file), parts: 1 } }),
			201,
		);
		expect(again.versions[0]?.asset).toBe(first.versions[0]?.asset);
		expect(await stored(account)).toBe((before ?? 0) + loraFile("second").length);

		const changed = await jsonOf<LoraResource>(
			await ask("PATCH", "/mia", { promoted: 2, note: "better eyes" }),
			200,
		);
		expect(changed).toMatchObject({ promoted: 2, note: "better eyes", licence: "mine" });
		await problemOf(await ask("PATCH", "/mia", { promoted: 9 }), "invalid_request");
		const page = await jsonOf<{ data: LoraResource[]; has_more: boolean; next_cursor: string }>(
			await ask("GET", "?limit=1"),
			200,
		);
		expect([page.data.map(({ name }) => name), page.has_more]).toEqual([["mia"], true]);
		const rest = await jsonOf<{ data: LoraResource[] }>(await ask("GET", `?cursor=${page.next_cursor}`), 200);
		expect(rest.data.map(({ name }) => name)).toEqual(["mia-too"]);

		await problemOf(await ask("DELETE", "/mia/versions/2"), "conflict");
		// Its bytes are the other LoRA's as well.
		expect((await ask("DELETE", "/mia/versions/1")).status).toBe(204);
		expect((await ask("DELETE", "/mia/versions/1")).status).toBe(404);
		const asset = `/v1/assets/${first.versions[0]?.asset}`;
		expect((await call("GET", asset, { as: account.key })).status).toBe(200);
		await problemOf(await call("DELETE", asset, { as: account.key }), "conflict");
		expect((await ask("DELETE", "/mia-too")).status).toBe(204);
		expect((await call("GET", asset, { as: account.key })).status).toBe(404);
		expect((await ask("GET", "/mia", undefined, other)).status).toBe(404);
		expect((await ask("DELETE", "/mia", undefined, other)).status).toBe(404);
	});

	test("a file that comes in two parts is one file; parts of another size are refused", async () => {
		const file = safetensors({ "a.lora_down.weight": [1, LORA_PARTS.bytes / 2], "a.lora_up.weight": [4, 1] });
		const whole = await sha256(file);
		const folder = `${account.id}/uploads/${whole}`;
		const first = file.slice(0, LORA_PARTS.bytes);
		const last = file.slice(LORA_PARTS.bytes);
		await problemOf(await putPart(account, last, whole, { part: 0, parts: 2 }), "invalid_request");
		await problemOf(await putPart(account, last, whole, { part: 2, parts: 2 }), "invalid_request");
		expect(await keysUnder(folder)).toEqual([]);
		await jsonOf(await putPart(account, last, whole, { part: 1, parts: 2 }), 201);
		const asked = { name: "large", family: "flux", upload: { sha256: whole, parts: 2 } };
		expect((await problemOf(await ask("POST", "", asked), "invalid_request")).detail).toContain(
			"part 0 of 2",
		);
		await jsonOf(await putPart(account, last, whole), 201);
		expect((await problemOf(await ask("POST", "", asked), "invalid_request")).detail).toContain(
			"put it again",
		);
		await jsonOf(await putPart(account, first, whole, { part: 0, parts: 2 }), 201);
		const made = await jsonOf<LoraResource>(await ask("POST", "", asked), 201);
		expect(made.versions).toMatchObject([{ sha256: whole, size: file.length }]);
		expect(await keysUnder(folder)).toEqual([]);
		const bytes = await call("GET", `/v1/assets/${made.versions[0]?.asset}/content`, { as: account.key });
		expect(await sha256(new Uint8Array(await bytes.arrayBuffer()))).toBe(whole);
	});

	test("what is no LoRA is refused with what it is, and nothing of it stays", async () => {
		const pickle = new Uint8Array([
			0x80,
			2,
			0x8a,
			0x0a,
			0x6c,
			0xfc,
			0x9c,
			0x46,
			...new Array<number>(60).fill(1),
		]);
		const overlapping = safetensors(
			{},
			{
				header: {
					"a.lora_down.weight": { dtype: "U8", shape: [4], data_offsets: [0, 4] },
					"b.lora_up.weight": { dtype: "U8", shape: [4], data_offsets: [2, 6] },
				},
			},
		);
		const cases: [Uint8Array<ArrayBuffer>, RegExp][] = [
			[pickle, /pickle/],
			[overlapping, /overlap/],
			[loraFile("cut").slice(0, -1), /cut off/],
			[safetensors({ "model.diffusion_model.weight": [2] }), /whole model/],
			[await png(), /picture/],
		];
		const before = await stored(account);
		for (const [file, words] of cases) {
			const problem = await problemOf(await postLora(account, "bad", file), "invalid_request");
			expect(problem.errors).toMatchObject([{ pointer: "/upload", code: "invalid_lora" }]);
			expect(problem.detail).toMatch(words);
			expect(await keysUnder(`${account.id}/uploads/${await sha256(file)}`)).toEqual([]);
		}
		expect(await stored(account)).toBe(before);
		expect((await ask("GET", "/bad")).status).toBe(404);
	});

	test("a wrong hash, a missing part, another family and no family are said so", async () => {
		const file = loraFile("elsewhere");
		const wrong = "0".repeat(64);
		await jsonOf(await putPart(account, file, wrong), 201);
		const hash = await ask("POST", "", { name: "bad", upload: { sha256: wrong, parts: 1 } });
		expect((await problemOf(hash, "invalid_request")).errors).toMatchObject([{ pointer: "/upload/sha256" }]);
		expect(await keysUnder(`${account.id}/uploads/${wrong}`)).toEqual([]);
		const gone = await ask("POST", "", { name: "bad", upload: { sha256: wrong, parts: 2 } });
		expect((await problemOf(gone, "invalid_request")).detail).toContain("part 0 of 2");
		const family = await problemOf(
			await postLora(account, "bad", file, { family: "sdxl" }),
			"invalid_request",
		);
		expect(family.detail).toContain("a LoRA for sd15, not for sdxl");
		const nobody = safetensors({ "something.lora_down.weight": [2, 7] });
		const unknown = await problemOf(await postLora(account, "bad", nobody), "invalid_request");
		expect(unknown.errors).toMatchObject([{ pointer: "/family" }]);
		// The parts are still there: it may be asked for again, with a word about its family.
		const said = await ask("POST", "", {
			name: "said",
			family: "flux",
			upload: { sha256: await sha256(nobody), parts: 1 },
		});
		expect((await jsonOf<LoraResource>(said, 201)).versions[0]?.family).toBe("flux");
		const picture = await jsonOf<Asset>(await postAsset(account, await png()), 201);
		const asset = await problemOf(
			await ask("POST", "", { name: "bad", asset: picture.id }),
			"invalid_request",
		);
		expect(asset.errors).toMatchObject([{ pointer: "/asset", code: "invalid_lora" }]);
		await problemOf(await ask("POST", "", { name: "bad" }), "invalid_request");
	});
});

describe("S0-A47 S2-LORA-03 a job names a LoRA", () => {
	/** A ComfyUI with SD 1.5 and no LoRA of this account. */
	const capabilities = {
		...CAPABILITIES,
		nodes: [...CAPABILITIES.nodes, "CLIPSetLastLayer", "EmptyLatentImage", "ModelComputeDtype"],
		model_inputs: {
			...CAPABILITIES.model_inputs,
			CheckpointLoaderSimple: { ckpt_name: ["AnythingV5_v5PrtRE.safetensors"] },
		},
		lora_folder: true,
	};
	const asking = (lora: string) => ({
		workflow: "sd15-text-to-image",
		parameters: { prompt: "a lighthouse", lora, seed: 1 },
	});
	let worker: TestWorker;
	beforeAll(async () => {
		worker = await makeWorker({ capabilities });
	});
	const refusal = async (lora: string, pool = worker.pool) => {
		const response = await call("POST", "/v1/jobs", { as: account.key, json: { ...asking(lora), pool } });
		return await jsonOf<{ code: string; detail: string; errors: unknown[] }>(response, 422);
	};

	test("and its worker gets the file by its hash, whatever becomes of the LoRA meanwhile", async () => {
		const file = loraFile("for a job");
		const lora = await makeLora(account, "keeper", file);
		const hash = await sha256(file);
		const job = await submit(account, worker, asking("keeper@1"));
		expect(job.parameters).toMatchObject({ lora: "keeper@1" });
		expect((await ask("DELETE", "/keeper")).status).toBe(204);
		const task = await mustClaim(worker);
		expect(task.job_id).toBe(job.id);
		const [input] = task.inputs;
		expect(task.inputs).toMatchObject([
			{ kind: "lora", input: "lora_name", sha256: hash, size: file.length },
		]);
		expect(task.graph[input?.node ?? ""]?.inputs.lora_name).toBe(`darkroom/${hash}.safetensors`);
		expect(task.models.map(({ folder }) => folder)).not.toContain("loras");
		const bytes = await call("GET", input?.url ?? "", { as: task.grant });
		expect(await sha256(new Uint8Array(await bytes.arrayBuffer()))).toBe(hash);
		await finish(task, await png());
		expect((await getJob(account, job.id)).status).toBe("succeeded");
		expect(lora.versions[0]?.asset).toBe(input?.asset_id);
	});

	test("that is for other models, is not there, or is another account's: 422 with what was wrong", async () => {
		await makeLora(account, "wide", loraFile("wide", 2048));
		await makeLora(other, "theirs", loraFile("theirs"));
		const family = await refusal("wide@1");
		expect(family.errors).toMatchObject([{ pointer: "/parameters/lora", code: "lora_family_differs" }]);
		expect(family.detail).toMatch(/wide@1 is for sdxl.*sd15-text-to-image runs sd15/);
		for (const lora of ["wide@2", "theirs@1", "nobody@1"])
			expect((await refusal(lora)).errors).toMatchObject([
				{ pointer: "/parameters/lora", code: "unknown_lora" },
			]);
		expect((await refusal("wide@0")).errors).toMatchObject([{ pointer: "/parameters/lora" }]);
	});

	test("that is being trained: refused until its job has left it, and then it is there", async () => {
		const training = await submit(account, worker, {
			...asking(""),
			parameters: { prompt: "trains", seed: 1 },
		});
		const request = { name: "soon", job: training.id, trigger_word: "ohwx" };
		await problemOf(await ask("POST", "", request, other), "invalid_request");
		const awaited = await jsonOf<LoraResource>(await ask("POST", "", request), 201);
		expect(awaited).toMatchObject({ name: "soon", promoted: 0, awaits: training.id, versions: [] });
		await problemOf(await ask("POST", "", request), "invalid_request");
		const early = await call("POST", "/v1/jobs", {
			as: account.key,
			json: { ...asking("soon@1"), pool: worker.pool },
		});
		expect((await problemOf(early, "lora_not_ready")).detail).toContain(training.id);

		const task = await mustClaim(worker);
		const weights = loraFile("trained");
		const item = await upload(task, weights, {
			kind: "file",
			filename: "soon.safetensors",
			content_type: "application/octet-stream",
			width: null,
			height: null,
		});
		await jsonOf(await complete(task, [item]), 200);
		const job = await submit(account, worker, asking("soon@1"));
		expect((await mustClaim(worker)).inputs).toMatchObject([{ sha256: await sha256(weights) }]);
		const made = await jsonOf<LoraResource>(await ask("GET", "/soon"), 200);
		expect(made).toMatchObject({ promoted: 1, awaits: null, trigger_word: "ohwx" });
		expect(made.versions).toMatchObject([{ version: 1, family: "sd15" }]);
		expect(job.parameters).toMatchObject({ lora: "soon@1" });
	});

	test("whose training left none is awaited no longer", async () => {
		const training = await submit(account, worker, {
			...asking(""),
			parameters: { prompt: "fails", seed: 1 },
		});
		await jsonOf(await ask("POST", "", { name: "never", job: training.id }), 201);
		await call("POST", `/v1/jobs/${training.id}/cancel`, { as: account.key });
		expect((await refusal("never@1")).errors).toMatchObject([{ code: "unknown_lora" }]);
		expect((await ask("GET", "/never")).status).toBe(404);
	});

	test("where no worker reaches ComfyUI's folder it is refused, and nobody is given it", async () => {
		await makeLora(account, "remote", loraFile("remote"));
		const far = await makeWorker({ capabilities: { ...capabilities, lora_folder: false } });
		const refused = await refusal("remote@1", far.pool);
		expect([refused.code, refused.detail]).toEqual([
			"unsupported_capability",
			expect.stringContaining("Set COMFYUI_DIR"),
		]);
	});
});

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
	BASE_URL_ENV_VAR,
	BlobNotFound,
	Comfy,
	type ComfyEvent,
	HashMismatch,
	InvalidWorkflow,
	MissingAsset,
	NotFound,
	Unauthorized,
} from "@comfyorg/sdk";
import { ComfyLow, schemas } from "@comfyorg/sdk/low";
import runpodSdk from "runpod-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { png } from "../edge/testing/files.ts";
import { GRAPH } from "../edge/testing/harbour.ts";
import { until } from "../worker/testing/until.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import {
	type CanvasSdk,
	fetchingWith,
	published,
	type SaintnoSdk,
	socketsWith,
} from "./testing/comfyui-clients.ts";
import { assertInvariants } from "./testing/invariants.ts";

/**
 * Published clients, unchanged: only their base URL and their key are ours. Of Comfy API v2 each answer is held against
 * the schemas that the client itself brings.
 */
let stack: Stack;
let comfy: Comfy;
let low: ComfyLow;
let folder: string;
const answers: string[] = [];

const SHAPES: [RegExp, z.ZodType][] = [
	[/^\/api\/v2\/assets(\/from-hash|\/ast_\w+)?$/, schemas.zAsset],
	[/^\/api\/v2\/jobs(\/job_\w+(\/cancel)?)?$/, schemas.zJob],
	[/^\/api\/v2\/jobs\/job_\w+\/workflow$/, schemas.zJobWorkflowResponse],
];

/** Asks as ever, and looks at what comes back. */
const looking: typeof fetch = async (input, init) => {
	const response = await fetch(input, init);
	const { pathname } = new URL(String(input));
	const type = response.headers.get("content-type") ?? "";
	if (!/json/.test(type) || init?.method === "HEAD") return response;
	const body: unknown = await response.clone().json();
	const shape = response.ok ? SHAPES.find(([at]) => at.test(pathname))?.[1] : schemas.zErrorEnvelope;
	if (shape === undefined) throw new Error(`no schema is known of ${pathname}`);
	const { error } = shape.safeParse(body);
	if (error) throw new Error(`${init?.method} ${pathname} ${response.status}: ${error.message}`);
	answers.push(`${init?.method} ${pathname.replace(/(job|ast)_\w+/, "{id}")} ${response.status}`);
	return response;
};

beforeAll(async () => {
	stack = await startStack({ emulator: ["--previews"] });
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfy-"));
	process.env[BASE_URL_ENV_VAR] = stack.edge.url;
	comfy = new Comfy({ apiKey: stack.client.key, fetch: looking });
	delete process.env[BASE_URL_ENV_VAR];
	low = new ComfyLow(stack.edge.url, stack.client.key, { fetch: looking });
});
afterAll(async () => {
	await stack.stop();
	await rm(folder, { recursive: true, force: true });
});

function sampling(inputs: object) {
	return { ...GRAPH, "5": { ...GRAPH["5"], inputs: { ...GRAPH["5"].inputs, ...inputs } } };
}

/** It does not end while a test looks. */
const longer = sampling({ steps: 5000 });

const negative = (image: string) => ({
	"1": { class_type: "LoadImage", inputs: { image } },
	"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
	"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "negative" } },
});

const inverting = () => comfy.workflows.fromJson(negative(""));

test("a file is uploaded once, a graph that reads it runs, and its output is read whole and in part", async () => {
	const file = path.join(folder, "photo.png");
	await writeFile(file, await png(24, 16));
	const photo = comfy.assets.fromFile(file);
	const workflow = inverting();
	workflow.setInput("1", "image", photo);
	const job = await comfy.run(workflow);
	expect(job).toMatchObject({ status: "succeeded", error: null });
	expect(photo).toMatchObject({ createdNew: true, jobId: undefined, expiresAt: undefined });
	const [output, ...more] = job.getOutputs("3");
	if (output === undefined) throw new Error("the job has no output");
	expect(more).toEqual([]);
	expect(output).toMatchObject({ type: "image", contentType: "image/png", jobId: job.id });
	const bytes = await output.toBytes();
	expect(bytes).toHaveLength(output.sizeBytes);
	expect(await output.toBytes({ range: [1, 3] })).toEqual(new TextEncoder().encode("PNG"));
	const written = await output.toFile(path.join(folder, "out.png"));
	expect(new Uint8Array(await readFile(written))).toEqual(bytes);
	// The address in the record needs no key, as clients in browsers want it.
	const record = await low.getAsset(output.id);
	expect(record.job_id).toBe(job.id);
	expect(new Uint8Array(await (await fetch(record.url)).arrayBuffer())).toEqual(bytes);

	const again = comfy.assets.fromFile(file);
	expect(await again.commit()).toBe(photo.id);
	expect(again.createdNew).toBe(false);
	const direct = await low.postAssets(new Blob([await readFile(file)]), "image/png", "photo.png");
	expect(direct).toMatchObject({ id: photo.id, created_new: false, hash: await photo.hash() });
	expect(await (await comfy.jobs.get(job.id)).getWorkflow()).toMatchObject({
		format: "api",
		workflow: { "2": { class_type: "ImageInvert" } },
	});
	await assertInvariants(stack, [job.id]);
});

test("events come while a graph runs: progress that never goes back, previews, outputs, and the end last", async () => {
	const job = await comfy.submit(comfy.workflows.fromJson(structuredClone(GRAPH)));
	const seen: ComfyEvent[] = [];
	for await (const event of job.events()) seen.push(event);
	const of = <K extends ComfyEvent["kind"]>(kind: K) =>
		seen.filter((event): event is Extract<ComfyEvent, { kind: K }> => event.kind === kind);
	const values = of("progress").map(({ value }) => value);
	expect(values.length).toBeGreaterThan(0);
	expect(values).toEqual(values.toSorted((a, b) => a - b));
	expect(of("preview").every(({ data }) => data.length > 0)).toBe(true);
	expect(of("outputReady").map(({ output }) => output.nodeId)).toEqual(["7"]);
	expect(seen.at(-1)).toMatchObject({ kind: "statusChange", status: "succeeded" });
	// Whoever comes when all is over is told of it too, and resumes where they were.
	const later: string[] = [];
	for await (const { event } of low.getJobEvents(job.id)) later.push(event);
	expect(later.at(-1)).toBe("status");
	expect(later).toContain("output");
});

test("a key that comes again gives the same job; a cancel is answered with the job, however often", async () => {
	const submit = () =>
		comfy.submit(comfy.workflows.fromJson(structuredClone(longer)), { idempotencyKey: "once" });
	const [job, same] = [await submit(), await submit()];
	expect(same.id).toBe(job.id);
	await job.cancel();
	expect(["canceling", "canceled"]).toContain(job.status);
	expect((await job.wait()).status).toBe("canceled");
	expect((await job.cancel()).status).toBe("canceled");
	await expect(job.result()).rejects.toThrow("canceled");
});

test("what is refused is the error that the client has for it", async () => {
	const rejected = (work: Promise<unknown>) => work.catch((error: unknown) => error);
	const graph = (value: object) =>
		comfy.submit(comfy.workflows.fromJson(structuredClone(value) as Record<string, unknown>));
	expect(await rejected(graph({ "1": { class_type: "NoSuchNode", inputs: {} } }))).toBeInstanceOf(
		InvalidWorkflow,
	);
	expect(await rejected(graph({ nodes: [], links: [] }))).toBeInstanceOf(InvalidWorkflow);
	const unknown = { __type: "core/ASSET", info: { id: "ast_00000000000000000000000000" } };
	const missing = inverting();
	missing.setInput("1", "image", unknown);
	expect(await rejected(comfy.submit(missing))).toBeInstanceOf(MissingAsset);
	missing.setInput("1", "image", { __type: "core/ASSET", info: { id: "../x" } });
	expect(await rejected(comfy.submit(missing))).toMatchObject({
		details: { errors: [{ pointer: "/workflow/1/inputs/image", code: "missing_asset" }] },
	});
	expect(await rejected(comfy.jobs.get("job_00000000000000000000000000"))).toBeInstanceOf(NotFound);
	expect(await rejected(comfy.submit(inverting(), { apiKey: "comfyui-secret" }))).toBeInstanceOf(
		InvalidWorkflow,
	);
	const picture = new Blob([await png(3, 3)]);
	const lie = low.postAssets(picture, "image/png", "a.png", { expectedHash: `blake3:${"0".repeat(64)}` });
	expect(await rejected(lie)).toMatchObject({ code: "hash_mismatch", httpStatus: 409 });
	expect(HashMismatch.name).toBe("HashMismatch");
	const nowhere = low.assetFromHash(`blake3:${"0".repeat(64)}`);
	expect(await rejected(nowhere)).toMatchObject({ code: "blob_not_found", httpStatus: 404 });
	expect(BlobNotFound.name).toBe("BlobNotFound");
	process.env[BASE_URL_ENV_VAR] = stack.edge.url;
	const stranger = new Comfy({ apiKey: "dk_live_x", fetch: looking });
	delete process.env[BASE_URL_ENV_VAR];
	expect(await rejected(stranger.jobs.get("job_00000000000000000000000000"))).toBeInstanceOf(Unauthorized);

	const kept = comfy.assets.fromBytes(await png(5, 5), { filename: "a.png" });
	await kept.commit();
	await kept.delete();
	expect(await low.headAssetByHash(await kept.hash())).toBe(false);
});

test("every operation of the client was used", () => {
	const used = new Set(answers.map((answer) => answer.split(" ").slice(0, 2).join(" ")));
	expect([...used].sort()).toEqual([
		"GET /api/v2/assets/{id}",
		"GET /api/v2/jobs/{id}",
		"GET /api/v2/jobs/{id}/workflow",
		"POST /api/v2/assets",
		"POST /api/v2/assets/from-hash",
		"POST /api/v2/jobs",
		"POST /api/v2/jobs/{id}/cancel",
	]);
});

test("RunPod's own client runs the body of worker-comfyui, with its pictures, by another base URL", async () => {
	const endpoint = runpodSdk(stack.client.key, { baseUrl: `${stack.edge.url}/v2` }).endpoint("default");
	if (!endpoint) throw new Error("the client has no endpoint");
	const image = Buffer.from(await png(24, 16)).toString("base64");
	const input = {
		workflow: negative("photo.png"),
		images: [{ name: "photo.png", image }],
	};
	const done = await endpoint.runSync({ input });
	expect(done).toMatchObject({
		status: "COMPLETED",
		output: { images: [{ type: "base64", filename: expect.stringMatching(/\.png$/) }] },
	});
	const [made] = z.object({ images: z.array(z.object({ data: z.base64() })) }).parse(done.output).images;
	expect(
		Buffer.from(made?.data ?? "", "base64")
			.subarray(1, 4)
			.toString(),
	).toBe("PNG");
	expect([done.delayTime, done.executionTime].every((ms) => Number.isInteger(ms))).toBe(true);
	expect(await endpoint.status(done.id)).toEqual(done);
	await assertInvariants(stack, [done.id]);

	const started = await endpoint.run({ input: { workflow: longer } });
	expect(started.status).toMatch(/^IN_(QUEUE|PROGRESS)$/);
	await endpoint.cancel(started.id);
	await until("it is canceled", async () => (await endpoint.status(started.id)).status === "CANCELLED");
	const refused = await endpoint
		.run({ input: { workflow: { "1": { class_type: "Nothing", inputs: {} } } } })
		.catch(
			(error: unknown) =>
				z.object({ response: z.object({ status: z.int(), data: z.unknown() }) }).parse(error).response,
		);
	expect(refused).toMatchObject({ status: 422, data: { error: expect.stringContaining("Nothing") } });
});

test("a client of ComfyUI's own server (@saintno/comfyui-sdk) uploads, queues, hears progress and gets its picture, by a key as password", async () => {
	const { ComfyApi, PromptBuilder, CallWrapper } = await published<SaintnoSdk>("@saintno/comfyui-sdk");
	const api = new ComfyApi(stack.edge.url, "saintno", {
		credentials: { type: "basic", username: "anybody", password: stack.client.key },
	});
	await api.init().waitForReady();
	try {
		expect((await api.getSystemStats()).devices).toHaveLength(1);
		expect(await api.getCheckpoints()).toContain(GRAPH["1"].inputs.ckpt_name);
		const jobs: string[] = [];
		const run = (graph: object, output: string) => {
			const steps: number[] = [];
			const failures: Error[] = [];
			const prompt = new PromptBuilder(graph, [], ["picture"]).setOutputNode("picture", output);
			const made = new CallWrapper(api, prompt)
				.onPending((job) => jobs.push(job ?? ""))
				.onProgress(({ value }) => steps.push(value))
				.onFailed((error) => failures.push(error))
				.run();
			return { steps, failures, made };
		};
		const imagesOf = (made: Awaited<ReturnType<typeof run>["made"]>) =>
			(made ? made.picture?.images : []) ?? [];
		// The client is ready before its socket is open: a job that ends at once is over by then.
		const first = run(sampling({ steps: 200 }), "7");
		const made = await first.made;
		expect(first.failures).toEqual([]);
		expect(first.steps.length).toBeGreaterThan(0);
		const [file = {}] = imagesOf(made);
		expect(file).toMatchObject({ type: "output", filename: expect.stringMatching(/\.png$/) });
		const bytes = await (await api.getImage(file)).bytes();
		expect(bytes.subarray(1, 4)).toEqual(new TextEncoder().encode("PNG"));

		const uploaded = await api.uploadImage(await png(24, 16), "photo.png");
		const name = uploaded ? uploaded.info.filename : "";
		const second = await run(negative(name), "3").made;
		expect(imagesOf(second)).toHaveLength(1);
		await assertInvariants(stack, jobs);

		const refused = run({ "1": { class_type: "Nothing", inputs: {} } }, "1");
		expect(await refused.made).toBeFalsy();
		expect(refused.failures[0]?.cause).toMatchObject({ error: { type: "missing_node_type" } });
		const stopped = run(longer, "7");
		await until("it runs", () => stopped.steps.length > 0);
		await api.interrupt();
		expect(await stopped.made).toBe(false);
		expect(stopped.failures[0]?.message).toContain("interrupted");
	} finally {
		api.destroy();
	}
});

test("another one (@stable-canvas/comfyui-client) does by a bearer key, on the same stack", async () => {
	const { Client } = await published<CanvasSdk>("@stable-canvas/comfyui-client");
	const { key } = stack.client;
	const client = new Client({
		api_host: new URL(stack.edge.url).host,
		clientId: "canvas",
		fetch: fetchingWith(key),
		WebSocket: socketsWith(key),
	});
	await client.connect();
	try {
		expect(await client.getNodeDefs()).toHaveProperty("KSampler");
		const steps: number[] = [];
		const made = await client.enqueue(sampling({ seed: 8 }), { progress: ({ value }) => steps.push(value) });
		expect(steps.length).toBeGreaterThan(0);
		const [image] = made.images;
		const picture = await fetchingWith(key)(image?.data ?? "");
		expect(picture.headers.get("content-type")).toBe("image/png");
		expect(await client.getQueue()).toEqual({ Running: [], Pending: [] });
		await assertInvariants(stack, [made.prompt_id]);
	} finally {
		client.close();
	}
});

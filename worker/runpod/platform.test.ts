import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Style, workerEnvironment } from "../emulators/runpod/environment.ts";
import { MAX_CHUNK_BYTES } from "../emulators/runpod/queue.ts";
import { type Call, RunpodEmulator } from "../emulators/runpod/server.ts";
import { silentLogger } from "../process/log.ts";
import { HttpPool } from "../process/request.ts";
import { Platform } from "./platform.ts";
import { modeOf, PlatformError, readPlatform } from "./platform-env.ts";
import { besideTake, expand, withParams } from "./urls.ts";

let runpod: RunpodEmulator;
const pool = new HttpPool();
beforeEach(async () => {
	runpod = new RunpodEmulator({ holdMs: 20 });
	await runpod.listen();
});
afterEach(() => runpod.close());

const environment = (style: Style = "platform") =>
	workerEnvironment(runpod.url, { worker: "w 1", key: "emulated-worker-key", style });
const platform = (style?: Style) => new Platform(readPlatform(environment(style)), pool, "1.2.3");
const never = new AbortController().signal;
const wire = ({ method, path, query, headers, body }: Call) => ({
	method,
	path,
	query,
	authorization: headers.authorization,
	type: headers["content-type"],
	request: headers["x-request-id"],
	body,
});

test("the mode is read off the environment: serverless, pod, or neither", () => {
	expect(modeOf(environment())).toBe("serverless");
	expect(modeOf({ RUNPOD_POD_ID: "p" })).toBe("pod");
	expect(modeOf({ RUNPOD_WEBHOOK_GET_JOB: "" })).toBe("local");
	expect(modeOf({})).toBe("local");
});

test("what RunPod should have set and did not is named, and no value of it", () => {
	const { RUNPOD_AI_API_KEY: key, RUNPOD_POD_ID: _, ...rest } = environment();
	const read = () => readPlatform({ ...rest, RUNPOD_AI_API_KEY: "", RUNPOD_WEBHOOK_PING: `nonsense ${key}` });
	expect(read).toThrow(PlatformError);
	try {
		read();
	} catch (error) {
		const { message } = error as Error;
		for (const name of [
			"RUNPOD_AI_API_KEY is missing",
			"RUNPOD_POD_ID is missing",
			"RUNPOD_WEBHOOK_PING cannot",
		])
			expect(message).toContain(name);
		expect(message).not.toContain(key);
	}
});

test("addresses are filled in whatever their style, and parameters come behind what is there", () => {
	const who = { worker: "w/1", gpu: "NVIDIA RTX 4090" };
	const real = "https://api.example/v2/ep/job-done/$RUNPOD_POD_ID/$ID?gpu=$RUNPOD_GPU_TYPE_ID";
	expect(expand(real, who, "job&1").href).toBe(
		"https://api.example/v2/ep/job-done/w%2F1/job%261?gpu=NVIDIA%20RTX%204090",
	);
	const bare = expand("https://api.example/v2/ep/job-take/$RUNPOD_POD_ID", who, "w/1");
	expect(withParams(bare, { job_in_progress: "0" }).href).toBe(
		"https://api.example/v2/ep/job-take/w%2F1?job_in_progress=0",
	);
	expect(besideTake(real.replace("job-done", "job-take"), "job-stop")).toContain("/job-stop/");
	expect(besideTake("https://api.example/take/$ID", "job-stop")).toBeNull();
});

describe("on the wire it does what the official Python worker does (runpod-python 1.12.0)", () => {
	test.each(["platform", "harness"] as const)("in the style of the %s", async (style) => {
		const it = platform(style);
		const { id } = runpod.run({ v: 1 });
		expect(await it.take(false, 1, never)).toEqual({ found: [{ id, input: { v: 1 } }], pauseMs: 0 });
		await it.take(true, 3, never);
		await it.ping([]);
		await it.ping([id, "other"]);
		await it.stops(never);
		expect(await it.say(id, { status: "IN_PROGRESS", output: { percent: 50 } })).toBe(true);
		expect(await it.stream(id, { part: 1 })).toBe(true);
		expect(await it.say(id, { output: [{ part: 1 }] }, { streamed: true })).toBe(true);
		expect(await it.say(id, { output: { done: true } })).toBe(true);
		await it.unhealthy("gpu", "x".repeat(300), silentLogger);
		const gpu = style === "platform" ? { gpu: "Emulated GPU" } : {};
		const get = { method: "GET", authorization: "emulated-worker-key", type: "application/json", body: "" };
		const sign = { ...get, type: undefined, path: "ping/w 1", request: undefined };
		const alive = { ...gpu, runpod_version: "darkroom-worker/1.2.3" };
		const post = {
			method: "POST",
			path: `job-done/w 1/${id}`,
			query: { ...gpu, isStream: "false" },
			authorization: "emulated-worker-key",
			type: "application/x-www-form-urlencoded",
			request: id,
		};
		expect(runpod.calls.map(wire)).toEqual([
			{ ...get, path: "job-take/w 1", query: { ...gpu, job_in_progress: "0" }, request: undefined },
			{
				...get,
				path: "job-take-batch/w 1",
				query: { ...gpu, job_in_progress: "1", batch_size: "3" },
				request: undefined,
			},
			{ ...sign, query: alive },
			{ ...sign, query: { ...alive, job_id: `${id},other` } },
			{ ...get, path: "job-stop/w 1", query: gpu, request: undefined },
			{ ...post, body: '{"status":"IN_PROGRESS","output":{"percent":50}}' },
			{ ...post, path: `job-stream/w 1/${id}`, body: '{"output":{"part":1}}' },
			{ ...post, query: { ...gpu, isStream: "true" }, body: '{"output":[{"part":1}]}' },
			{ ...post, body: '{"output":{"done":true}}' },
			{ ...sign, query: { ...alive, status: "unhealthy", check: "gpu", reason: "x".repeat(256) } },
		]);
	});

	test("nothing, a parked worker and a crowd are waited out as it does; all else is an error in words", async () => {
		const it = platform();
		expect(await it.take(false, 1, never)).toEqual({ found: [], pauseMs: 0 });
		runpod.faults.add([
			{ at: "job-take", status: 400 },
			{ at: "job-take", status: 429 },
			{ at: "job-take", status: 502 },
			{ at: "job-take", status: 200 },
			{ at: "job-take", status: 200, body: '{"id":7}' },
		]);
		expect(await it.take(false, 1, never)).toEqual({ found: [], pauseMs: 1_000 });
		expect(await it.take(false, 1, never)).toEqual({ found: [], pauseMs: 5_000 });
		await expect(it.take(false, 1, never)).rejects.toThrow("RunPod answered 502");
		await expect(it.take(false, 1, never)).rejects.toThrow("RunPod answered 200: <html>");
		await expect(it.take(false, 1, never)).rejects.toThrow('RunPod answered 200: {"id":7}');
	});

	test("what it must stop is told once, and between polls without any there is a second", async () => {
		const it = platform();
		const { id } = runpod.run({});
		await it.take(false, 1, never);
		runpod.cancel(id);
		expect(await it.stops(never)).toEqual({ found: [id], pauseMs: 0 });
		expect(await it.stops(never)).toEqual({ found: [], pauseMs: 1_000 });
	});

	test("parts of a result are sent where RunPod reads them, and nowhere where it has no place for them", async () => {
		const { RUNPOD_WEBHOOK_POST_STREAM: streamUrl = "", ...rest } = environment();
		const without = new Platform(readPlatform(rest), pool, "1.2.3");
		const { id } = runpod.run({});
		expect(await without.stream(id, 1)).toBe(false);
		expect(runpod.calls).toEqual([]);
		const named = { ...rest, RUNPOD_WEBHOOK_JOB_STREAM: streamUrl };
		expect(await new Platform(readPlatform(named), pool, "1.2.3").stream(id, 1)).toBe(true);
		expect(runpod.queue.get(id)?.stream).toEqual([1]);
		expect(await platform().stream(id, "x".repeat(MAX_CHUNK_BYTES))).toBe(false);
		runpod.faults.add([{ at: "job-stream", status: 502 }]);
		await expect(platform().stream(id, 2)).rejects.toThrow("RunPod answered 502");
	});

	test("a result that can never be taken is not said again; one that may yet be is an error", async () => {
		const it = platform();
		for (const status of [400, 404, 413]) {
			runpod.faults.add([{ at: "job-done", status }]);
			expect(await it.say("r", { output: 1 })).toBe(false);
		}
		runpod.faults.add([{ at: "job-done", status: 500 }]);
		await expect(it.say("r", { output: 1 })).rejects.toThrow("RunPod answered 500");
	});
});

import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DOORBELL_PROTOCOL, type DoorbellMessage, doorbellMessageSchema } from "../../../contract/sockets.ts";
import edge from "../../../index.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, STORYBOARD, submit } from "../../../testing/jobs.ts";
import { openSocket } from "../../../testing/sockets.ts";
import { CAPABILITIES, claim, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

afterEach(() => {
	vi.useRealTimers();
});

const FILE = "flux1-dev-fp8.safetensors";
const withoutFile = {
	...CAPABILITIES,
	model_inputs: {
		...CAPABILITIES.model_inputs,
		CheckpointLoaderSimple: { ckpt_name: ["other.safetensors"] },
	},
};
const post = (account: TestAccount, worker: TestWorker, more: object = {}) =>
	call("POST", "/v1/jobs", { as: account.key, json: { ...STORYBOARD, pool: worker.pool, ...more } });
const bellOf = (worker: TestWorker) =>
	openSocket<DoorbellMessage>(
		`/v1/workers/${worker.id}/socket`,
		{ authorization: `Bearer ${worker.token}`, "sec-websocket-protocol": DOORBELL_PROTOCOL },
		(text) => doorbellMessageSchema.parse(JSON.parse(text)),
	);

describe("a job whose model file no worker has", () => {
	test("is refused with what could be done, and the workers are asked to look again", async () => {
		const account = await makeAccount();
		const worker = await makeWorker({ capabilities: withoutFile });
		const bell = await bellOf(worker);
		const response = await writesNothing(() => post(account, worker));
		expect(response.headers.get("retry-after")).toBe("5");
		const problem = await problemOf(response, "unsupported_capability");
		expect(problem.detail).toContain("wait_for_models");
		expect(await bell.until(() => true)).toEqual({ type: "refresh" });
		bell.socket.close();
	});

	test("waits where it asks to, says for which file in which folder, and runs on the worker that gets it", async () => {
		const account = await makeAccount();
		const worker = await makeWorker({ capabilities: withoutFile });
		const bell = await bellOf(worker);
		const job = await submit(account, worker, { ...STORYBOARD, wait_for_models: true });
		expect(await bell.until(() => true)).toEqual({ type: "refresh" });
		const queue = { reason: "model_missing", missing_models: [{ folder: "checkpoints", file: FILE }] };
		expect(job).toMatchObject({ status: "queued", queue });
		expect((await getJob(account, job.id)).queue).toMatchObject(queue);
		expect(await claim(worker)).toBeNull();
		const other = await makeWorker({ pool: worker.pool });
		expect(await getJob(account, job.id)).toMatchObject({
			queue: { reason: "dispatching", missing_models: [] },
		});
		expect(await mustClaim(other)).toMatchObject({ job_id: job.id });
		bell.socket.close();
	});

	test("waits for a file that only the graph names, by a loader nobody knows", async () => {
		const account = await makeAccount();
		const odd = (files: string[]) => ({
			...CAPABILITIES,
			nodes: [...CAPABILITIES.nodes, "OddLoader"],
			model_inputs: { ...CAPABILITIES.model_inputs, OddLoader: { thing: files } },
		});
		const worker = await makeWorker({ capabilities: odd(["a.safetensors"]) });
		const graph = {
			"1": { class_type: "OddLoader", inputs: { thing: "b.safetensors" } },
			"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
		};
		const json = { graph, pool: worker.pool, wait_for_models: true };
		const job = await jsonOf<{ id: string }>(await call("POST", "/v1/jobs", { as: account.key, json }), 201);
		expect(await claim(worker)).toBeNull();
		expect((await getJob(account, job.id)).queue).toMatchObject({
			reason: "model_missing",
			missing_models: [{ file: "b.safetensors" }],
		});
		const other = await makeWorker({ pool: worker.pool, capabilities: odd(["b.safetensors"]) });
		expect(await mustClaim(other)).toMatchObject({ job_id: job.id });
	});

	test("waits until its deadline and no longer, and a file that comes after that finds nothing to do", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const account = await makeAccount();
		const worker = await makeWorker({ capabilities: withoutFile });
		const waits = { ...STORYBOARD, wait_for_models: true };
		const short = await submit(account, worker, { ...waits, deadline_s: 60 });
		const long = await submit(account, worker, { ...waits, deadline_s: 3600 });
		vi.setSystemTime(Date.now() + 30_000);
		expect((await getJob(account, short.id)).queue).toMatchObject({ reason: "model_missing" });
		vi.setSystemTime(Date.now() + 29_000);
		await edge.scheduled(createScheduledController(), env);
		expect((await getJob(account, short.id)).status).toBe("queued");
		vi.setSystemTime(Date.now() + 2_000);
		await edge.scheduled(createScheduledController(), env);
		const ended = await getJob(account, short.id);
		expect(ended).toMatchObject({ status: "expired", error: { code: "deadline_exceeded" } });
		const other = await makeWorker({ pool: worker.pool });
		expect(await mustClaim(other)).toMatchObject({ job_id: long.id });
		expect(await claim(other)).toBeNull();
	});

	test("does not wait for what no file would mend", async () => {
		const account = await makeAccount();
		const nodes = CAPABILITIES.nodes.filter((node) => node !== "ImageScale");
		const worker = await makeWorker({ capabilities: { ...withoutFile, nodes } });
		const problem = await problemOf(
			await writesNothing(() => post(account, worker, { wait_for_models: true })),
			"unsupported_capability",
		);
		// The file it would have waited for is not what is told.
		expect(problem.detail).toContain("ImageScale");
		expect(JSON.stringify(problem)).not.toContain(FILE);
	});
});

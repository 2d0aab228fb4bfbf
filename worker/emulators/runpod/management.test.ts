import { afterEach, beforeEach, expect, test } from "vitest";
import type { Action } from "./scheduler.ts";
import { RunpodEmulator } from "./server.ts";

/** An endpoint on the wire whose processes are made up. */
let runpod: RunpodEmulator;
let now: number;
let actions: Action[];
beforeEach(async () => {
	now = 0;
	actions = [];
	runpod = new RunpodEmulator({
		holdMs: 20,
		now: () => now,
		scheduler: {
			scaling: { workersMax: 2, scaler: { type: "REQUEST_COUNT", requests: 1 } },
			act: (one) => actions.push(one),
		},
	});
	await runpod.listen();
});
afterEach(() => runpod.close());

async function ask(method: string, place: string, body?: object) {
	const worker = /\/(job-take|job-done|ping)\//.test(place);
	const response = await fetch(`${runpod.url}/v2/${place}`, {
		method,
		headers: { authorization: worker ? runpod.workerKey : `Bearer ${runpod.clientKey}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	return { status: response.status, body: response.status === 204 ? null : await response.json() };
}

const at = (ms: number) => {
	now = ms;
	runpod.pass();
};

test("an endpoint is shown with its workers and changed, and what makes no sense is a problem in words", async () => {
	expect((await ask("GET", "serverless/emulated")).body).toMatchObject({
		workers: { min: 0, max: 2, idleTimeout: 5 },
		scaling: { type: "REQUEST_COUNT", requestCount: 1 },
		flashboot: "OFF",
	});
	runpod.run({});
	at(600);
	expect((await ask("GET", "serverless/emulated/workers")).body).toEqual({
		workers: [{ id: "emulated-worker-1", status: "INITIALIZING", isStale: false, uptimeSeconds: 0 }],
	});
	expect((await ask("GET", "emulated/health")).body).toMatchObject({
		jobs: { inQueue: 1 },
		workers: { initializing: 1, running: 0 },
	});
	const changed = { workers: { max: 3, idleTimeout: 7 }, scaling: { type: "QUEUE_DELAY", queueDelay: 2 } };
	expect(await ask("PATCH", "serverless/emulated", changed)).toMatchObject({
		status: 200,
		body: { workers: { min: 0, max: 3, idleTimeout: 7 }, scaling: changed.scaling },
	});
	expect((await ask("GET", "serverless/emulated/workers")).body).toMatchObject({
		workers: [{ isStale: true }],
	});
	for (const wrong of [
		{ workers: { max: -1 } },
		{ workers: { min: 4 } },
		{ workersMax: 3 },
		{ scaling: { type: "REQUEST_COUNT", requestCount: 1 }, workers: { idleTimeout: 5 } },
	])
		expect(await ask("PATCH", "serverless/emulated", wrong)).toMatchObject({
			status: 422,
			body: { status: 422, title: expect.any(String), detail: expect.any(String) },
		});
	expect((await ask("DELETE", "serverless/emulated")).status).toBe(405);
	expect((await ask("GET", "serverless/emulated/logs")).status).toBe(404);
});

test("on the wire a worker takes while it is there, is refused once it is not, and says itself that it cannot work", async () => {
	const { id } = runpod.run({ n: 1 });
	expect((await ask("GET", "emulated/job-take/emulated-worker-1")).status).toBe(400);
	at(600);
	expect(actions).toEqual([{ do: "start", worker: "emulated-worker-1" }]);
	expect((await ask("GET", "emulated/job-take/emulated-worker-1")).body).toEqual({ id, input: { n: 1 } });
	expect((await ask("GET", "emulated/health")).body).toMatchObject({ workers: { running: 1, idle: 0 } });
	expect(
		(await ask("POST", `emulated/job-done/emulated-worker-1/${id}`, { output: 1, stopPod: true })).status,
	).toBe(200);
	expect(actions.at(-1)).toEqual({ do: "term", worker: "emulated-worker-1" });
	expect((await ask("GET", "emulated/job-take/emulated-worker-1")).status).toBe(400);
	runpod.exited("emulated-worker-1");
	runpod.run({ n: 2 });
	at(1_200);
	await ask("GET", "emulated/job-take/emulated-worker-2");
	await ask("GET", "emulated/ping/emulated-worker-2?status=unhealthy&check=gpu&reason=gone");
	runpod.exited("emulated-worker-2");
	expect((await ask("GET", "serverless/emulated/workers")).body).toMatchObject({
		workers: [{ id: "emulated-worker-2", status: "UNHEALTHY" }],
	});
});

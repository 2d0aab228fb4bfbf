import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../testing/until.ts";
import { MAX_CHUNK_BYTES } from "./queue.ts";
import { RunpodEmulator } from "./server.ts";

let runpod: RunpodEmulator;
let now: number;
beforeEach(async () => {
	now = 0;
	runpod = new RunpodEmulator({ holdMs: 20, now: () => now });
	await runpod.listen();
});
afterEach(() => runpod.close());

async function ask(method: string, place: string, body?: object, key = `Bearer ${runpod.clientKey}`) {
	const response = await fetch(`${runpod.url}/v2/emulated/${place}`, {
		method,
		headers: { authorization: key },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const { status, headers } = response;
	return { status, headers, body: status === 204 ? null : Object(await response.json()) };
}
const work = (method: string, place: string, body?: object) => ask(method, place, body, runpod.workerKey);
const waits = (count = 1) =>
	until(
		"a request waits",
		() => runpod.queue.list().filter(({ status }) => status === "IN_QUEUE").length >= count,
	);

test("whoever waits for a request is answered when it ends, or how it stands by then; it is kept for a minute", async () => {
	const result = ask("POST", "runsync", { input: { n: 1 } });
	await waits();
	const { body: taken } = await work("GET", "job-take/w");
	const status = ask("GET", `status-sync/${taken.id}?wait=300000`);
	await until("it is asked for", () => runpod.calls.some(({ path }) => path.startsWith("status-sync/")));
	await work("POST", `job-done/w/${taken.id}`, { output: 7 });
	const ended = {
		id: taken.id,
		status: "COMPLETED",
		output: 7,
		delayTime: 0,
		executionTime: 0,
		workerId: "w",
	};
	expect((await result).body).toEqual(ended);
	expect((await status).body).toEqual(ended);
	expect(taken.id).toMatch(/^sync-/);
	now = 60_000;
	runpod.pass();
	expect((await ask("GET", `status/${taken.id}`)).status).toBe(404);
	expect((await ask("POST", "runsync?wait=1000", { input: {} })).body).toMatchObject({ status: "IN_QUEUE" });
	expect((await ask("POST", "runsync?wait=7", { input: {} })).status).toBe(400);
	expect((await ask("GET", "status-sync/unknown")).status).toBe(404);
});

test("parts of a result are read once, in order, while it runs and after it has ended; too large ones are refused", async () => {
	const { id } = runpod.run({});
	await work("GET", "job-take/w");
	const first = ask("GET", `stream/${id}`);
	await until("it is waited for", () => runpod.calls.some(({ path }) => path.startsWith("stream/")));
	await work("POST", `job-stream/w/${id}?isStream=false`, { output: "a" });
	expect((await first).body).toEqual({ status: "IN_PROGRESS", stream: [{ output: "a" }] });
	for (const output of ["b", { c: 1 }]) await work("POST", `job-stream/w/${id}`, { output });
	await work("POST", `job-done/w/${id}?isStream=true`, { output: ["a", "b", { c: 1 }] });
	const rest = { status: "COMPLETED", stream: [{ output: "b" }, { output: { c: 1 } }] };
	expect((await ask("GET", `stream/${id}`)).body).toEqual(rest);
	expect((await ask("GET", `stream/${id}`)).body).toEqual({ status: "COMPLETED", stream: [] });
	const large = { output: "x".repeat(MAX_CHUNK_BYTES) };
	expect((await work("POST", `job-stream/w/${id}`, large)).status).toBe(400);
	expect((await work("POST", "job-stream/w/unknown", { output: 1 })).status).toBe(404);
	expect((await ask("GET", "stream/unknown")).status).toBe(404);
});

test("a webhook is told of the end as /status shows it, three times at most, ten seconds apart", async () => {
	const told: { body: unknown; at: number }[] = [];
	const statuses = [500, 200, 404, 302, 204];
	const receiver = createServer(async (request, reply) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		reply.writeHead(statuses[told.length] ?? 500).end();
		told.push({ body: JSON.parse(Buffer.concat(chunks).toString("utf8")), at: now });
	});
	await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
	const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
	const at = async (ms: number, count: number) => {
		now = ms;
		// An answer may not have been read yet when the time for the next try has come.
		await until("it was told", () => {
			runpod.pass();
			return told.length === count;
		});
	};
	const { body: sent } = await ask("POST", "run", { input: {}, webhook });
	await work("GET", "job-take/w");
	await work("POST", `job-done/w/${sent.id}`, { output: 1 });
	await at(0, 1);
	await at(10_000, 2);
	const { body: other } = await ask("POST", "run", { input: {}, webhook });
	await ask("POST", `cancel/${other.id}`);
	await at(10_000, 3);
	await at(20_000, 4);
	await at(30_000, 5);
	now = 60_000;
	runpod.pass();
	expect(told.map(({ at }) => at)).toEqual([0, 10_000, 10_000, 20_000, 30_000]);
	expect(told[1]?.body).toEqual((await ask("GET", `status/${sent.id}`)).body);
	expect(told[2]?.body).toEqual({ id: other.id, status: "CANCELLED" });
	expect((await ask("POST", "run", { input: {}, webhook: "no address" })).status).toBe(400);
	await new Promise((resolve) => receiver.close(resolve));
	expect(told).toHaveLength(5);
});

test("beyond what is allowed an endpoint says 429 and nothing of when to come again", async () => {
	const answers = [];
	for (let i = 0; i < 3; i++) answers.push(await ask("POST", "purge-queue"));
	expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
	expect(answers[2]?.headers.get("retry-after")).toBeNull();
	now = 10_000;
	expect((await ask("POST", "purge-queue")).status).toBe(200);
});

test("a request of 10 MB and one to wait for of 20 MB are too large", async () => {
	const input = (megabytes: number) => ({ input: "x".repeat(megabytes * 1024 * 1024) });
	expect((await ask("POST", "run", input(10))).status).toBe(413);
	expect((await ask("POST", "runsync?wait=1000", input(20))).status).toBe(413);
	expect(runpod.queue.list()).toEqual([]);
});

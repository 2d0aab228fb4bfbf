import { afterAll, beforeAll, expect, test } from "vitest";
import { DarkroomClient } from "../client/client.ts";
import { workerEnvironment } from "../worker/emulators/runpod/environment.ts";
import { RunpodEmulator } from "../worker/emulators/runpod/server.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { follow } from "./testing/follow.ts";
import { slowPicture } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { openLane, said } from "./testing/lane.ts";
import { until } from "./testing/until.ts";

/** An edge that issues tickets, the emulated queue of RunPod (not the real thing), and a real serverless worker. */
const POOL = "lent";
const ENDPOINT = "emulated";

let runpod: RunpodEmulator;
let stack: Stack;
let operator: DarkroomClient;
beforeAll(async () => {
	runpod = new RunpodEmulator();
	await runpod.listen();
	stack = await startStack({
		workers: 0,
		emulator: ["--probes"],
		runpod: { url: `${runpod.url}/v2`, key: runpod.clientKey },
	});
	operator = new DarkroomClient({ url: stack.edge.url, key: stack.adminKey });
});
afterAll(async () => {
	await stack.stop();
	await runpod.close();
});

test("S0-C02 jobs bring their machine: the edge sends a ticket for each, up to the cap; the worker takes, claims and brings them back", async () => {
	const lane = await openLane(stack, POOL);
	const settings = {
		gpu: "Emulated GPU",
		vram_bytes: 24 * 2 ** 30,
		price_micro_usd: 310,
		max_workers: 1,
		spare: 1,
	};
	await operator.pools.putEndpoint(POOL, ENDPOINT, settings);
	// The first has arrived, and its answer is lost: it is good for one attempt all the same.
	runpod.faults.add([{ at: "run", how: "after" }]);
	const jobs = [];
	for (let colour = 0; colour < 4; colour++) jobs.push(await lane.submit(slowPicture(colour, 4, 50)));
	await until("a ticket is there", () => runpod.queue.list().length > 0);
	expect((await stack.client.job(jobs[0]?.id ?? "")).queue?.reason).toBe("starting");
	const worker = lane.start(
		workerEnvironment(runpod.url, { worker: "w1", key: runpod.workerKey, endpoint: ENDPOINT }),
	);
	await until("the worker takes tickets", () => said(worker, '"ticket"'));
	for (const { id } of jobs) {
		await follow(stack.client, id);
		expect((await stack.client.job(id)).status).toBe("succeeded");
	}
	const requests = await until("every ticket is back", () => {
		const all = runpod.queue.list();
		return all.every(({ status }) => status === "COMPLETED" || status === "CANCELLED") && all;
	});
	const used = requests.filter(({ output }) => JSON.stringify(output ?? {}).includes('"done"'));
	expect(used).toHaveLength(jobs.length);
	// Whether the first was sent again depends on how soon its worker came.
	expect(new Set(requests.map(({ input }) => JSON.stringify(input))).size).toBe(jobs.length);
	expect(JSON.stringify(requests.map(({ input }) => input)).length / requests.length).toBeLessThan(200);
	await until("no ticket is open", async () => {
		const { endpoints } = await operator.pools.capacity(POOL);
		return endpoints[0]?.tickets.waiting === 0 && endpoints[0].tickets.used === 0;
	});
	await assertInvariants(stack, lane.jobs);
});

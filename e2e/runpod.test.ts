import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { LENT_POOL, type RunpodStack, startRunpodStack } from "./stack/runpod.ts";
import { slowPicture } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { allBack, booksOf, farthestApart, longestIdle, mostTickets } from "./testing/lent.ts";
import { until } from "./testing/until.ts";

/** An edge that issues tickets, and an emulated endpoint of RunPod (not the real thing) that starts real workers. */
const MAX_WORKERS = 3;
const PRICE = 310;
/** Milliseconds. The second is for a machine that does other things as well; what never comes by itself takes longer. */
const IDLE = inject("thorough") ? 1_000 : 8_000;

let lent: RunpodStack;
beforeAll(async () => {
	lent = await startRunpodStack({
		maxWorkers: MAX_WORKERS,
		price: PRICE,
		comfyui: ["--probes"],
		holdMs: 1_000,
		leaseMs: 8_000,
		scaling: { scaler: { type: "QUEUE_DELAY", seconds: 0.5 }, idleTimeoutMs: 2_000 },
		platform: { coldStartMs: 100, restartMs: 200 },
	});
});
afterAll(() => lent.stop());

async function submit(count: number, steps: number): Promise<string[]> {
	const one = async (_: unknown, colour: number) => {
		const graph = slowPicture(colour, steps, 40);
		return (await lent.stack.client.submitGraph({ graph, inputs: {}, pool: LENT_POOL })).id;
	};
	return Promise.all(Array.from({ length: count }, one));
}

test("S0-C02 a burst of 50 jobs brings machines: from none to three and back, tickets up to the cap, nobody idle while a task waits, and the ledger is the bill", async () => {
	const { stack, endpoint } = lent;
	// The first has arrived, and its answer is lost: it is good for one attempt all the same.
	endpoint.runpod.faults.add([{ at: "run", how: "after" }]);
	const jobs = await submit(50, 20);
	expect((await stack.client.job(jobs[49] ?? "")).queue?.reason).toBe("starting");
	let most = 0;
	await until("every job has ended, every ticket is back and no worker is left", async () => {
		most = Math.max(most, endpoint.workers().length);
		return endpoint.workers().length === 0 && (await allBack(lent, LENT_POOL));
	});
	await assertInvariants(stack, jobs);
	expect(most).toBe(MAX_WORKERS);
	const requests = endpoint.runpod.queue.list();
	const said = requests.map(({ output }) => JSON.stringify(output ?? {}));
	expect(said.filter((output) => output.includes('"done"'))).toHaveLength(jobs.length);
	expect(JSON.stringify(requests.map(({ input }) => input)).length / requests.length).toBeLessThan(200);
	const books = booksOf(stack);
	expect(books.attempts).toHaveLength(jobs.length);
	const tickets = mostTickets(books);
	const idle = longestIdle(endpoint, books);
	const apart = farthestApart(endpoint, books);
	console.log(
		`burst of 50: at most ${tickets.open} tickets open, ${tickets.beyond} beyond runnable tasks; a worker idle while a task waited for at most ${Math.round(idle)} ms; ledger and bill ${Math.round(apart)} ms apart for each attempt`,
	);
	expect(tickets.open).toBeLessThanOrEqual(MAX_WORKERS + 2);
	expect(tickets.beyond).toBe(0);
	expect(idle).toBeLessThanOrEqual(IDLE);
	expect(apart).toBeLessThanOrEqual(1_000);
});

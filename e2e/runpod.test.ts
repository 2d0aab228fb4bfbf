import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { until } from "../worker/testing/until.ts";
import { LENT_POOL, type RunpodStack } from "./stack/runpod.ts";
import { slowPicture } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import {
	allBack,
	allOver,
	booksOf,
	compareBooks,
	longestIdle,
	mostTickets,
	notBilledOnce,
	outsideTheBill,
	overbooked,
} from "./testing/lent.ts";
import { MAX_WORKERS, startLent } from "./testing/lent-stack.ts";

/** What how long things take is measured for: on a machine that does other things as well it says nothing. */
const TIMED = inject("thorough");

let lent: RunpodStack;
beforeAll(async () => {
	lent = await startLent();
});
afterAll(() => lent.stop());

async function submit(count: number, steps: number): Promise<string[]> {
	const one = async (_: unknown, colour: number) => {
		const graph = slowPicture(colour, steps, 40);
		return (await lent.stack.client.submitGraph({ graph, inputs: {}, pool: LENT_POOL })).id;
	};
	return Promise.all(Array.from({ length: count }, one));
}

test("S0-C02 S0-C17 a burst of 50 jobs brings machines: from none to three and back, tickets up to the cap, nobody idle while a task waits, and the ledger is the bill", async () => {
	const { stack, endpoint } = lent;
	// The first has arrived, and its answer is lost: it is good for one attempt all the same.
	endpoint.runpod.faults.add([{ at: "run", how: "after" }]);
	const jobs = await submit(50, 20);
	expect((await stack.client.job(jobs[49] ?? "")).queue?.reason).toBe("starting");
	let most = 0;
	await until("every job has ended, every ticket is back and no worker is left", async () => {
		// One that is told to end takes a while, and another may come in its place.
		most = Math.max(most, endpoint.workers().filter(({ state }) => state !== "stopping").length);
		// Before the first ticket nobody is there either.
		return endpoint.workers().length === 0 && (await allOver(lent, jobs)) && (await allBack(lent, LENT_POOL));
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
	const apart = Math.max(
		...compareBooks(endpoint, books).map(
			({ attempts, billed_ms, booked_ms }) => Math.abs(billed_ms - booked_ms) / attempts,
		),
	);
	console.log(
		`burst of 50: at most ${tickets.open} tickets open, ${tickets.beyond} beyond runnable tasks; a worker idle while a task waited for at most ${Math.round(idle)} ms; ledger and bill ${Math.round(apart)} ms apart for each attempt`,
	);
	expect(tickets.open).toBeLessThanOrEqual(MAX_WORKERS + 2);
	expect(tickets.beyond).toBe(0);
	expect(notBilledOnce(endpoint, books, jobs)).toEqual([]);
	expect(outsideTheBill(endpoint, books)).toEqual([]);
	expect(overbooked(endpoint, books)).toEqual([]);
	if (!TIMED) return;
	expect(idle).toBeLessThanOrEqual(1_000);
	expect(apart).toBeLessThanOrEqual(1_000);
});

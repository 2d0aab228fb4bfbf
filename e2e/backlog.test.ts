import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_HELD } from "../worker/attempt/ahead.ts";
import { until } from "../worker/testing/until.ts";
import { runs } from "../workflows/testing/runs.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { invertedColour, slowPicture } from "./testing/graphs.ts";
import { exitOf, openLane } from "./testing/lane.ts";
import { whileItWaited } from "./testing/stored.ts";

/** A worker dies while many younger tasks of the same account wait: its task does not queue up behind them. */
const BACKLOG = runs(200, 60);
/** A backlog that is short is slower: it has to outlast the lease as well. */
const SLOW_STEP_MS = runs(50, 400);
const AT_ONCE = 10;
const LEASE_MS = 6_000;

let stack: Stack;
beforeAll(async () => {
	stack = await startStack({
		workers: 0,
		leaseMs: LEASE_MS,
		emulator: ["--probes"],
		workerEnv: { POLL_MS: "1000" },
		account: { max_running: 10 },
	});
});
afterAll(() => stack.stop());

test("the task of a killed worker is the next to run once its wait is over, whatever waits (P4)", async () => {
	const lane = await openLane(stack, "backlog");
	const doomed = lane.start({ CRASH_AT: "sampling" });
	const { id } = await lane.submit(slowPicture(1, 20, 50));
	expect(await exitOf(doomed)).toBe("SIGKILL");
	const colours = Array.from({ length: BACKLOG }, (_, i) => i);
	const submitter = async () => {
		for (let colour = colours.pop(); colour !== undefined; colour = colours.pop())
			await lane.submit(colour % 4 === 0 ? slowPicture(colour, 4, SLOW_STEP_MS) : invertedColour(colour));
	};
	lane.start();
	lane.start();
	await Promise.all(Array.from({ length: AT_ONCE }, submitter));
	const [first] = await until("the task runs again", async () => {
		const list = await attemptsOf(stack.client, id);
		return list.length > 1 && list;
	});
	expect(first?.status).toBe("lease_expired");
	const { lost_at, free_at, again_at, overtaken, beside, left } = whileItWaited(stack, id);
	// Claims that were under way have chosen before, and a worker has as many as it may hold beside what it runs. While
	// it takes the task nobody else is offered that.
	expect(overtaken).toBeLessThan(MAX_HELD);
	expect(left).toBeGreaterThan(0);
	console.log(
		`backlog of ${BACKLOG}: its lease of ${LEASE_MS} ms lost at 0 ms, free at ${free_at - lost_at}, running again at ${again_at - lost_at} ms; ${overtaken} younger tasks of that worker and ${beside} of the other began between, ${left} still waited`,
	);
});

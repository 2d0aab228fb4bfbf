import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { until } from "../worker/testing/until.ts";
import { PATIENT } from "../workflows/testing/patience.ts";
import { LENT_POOL, type RunpodStack } from "./stack/runpod.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { allBack, allOver, booksOf, compareBooks, outsideTheBill, overbooked } from "./testing/lent.ts";
import { startLent } from "./testing/lent-stack.ts";
import { RunpodBench } from "./testing/runpod-bench.ts";
import { runpodFaults } from "./testing/runpod-faults.ts";

const FAULTS = runpodFaults(!inject("thorough"));
/** P4: an attempt that was lost is found within this time. Milliseconds. */
const FOUND_MS = 45_000;
/** How often each fault is tried. */
const TIMES = inject("thorough") ? 20 : 1;
/** What how long things take is measured for: on a machine that does other things as well it says nothing. */
const TIMED = inject("thorough");

let lent: RunpodStack;
beforeAll(async () => {
	lent = await startLent();
});
afterAll(() => lent.stop());

test(
	"S0-C02 whatever goes wrong at RunPod: no job is lost, none is done twice, no ticket is left, and the ledger is the bill",
	async () => {
		const { stack, endpoint } = lent;
		const bench = new RunpodBench(lent);
		bench.scheduler.scaling.idleTimeoutMs = 60_000;
		for (let round = 0; round < TIMES; round++)
			for (const [name, strike] of FAULTS) {
				const at = performance.now();
				await strike(bench).catch((error: unknown) => {
					throw new Error(`${name}, round ${round + 1}`, { cause: error });
				});
				if (process.env.DARKROOM_SHOW_LOGS)
					console.log(`struck: ${name}, round ${round + 1}, ${Math.round(performance.now() - at)} ms`);
			}
		await until("every job has ended", () => allOver(lent, bench.jobs));
		bench.scheduler.scaling.idleTimeoutMs = 0;
		await until("every ticket is back and no worker is left", async () => {
			return endpoint.workers().length === 0 && (await allBack(lent, LENT_POOL));
		});
		await assertInvariants(stack, bench.jobs);
		const books = booksOf(stack);
		expect(outsideTheBill(endpoint, books)).toEqual([]);
		expect(overbooked(endpoint, books)).toEqual([]);
		const compared = compareBooks(endpoint, books);
		const wrong = compared.filter(({ attempts, lost, cold_ms, billed_ms, booked_ms }) => {
			// A lost attempt, which nobody pays for, is booked until it is found: P4. The start of a machine counts from the ticket of its first
			// attempt on: what it was started for may have been taken back before, or may have been lost.
			const more = 1_000 * attempts + FOUND_MS * lost;
			const less = 1_000 * attempts + cold_ms;
			return booked_ms - billed_ms > more || billed_ms - booked_ms > less;
		});
		if (TIMED) expect(wrong).toEqual([]);
		const sum = (of: "attempts" | "lost" | "billed_ms" | "booked_ms") =>
			compared.reduce((all, one) => all + one[of], 0);
		console.log(
			`${FAULTS.length} faults, each ${TIMES} times: ${bench.jobs.length} jobs, ${sum("attempts")} attempts (${sum("lost")} lost) on ${compared.length} workers; billed ${sum("billed_ms")} ms, booked ${sum("booked_ms")} ms`,
		);
	},
	TIMES * PATIENT.testTimeout,
);

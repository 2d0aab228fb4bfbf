import { startStack } from "../../stack/stack.ts";
import { hollowWorkers } from "../instruments/fleet.ts";
import { concurrently, spread } from "../instruments/measure.ts";

const JOBS = 5000;
const SUBMITTERS = 16;
const CLAIMERS = 32;

/** Submits and claims as fast as the edge takes them: no worker, no ComfyUI in the way. */
export async function throughput(): Promise<[string, string][]> {
	// Leases outlast the run: nobody reports, and nothing must be claimed twice for that reason.
	const stack = await startStack({
		workers: 0,
		leaseMs: 3_600_000,
		account: { max_running: 10_000, max_jobs: 100_000 },
	});
	try {
		const token = await stack.poolToken("default");
		const workers = await hollowWorkers(stack, CLAIMERS, token);
		const submits: number[] = [];
		const seconds = await concurrently(JOBS, SUBMITTERS, async (i) => {
			const at = performance.now();
			await stack.client.submit({
				workflow: "storyboard-image",
				parameters: { prompt: `sentence ${i}`, seed: i },
			});
			submits.push(performance.now() - at);
		});

		const seen = new Map<string, number>();
		const claims: number[] = [];
		const claimSeconds = await concurrently(CLAIMERS, CLAIMERS, async (i) => {
			for (let empty = 0; empty < 3; ) {
				const at = performance.now();
				const task = await workers[i]?.claim();
				if (!task) {
					empty += 1;
					continue;
				}
				claims.push(performance.now() - at);
				seen.set(task.task_id, (seen.get(task.task_id) ?? 0) + 1);
			}
		});
		const doubles = [...seen.values()].filter((count) => count > 1).length;
		return [
			["submits/s (16 at a time)", `${(JOBS / seconds).toFixed(0)}/s   ${spread(submits)}`],
			["claims/s (32 racing)", `${(claims.length / claimSeconds).toFixed(0)}/s   ${spread(claims)}`],
			["tasks claimed of submitted, doubles", `${seen.size} of ${JOBS}, ${doubles} doubles`],
		];
	} finally {
		await stack.stop();
	}
}

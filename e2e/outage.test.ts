import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../edge/contract/jobs/jobs.ts";
import { until } from "../worker/testing/until.ts";
import { runs } from "../workflows/testing/runs.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { queueOf } from "./testing/comfyui.ts";
import { ended } from "./testing/follow.ts";
import { slowPicture } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { leasesOf } from "./testing/stored.ts";

/**
 * The edge is away for longer than a lease, again and again in a thorough run, while three workers are at work: whoever holds a task is
 * heard before anybody takes silence for death, so that nothing that was done is thrown away.
 */
const OUTAGES = runs(3, 1);
const WORKERS = 3;
/** Length of a lease by the edge, in milliseconds. */
const LEASE_MS = 10_000;
/** What workers were told when they came: how patient they are must not depend on how fast this machine is. */
const TOLD_MS = 120_000;

let stack: Stack;
const submitted: string[] = [];
/** For how long nobody could be heard, in leases. */
const away: number[] = [];
let jobs: JobResource[] = [];

beforeAll(async () => {
	stack = await startStack({
		workers: WORKERS,
		leaseMs: TOLD_MS,
		emulator: ["--probes"],
		workerEnv: { POLL_MS: "1000", COMFYUI_SILENT_MS: "3600000", STALL_SECONDS: "3600" },
	});
	await stack.restartEdge({ leaseMs: LEASE_MS });
	for (let i = 0; i < WORKERS; i++)
		submitted.push((await stack.client.submitGraph({ graph: slowPicture(i, 30, 100) })).id);
	await until("each worker has given its task to ComfyUI", async () => {
		const { running, waiting } = await queueOf(stack.comfyui.url);
		return running + waiting === WORKERS;
	});
	// The work takes as long as it has to.
	const comfyui = stack.comfyui.process?.child.pid ?? Number.NaN;
	process.kill(comfyui, "SIGSTOP");
	for (let i = 0; i < OUTAGES; i++) {
		const before = leasesOf(stack);
		await stack.restartEdge({
			away: () => {
				// Nobody renews one while there is no edge.
				const last = Math.max(...leasesOf(stack).values());
				return until("every lease has run out", () => Date.now() > last);
			},
		});
		away.push((Date.now() - Math.max(...before.values())) / LEASE_MS + 1);
		await until("everybody has renewed, or lost it", () => {
			const leases = leasesOf(stack);
			return [...before].every(
				([task, lease]) => (leases.get(task) ?? Number.POSITIVE_INFINITY) > lease + LEASE_MS,
			);
		});
	}
	process.kill(comfyui, "SIGCONT");
	jobs = await Promise.all(submitted.map((id) => ended(stack.client, id)));
});
afterAll(() => stack.stop());

test("A lease that ran out while the edge was away costs nothing: every first attempt succeeds (P2, P4)", async () => {
	expect(away).toHaveLength(OUTAGES);
	expect(Math.min(...away)).toBeGreaterThan(1);
	expect(jobs.map((job) => [job.status, job.error])).toEqual(jobs.map(() => ["succeeded", null]));
	const attempts = await Promise.all(submitted.map((id) => attemptsOf(stack.client, id)));
	expect(attempts.map((list) => list.map(({ status }) => status))).toEqual(jobs.map(() => ["succeeded"]));
	console.log(
		`${OUTAGES} outages of ${away.map((leases) => leases.toFixed(1)).join(", ")} leases: 0 of ${OUTAGES * WORKERS} held tasks lost`,
	);
});

test("all promises hold for all of them", async () => {
	await assertInvariants(stack, submitted);
});

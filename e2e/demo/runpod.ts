import { setTimeout as pause } from "node:timers/promises";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import { isTerminal } from "../../edge/contract/status.ts";
import { LENT_POOL, type RunpodStack, startRunpodStack } from "../stack/runpod.ts";
import { slowPicture } from "../testing/graphs.ts";

const PRICE = 310;
const JOBS = 8;
/** Steps of each picture, and the time of one in milliseconds. */
const STEPS = 20;
const STEP_MS = 75;
const LOOK_MS = 100;

/**
 * Jobs bring their machines: an endpoint without workers gets two for a handful of jobs, and none when they are done.
 * Prints what each second cost, and compares what the edge has booked with the bill.
 */
export async function showRunpod(): Promise<void> {
	const began = performance.now();
	const since = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
	console.log(
		"RunPod and ComfyUI are emulators on this machine, not the real things; edge and workers are real.",
	);
	console.log("Starting the edge (workerd with D1, R2, Durable Objects) and an endpoint without workers…");
	const lent = await startRunpodStack({
		maxWorkers: 2,
		price: PRICE,
		comfyui: ["--probes"],
		scaling: { scaler: { type: "QUEUE_DELAY", seconds: 0.5 }, idleTimeoutMs: 3_000 },
		platform: { coldStartMs: 1_000 },
	});
	try {
		console.log(
			`Ready after ${since()}: edge ${lent.stack.edge.url}, RunPod emulator ${lent.endpoint.runpod.url}`,
		);
		console.log(`A second of a worker costs ${usd(PRICE)}.\n`);
		const jobs: JobResource[] = [];
		for (let colour = 0; colour < JOBS; colour++)
			jobs.push(
				await lent.stack.client.submitGraph({
					graph: slowPicture(colour, STEPS, STEP_MS),
					inputs: {},
					pool: LENT_POOL,
				}),
			);
		console.log(`${since()}  ${JOBS} jobs submitted`);
		const ended = await watch(lent, jobs, since);
		console.log(`${since()}  no worker is left, no ticket is open\n`);
		const failed = ended.find(({ status }) => status !== "succeeded");
		if (failed) throw new Error(`${failed.id} ended as ${failed.status}: ${failed.error?.message}`);
		tellBill(lent, ended);
	} finally {
		await lent.stop();
	}
	console.log(`\nThe demo took ${since()}.`);
}

/** Prints a line whenever something changed, until all jobs have ended and all workers are gone. */
async function watch(
	{ stack, endpoint, operator }: RunpodStack,
	jobs: readonly JobResource[],
	since: () => string,
): Promise<JobResource[]> {
	let last = "";
	for (;;) {
		const now = await Promise.all(jobs.map(({ id }) => stack.client.job(id)));
		const count = (...of: string[]) => now.filter(({ status }) => of.includes(status)).length;
		const states = endpoint.workers().map(({ id, state, readyAt }) => {
			const said = state === "running" && readyAt === null ? "starting" : state;
			return `${id.replace("emulated-worker-", "worker ")} ${said}`;
		});
		const workers = states.length === 0 ? "no workers" : states.join(", ");
		const reasons = new Set(now.flatMap(({ queue }) => (queue?.reason ? [queue.reason] : [])));
		const why = reasons.size === 0 ? "" : ` (${[...reasons].join(", ")})`;
		const line = `jobs: ${count("queued")} queued${why}, ${count("running")} running, ${count("succeeded")} done · ${workers}`;
		if (line !== last) console.log(`${since()}  ${line}`);
		last = line;
		if (states.length === 0 && now.every(({ status }) => isTerminal(status))) {
			const { endpoints } = await operator.pools.capacity(LENT_POOL);
			if (endpoints.every(({ tickets }) => tickets.waiting + tickets.used === 0)) return now;
		}
		await pause(LOOK_MS);
	}
}

function tellBill({ endpoint }: RunpodStack, jobs: readonly JobResource[]): void {
	const bill = endpoint.bill();
	console.log("What the emulated RunPod bills, worker by worker:");
	console.log("  worker               paid =   cold +   busy +   idle       cost");
	for (const { worker, paid_ms, cold_ms, busy_ms, idle_ms, micro_usd } of bill.workers)
		console.log(
			`  ${worker.padEnd(17)} ${seconds(paid_ms)} ${seconds(cold_ms)} ${seconds(busy_ms)} ${seconds(idle_ms)}  ${usd(micro_usd)}`,
		);
	console.log("What the edge has booked, job by job:");
	console.log("  job                                queue     cold   loading      run   upload       cost");
	for (const { id, cost } of jobs)
		console.log(
			`  ${id.padEnd(30)} ${seconds(cost.queue_ms)} ${seconds(cost.cold_ms)}  ${seconds(cost.load_ms)} ${seconds(cost.run_ms)} ${seconds(cost.upload_ms)}  ${usd(cost.micro_usd)}`,
		);
	const sum = (of: (job: JobResource) => number) => jobs.reduce((all, job) => all + of(job), 0);
	const booked = sum(({ cost }) => cost.cold_ms + cost.load_ms + cost.run_ms);
	const used = bill.workers.reduce((all, { cold_ms, busy_ms }) => all + cold_ms + busy_ms, 0);
	const attempts = sum(({ cost }) => cost.attempts);
	const apart = Math.abs(used - booked) / attempts;
	console.log(
		`Ledger: ${seconds(booked)} for ${usd(sum(({ cost }) => cost.micro_usd))}. Bill: ${seconds(used)} cold and busy; with idle time ${seconds(bill.paid_ms)} for ${usd(bill.micro_usd)}.`,
	);
	console.log(`They differ by ${Math.round(apart)} ms for each of ${attempts} attempts.`);
	if (apart > 1_000) throw new Error("ledger and bill differ by more than a second for each attempt");
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2).padStart(6)} s`;
const usd = (micro: number) => `${(micro / 1e6).toFixed(6)} USD`;

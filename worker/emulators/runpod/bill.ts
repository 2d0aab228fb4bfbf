import { GPUS } from "./catalogue.ts";
import type { EmulatedPod } from "./pods.ts";
import type { Run } from "./queue.ts";
import type { EmulatedWorker } from "./scheduler.ts";

/** What a worker cost. Times in milliseconds, money in millionths of a US dollar. */
export interface WorkerBill {
	worker: string;
	/** Starts of its process and returns from the freezer. */
	starts: number;
	/** From each start to its end: what is paid for. It is the sum of the three below. */
	paid_ms: number;
	/** From the start of its process until it asked for a request first; of a start in vain nothing. */
	cold_ms: number;
	/** With at least one request in hand. */
	busy_ms: number;
	/** The rest: waiting for requests, ending, or starting in vain. */
	idle_ms: number;
	micro_usd: number;
}

/** One hand-out of a request. Times in milliseconds. */
export interface RunBill {
	request: string;
	worker: string;
	execution_ms: number;
}

/** What a pod cost, at its catalogue price. */
export interface PodBill {
	pod: string;
	/** From each start of its process to its end. */
	paid_ms: number;
	micro_usd: number;
}

export interface Bill {
	micro_usd_per_second: number;
	workers: WorkerBill[];
	runs: RunBill[];
	pods: PodBill[];
	paid_ms: number;
	micro_usd: number;
}

/** What an endpoint and pods have cost by now: every second of a machine from its start to its full stop. Pure. */
export function billOf(
	{
		workers,
		runs,
		pods,
	}: { workers: readonly EmulatedWorker[]; runs: readonly Run[]; pods: readonly EmulatedPod[] },
	micro_usd_per_second: number,
	now: number,
): Bill {
	const rented = pods.map((pod) => podBill(pod, now));
	const own = workers
		.filter(({ spans }) => spans.length > 0)
		.map((worker) => workerBill(worker, runs, micro_usd_per_second, now));
	return {
		micro_usd_per_second,
		workers: own,
		runs: runs.map(({ request, worker, from, to }) => ({
			...{ request, worker },
			execution_ms: (to ?? now) - from,
		})),
		pods: rented,
		paid_ms: [...own, ...rented].reduce((sum, { paid_ms }) => sum + paid_ms, 0),
		micro_usd: [...own, ...rented].reduce((sum, { micro_usd }) => sum + micro_usd, 0),
	};
}

function podBill({ id, spans, gpu }: EmulatedPod, now: number): PodBill {
	const paid_ms = spans.reduce((sum, { from, to }) => sum + (to ?? now) - from, 0);
	const usdPerHour = GPUS.find((one) => one.id === gpu.id)?.secure ?? 0;
	return { pod: id, paid_ms, micro_usd: Math.round(((usdPerHour * 1e6) / 3_600_000) * paid_ms * gpu.count) };
}

function workerBill(
	{ id, spans }: EmulatedWorker,
	runs: readonly Run[],
	price: number,
	now: number,
): WorkerBill {
	const own = runs.filter(({ worker }) => worker === id);
	let [paid_ms, cold_ms, busy_ms] = [0, 0, 0];
	for (const span of spans) {
		const to = span.to ?? now;
		paid_ms += to - span.from;
		if (span.readyAt === null) continue;
		cold_ms += span.readyAt - span.from;
		busy_ms += covered(own, span.readyAt, to, now);
	}
	const micro_usd = Math.round((paid_ms * price) / 1000);
	return {
		...{ worker: id, starts: spans.length, paid_ms, cold_ms, busy_ms },
		...{ idle_ms: paid_ms - cold_ms - busy_ms, micro_usd },
	};
}

/** How much of the time from `from` to `to` at least one run covers. */
function covered(runs: readonly Run[], from: number, to: number, now: number): number {
	let sum = 0;
	let reached = from;
	for (const run of runs.toSorted((a, b) => a.from - b.from)) {
		const end = Math.min(to, run.to ?? now);
		sum += Math.max(0, end - Math.max(reached, run.from));
		reached = Math.max(reached, end);
	}
	return sum;
}

import * as z from "zod";
import type { EmulatedEndpoint } from "../../worker/emulators/runpod/endpoint.ts";
import type { RunpodStack } from "../stack/runpod.ts";
import type { Stack } from "../stack/stack.ts";
import { withDatabase } from "./stored.ts";

const attemptRow = z.object({
	job_id: z.string(),
	task_id: z.string(),
	worker: z.string(),
	status: z.string(),
	queue_ms: z.number().nullable(),
	started_at: z.number(),
	finished_at: z.number(),
	/** What the ledger has of its GPU: null where nobody measured. */
	gpu_ms: z.number().nullable(),
});
const ticketRow = z.object({
	issued_at: z.number(),
	used_at: z.number().nullable(),
	closed_at: z.number().nullable(),
});

/** Attempts as the ledger has them, by worker, and all tickets, oldest first. Times in milliseconds. */
export function booksOf(stack: Stack) {
	return withDatabase(stack, (db) => ({
		attempts: z.array(attemptRow).parse(
			db
				.prepare(`SELECT ledger.job_id, ledger.task_id, workers.name AS worker, ledger.status, queue_ms, started_at, ended_at AS finished_at,
					coalesce(cold_ms, 0) + coalesce(load_ms, 0) + run_ms AS gpu_ms
					FROM ledger JOIN workers ON workers.id = worker_id ORDER BY started_at`)
				.all(),
		),
		tickets: z
			.array(ticketRow)
			.parse(db.prepare("SELECT issued_at, used_at, closed_at FROM tickets ORDER BY issued_at").all()),
	}));
}

export type Books = ReturnType<typeof booksOf>;

/** The most tickets that were open at once, and how many more of them were unused than tasks could be claimed. */
export function mostTickets({ tickets, attempts }: Books): { open: number; beyond: number } {
	const late = Number.POSITIVE_INFINITY;
	const counts = tickets.map(({ issued_at: at }) => {
		const open = tickets.filter(({ issued_at, closed_at }) => issued_at <= at && (closed_at ?? late) > at);
		const unused = open.filter(({ used_at }) => (used_at ?? late) > at).length;
		const runnable = attempts.filter(
			({ started_at, queue_ms }) => started_at >= at && started_at - (queue_ms ?? 0) <= at,
		).length;
		return { open: open.length, beyond: unused - runnable };
	});
	return {
		open: Math.max(0, ...counts.map(({ open }) => open)),
		beyond: Math.max(0, ...counts.map(({ beyond }) => beyond)),
	};
}

/** The longest time that a task waited while one and the same worker had nothing in hand; milliseconds. */
export function longestIdle(endpoint: EmulatedEndpoint, { attempts }: Books): number {
	const { scheduler, queue } = endpoint.runpod;
	const gaps = (scheduler?.history() ?? []).flatMap(({ id, spans }) =>
		spans.flatMap(({ readyAt, to }) => {
			if (readyAt === null) return [];
			const found: { from: number; to: number }[] = [];
			let free = readyAt;
			for (const run of queue.runs.filter(({ worker }) => worker === id)) {
				if (run.from > free) found.push({ from: free, to: run.from });
				free = Math.max(free, run.to ?? Number.POSITIVE_INFINITY);
			}
			return [...found, { from: free, to: to ?? Date.now() }];
		}),
	);
	const overlaps = attempts.flatMap(({ started_at, queue_ms }) =>
		gaps.map(({ from, to }) => Math.min(to, started_at) - Math.max(from, started_at - (queue_ms ?? 0))),
	);
	return Math.max(0, ...overlaps);
}

/** What the ledger and the emulator's bill say of one worker; milliseconds. */
export interface Compared {
	worker: string;
	attempts: number;
	/** Of these, those that were lost: nobody measured them, and each counts for as long as it was held. */
	lost: number;
	cold_ms: number;
	billed_ms: number;
	booked_ms: number;
}

/** Ledger and bill side by side, for every worker that had an attempt. */
export function compareBooks(endpoint: EmulatedEndpoint, { attempts }: Books): Compared[] {
	return endpoint.bill().workers.flatMap(({ worker, cold_ms, busy_ms }) => {
		const own = attempts.filter((attempt) => attempt.worker === worker);
		if (own.length === 0) return [];
		const booked_ms = own.reduce(
			(sum, { gpu_ms, started_at, finished_at }) => sum + (gpu_ms ?? finished_at - started_at),
			0,
		);
		const lost = own.filter(({ gpu_ms }) => gpu_ms === null).length;
		return [{ worker, attempts: own.length, lost, cold_ms, billed_ms: cold_ms + busy_ms, booked_ms }];
	});
}

/**
 * Attempts that do not lie within what RunPod charges for their worker: they began while no process of it ran, or, where
 * their time was measured, ended after it had ended. Holds however busy the machine is.
 */
export function outsideTheBill(endpoint: EmulatedEndpoint, { attempts }: Books): Books["attempts"] {
	const workers = endpoint.runpod.scheduler?.history() ?? [];
	return attempts.filter(({ worker, started_at, finished_at, gpu_ms }) => {
		const spans = workers.find(({ id }) => id === worker)?.spans ?? [];
		return !spans.some(({ from, to }) => {
			const until = to ?? Number.POSITIVE_INFINITY;
			return from <= started_at && started_at <= until && (gpu_ms === null || finished_at <= until);
		});
	});
}

/**
 * Workers that are booked for longer than RunPod charges for them: what was measured cannot be more than what there was.
 * Each part of an attempt is rounded up to a millisecond. Lost attempts, which nobody pays for, were not measured.
 */
export function overbooked(endpoint: EmulatedEndpoint, { attempts }: Books): string[] {
	return endpoint.bill().workers.flatMap(({ worker, paid_ms }) => {
		const measured = attempts.flatMap((one) =>
			one.worker === worker && one.gpu_ms !== null ? [one.gpu_ms] : [],
		);
		const booked = measured.reduce((sum, ms) => sum + ms - 3, 0);
		return booked > paid_ms ? [`${worker}: booked ${booked} ms, billed ${paid_ms} ms`] : [];
	});
}

/** Ids of jobs that RunPod does not have as done exactly once, by the worker that the ledger has it of. */
export function notBilledOnce(
	endpoint: EmulatedEndpoint,
	{ attempts }: Books,
	jobs: readonly string[],
): string[] {
	const done = endpoint.runpod.queue.list().flatMap(({ output, worker }) => {
		const said = JSON.stringify(output ?? {});
		return said.includes('"done"') ? [{ said, worker }] : [];
	});
	return jobs.filter((job) => {
		const [booked, ...more] = attempts.filter(({ job_id }) => job_id === job);
		const billed = done.filter(({ said }) => said.includes(job));
		return more.length > 0 || billed.length !== 1 || billed[0]?.worker !== booked?.worker;
	});
}

/** Whether no ticket is open any more, at the edge and at the emulator. */
export async function allBack({ operator, endpoint }: RunpodStack, pool: string): Promise<boolean> {
	const { endpoints } = await operator.pools.capacity(pool);
	const open = endpoint.runpod.queue
		.list()
		.some(({ status }) => status === "IN_QUEUE" || status === "IN_PROGRESS");
	return !open && endpoints.every(({ tickets }) => tickets.waiting + tickets.used === 0);
}

/** Whether all of these jobs have ended. */
export async function allOver({ stack }: RunpodStack, jobs: readonly string[]): Promise<boolean> {
	const found = await Promise.all(jobs.map((id) => stack.client.job(id)));
	return found.every(({ finished_at }) => finished_at !== null);
}

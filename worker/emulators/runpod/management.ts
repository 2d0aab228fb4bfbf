import * as z from "zod";
import type { Queue, Status } from "./queue.ts";
import type { Scaling } from "./scaling.ts";
import type { EmulatedWorker, Scheduler } from "./scheduler.ts";
import { type Answer, problem } from "./wire.ts";

/** `GET /v2/{endpoint}/health`. Where there is no scheduler, whoever has a request in hand is a worker. */
export function healthOf(queue: Queue, scheduler: Scheduler | null) {
	const requests = queue.list();
	const count = (status: Status) => requests.filter((request) => request.status === status).length;
	const busy = new Set(queue.runs.flatMap(({ worker, to }) => (to === null ? [worker] : [])));
	const workers = scheduler?.workers() ?? [];
	const shown = (...statuses: string[]) =>
		workers.filter((worker) => statuses.includes(shownStatus(worker, queue))).length;
	return {
		jobs: {
			completed: count("COMPLETED"),
			failed: count("FAILED"),
			inProgress: count("IN_PROGRESS"),
			inQueue: count("IN_QUEUE"),
			retried: requests.reduce((sum, { retries }) => sum + retries, 0),
		},
		workers: {
			idle: shown("IDLE"),
			initializing: shown("INITIALIZING"),
			ready: shown("IDLE"),
			running: scheduler === null ? busy.size : shown("RUNNING"),
			throttled: shown("THROTTLED"),
			unhealthy: shown("UNHEALTHY"),
		},
	};
}

/** A worker's state as RunPod names it. */
function shownStatus({ id, state, readyAt }: EmulatedWorker, queue: Queue): string {
	switch (state) {
		case "running":
			if (readyAt === null) return "INITIALIZING";
			return queue.freeSince(id) === null ? "RUNNING" : "IDLE";
		case "stopping":
			return "RUNNING";
		case "parked":
			return "IDLE";
		case "throttled":
		case "initializing":
		case "unhealthy":
			return state.toUpperCase();
		case "gone":
			return "EXITED";
	}
}

const count = z.int().min(0).max(1_000);
const changeSchema = z.strictObject({
	workers: z
		.strictObject({ min: count, max: count, idleTimeout: z.number().min(1).max(3_600) })
		.partial()
		.optional(),
	scaling: z
		.discriminatedUnion("type", [
			z.strictObject({ type: z.literal("QUEUE_DELAY"), queueDelay: z.number().min(0.5).max(3_600) }),
			z.strictObject({ type: z.literal("REQUEST_COUNT"), requestCount: z.int().min(1).max(1_000) }),
		])
		.optional(),
	flashboot: z.enum(["OFF", "FLASHBOOT", "PRIORITY_FLASHBOOT"]).optional(),
});

/** The management API for one endpoint, `/v2/serverless/…`, behind its id. Refusals are problems of RFC 9457. */
export function manage(
	scheduler: Scheduler,
	queue: Queue,
	asked: { method: string; endpoint: string; rest: readonly string[]; body: unknown },
	now: number,
): Answer {
	const [part, ...more] = asked.rest;
	const shown = (worker: EmulatedWorker) => ({
		id: worker.id,
		status: shownStatus(worker, queue),
		isStale: scheduler.isStale(worker),
		uptimeSeconds: worker.alive ? Math.floor((now - (worker.spans.at(-1)?.from ?? now)) / 1000) : 0,
	});
	if (asked.method === "GET" && part === "workers" && more.length === 0)
		return { status: 200, body: { workers: scheduler.workers().map(shown) } };
	if (part !== undefined) return problem(404, "Not Found", "there is no such part of an endpoint");
	if (asked.method === "GET") return { status: 200, body: endpointOf(asked.endpoint, scheduler) };
	if (asked.method !== "PATCH") return problem(405, "Method Not Allowed", "GET or PATCH");
	const change = changeSchema.safeParse(asked.body);
	if (!change.success) return problem(422, "Unprocessable Content", z.prettifyError(change.error));
	const { workers = {}, scaling, flashboot } = change.data;
	const type = scaling?.type ?? scheduler.scaling.scaler.type;
	if (workers.idleTimeout !== undefined && type === "REQUEST_COUNT")
		return problem(422, "Unprocessable Content", "idleTimeout is not for REQUEST_COUNT");
	const { workersMin, workersMax } = scheduler.scaling;
	if ((workers.min ?? workersMin) > (workers.max ?? workersMax))
		return problem(422, "Unprocessable Content", "workers.min is above workers.max");
	const set: Partial<Scaling> = {};
	if (workers.min !== undefined) set.workersMin = workers.min;
	if (workers.max !== undefined) set.workersMax = workers.max;
	if (workers.idleTimeout !== undefined) set.idleTimeoutMs = workers.idleTimeout * 1000;
	if (scaling)
		set.scaler =
			scaling.type === "QUEUE_DELAY"
				? { type: scaling.type, seconds: scaling.queueDelay }
				: { type: scaling.type, requests: scaling.requestCount };
	if (flashboot !== undefined) set.flashBoot = flashboot !== "OFF";
	scheduler.set(set, now);
	return { status: 200, body: endpointOf(asked.endpoint, scheduler) };
}

function endpointOf(id: string, { scaling }: Scheduler) {
	const { workersMin, workersMax, idleTimeoutMs, scaler, flashBoot } = scaling;
	return {
		...{ id, name: "emulated", type: "QUEUE" },
		workers: { min: workersMin, max: workersMax, idleTimeout: idleTimeoutMs / 1000 },
		scaling:
			scaler.type === "QUEUE_DELAY"
				? { type: scaler.type, queueDelay: scaler.seconds }
				: { type: scaler.type, requestCount: scaler.requests },
		flashboot: flashBoot ? "FLASHBOOT" : "OFF",
	};
}

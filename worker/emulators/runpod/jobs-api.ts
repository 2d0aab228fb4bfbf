import * as z from "zod";
import { healthOf } from "./management.ts";
import type { Policy, Queue, Request } from "./queue.ts";
import type { Bucket } from "./rates.ts";
import type { Scheduler } from "./scheduler.ts";
import { type Answer, type Asked, NOT_FOUND, type Poll } from "./wire.ts";

const MEGABYTE = 1024 * 1024;
/** The largest request, in bytes, of those that wait and of those that do not. */
const MAX_BYTES = { run: 10 * MEGABYTE, runsync: 20 * MEGABYTE } as const;
/** How long a caller is kept that waits for a result, or for the next part of one; milliseconds. */
const WAIT_MS = { runsync: 90_000, "status-sync": 90_000, stream: 10_000 } as const;
const waitSchema = z.coerce.number().int().min(1_000).max(300_000);
const runSchema = z.looseObject({
	input: z.unknown().refine((input) => input !== undefined, "is missing"),
	webhook: z.url().optional(),
	policy: z
		.looseObject({
			executionTimeout: z.number().optional(),
			ttl: z.number().optional(),
			lowPriority: z.boolean().optional(),
		})
		.optional(),
});

/** Which limit a call counts against; null: none is documented. */
export function bucketOf(place: string): Bucket | null {
	switch (place) {
		case "run":
		case "runsync":
		case "status":
		case "stream":
		case "cancel":
		case "purge-queue":
			return place;
		case "status-sync":
			return "status";
		default:
			return null;
	}
}

interface Parts {
	queue: Queue;
	scheduler: Scheduler | null;
	now(): number;
	run(input: unknown, policy: Policy, more: { sync: boolean; webhook: string | null }): Request;
	cancel(id: string): Request | undefined;
	/** Something has changed that others may wait for. */
	pass(): void;
}

/** An endpoint as those see it who send it requests: `/v2/{endpoint}/…`. */
export function answerJobs(
	parts: Parts,
	{ method, place, rest: [id = ""], query, body, bytes }: Asked,
): Answer | Poll {
	const { queue, scheduler, now } = parts;
	const show = (request: Request | null | undefined): Answer =>
		request ? { status: 200, body: shown(request, now()) } : NOT_FOUND;
	/** Waits for the end of a request, or shows how it stands. */
	const ended = (request: Request, place: keyof typeof WAIT_MS): Answer | Poll => {
		const holdMs = waitOf(query, WAIT_MS[place]);
		if (holdMs === null) return badWait();
		const find = () => (request.endedAt === null ? null : shown(request, now()));
		return { find, late: () => show(request), holdMs };
	};
	switch (`${method} ${place}`) {
		case "POST run":
		case "POST runsync": {
			const sync = place === "runsync";
			if (bytes > MAX_BYTES[sync ? "runsync" : "run"])
				return { status: 413, body: { error: "request body too large" } };
			const asked = runSchema.safeParse(body);
			if (!asked.success) return { status: 400, body: { error: z.prettifyError(asked.error) } };
			const { input, policy = {}, webhook = null } = asked.data;
			const request = parts.run(input, policy as Policy, { sync, webhook });
			if (sync) return ended(request, "runsync");
			return { status: 200, body: { id: request.id, status: request.status } };
		}
		case "POST purge-queue":
			return { status: 200, body: { removed: queue.purge(), status: "completed" } };
		case "GET health":
			return { status: 200, body: healthOf(queue, scheduler) };
		case "GET status":
			return show(queue.get(id));
		case "GET status-sync": {
			const request = queue.get(id);
			return request ? ended(request, "status-sync") : NOT_FOUND;
		}
		case "GET stream": {
			const request = queue.get(id);
			const holdMs = waitOf(query, WAIT_MS.stream);
			if (request === undefined) return NOT_FOUND;
			if (holdMs === null) return badWait();
			const read = () => ({
				status: request.status,
				stream: request.stream.splice(0).map((output) => ({ output })),
			});
			const find = () => (request.stream.length > 0 || request.endedAt !== null ? read() : null);
			return { find, late: () => ({ status: 200, body: read() }), holdMs };
		}
		case "POST cancel":
			return show(parts.cancel(id));
		case "POST retry": {
			const request = queue.retry(id);
			parts.pass();
			return show(request);
		}
		default:
			return NOT_FOUND;
	}
}

/** A request as `/status` shows it. Times in milliseconds. */
export function shown(request: Request, now: number) {
	const { id, status, createdAt, startedAt, endedAt, worker, output, error, retries } = request;
	return {
		id,
		status,
		...(output === undefined ? {} : { output }),
		...(error === undefined ? {} : { error }),
		...(startedAt === null
			? {}
			: { delayTime: startedAt - createdAt, executionTime: (endedAt ?? now) - startedAt }),
		...(retries === 0 ? {} : { retries }),
		...(worker === null ? {} : { workerId: worker }),
	};
}

/** `?wait=`, in milliseconds; null: it is none. */
function waitOf(query: URLSearchParams, usual: number): number | null {
	const text = query.get("wait");
	if (text === null) return usual;
	const read = waitSchema.safeParse(text);
	return read.success ? read.data : null;
}

function badWait(): Answer {
	return { status: 400, body: { error: "wait must be 1000 to 300000 milliseconds" } };
}

/** Times of RunPod's queue, in milliseconds. Source: its documentation of operations, read in August 2026. */
const EXECUTION_MS = 600_000;
const TTL_MS = 24 * 3_600_000;
const RETENTION_MS = 30 * 60_000;
/** Of a request that somebody waits for. */
const SYNC_RETENTION_MS = 60_000;
/** After so long without a sign of life a worker is taken for dead. RunPod does not say after how long it does. */
const HEARTBEAT_MS = 30_000;
/** A larger result is refused, and its request counts as done without one. */
export const MAX_RESULT_BYTES = 20 * 1024 * 1024;
/** A larger part of a stream is refused. */
export const MAX_CHUNK_BYTES = 1024 * 1024;

export type Status = "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED" | "FAILED" | "CANCELLED" | "TIMED_OUT";

export interface Policy {
	executionTimeout?: number;
	ttl?: number;
	lowPriority?: boolean;
}

/** A request as RunPod keeps it. Times in milliseconds. */
export interface Request {
	id: string;
	input: unknown;
	policy: Policy;
	status: Status;
	createdAt: number;
	startedAt: number | null;
	endedAt: number | null;
	worker: string | null;
	output: unknown;
	error: unknown;
	retries: number;
	/** Its sender waits for it. */
	sync: boolean;
	/** Who is told of its end. */
	webhook: string | null;
	/** Parts of its result that nobody has read yet. */
	stream: unknown[];
}

/** A request in the hands of a worker, for as long as it was; for the bill. Times in milliseconds. */
export interface Run {
	request: string;
	worker: string;
	from: number;
	/** Null: it still is. */
	to: number | null;
}

/** What becomes of a request whose worker is lost. RunPod does not say which of the two it does. */
export type OnLoss = "requeue" | "TIMED_OUT";

export interface QueueOptions {
	onLoss?: OnLoss;
	heartbeatMs?: number;
}

/**
 * The queue of one endpoint: what was asked, who runs it, and what became of it. It knows no clock and no network:
 * whoever calls says what time it is.
 */
export class Queue {
	private readonly requests = new Map<string, Request>();
	private readonly seen = new Map<string, number>();
	/** By worker: what it is to stop, until it has asked. */
	private readonly stops = new Map<string, string[]>();
	/** Every request that was handed out, oldest first. */
	readonly runs: Run[] = [];
	/** Requests that have ended, and whose webhooks were not taken yet. */
	private ended: Request[] = [];
	private count = 0;
	private readonly onLoss: OnLoss;
	private readonly heartbeatMs: number;

	/** @param heartbeatMs after so long without a sign of life a worker is taken for dead; milliseconds */
	constructor({ onLoss = "requeue", heartbeatMs = HEARTBEAT_MS }: QueueOptions = {}) {
		this.onLoss = onLoss;
		this.heartbeatMs = heartbeatMs;
	}

	/** Everything that is still known, oldest first. */
	list(): Request[] {
		return [...this.requests.values()];
	}

	get(id: string): Request | undefined {
		return this.requests.get(id);
	}

	run(
		input: unknown,
		policy: Policy,
		now: number,
		{ sync = false, webhook = null }: Partial<Pick<Request, "sync" | "webhook">> = {},
	): Request {
		const request: Request = {
			id: `${sync ? "sync-" : ""}emulated-${++this.count}-u1`,
			input,
			policy,
			status: "IN_QUEUE",
			createdAt: now,
			startedAt: null,
			endedAt: null,
			worker: null,
			output: undefined,
			error: undefined,
			retries: 0,
			...{ sync, webhook, stream: [] },
		};
		this.requests.set(request.id, request);
		return request;
	}

	/** Hands out up to `slots` requests, the oldest first. */
	take(worker: string, slots: number, now: number): Request[] {
		this.seen.set(worker, now);
		const found = this.list()
			.filter(({ status }) => status === "IN_QUEUE")
			.slice(0, slots);
		for (const request of found) {
			Object.assign(request, { status: "IN_PROGRESS", startedAt: now, worker });
			this.runs.push({ request: request.id, worker, from: now, to: null });
		}
		return found;
	}

	/**
	 * Since when a worker has nothing in hand that RunPod still wants; null: it has. One that never had: since ever. It
	 * may go on with what was canceled, has taken too long or was forgotten, and is free all the same.
	 */
	freeSince(worker: string): number | null {
		let since = 0;
		for (const run of this.runs) {
			if (run.worker !== worker) continue;
			const request = this.requests.get(run.request);
			if (run.to === null && request?.status === "IN_PROGRESS" && request.worker === worker) return null;
			since = Math.max(since, run.to ?? request?.endedAt ?? run.from);
		}
		return since;
	}

	/** A worker is gone: what it had in hand is for others, or is lost with it. */
	lose(worker: string, now: number): void {
		this.letGo((run) => run.worker === worker, now);
		this.seen.delete(worker);
		this.stops.delete(worker);
		for (const request of this.requests.values()) {
			if (request.worker !== worker || request.status !== "IN_PROGRESS") continue;
			if (this.onLoss === "TIMED_OUT") this.end(request, "TIMED_OUT", now);
			else {
				const retries = request.retries + 1;
				Object.assign(request, { status: "IN_QUEUE", startedAt: null, worker: null, retries });
			}
		}
	}

	/** What the worker is to stop since it asked last. */
	takeStops(worker: string): string[] {
		const stops = this.stops.get(worker) ?? [];
		this.stops.delete(worker);
		return stops;
	}

	/** A sign of life. `holds`: the requests that it names; what is over and not named is not worked on any more. */
	heard(worker: string, now: number, holds: readonly string[] | null = null): void {
		this.seen.set(worker, now);
		if (holds === null) return;
		const isOver = (id: string) => this.requests.get(id)?.status !== "IN_PROGRESS";
		this.letGo((run) => run.worker === worker && isOver(run.request) && !holds.includes(run.request), now);
	}

	/** Whether a worker that was heard once should have been heard again by now. */
	isSilent(worker: string, now: number): boolean {
		const at = this.seen.get(worker);
		return at !== undefined && now - at >= this.heartbeatMs;
	}

	/**
	 * What a worker says of a request, as HTTP status. Progress is shown; a result ends it, also of a worker that was
	 * given up; what is too large ends it without a result.
	 */
	said(
		worker: string,
		id: string,
		body: Record<string, unknown>,
		bytes: number,
		now: number,
	): 200 | 400 | 404 {
		const request = this.requests.get(id);
		if (body.status !== "IN_PROGRESS") this.letGo((run) => run.request === id && run.worker === worker, now);
		if (request === undefined) return 404;
		if (body.status === "IN_PROGRESS") {
			// A word that comes after the result undoes it: that is how it is (runpod-python, issue 250).
			Object.assign(request, { status: "IN_PROGRESS", output: body.output });
			return 200;
		}
		if (bytes > MAX_RESULT_BYTES) {
			this.end(request, "COMPLETED", now);
			return 400;
		}
		request.output = body.output;
		request.error = body.error;
		if (request.status !== "CANCELLED")
			this.end(request, body.error === undefined ? "COMPLETED" : "FAILED", now);
		return 200;
	}

	/** A part of a result, as HTTP status. */
	streamed(id: string, part: unknown, bytes: number): 200 | 400 | 404 {
		const request = this.requests.get(id);
		if (request === undefined) return 404;
		if (bytes > MAX_CHUNK_BYTES) return 400;
		request.stream.push(part);
		return 200;
	}

	/** Requests that ended since this was asked last, and whose senders want to be told. */
	takeEnded(): Request[] {
		const { ended } = this;
		this.ended = [];
		return ended;
	}

	/** Undefined: it is not known. */
	cancel(id: string, now: number): Request | undefined {
		const request = this.requests.get(id);
		if (request === undefined || request.endedAt !== null) return request;
		this.stop(request);
		this.end(request, "CANCELLED", now);
		return request;
	}

	/** Puts what failed back into the queue; null: that is not possible with what it is now. */
	retry(id: string): Request | null {
		const request = this.requests.get(id);
		if (request === undefined || (request.status !== "FAILED" && request.status !== "TIMED_OUT")) return null;
		Object.assign(request, { status: "IN_QUEUE", startedAt: null, endedAt: null, worker: null });
		return request;
	}

	/** Forgets what nobody took; how many that were. */
	purge(): number {
		const waiting = this.list().filter(({ status }) => status === "IN_QUEUE");
		for (const { id } of waiting) this.requests.delete(id);
		return waiting.length;
	}

	/**
	 * Does what time does: ends what took too long, forgets, and gives the work of silent workers to others. Answers
	 * with the workers that are to be ended for what they took too long for.
	 */
	pass(now: number): string[] {
		const late = new Set<string>();
		for (const request of this.list()) {
			const { policy, worker } = request;
			if (request.endedAt !== null) {
				if (now - request.endedAt >= (request.sync ? SYNC_RETENTION_MS : RETENTION_MS))
					this.requests.delete(request.id);
				continue;
			}
			if (now - request.createdAt >= (policy.ttl ?? TTL_MS)) {
				this.stop(request);
				this.requests.delete(request.id);
			} else if (
				request.startedAt !== null &&
				now - request.startedAt >= (policy.executionTimeout ?? EXECUTION_MS)
			) {
				this.stop(request);
				this.end(request, "TIMED_OUT", now);
				if (worker !== null) late.add(worker);
			} else if (worker !== null && this.isSilent(worker, now)) {
				this.lose(worker, now);
			}
		}
		return [...late];
	}

	private stop({ id, worker }: Request): void {
		if (worker !== null) this.stops.set(worker, [...(this.stops.get(worker) ?? []), id]);
	}

	private letGo(of: (run: Run) => boolean, now: number): void {
		for (const run of this.runs) if (of(run)) run.to ??= now;
	}

	private end(request: Request, status: Status, now: number): void {
		Object.assign(request, { status, endedAt: now });
		if (request.webhook !== null) this.ended.push(request);
	}
}

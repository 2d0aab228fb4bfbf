import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Fault, Faults } from "./faults.ts";
import { type Answer, healthOf, manage } from "./management.ts";
import { type Policy, Queue, type QueueOptions, type Request } from "./queue.ts";
import { type Action, Scheduler, type SchedulerOptions } from "./scheduler.ts";

/** A call that was made, for tests that look at what crossed the wire. */
export interface Call {
	method: string;
	/** Without what names the endpoint. */
	path: string;
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	body: string;
}

export interface RunpodEmulatorOptions {
	port?: number;
	/** Of the worker side, as it is sent; of the client side behind `Bearer`. */
	workerKey?: string;
	clientKey?: string;
	/** How long a poll is held open where there is nothing; milliseconds. */
	holdMs?: number;
	/** Milliseconds; tests may hold it. */
	now?: () => number;
	faults?: readonly Fault[];
	queue?: QueueOptions;
	/** It has workers of its own, which `act` starts and ends; without it whoever asks is one. */
	scheduler?: SchedulerOptions & { act(action: Action): void };
}

const MAX_RUN_BYTES = 10 * 1024 * 1024;

interface Asked {
	method: string;
	place: string;
	rest: string[];
	query: URLSearchParams;
	body: Buffer;
}
/** It is answered once there is something to be found. */
interface Poll {
	find(): unknown;
}
const WORKER_SIDE: readonly string[] = ["job-take", "job-take-batch", "job-stop", "job-done", "ping"];
const UNAUTHORIZED: Answer = { status: 401, body: { error: "unauthorized" } };
/** What a worker is told that FlashBoot keeps. */
const PARKED: Answer = { status: 400, body: { error: "this worker is parked" } };
const NOT_FOUND: Answer = { status: 404, body: { error: "not found" } };

/** A poll that waits for something to hand out. */
interface Waiting {
	try(): boolean;
}

/** RunPod's queue for one machine: not the real thing. */
export class RunpodEmulator {
	readonly queue: Queue;
	readonly scheduler: Scheduler | null;
	readonly calls: Call[] = [];
	readonly faults = new Faults();
	readonly workerKey: string;
	readonly clientKey: string;
	url = "";
	private readonly now: () => number;
	private readonly holdMs: number;
	private readonly act: (action: Action) => void;
	private readonly waiting = new Set<Waiting>();
	/** By worker: its connections. */
	private readonly sockets = new Map<string, Set<Socket>>();
	private readonly server = createServer((request, reply) => void this.answer(request, reply));

	constructor(options: RunpodEmulatorOptions = {}) {
		this.workerKey = options.workerKey ?? "emulated-worker-key";
		this.clientKey = options.clientKey ?? "emulated-client-key";
		this.now = options.now ?? Date.now;
		this.holdMs = options.holdMs ?? 20_000;
		this.faults.add(options.faults ?? []);
		this.queue = new Queue(options.queue);
		const { scheduler } = options;
		this.scheduler = scheduler ? new Scheduler(this.queue, scheduler, this.now()) : null;
		this.act = scheduler?.act ?? (() => undefined);
	}

	/** Listens on loopback only. */
	async listen(port = 0): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.server.once("error", reject);
			this.server.listen(port, "127.0.0.1", resolve);
		});
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** Puts a request into the queue, as `POST /run` does. */
	run(input: unknown, policy: Policy = {}): Request {
		const request = this.queue.run(input, policy, this.now());
		this.scheduler?.asked(this.now());
		this.pass();
		return request;
	}

	cancel(id: string): Request | undefined {
		const request = this.queue.cancel(id, this.now());
		this.stir();
		return request;
	}

	/** Lets time do what it does by now. */
	pass(): void {
		if (this.scheduler === null) this.queue.pass(this.now());
		else for (const action of this.scheduler.pass(this.now())) this.act(action);
		this.stir();
	}

	/** A worker's process has ended. */
	exited(worker: string): void {
		this.scheduler?.exited(worker, this.now());
		this.pass();
	}

	/** Cuts the connections of a worker. */
	cut(worker: string): void {
		for (const socket of this.sockets.get(worker) ?? []) socket.destroy();
	}

	private async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", "http://emulator");
		const [, , endpoint, place = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		this.calls.push({
			method: request.method ?? "",
			path: [place, ...rest].join("/"),
			query: Object.fromEntries(url.searchParams),
			headers: request.headers,
			body: body.length > 10_000 ? `${body.length} bytes` : body.toString("utf8"),
		});
		const fault = this.faults.next(place);
		if (fault?.how === "drop") return void request.socket.destroy();
		if (fault?.how === "hang") return;
		if (fault?.status !== undefined) {
			reply.writeHead(fault.status, {
				"content-type": fault.body === undefined ? "text/html" : "application/json",
				...fault.headers,
			});
			return void reply.end(fault.body ?? "<html><body>upstream is not well</body></html>");
		}
		if (fault?.how === "after")
			reply.end = () => {
				request.socket.destroy();
				return reply;
			};
		const call = { method: request.method ?? "", place, rest, query: url.searchParams, body };
		const side = WORKER_SIDE.includes(place);
		const given = request.headers.authorization ?? "";
		const good = side ? given === this.workerKey : given.replace(/^Bearer /, "") === this.clientKey;
		if (side) this.keep(call.rest[0] ?? "", request.socket);
		const answer = !good
			? UNAUTHORIZED
			: endpoint === "serverless"
				? this.managed(call)
				: side
					? this.workerSide(call)
					: this.clientSide(call);
		if ("find" in answer) this.hold(reply, answer.find);
		else say(reply, answer);
	}

	private workerSide({ place, rest: [worker = "", id = ""], query, body }: Asked): Answer | Poll {
		if (place === "job-take" || place === "job-take-batch") {
			const admitted = () => this.scheduler?.admits(worker, this.now()) ?? true;
			if (!admitted()) return PARKED;
			const slots = place === "job-take" ? 1 : Number(query.get("batch_size") ?? "1");
			const find = () => {
				if (!admitted()) return null;
				const found = this.queue.take(worker, slots, this.now()).map(({ id, input }) => ({ id, input }));
				return found.length === 0 ? null : place === "job-take" ? found[0] : found;
			};
			return { find };
		}
		if (place === "job-stop") {
			const find = () => {
				const jobsToStop = this.queue.takeStops(worker);
				return jobsToStop.length === 0 ? null : { jobsToStop };
			};
			return { find };
		}
		if (place === "ping") {
			this.queue.heard(worker, this.now(), (query.get("job_id") ?? "").split(","));
			if (query.get("status") === "unhealthy") this.scheduler?.unhealthy(worker);
			return { status: 200, body: {} };
		}
		const said = parse(body);
		if (said === null) return { status: 400, body: { error: "no JSON object" } };
		const status = this.queue.said(worker, id, said, body.length, this.now());
		if (said.stopPod === true)
			for (const action of this.scheduler?.refresh(worker, this.now()) ?? []) this.act(action);
		this.pass();
		return { status, body: {} };
	}

	private clientSide({ method, place, rest: [id = ""], body }: Asked): Answer {
		switch (`${method} ${place}`) {
			case "POST run": {
				if (body.length > MAX_RUN_BYTES) return { status: 413, body: { error: "request body too large" } };
				const asked = parse(body);
				if (asked?.input === undefined) return { status: 400, body: { error: "input is missing" } };
				const { id, status } = this.run(asked.input, (asked.policy ?? {}) as Policy);
				return { status: 200, body: { id, status } };
			}
			case "POST purge-queue":
				return { status: 200, body: { removed: this.queue.purge(), status: "completed" } };
			case "GET health":
				return { status: 200, body: healthOf(this.queue, this.scheduler) };
			case "GET status":
				return this.shown(this.queue.get(id));
			case "POST cancel":
				return this.shown(this.cancel(id));
			case "POST retry": {
				const request = this.queue.retry(id);
				this.stir();
				return this.shown(request ?? undefined);
			}
			default:
				return NOT_FOUND;
		}
	}

	private shown(request: Request | undefined): Answer {
		return request === undefined ? NOT_FOUND : { status: 200, body: shown(request, this.now()) };
	}

	private managed({ method, place: endpoint, rest, body }: Asked): Answer {
		if (this.scheduler === null) return NOT_FOUND;
		const asked = { method, endpoint, rest, body: parse(body) };
		const answer = manage(this.scheduler, this.queue, asked, this.now());
		this.pass();
		return answer;
	}

	private keep(worker: string, socket: Socket): void {
		const own = this.sockets.get(worker) ?? new Set();
		this.sockets.set(worker, own);
		if (own.has(socket)) return;
		own.add(socket);
		socket.once("close", () => own.delete(socket));
	}

	/** Answers with what there is, or once there is something, or with nothing after a while. */
	private hold(reply: ServerResponse, find: () => unknown): void {
		const waiting: Waiting = {
			try: () => {
				const found = find();
				if (found === null) return false;
				this.waiting.delete(waiting);
				clearTimeout(timer);
				say(reply, { status: 200, body: found });
				return true;
			},
		};
		const timer = setTimeout(() => {
			this.waiting.delete(waiting);
			reply.writeHead(204).end();
		}, this.holdMs);
		reply.once("close", () => {
			this.waiting.delete(waiting);
			clearTimeout(timer);
		});
		if (!waiting.try()) this.waiting.add(waiting);
	}

	private stir(): void {
		for (const waiting of [...this.waiting]) waiting.try();
	}
}

function shown(request: Request, now: number) {
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

function say(reply: ServerResponse, { status, body }: Answer): void {
	reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function parse(body: Buffer): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(body.toString("utf8"));
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}

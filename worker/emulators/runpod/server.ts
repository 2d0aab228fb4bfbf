import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Fault, Faults } from "./faults.ts";
import { type Policy, Queue, type Request } from "./queue.ts";

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
}

const MAX_RUN_BYTES = 10 * 1024 * 1024;

interface Asked {
	method: string;
	place: string;
	rest: string[];
	query: URLSearchParams;
	body: Buffer;
}
interface Answer {
	status: number;
	body: unknown;
}
/** It is answered once there is something to be found. */
interface Poll {
	find(): unknown;
}
const WORKER_SIDE: readonly string[] = ["job-take", "job-take-batch", "job-stop", "job-done", "ping"];
const UNAUTHORIZED: Answer = { status: 401, body: { error: "unauthorized" } };
const NOT_FOUND: Answer = { status: 404, body: { error: "not found" } };

/** A poll that waits for something to hand out. */
interface Waiting {
	try(): boolean;
}

/** RunPod's queue for one machine: not the real thing. */
export class RunpodEmulator {
	readonly queue = new Queue();
	readonly calls: Call[] = [];
	readonly faults = new Faults();
	readonly workerKey: string;
	readonly clientKey: string;
	url = "";
	private readonly now: () => number;
	private readonly holdMs: number;
	private readonly waiting = new Set<Waiting>();
	private readonly server = createServer((request, reply) => void this.answer(request, reply));

	constructor(options: RunpodEmulatorOptions = {}) {
		this.workerKey = options.workerKey ?? "emulated-worker-key";
		this.clientKey = options.clientKey ?? "emulated-client-key";
		this.now = options.now ?? Date.now;
		this.holdMs = options.holdMs ?? 20_000;
		this.faults.add(options.faults ?? []);
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
		this.stir();
		return request;
	}

	cancel(id: string): Request | undefined {
		const request = this.queue.cancel(id, this.now());
		this.stir();
		return request;
	}

	/** Lets time do what it does by now. */
	pass(): void {
		this.queue.pass(this.now());
		this.stir();
	}

	private async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", "http://emulator");
		const [, , , place = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
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
		const answer = !good ? UNAUTHORIZED : side ? this.workerSide(call) : this.clientSide(call);
		if ("find" in answer) this.hold(reply, answer.find);
		else say(reply, answer);
	}

	private workerSide({ place, rest: [worker = "", id = ""], query, body }: Asked): Answer | Poll {
		if (place === "job-take" || place === "job-take-batch") {
			const slots = place === "job-take" ? 1 : Number(query.get("batch_size") ?? "1");
			const find = () => {
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
			this.queue.heard(worker, this.now());
			return { status: 200, body: {} };
		}
		const said = parse(body);
		if (said === null) return { status: 400, body: { error: "no JSON object" } };
		return { status: this.queue.said(id, said, body.length, this.now()), body: {} };
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
				return { status: 200, body: this.health() };
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

	private health() {
		const count = (status: Request["status"]) =>
			this.queue.list().filter((request) => request.status === status).length;
		const busy = new Set(
			this.queue.list().flatMap(({ status, worker }) => (status === "IN_PROGRESS" && worker ? [worker] : [])),
		);
		return {
			jobs: {
				completed: count("COMPLETED"),
				failed: count("FAILED"),
				inProgress: count("IN_PROGRESS"),
				inQueue: count("IN_QUEUE"),
				retried: 0,
			},
			workers: { idle: 0, initializing: 0, ready: 0, running: busy.size, throttled: 0 },
		};
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

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { answerCatalogue } from "./catalogue.ts";
import { type Fault, Faults } from "./faults.ts";
import { answerJobs, bucketOf, shown } from "./jobs-api.ts";
import { manage } from "./management.ts";
import { Pods, type PodsOptions } from "./pods.ts";
import { answerPods, answerTemplates, type Template } from "./pods-api.ts";
import { type Policy, Queue, type QueueOptions, type Request } from "./queue.ts";
import { type Bucket, type Rate, Rates } from "./rates.ts";
import { type Action, Scheduler, type SchedulerOptions } from "./scheduler.ts";
import { type Delivery, Webhooks } from "./webhooks.ts";
import { type Answer, type Asked, NOT_FOUND, type Poll, parseBody, problem } from "./wire.ts";
import { answerWorker, isWorkerPlace } from "./worker-api.ts";

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
	/** Of the worker side, as it is sent; of the client side behind `Bearer`. */
	workerKey?: string;
	clientKey?: string;
	/** How long a poll is held open where there is nothing; milliseconds. */
	holdMs?: number;
	/** Milliseconds; tests may hold it. */
	now?: () => number;
	faults?: readonly Fault[];
	queue?: QueueOptions;
	rates?: Partial<Record<Bucket, Rate>>;
	/** It has workers of its own, which `act` starts and ends; without it whoever asks is one. */
	scheduler?: SchedulerOptions & { act(action: Action): void };
	/** Pods can be rented, which `act` starts and ends. */
	pods?: Partial<PodsOptions> & { templates: readonly Template[]; act(action: Action): void };
}

/** What a webhook's receiver has to answer in; milliseconds. RunPod does not say. */
const WEBHOOK_MS = 10_000;
/** What the paths of the management API begin with, behind its version. */
const MANAGED: readonly string[] = ["serverless", "pods", "templates", "catalog"];
const UNAUTHORIZED: Answer = { status: 401, body: { error: "unauthorized" } };

/** A poll that waits for something to hand out. */
interface Waiting {
	try(): boolean;
}

/** RunPod's queue for one endpoint, and its management API: not the real thing. */
export class RunpodEmulator {
	readonly queue: Queue;
	readonly scheduler: Scheduler | null;
	readonly pods: Pods;
	readonly calls: Call[] = [];
	readonly faults = new Faults();
	readonly workerKey: string;
	readonly clientKey: string;
	url = "";
	readonly now: () => number;
	private readonly options: RunpodEmulatorOptions;
	private readonly rates: Rates;
	private readonly webhooks = new Webhooks();
	private readonly waiting = new Set<Waiting>();
	/** By worker: its connections. */
	private readonly sockets = new Map<string, Set<Socket>>();
	private readonly server = createServer((request, reply) => void this.answer(request, reply));

	constructor(options: RunpodEmulatorOptions = {}) {
		this.options = options;
		this.workerKey = options.workerKey ?? "emulated-worker-key";
		this.clientKey = options.clientKey ?? "emulated-client-key";
		this.now = options.now ?? Date.now;
		this.rates = new Rates(options.rates);
		this.faults.add(options.faults ?? []);
		this.queue = new Queue(options.queue);
		const { scheduler } = options;
		this.scheduler = scheduler ? new Scheduler(this.queue, scheduler, this.now()) : null;
		this.pods = new Pods(options.pods ?? { machines: 0 });
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
	run(input: unknown, policy: Policy = {}, more: Partial<Pick<Request, "sync" | "webhook">> = {}): Request {
		const request = this.queue.run(input, policy, this.now(), more);
		this.scheduler?.asked(this.now());
		this.pass();
		return request;
	}

	cancel(id: string): Request | undefined {
		const request = this.queue.cancel(id, this.now());
		this.pass();
		return request;
	}

	/** Does what the scheduler decided. */
	act(action: Action): void {
		this.options.scheduler?.act(action);
	}

	/** Lets time do what it does by now. */
	pass(): void {
		const now = this.now();
		if (this.scheduler === null) this.queue.pass(now);
		else for (const action of this.scheduler.pass(now)) this.act(action);
		for (const action of this.pods.pass(now)) this.options.pods?.act(action);
		for (const waiting of [...this.waiting]) waiting.try();
		for (const request of this.queue.takeEnded())
			if (request.webhook !== null) this.webhooks.add(request.webhook, shown(request, now), now);
		for (const delivery of this.webhooks.due(now)) void this.deliver(delivery);
	}

	/** A worker's process has ended. */
	exited(worker: string): void {
		this.scheduler?.exited(worker, this.now());
		this.pods.exited(worker, this.now());
		this.pass();
	}

	/** Cuts the connections of a worker. */
	cut(worker: string): void {
		for (const socket of this.sockets.get(worker) ?? []) socket.destroy();
	}

	private async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", "http://emulator");
		const [, , first = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
		const managed = MANAGED.includes(first);
		const place = (managed ? first : rest.shift()) ?? "";
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const method = request.method ?? "";
		this.calls.push({
			method,
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
		const asked = { method, place, rest, query: url.searchParams, body: parseBody(body), bytes: body.length };
		const given = request.headers.authorization ?? "";
		if (isWorkerPlace(place)) {
			this.keep(rest[0] ?? "", request.socket);
			const answer = given === this.workerKey ? answerWorker(this, asked) : UNAUTHORIZED;
			return this.reply(reply, answer);
		}
		const key = given.replace(/^Bearer /, "");
		const pod = this.pods.history().find((one) => one.key === key);
		if (key !== this.clientKey && !(managed && pod)) return this.reply(reply, UNAUTHORIZED);
		const bucket = managed ? "management" : bucketOf(place);
		const admission = bucket === null ? null : this.rates.enter(bucket, this.now());
		reply.once("close", () => admission?.leave());
		for (const [name, value] of Object.entries(admission?.headers ?? {})) reply.setHeader(name, value);
		if (admission && admission.refused !== null)
			return this.reply(reply, problem(429, "Too Many Requests", admission.refused));
		this.reply(reply, managed ? this.managed(asked, pod?.id ?? null) : answerJobs(this, asked));
	}

	/** `pod`: the one that the caller's key is good for; null: it is good for everything. */
	private managed(asked: Asked, pod: string | null): Answer {
		const { pods } = this.options;
		const { scheduler } = this;
		const { place, rest, method, body } = asked;
		const now = this.now();
		const done = (answer: Answer): Answer => {
			this.pass();
			return answer;
		};
		if (place === "pods" && pods)
			return done(answerPods({ pods: this.pods, ...pods, only: pod }, asked, now));
		if (pod !== null) return problem(403, "Forbidden", "this key is good for one pod");
		if (place === "templates" && pods) return answerTemplates(pods.templates, asked);
		if (place === "catalog")
			return answerCatalogue(asked, {
				POD: !this.pods.isFull,
				SERVERLESS: (scheduler?.platform.machines ?? 0) > 0,
			});
		const [endpoint = "", ...parts] = rest;
		if (place !== "serverless" || scheduler === null) return NOT_FOUND;
		return done(manage(scheduler, this.queue, { method, endpoint, rest: parts, body }, now));
	}

	private async deliver(delivery: Delivery): Promise<void> {
		const { url, body } = delivery;
		const response = await fetch(url, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(WEBHOOK_MS),
		}).catch(() => null);
		await response?.body?.cancel();
		this.webhooks.answered(delivery, response?.status ?? null);
	}

	private keep(worker: string, socket: Socket): void {
		const own = this.sockets.get(worker) ?? new Set();
		this.sockets.set(worker, own);
		if (own.has(socket)) return;
		own.add(socket);
		socket.once("close", () => own.delete(socket));
	}

	private reply(reply: ServerResponse, answer: Answer | Poll): void {
		if ("find" in answer) this.hold(reply, answer);
		else say(reply, answer);
	}

	/** Answers with what there is, or once there is something, or with what is said after a while. */
	private hold(reply: ServerResponse, { find, late, holdMs = this.options.holdMs ?? 20_000 }: Poll): void {
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
			say(reply, late());
		}, holdMs);
		reply.once("close", () => {
			this.waiting.delete(waiting);
			clearTimeout(timer);
		});
		if (!waiting.try()) this.waiting.add(waiting);
	}
}

function say(reply: ServerResponse, { status, body }: Answer): void {
	if (body === undefined) return void reply.writeHead(status).end();
	reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

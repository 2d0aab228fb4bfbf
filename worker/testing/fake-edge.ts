import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type * as z from "zod";
import { type DoorbellMessage, doorbellReplySchema } from "../../edge/contract/sockets.ts";
import {
	type ClaimedTask,
	claimRequestSchema,
	type RegisterRequest,
	registerRequestSchema,
} from "../../edge/contract/workers/workers.ts";
import {
	type AroundAttempts,
	done,
	FakeAttempts,
	type FakeTask,
	leaseUntil,
	newTask,
} from "./fake-attempts.ts";
import { answer, type EdgeFault, problem, type Reply, type Seen, sha256, whatOf } from "./fake-wire.ts";

const TOKEN = "worker-token";

/**
 * The part of the edge that a worker talks to, in memory: tasks under leases fenced by an epoch. It holds
 * what it is sent against the wire contract and collects every breach in `violations`.
 */
export class FakeEdge implements AroundAttempts {
	readonly tasks: FakeTask[] = [];
	readonly seen: Seen[] = [];
	readonly violations: string[] = [];
	readonly registrations: RegisterRequest[] = [];
	/** What workers sent of their nodes, by hash. */
	readonly objectInfos = new Map<string, Buffer>();
	readonly token = TOKEN;
	/** Milliseconds added before every answer. */
	delayMs = 0;
	faults: EdgeFault[] = [];
	leaseMs = 30_000;
	drain = false;
	/** The token is good for nothing any more. */
	revoked = false;
	/** Requests by kind, those that a fault struck included. */
	readonly tried = new Map<string, number>();
	private readonly attempts = new FakeAttempts(this);
	private readonly assets = new Map<string, Buffer>();
	private readonly doorbells = new Set<WebSocket>();
	/** How many doorbells were ever hung up. */
	greetings = 0;
	private readonly connections = new Set<Socket>();
	private readonly workers = new Set<string>();
	private readonly rings = new WebSocketServer({ noServer: true });
	private server: Server | null = null;
	private port = 0;

	/** Parts of outputs that came, by task, epoch, upload and number. */
	get parts(): ReadonlyMap<string, Buffer> {
		return this.attempts.parts;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async listen(): Promise<void> {
		const server = createServer((request, response) => void this.handle(request, response));
		server.on("connection", (socket) => {
			this.connections.add(socket);
			socket.on("close", () => this.connections.delete(socket));
		});
		server.on("upgrade", (request, socket, head) => {
			this.rings.handleUpgrade(request, socket, head, (bell) => this.greet(bell));
		});
		await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
		const address = server.address() as AddressInfo;
		this.port = address.port;
		this.server = server;
	}

	async close(): Promise<void> {
		const { server } = this;
		this.server = null;
		for (const bell of this.doorbells) bell.terminate();
		for (const socket of this.connections) socket.destroy();
		await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
	}

	/** Queues a task and rings. */
	submit(plan: FakeTask["plan"]): FakeTask {
		const task = newTask(this.tasks.length + 1, plan);
		this.tasks.push(task);
		this.ring({ type: "look" });
		return task;
	}

	/** Stores bytes and returns the input of a claimed task that names them. */
	input(node: string, input: string, bytes: Buffer, type = "image/png"): ClaimedTask["inputs"][number] {
		const id = `ast_${String(this.assets.size + 1).padStart(26, "0")}`;
		this.assets.set(id, bytes);
		return {
			asset_id: id,
			node,
			input,
			kind: "image",
			url: `/v1/assets/${id}`,
			filename: "in.png",
			content_type: type,
			size: bytes.length,
			sha256: sha256(bytes),
		};
	}

	corrupt(asset: string): void {
		this.assets.set(asset, Buffer.from("other bytes"));
	}

	cancel(task: FakeTask, ring = true): void {
		if (task.status === "queued") task.status = "canceled";
		else if (task.status === "running") task.status = "canceling";
		if (ring) this.ring({ type: "cancel", task: task.id, epoch: task.epoch });
	}

	watch(task: FakeTask, watched: boolean): void {
		task.watched = watched;
		this.ring({ type: "watched", task: task.id, epoch: task.epoch, watched });
	}

	/** The lease runs out: the task is open again, and what its attempt says is refused. */
	expire(task: FakeTask): void {
		task.status = "queued";
		task.epoch++;
		task.claimId = null;
	}

	ring(message: DoorbellMessage): void {
		for (const bell of this.doorbells) bell.send(JSON.stringify(message));
	}

	get bells(): number {
		return this.doorbells.size;
	}

	hangUp(): void {
		for (const bell of this.doorbells) bell.terminate();
	}

	/** Forgets all workers, as an edge with another database would. */
	forgetWorkers(): void {
		this.workers.clear();
	}

	timeOf(what: Seen["what"], task?: FakeTask): number | undefined {
		return this.seen.find((one) => one.what === what && (task === undefined || one.task === task.id))?.at;
	}

	private greet(bell: WebSocket): void {
		this.doorbells.add(bell);
		this.greetings++;
		bell.on("close", () => this.doorbells.delete(bell));
		bell.on("message", (data: Buffer) => {
			const text = data.toString();
			if (text === "ping") bell.send("pong");
			else this.check("doorbell", doorbellReplySchema, JSON.parse(text));
		});
	}

	/** What came, where it keeps the contract; else null, and the breach is noted. */
	check<T>(what: string, schema: z.ZodType<T>, value: unknown): T | null {
		const parsed = schema.safeParse(value);
		if (parsed.success) return parsed.data;
		this.violations.push(`${what}: ${parsed.error.message}`);
		return null;
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		request.on("error", () => undefined);
		try {
			for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
		} catch {
			return;
		}
		if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
		const url = new URL(request.url ?? "/", this.url);
		const what = whatOf(request.method ?? "", url.pathname);
		const fault = this.faults.find((one) => one.what === what && one.times > 0);
		if (fault) fault.times--;
		this.tried.set(what ?? "", (this.tried.get(what ?? "") ?? 0) + 1);
		if (fault?.how === "before") return void request.socket.destroy();
		if (typeof fault?.how === "number") return answer(response, fault.how, problem("internal"));
		const [status, body] = this.act(what, request, url.pathname, Buffer.concat(chunks));
		if (fault?.how === "after") return void request.socket.destroy();
		answer(response, status, body);
		if (what === "claim") response.once("finish", () => this.tellWatched());
	}

	/** The edge tells a worker over the doorbell that somebody watches what it has just claimed. */
	private tellWatched(): void {
		// A message that comes before the answer to the claim is about a task that the worker does not know.
		setTimeout(() => {
			for (const task of this.tasks)
				if (task.watched && task.status === "running")
					this.ring({ type: "watched", task: task.id, epoch: task.epoch, watched: true });
		}, 30);
	}

	private act(what: Seen["what"] | null, request: IncomingMessage, path: string, body: Buffer): Reply {
		if (what === null) return [404, problem("not_found")];
		const now = performance.now();
		const bearer = request.headers.authorization?.replace("Bearer ", "");
		const see = (task: string | null = null, epoch: number | null = null) =>
			this.seen.push({ at: now, what, task, epoch });
		if (what === "register") {
			if (bearer !== TOKEN || this.revoked) return [401, problem("unauthorized")];
			see();
			return this.register(body);
		}
		if (what === "object-info") {
			if (bearer !== TOKEN || this.revoked) return [401, problem("unauthorized")];
			see();
			return this.objectInfo(request, body);
		}
		if (what === "claim" || what === "bye") {
			if (bearer !== TOKEN || this.revoked) return [401, problem("unauthorized")];
			see();
			const worker = path.split("/")[3] ?? "";
			if (what === "bye") return this.workers.delete(worker) ? [204, null] : [404, problem("not_found")];
			return this.workers.has(worker) ? this.claim(body) : [404, problem("not_found")];
		}
		if (what === "download") {
			see();
			const bytes = this.assets.get(path.split("/")[3] ?? "");
			return bytes === undefined ? [404, problem("missing_asset")] : [200, bytes];
		}
		const [, , , id = "", , epochText, step, n] = path.split("/");
		const epoch = Number(epochText);
		see(id, epoch);
		const task = this.tasks.find((one) => one.id === id);
		if (task === undefined || bearer !== `grant-${id}-${epoch}`) return [401, problem("unauthorized")];
		if (step === "complete" && task.epoch === epoch && task.status === "succeeded") return done(task);
		const owner = task.epoch === epoch && (task.status === "running" || task.status === "canceling");
		if (!owner) return [409, problem("lease_lost")];
		if (step === "outputs") return this.attempts.upload(task, Number(n), request, body);
		return this.attempts.report(task, step ?? "", JSON.parse(body.toString("utf8")));
	}

	private register(body: Buffer): Reply {
		const read = this.check("register", registerRequestSchema, JSON.parse(body.toString("utf8")));
		if (read === null) return [422, problem("invalid_request")];
		this.registrations.push(read);
		const id = `wkr_${randomUUID()}`;
		this.workers.add(id);
		const reply = {
			worker_id: id,
			pool: "default",
			lease_ms: this.leaseMs,
			socket: `/v1/workers/${id}/socket`,
		};
		const hash = read.object_info_sha256;
		const wants_object_info = hash !== undefined && !this.objectInfos.has(hash);
		return [201, { ...reply, warnings: [], wants_object_info }];
	}

	private objectInfo(request: IncomingMessage, body: Buffer): Reply {
		const hash = sha256(body);
		const registered = this.registrations.at(-1)?.object_info_sha256;
		if (request.headers["x-content-sha256"] !== hash || hash !== registered)
			this.violations.push("an object_info that is not the one registered");
		if (request.headers["content-type"] !== "application/gzip")
			this.violations.push("an object_info that is no gzip");
		this.objectInfos.set(hash, body);
		return [201, { sha256: hash, size: body.length }];
	}

	private claim(body: Buffer): Reply {
		const read = this.check("claim", claimRequestSchema, JSON.parse(body.toString("utf8")));
		if (read === null) return [422, problem("invalid_request")];
		const task =
			this.tasks.find((one) => one.claimId === read.claim_id && one.status === "running") ??
			this.tasks.find((one) => one.status === "queued");
		if (task === undefined) return [204, null];
		if (task.claimId !== read.claim_id) {
			task.status = "running";
			task.epoch++;
			task.claimId = read.claim_id;
			task.lastSeq = 0;
			task.reportedBefore = task.reports.length;
			task.uploads.clear();
			this.seen.push({ at: performance.now(), what: "claimed", task: task.id, epoch: task.epoch });
		}
		const { watched: _watched, ...plan } = task.plan;
		return [
			200,
			{
				job_id: "job_1",
				stage: "main",
				index: 0,
				workflow: "test",
				inputs: [],
				outputs: [],
				models: [],
				typical_seconds: 0.2,
				timeout_seconds: 60,
				...plan,
				task_id: task.id,
				epoch: task.epoch,
				lease_until: leaseUntil(this.leaseMs),
				grant: `grant-${task.id}-${task.epoch}`,
				added_by_a_newer_edge: true,
			},
		];
	}
}

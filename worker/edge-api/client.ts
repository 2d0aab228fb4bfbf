import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { THUMBNAILS_WANTED } from "../../edge/contract/assets/thumbnails.ts";
import type { checkpointRequestSchema } from "../../edge/contract/training/checkpoints.ts";
import {
	attemptReplySchema,
	type ClaimedFile,
	type CompleteRequest,
	claimedTaskSchema,
	type claimRequestSchema,
	FOLLOWS_STORAGE,
	type failRequestSchema,
	type RegisterReply,
	type RegisterRequest,
	type Report,
	type ReportReply,
	registerReplySchema,
	type releaseRequestSchema,
	reportReplySchema,
} from "../../edge/contract/workers/workers.ts";
import type { PackedInfo } from "../comfyui/packed-info.ts";
import { HttpError, type HttpPool, type HttpReply, type HttpRequest } from "../process/request.ts";
import { accept, bearer, json } from "./answers.ts";
import { AttemptUploads, type UploadBody } from "./attempt-uploads.ts";
import { EdgeRefusal, LeaseLost, mustBeEdge, refusalOf } from "./errors.ts";
import { ThumbnailClient } from "./thumbnail-client.ts";

/**
 * A claimed task with its graph as it came: one graph that cannot be accepted must fail its own task, and
 * not look like an edge that talks nonsense.
 */
const taskSchema = claimedTaskSchema.extend({ graph: z.unknown() });
export type Task = z.infer<typeof taskSchema>;
export type AttemptReply = z.infer<typeof attemptReplySchema>;
export type CheckpointReport = z.input<typeof checkpointRequestSchema>;
export type ClaimRequest = z.input<typeof claimRequestSchema>;
export type FailRequest = z.input<typeof failRequestSchema>;
export type ReleaseRequest = z.input<typeof releaseRequestSchema>;

const ASK_MS = 15_000;
const FILE_MS = 60_000;

/** Enough of a task to be able to refuse it. */
const refusableSchema = z.object({ task_id: z.string(), epoch: z.int(), grant: z.string() });

/** A newer edge sent a task this worker cannot read. It can only be failed. */
export class UnreadableTask extends Error {
	readonly attempt: { task_id: string; epoch: number; grant: string };
	constructor(attempt: UnreadableTask["attempt"], why: string) {
		super(why);
		this.name = "UnreadableTask";
		this.attempt = attempt;
	}
}

/**
 * The edge, as a worker sees it. Every call may throw {@link HttpError} (no answer), {@link EdgeRefusal}
 * or {@link LeaseLost}; every POST may be sent again.
 */
export class EdgeClient {
	private readonly base: URL;
	private readonly token: string;
	private readonly pool: HttpPool;

	constructor(base: URL, token: string, pool: HttpPool) {
		this.base = base;
		this.token = token;
		this.pool = pool;
	}

	async register(request: RegisterRequest): Promise<RegisterReply> {
		const reply = await this.ask("/v1/workers", request);
		mustBeEdge("register", reply);
		return registerReplySchema.parse(json(accept("register", reply)));
	}

	/** Stores what ComfyUI says of its nodes. Sending it again changes nothing. */
	async sendObjectInfo(worker: string, info: PackedInfo, signal?: AbortSignal): Promise<void> {
		await this.call("object info", {
			method: "PUT",
			url: this.url(`/v1/workers/${encodeURIComponent(worker)}/object-info`),
			headers: {
				...bearer(this.token),
				"content-type": "application/gzip",
				"x-content-sha256": info.sha256,
			},
			body: info.bytes,
			idleMs: FILE_MS,
			signal,
		});
	}

	/**
	 * The next task, or null when there is none; `onWanted` is called where thumbnails are wanted then. A 404 refusal means: register again. Throws
	 * {@link UnreadableTask} as well.
	 */
	async claim(
		worker: string,
		request: ClaimRequest,
		signal?: AbortSignal,
		onWanted?: () => void,
	): Promise<Task | null> {
		const reply = await this.post(
			`/v1/workers/${encodeURIComponent(worker)}/claim`,
			request,
			"claim",
			signal,
		);
		if (reply.status === 204) {
			if (reply.headers[THUMBNAILS_WANTED] !== undefined) onWanted?.();
			return null;
		}
		const body = json(reply);
		const task = taskSchema.safeParse(body);
		if (task.success) return task.data;
		throw new UnreadableTask(refusableSchema.parse(body), z.prettifyError(task.error));
	}

	async deregister(worker: string): Promise<void> {
		await this.call("deregister", {
			method: "DELETE",
			url: this.url(`/v1/workers/${encodeURIComponent(worker)}`),
			headers: bearer(this.token),
			idleMs: ASK_MS,
		});
	}

	/** What one attempt may do, with the grant that came with its task. */
	attempt(task: UnreadableTask["attempt"]): AttemptClient {
		return new AttemptClient(this.pool, (path) => this.url(path), task);
	}

	/** What a worker may do about thumbnails. */
	thumbnails(worker: string): ThumbnailClient {
		return new ThumbnailClient(this.pool, (path) => this.url(path), bearer(this.token), worker);
	}

	/** Address of a WebSocket path, and the header that opens it. */
	socket(path: string): { url: string; headers: Record<string, string> } {
		const url = this.url(path);
		url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
		return { url: url.href, headers: bearer(this.token) };
	}

	private url(path: string): URL {
		return resolve(this.base, path);
	}

	private async post(path: string, body: unknown, what: string, signal?: AbortSignal): Promise<HttpReply> {
		return accept(what, await this.ask(path, body, signal));
	}

	/** The reply, whatever it says. */
	private ask(path: string, body: unknown, signal?: AbortSignal): Promise<HttpReply> {
		return this.pool.send({
			method: "POST",
			url: this.url(path),
			headers: { ...bearer(this.token), "content-type": "application/json" },
			body: Buffer.from(JSON.stringify(body)),
			idleMs: ASK_MS,
			signal,
		});
	}

	private async call(what: string, request: HttpRequest): Promise<HttpReply> {
		return accept(what, await this.pool.send(request));
	}
}

/** Reports, inputs and outputs of one attempt. */
export class AttemptClient {
	private readonly pool: HttpPool;
	private readonly url: (path: string) => URL;
	private readonly root: string;
	private readonly uploads: AttemptUploads;
	private grant: string;

	constructor(pool: HttpPool, url: (path: string) => URL, task: UnreadableTask["attempt"]) {
		this.pool = pool;
		this.url = url;
		this.root = `/v1/tasks/${encodeURIComponent(task.task_id)}/attempts/${task.epoch}`;
		this.grant = task.grant;
		this.uploads = new AttemptUploads(
			pool,
			(path) => url(`${this.root}/${path}`),
			() => this.grant,
		);
	}

	/** Its reply may bring the next grant, which every call uses from then on. */
	async report(report: Report, signal?: AbortSignal): Promise<ReportReply> {
		const reply = reportReplySchema.parse(json(await this.post("progress", report, { signal })));
		this.grant = reply.grant ?? this.grant;
		return reply;
	}

	/** A training has come so far that another attempt could go on from there. Its files have been uploaded. */
	async checkpoint(request: CheckpointReport): Promise<AttemptReply> {
		return attemptReplySchema.parse(json(await this.post("checkpoints", request)));
	}

	async complete(request: CompleteRequest, onSent?: () => void): Promise<AttemptReply> {
		return attemptReplySchema.parse(json(await this.post("complete", request, onSent ? { onSent } : {})));
	}

	async fail(request: FailRequest): Promise<AttemptReply> {
		return attemptReplySchema.parse(json(await this.post("fail", request)));
	}

	async release(request: ReleaseRequest): Promise<AttemptReply> {
		return attemptReplySchema.parse(json(await this.post("release", request)));
	}

	/**
	 * Stores output number `n`. Throws EdgeRefusal `output_mismatch` if other bytes arrived than were sent, and one of
	 * status 413 if they are too many.
	 */
	upload(n: number, body: UploadBody, signal?: AbortSignal): Promise<void> {
		return this.uploads.store(n, body, signal);
	}

	/** The bytes of an input, as a stream that the caller reads or destroys. */
	async download(input: ClaimedFile, signal?: AbortSignal): Promise<IncomingMessage> {
		const url = this.url(input.url);
		// The grant is the edge's own: it must not travel to wherever a redirecting URL points.
		const own = url.origin === this.url("/").origin;
		const get = (url: URL, headers: Record<string, string>) =>
			this.pool.open({ method: "GET", url, headers, idleMs: FILE_MS, signal });
		const reply = await get(url, own ? { ...bearer(this.grant), [FOLLOWS_STORAGE]: "1" } : {});
		if (reply.statusCode === 200) return reply;
		const { location } = reply.headers;
		if (!own || reply.statusCode !== 307 || location === undefined) throw await refusalIn(reply);
		reply.resume();
		const direct = await get(new URL(location), {}).catch(() => null);
		if (direct?.statusCode === 200) return direct;
		// Storage cannot be reached from here, or refuses: the edge has the same bytes.
		direct?.resume();
		if (signal?.aborted) throw new HttpError("aborted", "the request was given up");
		const plain = await get(url, bearer(this.grant));
		if (plain.statusCode === 200) return plain;
		throw await refusalIn(plain);
	}

	private async post(
		step: string,
		body: unknown,
		options: { signal?: AbortSignal | undefined; onSent?: () => void } = {},
	): Promise<HttpReply> {
		const reply = await this.pool.send({
			method: "POST",
			url: this.url(`${this.root}/${step}`),
			headers: { ...bearer(this.grant), "content-type": "application/json" },
			body: Buffer.from(JSON.stringify(body)),
			idleMs: ASK_MS,
			...options,
		});
		return accept(step, reply);
	}
}

function resolve(base: URL, path: string): URL {
	if (/^https?:\/\//.test(path)) return new URL(path);
	const prefix = base.pathname.replace(/\/$/, "");
	return new URL(prefix + path, base);
}

/** What a reply that is no success says. */
async function refusalIn(reply: IncomingMessage): Promise<Error> {
	const chunks: Buffer[] = [];
	for await (const chunk of reply) if (Buffer.isBuffer(chunk) && chunks.length < 16) chunks.push(chunk);
	return refusalOf("download", reply.statusCode ?? 0, Buffer.concat(chunks));
}

/** True when the same request may work later: no answer, or the edge's own fault. */
export function isPassing(error: unknown): boolean {
	if (error instanceof LeaseLost) return false;
	if (error instanceof EdgeRefusal) return error.passing;
	// A reply cut short or garbled by something in between does not parse; the request can be made again.
	return (error instanceof HttpError && error.kind !== "aborted") || error instanceof SyntaxError;
}

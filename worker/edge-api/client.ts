import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import * as z from "zod";
import type { checkpointRequestSchema } from "../../edge/contract/checkpoints.ts";
import { THUMBNAILS_WANTED } from "../../edge/contract/thumbnails.ts";
import {
	attemptReplySchema,
	type ClaimedFile,
	type CompleteRequest,
	claimedTaskSchema,
	type claimRequestSchema,
	type failRequestSchema,
	OUTPUT_PARTS,
	type RegisterReply,
	type RegisterRequest,
	type Report,
	type ReportReply,
	registerReplySchema,
	type releaseRequestSchema,
	reportReplySchema,
	uploadReplySchema,
} from "../../edge/contract/workers.ts";
import type { PackedInfo } from "../comfyui/packed-info.ts";
import { HttpError, type HttpPool, type HttpReply, type HttpRequest } from "../process/request.ts";
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

export interface UploadBody {
	size: number;
	sha256: string;
	contentType: string;
	/** The bytes from `start` to before `end`; all of them by default. */
	open: (start?: number, end?: number) => Readable;
	onFirstBytes?: () => void;
}

type UploadReply = z.infer<typeof uploadReplySchema>;

async function hashOf(bytes: Readable): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of bytes) if (Buffer.isBuffer(chunk)) hash.update(chunk);
	return hash.digest("hex");
}

/** Reports, inputs and outputs of one attempt. */
export class AttemptClient {
	private readonly pool: HttpPool;
	private readonly url: (path: string) => URL;
	private readonly root: string;
	private grant: string;

	constructor(pool: HttpPool, url: (path: string) => URL, task: UnreadableTask["attempt"]) {
		this.pool = pool;
		this.url = url;
		this.root = `/v1/tasks/${encodeURIComponent(task.task_id)}/attempts/${task.epoch}`;
		this.grant = task.grant;
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
	 * Stores output number `n`, in parts where it is large. Throws EdgeRefusal `output_mismatch` if other bytes
	 * arrived than were sent, and one of status 413 if they are too many.
	 */
	async upload(n: number, body: UploadBody, signal?: AbortSignal): Promise<void> {
		const stored = await this.put(n, body, signal);
		if (stored.sha256 !== body.sha256 || stored.size !== body.size)
			throw new EdgeRefusal(`upload ${n}`, 502, "output_mismatch", "other bytes arrived than were sent");
	}

	private async put(n: number, body: UploadBody, signal?: AbortSignal): Promise<UploadReply> {
		const { bytes, most } = OUTPUT_PARTS;
		const parts = Math.ceil(body.size / bytes);
		if (parts <= 1) return this.send(`outputs/${n}`, body, {}, signal);
		if (parts > most)
			throw new EdgeRefusal(`upload ${n}`, 413, "payload_too_large", `more than ${bytes * most} bytes`);
		for (let part = 0; ; part++) {
			const [start, end] = [part * bytes, Math.min((part + 1) * bytes, body.size)];
			const open = () => body.open(start, end);
			const slice = { ...body, size: end - start, sha256: await hashOf(open()), open };
			const path = `outputs/${n}?part=${part}&parts=${parts}`;
			// The last one is answered when all of them have been joined.
			if (part === parts - 1) return this.send(path, slice, { "x-whole-sha256": body.sha256 }, signal);
			await this.send(path, slice, {}, signal);
		}
	}

	private async send(
		path: string,
		body: UploadBody,
		headers: Record<string, string>,
		signal?: AbortSignal,
	): Promise<UploadReply> {
		const reply = await this.pool.send({
			method: "PUT",
			url: this.url(`${this.root}/${path}`),
			headers: {
				...bearer(this.grant),
				"content-type": body.contentType,
				"x-content-sha256": body.sha256,
				...headers,
			},
			body: { length: body.size, open: body.open },
			idleMs: FILE_MS,
			signal,
			...(body.onFirstBytes ? { onFirstBytes: body.onFirstBytes } : {}),
		});
		return uploadReplySchema.parse(json(accept(path, reply)));
	}

	/** The bytes of an input, as a stream that the caller reads or destroys. */
	async download(input: ClaimedFile, signal?: AbortSignal): Promise<IncomingMessage> {
		const url = this.url(input.url);
		// The grant is the edge's own: it must not travel to wherever a redirecting URL points.
		const own = url.origin === this.url("/").origin;
		const reply = await this.pool.open({
			method: "GET",
			url,
			headers: own ? bearer(this.grant) : {},
			idleMs: FILE_MS,
			signal,
		});
		if (reply.statusCode === 200) return reply;
		const chunks: Buffer[] = [];
		for await (const chunk of reply) if (Buffer.isBuffer(chunk) && chunks.length < 16) chunks.push(chunk);
		throw refusalOf("download", reply.statusCode ?? 0, Buffer.concat(chunks));
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

function bearer(token: string): Record<string, string> {
	return { authorization: `Bearer ${token}` };
}

function accept(what: string, reply: HttpReply): HttpReply {
	if (reply.status >= 200 && reply.status < 300) return reply;
	throw refusalOf(what, reply.status, reply.body);
}

function json(reply: HttpReply): unknown {
	return JSON.parse(reply.body.toString("utf8"));
}

/** True when the same request may work later: no answer, or the edge's own fault. */
export function isPassing(error: unknown): boolean {
	if (error instanceof LeaseLost) return false;
	if (error instanceof EdgeRefusal) return error.passing;
	// A reply cut short or garbled by something in between does not parse; the request can be made again.
	return (error instanceof HttpError && error.kind !== "aborted") || error instanceof SyntaxError;
}

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import * as z from "zod";
import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import { HttpError, type HttpPool, type HttpReply, type HttpRequest } from "../../process/request.ts";
import { type HistoryEntry, historyEntrySchema } from "./history.ts";
import { parseLenient } from "./lenient-json.ts";

const systemStatsSchema = z.object({
	system: z.object({ comfyui_version: z.string().optional(), argv: z.array(z.string()).catch([]) }).loose(),
	devices: z
		.array(z.object({ name: z.string(), type: z.string(), vram_total: z.coerce.number().catch(0) }).loose())
		.catch([]),
});
export type SystemStats = z.infer<typeof systemStatsSchema>;

const queueItemSchema = z.tuple([z.unknown(), z.string()]).rest(z.unknown());
const queueSchema = z.object({
	queue_running: z.array(queueItemSchema),
	queue_pending: z.array(queueItemSchema),
});
const uploadSchema = z.object({ name: z.string(), subfolder: z.string().catch("") });

/** ComfyUI answered with a status or a body that makes no sense here. */
export class ComfyReplyError extends Error {
	readonly status: number;
	constructor(what: string, status: number, detail: string) {
		super(`ComfyUI answered ${what} with ${status}: ${detail.slice(0, 300)}`);
		this.name = "ComfyReplyError";
		this.status = status;
	}
}

export type PromptReply =
	| { accepted: true; promptId: string; body: unknown }
	/** Status 400: the body says why. */
	| { accepted: false; body: unknown };

export interface PromptRequest {
	prompt: ApiGraph;
	prompt_id: string;
	client_id: string;
	extra_data: Record<string, unknown>;
}

/** Validation reads model folders from disk, which may lie on a network; milliseconds. */
const PROMPT_MS = 60_000;
const FILE_MS = 60_000;
const OBJECT_INFO_MAX = 256 * 1024 * 1024;

/**
 * ComfyUI's HTTP API, typed. Calls throw {@link HttpError} where no answer came, and
 * {@link ComfyReplyError} where the answer was of no use.
 */
export class ComfyHttp {
	private readonly base: URL;
	private readonly pool: HttpPool;
	private readonly askMs: number;

	/** @param askMs a small question must be answered within this time, even while models load; milliseconds */
	constructor(base: URL, pool: HttpPool, askMs = 15_000) {
		this.base = base;
		this.pool = pool;
		this.askMs = askMs;
	}

	/** `GET /prompt`: the cheapest sign of life. Prompts running and waiting. */
	async remaining(): Promise<number> {
		const body = await this.json("GET", "/prompt");
		return z.object({ exec_info: z.object({ queue_remaining: z.number() }) }).parse(body).exec_info
			.queue_remaining;
	}

	async systemStats(): Promise<SystemStats> {
		return systemStatsSchema.parse(await this.json("GET", "/system_stats"));
	}

	/** `GET /object_info`: every node class, as it came and, when asked for, read. Several megabytes. */
	async objectInfo(): Promise<{ raw: Buffer; read: () => unknown }> {
		const request = this.request("GET", "/object_info", { idleMs: 120_000, maxBytes: OBJECT_INFO_MAX });
		const reply = await this.pool.send(request);
		if (reply.status !== 200)
			throw new ComfyReplyError("GET /object_info", reply.status, reply.body.toString());
		return { raw: reply.body, read: () => this.read("GET /object_info", reply) };
	}

	/** `POST /prompt`. Never sent twice by this call: ComfyUI would run it twice. */
	async prompt(request: PromptRequest, onSent?: () => void): Promise<PromptReply> {
		const reply = await this.pool.send({
			...this.request("POST", "/prompt", { idleMs: PROMPT_MS, json: request }),
			retryStale: false,
			...(onSent ? { onSent } : {}),
		});
		if (reply.status === 400) return { accepted: false, body: this.read("POST /prompt", reply, 400) };
		const body = this.read("POST /prompt", reply);
		return { accepted: true, promptId: z.object({ prompt_id: z.string() }).parse(body).prompt_id, body };
	}

	/** The entry of one prompt, or null while it waits or runs, and when it is not known (any more). */
	async history(promptId: string): Promise<HistoryEntry | null> {
		const body = await this.json("GET", `/history/${encodeURIComponent(promptId)}`);
		const entry = z.record(z.string(), z.unknown()).parse(body)[promptId];
		return entry === undefined || entry === null ? null : historyEntrySchema.parse(entry);
	}

	/** Ids of the prompts that run and that wait. */
	async queue(): Promise<{ running: string[]; pending: string[] }> {
		const queue = queueSchema.parse(await this.json("GET", "/queue"));
		return {
			running: queue.queue_running.map((item) => item[1]),
			pending: queue.queue_pending.map((item) => item[1]),
		};
	}

	/** Ids of the prompts in the queue that a worker of this name has put there. */
	async promptsOf(worker: string): Promise<string[]> {
		const queue = queueSchema.parse(await this.json("GET", "/queue"));
		const marked = z.object({ darkroom: z.object({ worker: z.literal(worker) }) });
		return [...queue.queue_pending, ...queue.queue_running].flatMap(([, id, , extra]) =>
			marked.safeParse(extra).success ? [id] : [],
		);
	}

	/** Takes a waiting prompt out of the queue. Does nothing to one that runs, or that is not there. */
	async dequeue(promptId: string): Promise<void> {
		await this.empty("POST", "/queue", { delete: [promptId] });
	}

	/** Forgets a finished prompt: every entry holds the whole graph, and they pile up. */
	async forget(promptId: string): Promise<void> {
		await this.empty("POST", "/history", { delete: [promptId] });
	}

	/** Asks ComfyUI to stop this prompt. Before 0.3.56 it stops whatever runs: look at the queue first. */
	async interrupt(promptId: string): Promise<void> {
		await this.empty("POST", "/interrupt", { prompt_id: promptId });
	}

	/** Puts a file into ComfyUI's input folder and returns the value for a loader: `subfolder/name`. */
	async upload(file: UploadFile): Promise<string> {
		// The bytes are a user's: whoever knew the boundary could end the file early and add fields of their own.
		const boundary = `darkroom-${randomUUID()}`;
		const field = (name: string, value: string) =>
			`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
		const head = Buffer.from(
			field("type", "input") +
				field("subfolder", file.subfolder) +
				field("overwrite", "true") +
				`--${boundary}\r\ncontent-disposition: form-data; name="image"; filename="${file.filename}"\r\ncontent-type: ${file.contentType}\r\n\r\n`,
		);
		const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
		const reply = await this.pool.send({
			...this.request("POST", "/upload/image", { idleMs: FILE_MS }),
			headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
			body: {
				length: head.length + file.size + tail.length,
				open: () => Readable.from(inOrder(head, file.open, tail)),
			},
		});
		const stored = uploadSchema.parse(this.read("POST /upload/image", reply));
		return stored.subfolder === "" ? stored.name : `${stored.subfolder}/${stored.name}`;
	}

	/** The bytes of an output. The caller reads or destroys the stream; status 404 means the file is gone. */
	view(
		file: { filename: string; subfolder: string; type: string },
		signal?: AbortSignal,
	): Promise<IncomingMessage> {
		const query = new URLSearchParams(file);
		return this.pool.open({ ...this.request("GET", `/view?${query}`, { idleMs: FILE_MS }), signal });
	}

	/** Address of the socket for a client id. */
	socketUrl(clientId: string): string {
		const url = this.url("/ws");
		url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
		url.searchParams.set("clientId", clientId);
		return url.href;
	}

	private url(path: string): URL {
		const base = this.base.pathname.replace(/\/$/, "");
		return new URL(base + path, this.base);
	}

	private request(
		method: string,
		path: string,
		options: { json?: unknown; idleMs?: number; maxBytes?: number } = {},
	): HttpRequest {
		const { json, idleMs = this.askMs, maxBytes } = options;
		return {
			method,
			url: this.url(path),
			idleMs,
			...(maxBytes === undefined ? {} : { maxBytes }),
			...(json === undefined
				? {}
				: { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(json)) }),
		};
	}

	private async json(method: string, path: string, json?: unknown): Promise<unknown> {
		return this.read(`${method} ${path}`, await this.pool.send(this.request(method, path, { json })));
	}

	private async empty(method: string, path: string, json: unknown): Promise<void> {
		const reply = await this.pool.send(this.request(method, path, { json }));
		if (reply.status !== 200)
			throw new ComfyReplyError(`${method} ${path}`, reply.status, reply.body.toString());
	}

	private read(what: string, reply: HttpReply, expected = 200): unknown {
		const text = reply.body.toString("utf8");
		if (reply.status !== expected) throw new ComfyReplyError(what, reply.status, text);
		try {
			return parseLenient(text);
		} catch {
			throw new ComfyReplyError(what, reply.status, `not JSON: ${text}`);
		}
	}
}

export interface UploadFile {
	filename: string;
	subfolder: string;
	contentType: string;
	size: number;
	open: () => Readable;
}

async function* inOrder(head: Buffer, open: () => Readable, tail: Buffer): AsyncGenerator<Buffer> {
	yield head;
	for await (const chunk of open()) if (Buffer.isBuffer(chunk)) yield chunk;
	yield tail;
}

/** True when nothing listens where ComfyUI should be: the process is dead or not up yet. */
export function isRefused(error: unknown): boolean {
	return error instanceof HttpError && (error.kind === "refused" || error.kind === "reset");
}

import * as http from "node:http";
import * as https from "node:https";
import { pipeline, type Readable } from "node:stream";

/**
 * What went wrong below HTTP. `refused`: nobody listens, the request was not seen. `timeout`: no byte for
 * too long. `reset`: the connection broke; the request may or may not have been acted upon.
 */
export type HttpErrorKind = "refused" | "timeout" | "reset" | "aborted" | "too_large";

export class HttpError extends Error {
	readonly kind: HttpErrorKind;
	constructor(kind: HttpErrorKind, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "HttpError";
		this.kind = kind;
	}
}

export interface HttpRequest {
	method: string;
	url: URL;
	headers?: Record<string, string>;
	/** A stream is given as a function so that the request can be made again. */
	body?: Buffer | { length: number; open: () => Readable };
	/** Milliseconds without a byte in either direction after which the request is given up. */
	idleMs: number;
	signal?: AbortSignal | undefined;
	/** Replies larger than this are refused. Default 64 MiB. */
	maxBytes?: number;
	/** Send it again when a kept-alive connection turns out to be closed. Only for what may happen twice. */
	retryStale?: boolean;
	/** Called when the whole request has been handed to the operating system. */
	onSent?: () => void;
	/** Called when the first bytes of a streamed body are on their way. */
	onFirstBytes?: () => void;
}

export interface HttpReply {
	status: number;
	headers: http.IncomingHttpHeaders;
	body: Buffer;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** An idle connection is closed after a while: something on its way may have forgotten it without a word. */
const AGENT = { keepAlive: true, maxSockets: 32, keepAliveMsecs: 5_000, timeout: 25_000 };

/** Connections that stay open between requests: a new one costs one to three round trips. */
export class HttpPool {
	private readonly plain = new http.Agent(AGENT);
	private readonly secure = new https.Agent(AGENT);

	/** Sends a request and reads the whole reply. Throws {@link HttpError}; every status is an answer. */
	async send(request: HttpRequest): Promise<HttpReply> {
		const reply = await this.open(request);
		const limit = request.maxBytes ?? DEFAULT_MAX_BYTES;
		const chunks: Buffer[] = [];
		let size = 0;
		try {
			for await (const chunk of reply) {
				if (!Buffer.isBuffer(chunk)) continue;
				size += chunk.length;
				if (size > limit) throw new HttpError("too_large", `the reply is larger than ${limit} bytes`);
				chunks.push(chunk);
			}
		} catch (error) {
			reply.destroy();
			throw asHttpError(error, request);
		}
		return { status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) };
	}

	/** Sends a request and returns the reply as a stream, which the caller must read or destroy. */
	async open(request: HttpRequest): Promise<http.IncomingMessage> {
		try {
			return await this.once(request);
		} catch (error) {
			const stale = error instanceof HttpError && error.kind === "reset" && isReused(error);
			if (!stale || request.retryStale === false) throw error;
			return this.once(request);
		}
	}

	/** Closes idle connections. */
	close(): void {
		this.plain.destroy();
		this.secure.destroy();
	}

	private once(request: HttpRequest): Promise<http.IncomingMessage> {
		return new Promise((resolve, reject) => {
			if (request.signal?.aborted) return reject(new HttpError("aborted", "the request was given up"));
			const secure = request.url.protocol === "https:";
			const length = request.body === undefined ? undefined : request.body.length;
			const headers = {
				...request.headers,
				...(length === undefined ? {} : { "content-length": String(length) }),
			};
			const req = (secure ? https : http).request(request.url, {
				method: request.method,
				headers,
				agent: secure ? this.secure : this.plain,
				...(request.signal ? { signal: request.signal } : {}),
			});
			req.setTimeout(request.idleMs, () => {
				req.destroy(new HttpError("timeout", `no answer from ${request.url.host} for ${request.idleMs} ms`));
			});
			let answered = false;
			req.on("response", (reply) => {
				answered = true;
				resolve(reply);
			});
			req.on("error", (error) => {
				// An early answer to an upload (409, 413) may be followed by a broken pipe; the answer counts.
				if (answered) return;
				const mapped = asHttpError(error, request);
				if (req.reusedSocket) REUSED.add(mapped);
				reject(mapped);
			});
			if (request.onSent) req.on("finish", request.onSent);
			if (request.body === undefined) req.end();
			else if (Buffer.isBuffer(request.body)) req.end(request.body);
			else {
				const source = request.body.open();
				if (request.onFirstBytes) source.once("data", request.onFirstBytes);
				pipeline(source, req, (error) => {
					if (error && !answered) reject(asHttpError(error, request));
				});
			}
		});
	}
}

const REUSED = new WeakSet<HttpError>();
function isReused(error: HttpError): boolean {
	return REUSED.has(error);
}

function asHttpError(error: unknown, request: HttpRequest): HttpError {
	if (error instanceof HttpError) return error;
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const what = `${request.method} ${request.url.host}${request.url.pathname}`;
	if (request.signal?.aborted || code === "ABORT_ERR") return new HttpError("aborted", `${what}: given up`);
	const refused = ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"].includes(code);
	return new HttpError(refused ? "refused" : "reset", `${what}: ${code || String(error)}`, { cause: error });
}

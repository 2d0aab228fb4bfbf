import type { IncomingMessage } from "node:http";
import {
	THUMBNAIL_TYPE,
	type ThumbnailChores,
	type ThumbnailSize,
	thumbnailChoresSchema,
} from "../../edge/contract/assets/thumbnails.ts";
import type { HttpPool, HttpReply } from "../process/request.ts";
import { refusalOf } from "./errors.ts";

const ASK_MS = 15_000;
const FILE_MS = 60_000;

/** What a worker asks the edge, and sends it, of thumbnails. Every call may throw HttpError and EdgeRefusal. */
export class ThumbnailClient {
	private readonly pool: HttpPool;
	private readonly url: (path: string) => URL;
	private readonly headers: Record<string, string>;
	private readonly root: string;

	/** @param headers the worker's own credentials */
	constructor(pool: HttpPool, url: (path: string) => URL, headers: Record<string, string>, worker: string) {
		this.pool = pool;
		this.url = url;
		this.headers = headers;
		this.root = `/v1/workers/${encodeURIComponent(worker)}/thumbnails`;
	}

	/** Some files that thumbnails are wanted of. */
	async take(signal: AbortSignal): Promise<ThumbnailChores> {
		const { headers } = this;
		const url = this.url(this.root);
		const reply = await this.pool.send({ method: "POST", url, headers, idleMs: ASK_MS, signal });
		return thumbnailChoresSchema.parse(JSON.parse(accept("take thumbnails", reply).body.toString("utf8")));
	}

	/** The bytes of one of them, as a stream that the caller reads or destroys. */
	async source(asset: string, signal: AbortSignal): Promise<IncomingMessage> {
		const { headers } = this;
		const url = this.url(`${this.root}/${asset}`);
		const reply = await this.pool.open({ method: "GET", url, headers, idleMs: FILE_MS, signal });
		if (reply.statusCode === 200) return reply;
		reply.resume();
		throw refusalOf("thumbnail source", reply.statusCode ?? 0, Buffer.alloc(0));
	}

	async send(asset: string, size: ThumbnailSize, body: Buffer, signal: AbortSignal): Promise<void> {
		const reply = await this.pool.send({
			method: "PUT",
			url: this.url(`${this.root}/${asset}/${size}`),
			headers: { ...this.headers, "content-type": THUMBNAIL_TYPE },
			body,
			idleMs: ASK_MS,
			signal,
		});
		accept("thumbnail", reply);
	}
}

function accept(what: string, reply: HttpReply): HttpReply {
	if (reply.status >= 200 && reply.status < 300) return reply;
	throw refusalOf(what, reply.status, reply.body);
}

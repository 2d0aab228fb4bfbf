import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type * as z from "zod";
import {
	DIRECT_BYTES,
	type DirectUpload,
	OUTPUT_PARTS,
	type UploadUrlRequest,
	uploadReplySchema,
	uploadUrlReplySchema,
} from "../../edge/contract/workers/workers.ts";
import { HttpError, type HttpPool } from "../process/request.ts";
import { accept, bearer, json } from "./answers.ts";
import { EdgeRefusal } from "./errors.ts";

const ASK_MS = 15_000;
const FILE_MS = 60_000;
/** After so many tries in a row without an answer, storage is taken for one that cannot be reached from here. */
const SILENCES = 3;
/**
 * After so many addresses in a row that storage refuses, they are taken for ones that it never takes. Not after the
 * first: an address ends with the lease that it was asked under, and on a busy machine a file may come too late for it.
 */
const REFUSALS = 3;

export interface UploadBody {
	size: number;
	sha256: string;
	contentType: string;
	/** The bytes from `start` to before `end`; all of them by default. */
	open: (start?: number, end?: number) => Readable;
	onFirstBytes?: () => void;
}

type UploadReply = z.infer<typeof uploadReplySchema>;

/**
 * The outputs of an attempt on their way: large ones straight to storage where the edge says where, and whatever storage
 * does not take through the edge, in parts where it must be.
 */
export class AttemptUploads {
	private readonly pool: HttpPool;
	private readonly url: (path: string) => URL;
	private readonly grant: () => string;
	/** There is no way past the edge, or none that works. */
	private barred = false;
	/** How often in a row storage gave no answer. */
	private silent = 0;
	/** How often in a row storage refused what the edge had signed. */
	private refused = 0;

	/** @param url of what lies below the attempt; `grant`: the one that is good now */
	constructor(pool: HttpPool, url: (path: string) => URL, grant: () => string) {
		this.pool = pool;
		this.url = url;
		this.grant = grant;
	}

	/** See `AttemptClient.upload`. */
	async store(n: number, body: UploadBody, signal?: AbortSignal): Promise<void> {
		if (await this.direct(n, body, signal)) return;
		const stored = await this.put(n, body, signal);
		if (stored.sha256 !== body.sha256 || stored.size !== body.size)
			throw new EdgeRefusal(`upload ${n}`, 502, "output_mismatch", "other bytes arrived than were sent");
	}

	/**
	 * Sends a large file straight to storage; false where that is not possible. An address is asked for each time: it ends
	 * with the lease. Throws what may pass as the edge's own failures do.
	 */
	private async direct(n: number, body: UploadBody, signal?: AbortSignal): Promise<boolean> {
		if (this.barred || body.size < DIRECT_BYTES) return false;
		const target = await this.ask(n, body, signal);
		if (target === null) {
			this.barred = true;
			return false;
		}
		const { status } = await this.pool
			.send({
				...{ method: "PUT", url: new URL(target.url), headers: target.headers, idleMs: FILE_MS, signal },
				body: { length: body.size, open: body.open },
				...(body.onFirstBytes ? { onFirstBytes: body.onFirstBytes } : {}),
			})
			.catch((error: unknown) => {
				this.barred = ++this.silent >= SILENCES;
				throw error;
			});
		this.silent = 0;
		// 412: it lies there already, under its hash; an answer was lost on its way.
		if ((status >= 200 && status < 300) || status === 412) {
			this.refused = 0;
			return true;
		}
		const ended = status === 403 && ++this.refused < REFUSALS;
		if (ended || status >= 500 || status === 429 || status === 408)
			throw new HttpError("reset", `storage answered with ${status}`);
		this.barred = true;
		return false;
	}

	private async ask(n: number, body: UploadBody, signal?: AbortSignal): Promise<DirectUpload> {
		const { size, sha256, contentType: content_type } = body;
		const reply = await this.pool.send({
			method: "POST",
			url: this.url(`outputs/${n}/url`),
			headers: { ...bearer(this.grant()), "content-type": "application/json" },
			body: Buffer.from(JSON.stringify({ size, sha256, content_type } satisfies UploadUrlRequest)),
			...{ idleMs: ASK_MS, signal },
		});
		// An edge of the release before has no such route; who asks for no such attempt is told so by the next one.
		if (reply.status === 404 || reply.status === 405) return null;
		return uploadUrlReplySchema.parse(json(accept(`outputs/${n}/url`, reply))).direct;
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
			url: this.url(path),
			headers: {
				...bearer(this.grant()),
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
}

async function hashOf(bytes: Readable): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of bytes) if (Buffer.isBuffer(chunk)) hash.update(chunk);
	return hash.digest("hex");
}

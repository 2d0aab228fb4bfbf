import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LockedFile } from "./lock.ts";

/** How often a file is tried; what came of it before is not fetched again. */
const TRIES = 6;
const MAX_HOPS = 5;
/** Answers that another try may turn into a file. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** The only place that a token of Hugging Face is sent to. */
const HUGGING_FACE = "huggingface.co";

export interface DownloadParts {
	/** For files whose licence has to be accepted first. */
	token: string | null;
	fetch: typeof fetch;
	/** Waits before another try; `after` is what the server asked for, in seconds. */
	pause(tries: number, after: number | null): Promise<void>;
	/** Called as bytes arrive. `total`: null where the server does not say. */
	onProgress(done: number, total: number | null): void;
}

/** Why a file could not be had, and what to do about it. */
export class DownloadError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "DownloadError";
	}
}

/** What a file is known to be: by the lock, or else by what its server says of it. */
interface Expected {
	bytes: number | null;
	sha256: string | null;
}

/** The server cannot give it now. */
class Passing extends Error {
	readonly after: number | null;
	constructor(message: string, after: number | null) {
		super(message);
		this.after = after;
	}
}

/**
 * Fetches a file to `target`. What an earlier try left in `target`.part is kept and gone on with. The file appears under
 * its name only once all of it is there and is what it should be. Returns what it turned out to be. Throws
 * {@link DownloadError}.
 */
export async function download(
	file: LockedFile,
	target: string,
	parts: DownloadParts,
): Promise<{ bytes: number; sha256: string }> {
	if (file.url === null)
		throw new DownloadError(`has no address here; fetch it by hand from ${file.source ?? "its publisher"}`);
	const part = `${target}.part`;
	await mkdir(dirname(target), { recursive: true });
	for (let tries = 0; ; tries++) {
		try {
			const found = await attempt(file.url, file, part, parts);
			await rename(part, target);
			return found;
		} catch (error) {
			const passing = error instanceof Passing || isNetwork(error);
			if (!passing) throw explained(error);
			const why = error instanceof Error ? error.message : String(error);
			if (tries + 1 >= TRIES) throw new DownloadError(`${why}; tried ${TRIES} times`, { cause: error });
			await parts.pause(tries, error instanceof Passing ? error.after : null);
		}
	}
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
	const hash = createHash("sha256");
	await feed(path, hash);
	return hash.digest("hex");
}

async function attempt(
	url: string,
	file: LockedFile,
	part: string,
	{ token, fetch: ask, onProgress }: DownloadParts,
): Promise<{ bytes: number; sha256: string }> {
	const have = await sizeOf(part);
	const { reply, linked } = await follow(new URL(url), have, token, ask);
	const expected = { bytes: file.bytes ?? linked.bytes, sha256: file.sha256 ?? linked.sha256 };
	// Nothing is missing: all that is left is to see whether it is the right file.
	const complete = reply.status === 416;
	if (complete) await reply.body?.cancel();
	else if (reply.status !== 200 && reply.status !== 206) throw await refusal(reply, file);
	const resumed = complete || reply.status === 206;
	const hash = createHash("sha256");
	if (resumed) await feed(part, hash);
	let bytes = resumed ? have : 0;
	if (!complete && reply.body !== null) {
		const length = Number(reply.headers.get("content-length") ?? Number.NaN);
		const total = expected.bytes ?? (Number.isFinite(length) ? bytes + length : null);
		const counting = new Transform({
			transform(chunk: Buffer, _encoding, done) {
				hash.update(chunk);
				bytes += chunk.length;
				onProgress(bytes, total);
				done(null, chunk);
			},
		});
		const body = Readable.fromWeb(reply.body);
		await pipeline(body, counting, createWriteStream(part, { flags: resumed ? "a" : "w" }));
		if (total !== null && bytes < total)
			throw new Passing(`the connection ended after ${bytes} of ${total} bytes`, null);
	}
	return checked({ bytes, sha256: hash.digest("hex") }, expected, part);
}

async function checked(
	found: { bytes: number; sha256: string },
	expected: Expected,
	part: string,
): Promise<{ bytes: number; sha256: string }> {
	const wrong =
		expected.bytes !== null && expected.bytes !== found.bytes
			? `${found.bytes} bytes came, not ${expected.bytes}`
			: expected.sha256 !== null && expected.sha256 !== found.sha256
				? `its SHA-256 is ${found.sha256}, not ${expected.sha256}`
				: null;
	if (wrong === null) return found;
	await rm(part, { force: true });
	throw new DownloadError(
		`${wrong}: it is another file than the one that was locked, or was damaged on its way. It was thrown away`,
	);
}

/**
 * Follows redirects by hand: the first answer of Hugging Face alone says what the file is (`x-linked-etag` is the
 * SHA-256 of a large file), and the token must not go where they lead.
 */
async function follow(from: URL, have: number, token: string | null, ask: typeof fetch) {
	const linked: Expected = { bytes: null, sha256: null };
	for (let hops = 0, url = from; ; hops++) {
		const trusted = url.hostname === HUGGING_FACE && url.protocol === "https:";
		const reply = await ask(url, {
			redirect: "manual",
			headers: {
				...(have > 0 ? { range: `bytes=${have}-` } : {}),
				...(trusted && token !== null ? { authorization: `Bearer ${token}` } : {}),
			},
		});
		const etag = /^"?([0-9a-f]{64})"?$/.exec(reply.headers.get("x-linked-etag") ?? "")?.[1];
		const size = Number(reply.headers.get("x-linked-size") ?? 0);
		linked.sha256 ??= etag ?? null;
		linked.bytes ??= size > 0 ? size : null;
		const to = reply.headers.get("location");
		if (!REDIRECTS.includes(reply.status) || to === null) return { reply, linked };
		await reply.body?.cancel();
		if (hops >= MAX_HOPS) throw new DownloadError(`${url.host} leads on and on`);
		url = new URL(to, url);
	}
}

async function refusal(reply: Response, { source, url }: LockedFile): Promise<Error> {
	await reply.body?.cancel();
	const { status } = reply;
	if (PASSING.includes(status)) {
		const after = Number(reply.headers.get("retry-after") ?? Number.NaN);
		return new Passing(`the server answers ${status}`, Number.isFinite(after) ? after : null);
	}
	if (status === 401 || status === 403)
		return new DownloadError(
			`the server answers ${status}: accept its licence at ${source ?? url} and set HF_TOKEN to a token of that account`,
		);
	if (status === 404)
		return new DownloadError(`is not at ${url} any more; its page is ${source ?? "not known"}`);
	return new DownloadError(`the server answers ${status}`);
}

function isNetwork(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	// Node's fetch says what happened in the cause only, and a stream that broke says "terminated".
	if (error instanceof TypeError && /fetch failed|terminated/.test(error.message)) return true;
	return "code" in error && /^(ECONN|ETIMEDOUT|EPIPE|UND_ERR)/.test(String(error.code));
}

function explained(error: unknown): DownloadError {
	if (error instanceof DownloadError) return error;
	const message = error instanceof Error ? error.message : String(error);
	const full = error instanceof Error && "code" in error && error.code === "ENOSPC";
	return new DownloadError(full ? "the disk is full; what came so far is kept" : message, { cause: error });
}

async function sizeOf(path: string): Promise<number> {
	const found = await stat(path).catch(() => null);
	return found?.size ?? 0;
}

async function feed(path: string, hash: Hash): Promise<void> {
	for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
}

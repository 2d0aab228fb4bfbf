import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Semaphore } from "../../attempt/semaphore.ts";
import type { AttemptClient } from "../../edge-api/client.ts";
import { retrying } from "../../edge-api/retry.ts";
import type { Clock } from "../../process/clock.ts";
import { measured, READ_BYTES } from "./training-folder.ts";

export interface StoreParts {
	edge: AttemptClient;
	clock: Clock;
	uploads: Semaphore;
	signal: AbortSignal;
	/** Until when it makes sense to go on without an answer from the edge; milliseconds. */
	until(): number;
	/** How long one upload may go on failing; milliseconds. */
	patienceMs: number;
}

/** A file that the edge has, and the number it has it under. */
export interface StoredFile {
	upload: number;
	size: number;
	sha256: string;
}

/** Uploads a file of this disk under a number. Throws what the edge answers, HttpError, and errors of the disk. */
export async function storeFile(
	path: string,
	upload: number,
	contentType: string,
	{ edge, clock, uploads, signal, until, patienceMs }: StoreParts,
): Promise<StoredFile> {
	const { size, sha256 } = await measured(path);
	const open = (start = 0, end = size) =>
		start === end
			? Readable.from([Buffer.alloc(0)])
			: createReadStream(path, { start, end: end - 1, highWaterMark: READ_BYTES });
	const how = { clock, until, patienceMs, signal };
	await uploads.run(() =>
		retrying(() => edge.upload(upload, { size, sha256, contentType, open }, signal), how),
	);
	return { upload, size, sha256 };
}

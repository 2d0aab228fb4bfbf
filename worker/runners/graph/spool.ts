import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

/** Bytes that were read once, so that their size and hash are known, and can be read again. */
export interface Spooled {
	size: number;
	sha256: string;
	/** The first 64 KiB at most. */
	head: Buffer;
	/** Whether nothing of it lies in the scratch folder: then it can be read as long as it is held. */
	inMemory: boolean;
	/** The bytes from `start` to before `end`; all of them by default. */
	open(start?: number, end?: number): Readable;
	dispose(): Promise<void>;
}

/** Up to this many bytes stay in memory; more goes to the scratch folder. */
const IN_MEMORY = 8 * 1024 * 1024;
const HEAD = 64 * 1024;

/** Reads a stream to its end. Rejects with what the stream fails with, and leaves no file behind then. */
export async function spool(source: Readable, scratch: string): Promise<Spooled> {
	const hash = createHash("sha256");
	const chunks: Buffer[] = [];
	let size = 0;
	let file: { handle: FileHandle; path: string } | null = null;
	try {
		for await (const chunk of source) {
			if (!Buffer.isBuffer(chunk)) continue;
			hash.update(chunk);
			size += chunk.length;
			if (file === null) chunks.push(chunk);
			else await file.handle.writeFile(chunk);
			if (file === null && size > IN_MEMORY) {
				await mkdir(scratch, { recursive: true });
				const path = join(scratch, `${randomUUID()}.part`);
				file = { handle: await open(path, "w"), path };
				await file.handle.writeFile(Buffer.concat(chunks));
			}
		}
		await file?.handle.close();
	} catch (error) {
		source.destroy();
		await file?.handle.close().catch(() => undefined);
		if (file !== null) await rm(file.path, { force: true });
		throw error;
	}
	const path = file?.path;
	const bytes = Buffer.concat(chunks);
	return {
		size,
		sha256: hash.digest("hex"),
		head: bytes.subarray(0, HEAD),
		inMemory: path === undefined,
		open: (start = 0, end = size) =>
			path === undefined || start === end
				? Readable.from([bytes.subarray(start, end)])
				: createReadStream(path, { start, end: end - 1 }),
		dispose: () => (path === undefined ? Promise.resolve() : rm(path, { force: true })),
	};
}

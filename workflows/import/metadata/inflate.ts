import { joinBytes } from "./bytes.ts";

/**
 * Undoes zlib compression, or answers null where the data is broken or would give more than `limit` bytes: a
 * small file can claim to be gigabytes.
 */
export async function inflate(data: Uint8Array, limit: number): Promise<Uint8Array | null> {
	const stream = new DecompressionStream("deflate");
	const writer = stream.writable.getWriter();
	// What is wrong with the data shows up where it is read; here it only must not go unhandled.
	writer
		.write(new Uint8Array(data))
		.then(() => writer.close())
		.catch(() => undefined);
	const parts: Uint8Array[] = [];
	let size = 0;
	const reader = stream.readable.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			size += value.length;
			if (size > limit) {
				reader.cancel().catch(() => undefined);
				return null;
			}
			parts.push(value);
		}
	} catch {
		return null;
	}
	return joinBytes(parts);
}

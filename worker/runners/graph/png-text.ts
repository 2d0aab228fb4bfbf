/**
 * ComfyUI writes the whole prompt and workflow into the text chunks of every PNG it saves. What is delivered
 * carries none of it: the sidecar has it, for those who may see it.
 */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** `comf` is where ComfyUI puts it in animated PNGs. */
const TEXT = new Set(["tEXt", "zTXt", "iTXt", "eXIf", "comf"]);
/** Length and type before a chunk's data, checksum after it; bytes. */
const CHUNK_HEAD = 8;
const CHUNK_TAIL = 4;

/**
 * Passes a PNG on without its text chunks, as it streams by; anything else, and a PNG that breaks off, is
 * passed on as it is.
 */
export async function* withoutPngText(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let held: Buffer = Buffer.alloc(0);
	/** Bytes of the current chunk still to come, and whether they are passed on. */
	let rest = 0;
	let keep = true;
	let kind: "unknown" | "png" | "other" = "unknown";
	for await (const bytes of source) {
		if (kind === "other") {
			yield bytes;
			continue;
		}
		held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
		if (kind === "unknown") {
			if (held.length < SIGNATURE.length) continue;
			kind = held.subarray(0, SIGNATURE.length).equals(SIGNATURE) ? "png" : "other";
			yield kind === "png" ? SIGNATURE : held;
			held = kind === "png" ? held.subarray(SIGNATURE.length) : Buffer.alloc(0);
		}
		while (held.length > 0) {
			if (rest === 0) {
				if (held.length < CHUNK_HEAD) break;
				rest = CHUNK_HEAD + held.readUInt32BE(0) + CHUNK_TAIL;
				keep = !TEXT.has(held.toString("latin1", 4, 8));
			}
			const part = held.subarray(0, rest);
			if (keep) yield part;
			held = held.subarray(part.length);
			rest -= part.length;
		}
	}
	if (held.length > 0) yield held;
}

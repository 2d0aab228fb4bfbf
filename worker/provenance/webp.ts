import { pictureSize } from "../../workflows/media/picture-size.ts";
import { tellsPrompt } from "./prompts.ts";

interface Chunk {
	type: string;
	/** With its head and, where its length is odd, the byte behind it. */
	whole: Buffer;
}

/** Bits of what an extended WebP says it has. */
const [HAS_XMP, HAS_EXIF, HAS_ALPHA] = [0x04, 0x08, 0x10];

/**
 * A WebP with this XMP packet behind its pixels, and without an Exif chunk that holds a prompt. One that is signed (C2PA)
 * is given back as it is, byte for byte, and so is what breaks off; an XMP packet that is there already stays, and no
 * other is added.
 */
export function markWebp(webp: Buffer, xmp: string): Buffer {
	const chunks = chunksOf(webp);
	const size = pictureSize(webp);
	if (chunks === null || size === null || chunks.some(({ type }) => type === "C2PA")) return webp;
	const kept = chunks.filter(
		({ type, whole }) => type !== "VP8X" && !(type === "EXIF" && tellsPrompt(whole)),
	);
	const has = (type: string) => kept.some((one) => one.type === type);
	if (!has("XMP ")) kept.push({ type: "XMP ", whole: chunk("XMP ", Buffer.from(xmp, "utf8")) });
	const before = chunks.find(({ type }) => type === "VP8X")?.whole[8];
	const flags =
		((before ?? (hasAlpha(webp) ? HAS_ALPHA : 0)) & ~HAS_EXIF) | HAS_XMP | (has("EXIF") ? HAS_EXIF : 0);
	const extended = Buffer.alloc(10);
	extended[0] = flags;
	extended.writeUIntLE(size.width - 1, 4, 3);
	extended.writeUIntLE(size.height - 1, 7, 3);
	const body = Buffer.concat([chunk("VP8X", extended), ...kept.map(({ whole }) => whole)]);
	const head = Buffer.alloc(12);
	head.write("RIFF", 0, "latin1");
	head.writeUInt32LE(body.length + 4, 4);
	head.write("WEBP", 8, "latin1");
	return Buffer.concat([head, body]);
}

/** Whether a simple lossless picture says that it has an alpha channel; a lossy one has none. */
function hasAlpha(webp: Buffer): boolean {
	return webp.toString("latin1", 12, 16) === "VP8L" && ((webp[24] ?? 0) & 0x10) !== 0;
}

/** All chunks to the end of the file; null where they do not fill it. */
function chunksOf(webp: Buffer): Chunk[] | null {
	if (webp.length < 20 || webp.readUInt32LE(4) + 8 !== webp.length) return null;
	const chunks: Chunk[] = [];
	let at = 12;
	while (at + 8 <= webp.length) {
		const length = webp.readUInt32LE(at + 4);
		const end = at + 8 + length + (length & 1);
		if (end > webp.length) return null;
		chunks.push({ type: webp.toString("latin1", at, at + 4), whole: webp.subarray(at, end) });
		at = end;
	}
	return at === webp.length ? chunks : null;
}

function chunk(type: string, data: Buffer): Buffer {
	const out = Buffer.alloc(8 + data.length + (data.length & 1));
	out.write(type, 0, "latin1");
	out.writeUInt32LE(data.length, 4);
	data.copy(out, 8);
	return out;
}

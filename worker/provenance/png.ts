import { crc32 } from "node:zlib";

/** Name and data of a chunk, and the bytes of all of it. */
interface Chunk {
	type: string;
	data: Buffer;
	whole: Buffer;
}

const HEAD = 8;
const XMP_KEYWORD = "XML:com.adobe.xmp\0";
/** As the standard has it, and as ImageMagick and libvips write it. */
const XMP_KEYWORDS = [XMP_KEYWORD, "Raw profile type xmp\0"];
/** ComfyUI writes prompt and workflow into these; `comf` in animated PNGs. */
const TEXT = new Set(["tEXt", "zTXt", "iTXt", "eXIf", "comf"]);

/**
 * A PNG with this XMP packet before its pixels and without its texts. One that is signed (C2PA) is given back as it is,
 * byte for byte, and so is what breaks off; an XMP packet that is there already stays, and no other is added.
 */
export function markPng(png: Buffer, xmp: string): Buffer {
	const chunks = chunksOf(png);
	if (chunks === null || chunks.some(({ type }) => type === "caBX")) return png;
	const kept = chunks.filter((chunk) => !TEXT.has(chunk.type) || isXmp(chunk));
	const at = kept.findIndex(({ type }) => type === "IDAT");
	if (at < 0) return png;
	const body = Buffer.from(`${XMP_KEYWORD}\0\0\0\0${xmp}`, "utf8");
	const mark = kept.some(isXmp) ? [] : [chunk("iTXt", body)];
	const parts = kept.map(({ whole }) => whole);
	return Buffer.concat([png.subarray(0, HEAD), ...parts.slice(0, at), ...mark, ...parts.slice(at)]);
}

function isXmp({ type, data }: Chunk): boolean {
	return (
		/^(?:iTXt|zTXt|tEXt)$/.test(type) &&
		XMP_KEYWORDS.some((one) => data.toString("latin1", 0, one.length) === one)
	);
}

/** All chunks to the last one; null where that is not there, or they do not fill the file. */
function chunksOf(png: Buffer): Chunk[] | null {
	const chunks: Chunk[] = [];
	let at = HEAD;
	while (at + 12 <= png.length) {
		const end = at + 12 + png.readUInt32BE(at);
		if (end > png.length) return null;
		const type = png.toString("latin1", at + 4, at + 8);
		chunks.push({ type, data: png.subarray(at + 8, end - 4), whole: png.subarray(at, end) });
		at = end;
	}
	return at === png.length && chunks.at(-1)?.type === "IEND" ? chunks : null;
}

function chunk(type: string, data: Buffer): Buffer {
	const out = Buffer.alloc(data.length + 12);
	out.writeUInt32BE(data.length, 0);
	out.write(type, 4, "latin1");
	data.copy(out, 8);
	out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
	return out;
}

import { hashSecret, hex } from "../auth/secret.ts";

/** Small files that are what they say, made here byte by byte. */

/** A PNG of one colour. Its pixels are not compressed well, and need not be. */
export async function png(width = 4, height = 4): Promise<Uint8Array<ArrayBuffer>> {
	const header = new Uint8Array(13);
	const view = new DataView(header.buffer);
	view.setUint32(0, width);
	view.setUint32(4, height);
	header.set([8, 2, 0, 0, 0], 8);
	const pixels = await zlib(new Uint8Array((width * 3 + 1) * height));
	return bytes(PNG_HEAD, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", new Uint8Array()));
}

/** A PNG whose header claims a size; there are hardly any pixels behind it. */
export function pngHeader(width: number, height: number): Uint8Array<ArrayBuffer> {
	const header = new Uint8Array(13);
	const view = new DataView(header.buffer);
	view.setUint32(0, width);
	view.setUint32(4, height);
	header.set([8, 2, 0, 0, 0], 8);
	return bytes(
		PNG_HEAD,
		chunk("IHDR", header),
		chunk("IDAT", new Uint8Array([1])),
		chunk("IEND", new Uint8Array()),
	);
}

/** A JPEG as far as its frame header, some data, and the end mark. */
export function jpeg(width = 4, height = 4): Uint8Array<ArrayBuffer> {
	const size = [height >> 8, height & 255, width >> 8, width & 255];
	return bytes(
		[0xff, 0xd8, 0xff, 0xe0, 0, 16, ...text("JFIF"), 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
		[0xff, 0xc0, 0, 17, 8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0],
		[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 4, 0xff, 0xd9],
	);
}

/** A lossy WebP. */
export function webp(width = 4, height = 4): Uint8Array<ArrayBuffer> {
	const frame = [0x10, 0, 0, 0x9d, 1, 0x2a, width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0, 0];
	const body = [...text("WEBP"), ...text("VP8 "), ...little(frame.length), ...frame];
	return bytes(text("RIFF"), little(body.length), body);
}

/** The head of a WAV and a moment of silence. */
export function wav(): Uint8Array<ArrayBuffer> {
	return bytes(text("RIFF"), little(36), text("WAVE"), text("fmt "), little(16), new Uint8Array(24));
}

/** The first box of an MP4, which says what the file is, and an empty one. */
export function mp4(): Uint8Array<ArrayBuffer> {
	return bytes(
		[0, 0, 0, 20],
		text("ftyp"),
		text("isom"),
		[0, 0, 2, 0],
		text("mp42"),
		[0, 0, 0, 8],
		text("mdat"),
	);
}

export function bytes(...parts: (ArrayLike<number> & Iterable<number>)[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

export function text(value: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(new TextEncoder().encode(value));
}

/** SHA-256 in hex. */
export async function sha256(data: Uint8Array<ArrayBuffer> | string): Promise<string> {
	return typeof data === "string" ? hashSecret(data) : hex(await crypto.subtle.digest("SHA-256", data));
}

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, data: Uint8Array): Uint8Array {
	const size = new Uint8Array(4);
	new DataView(size.buffer).setUint32(0, data.length);
	const body = bytes(text(type), data);
	const sum = new Uint8Array(4);
	new DataView(sum.buffer).setUint32(0, crc32(body));
	return bytes(size, body, sum);
}

function crc32(data: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of data) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return (crc ^ 0xffffffff) >>> 0;
}

function little(value: number): number[] {
	return [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
}

async function zlib(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
	const stream = new Blob([data]).stream().pipeThrough(new CompressionStream("deflate"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

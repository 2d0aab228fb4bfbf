import { crc32, deflateSync } from "node:zlib";

/** A PNG whose header promises so many pixels, and has none. */
export function promising(whole: Buffer, across: number, down: number): Buffer {
	const png = Buffer.from(whole.subarray(0, 64));
	png.writeUInt32BE(across, 16);
	png.writeUInt32BE(down, 20);
	return png;
}

/** A chunk of a PNG. */
function chunk(type: string, ...content: Buffer[]): Buffer {
	const body = Buffer.concat([Buffer.from(type, "latin1"), ...content]);
	const ends = Buffer.alloc(8);
	ends.writeUInt32BE(body.length - 4, 0);
	ends.writeUInt32BE(crc32(body), 4);
	return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function words(...numbers: number[]): Buffer {
	const bytes = Buffer.alloc(numbers.length * 4);
	for (const [i, n] of numbers.entries()) bytes.writeUInt32BE(n, i * 4);
	return bytes;
}

/** A PNG with a second picture behind the first one, which is the same: so many it says that it has. */
export function animatedPng(png: Buffer, says = 2): Buffer {
	const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
	const at = png.indexOf("IDAT") - 4;
	const end = png.length - 12;
	const pixels = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
	const frame = (n: number) => chunk("fcTL", words(n, width, height, 0, 0), Buffer.from([0, 1, 0, 25, 0, 0]));
	return Buffer.concat([
		...[png.subarray(0, 33), chunk("acTL", words(says, 0)), frame(0), png.subarray(33, end)],
		...[frame(1), chunk("fdAT", words(2), pixels), png.subarray(end)],
	]);
}

/** A few kilobytes that become so many bytes of zeros. */
const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 9 });

/** A PNG with a chunk behind its header: what a decoder may read before it comes to the pixels. */
function withChunk(png: Buffer, type: string, ...content: Buffer[]): Buffer {
	return Buffer.concat([png.subarray(0, 33), chunk(type, ...content), png.subarray(33)]);
}

/** A PNG with a text that becomes so many bytes. */
export function textBomb(png: Buffer, bytes: number): Buffer {
	return withChunk(png, "zTXt", Buffer.from("Comment\0\0", "latin1"), zeros(bytes));
}

/** A PNG with a colour profile that becomes so many bytes. */
export function profileBomb(png: Buffer, bytes: number): Buffer {
	return withChunk(png, "iCCP", Buffer.from("icc\0\0", "latin1"), zeros(bytes));
}

/** A grey PNG of so many black pixels, which are a few kilobytes. */
export function blackPng(width: number, height: number): Buffer {
	const header = Buffer.concat([words(width, height), Buffer.from([8, 0, 0, 0, 0])]);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const pixels = zeros((width + 1) * height);
	return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND")]);
}

/** A small PNG whose pixels become so many bytes, far more than it has. */
export function pixelBomb(bytes: number): Buffer {
	const png = blackPng(96, 80);
	const at = png.indexOf("IDAT") - 4;
	return Buffer.concat([png.subarray(0, at), chunk("IDAT", zeros(bytes)), chunk("IEND")]);
}

import type { Canvas } from "./canvas.ts";

/** 3-3-2 bits of red, green, blue: a fixed palette needs no analysis of the picture. */
function palette(): Buffer {
	const out = Buffer.alloc(768);
	for (let i = 0; i < 256; i++) {
		out.set([((i >> 5) * 255) / 7, (((i >> 2) & 7) * 255) / 7, ((i & 3) * 255) / 3], i * 3);
	}
	return out;
}

/** LZW codes without a dictionary: 9-bit literals, with a clear code before the decoder would widen them. */
function literalCodes(canvas: Canvas): Buffer {
	const count = canvas.width * canvas.height;
	const out = Buffer.alloc(Math.ceil(((count + count / 250 + 3) * 9) / 8) + 4);
	let at = 0;
	let pending = 0;
	let bits = 0;
	const put = (code: number): void => {
		pending |= code << bits;
		bits += 9;
		while (bits >= 8) {
			out[at++] = pending & 255;
			pending >>>= 8;
			bits -= 8;
		}
	};
	for (let i = 0; i < count; i++) {
		if (i % 250 === 0) put(256);
		const [r = 0, g = 0, b = 0] = canvas.data.subarray(i * 3, i * 3 + 3);
		put((r & 0xe0) | ((g & 0xe0) >> 3) | (b >> 6));
	}
	put(257);
	if (bits > 0) out[at++] = pending & 255;
	return out.subarray(0, at);
}

function subBlocks(bytes: Buffer): Buffer[] {
	const parts: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += 255) {
		const part = bytes.subarray(at, at + 255);
		parts.push(Buffer.from([part.length]), part);
	}
	return [...parts, Buffer.from([0])];
}

/** Encodes a GIF that loops for ever. */
export function encodeGif(frames: readonly Canvas[], fps: number): Buffer {
	const first = frames[0];
	if (!first) throw new Error("an animation needs at least one frame");
	const head = Buffer.alloc(13);
	head.write("GIF89a", 0, "latin1");
	head.writeUInt16LE(first.width, 6);
	head.writeUInt16LE(first.height, 8);
	head[10] = 0xf7;
	const parts = [head, palette(), Buffer.from("\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", "latin1")];
	for (const frame of frames) {
		const control = Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0]);
		control.writeUInt16LE(Math.min(0xffff, Math.max(1, Math.round(100 / fps))), 4);
		const place = Buffer.alloc(11);
		place[0] = 0x2c;
		place.writeUInt16LE(frame.width, 5);
		place.writeUInt16LE(frame.height, 7);
		place[10] = 8;
		parts.push(control, place, ...subBlocks(literalCodes(frame)));
	}
	return Buffer.concat([...parts, Buffer.from([0x3b])]);
}

import type { Canvas } from "./canvas.ts";

/**
 * Lossless WebP of the plainest kind: no transforms, no back references, and a flat prefix code of eight bits
 * per channel. Larger than a clever encoder's, but a real WebP that every decoder opens.
 */
class BitWriter {
	private readonly bytes: Buffer;
	private at = 0;
	private pending = 0;
	private count = 0;
	constructor(capacity: number) {
		this.bytes = Buffer.alloc(capacity);
	}
	put(value: number, bits: number): void {
		this.pending |= value << this.count;
		this.count += bits;
		while (this.count >= 8) {
			this.bytes[this.at++] = this.pending & 255;
			this.pending >>>= 8;
			this.count -= 8;
		}
	}
	finish(): Buffer {
		if (this.count > 0) this.bytes[this.at++] = this.pending & 255;
		return this.bytes.subarray(0, this.at);
	}
}

const CODE_LENGTH_ORDER = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/** A prefix code in which the first 256 symbols have eight bits each and the others none. */
function flatCode(out: BitWriter, symbols: number): void {
	out.put(0, 1);
	// Two code lengths occur, 0 and 8: each gets a one-bit code, 0 -> "0" and 8 -> "1".
	out.put(CODE_LENGTH_ORDER.indexOf(8) + 1 - 4, 4);
	for (const length of CODE_LENGTH_ORDER.slice(0, CODE_LENGTH_ORDER.indexOf(8) + 1)) {
		out.put(length === 0 || length === 8 ? 1 : 0, 3);
	}
	out.put(0, 1);
	for (let i = 0; i < symbols; i++) out.put(i < 256 ? 1 : 0, 1);
}

/** A code with one symbol, which then costs no bits at all. */
function constantCode(out: BitWriter, symbol: number): void {
	out.put(1, 1);
	out.put(0, 1);
	out.put(symbol > 1 ? 1 : 0, 1);
	out.put(symbol, symbol > 1 ? 8 : 1);
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, value) => {
	let turned = 0;
	for (let bit = 0; bit < 8; bit++) turned |= ((value >> bit) & 1) << (7 - bit);
	return turned;
});

function lossless(canvas: Canvas): Buffer {
	const out = new BitWriter(canvas.width * canvas.height * 3 + 1024);
	out.put(0x2f, 8);
	out.put(canvas.width - 1, 14);
	out.put(canvas.height - 1, 14);
	out.put(0, 1);
	out.put(0, 3);
	out.put(0, 1); // no transform
	out.put(0, 1); // no colour cache
	out.put(0, 1); // one set of codes for the whole picture
	flatCode(out, 256 + 24);
	flatCode(out, 256);
	flatCode(out, 256);
	constantCode(out, 255);
	constantCode(out, 0);
	const { data } = canvas;
	for (let i = 0; i < data.length; i += 3) {
		out.put(REVERSED[data[i + 1] ?? 0] ?? 0, 8);
		out.put(REVERSED[data[i] ?? 0] ?? 0, 8);
		out.put(REVERSED[data[i + 2] ?? 0] ?? 0, 8);
	}
	return out.finish();
}

function chunk(type: string, body: Buffer): Buffer {
	const out = Buffer.alloc(8 + body.length + (body.length & 1));
	out.write(type, 0, "latin1");
	out.writeUInt32LE(body.length, 4);
	out.set(body, 8);
	return out;
}

function riff(...chunks: Buffer[]): Buffer {
	const body = Buffer.concat(chunks);
	const head = Buffer.alloc(12);
	head.write("RIFF", 0, "latin1");
	head.writeUInt32LE(body.length + 4, 4);
	head.write("WEBP", 8, "latin1");
	return Buffer.concat([head, body]);
}

/** Encodes a still WebP. */
export function encodeWebp(canvas: Canvas): Buffer {
	return riff(chunk("VP8L", lossless(canvas)));
}

/** Encodes an animated WebP that loops for ever. */
export function encodeAnimatedWebp(frames: readonly Canvas[], fps: number): Buffer {
	const first = frames[0];
	if (!first) throw new Error("an animation needs at least one frame");
	const extended = Buffer.alloc(10);
	extended[0] = 0x02;
	extended.writeUIntLE(first.width - 1, 4, 3);
	extended.writeUIntLE(first.height - 1, 7, 3);
	const parts = frames.map((frame) => {
		const head = Buffer.alloc(16);
		head.writeUIntLE(frame.width - 1, 6, 3);
		head.writeUIntLE(frame.height - 1, 9, 3);
		head.writeUIntLE(Math.min(0xffffff, Math.max(1, Math.round(1000 / fps))), 12, 3);
		return chunk("ANMF", Buffer.concat([head, chunk("VP8L", lossless(frame))]));
	});
	return riff(chunk("VP8X", extended), chunk("ANIM", Buffer.alloc(6)), ...parts);
}

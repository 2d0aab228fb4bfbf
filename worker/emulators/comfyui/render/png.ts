import { crc32, deflateSync } from "node:zlib";
import type { Canvas } from "./canvas.ts";

/** Text chunks of a picture, e.g. `prompt` and `workflow`. */
export type PngText = Record<string, string>;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, body: Uint8Array): Buffer {
	const out = Buffer.alloc(body.length + 12);
	out.writeUInt32BE(body.length, 0);
	out.write(type, 4, "latin1");
	out.set(body, 8);
	out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
	return out;
}

function header(canvas: Canvas): Buffer {
	const body = Buffer.alloc(13);
	body.writeUInt32BE(canvas.width, 0);
	body.writeUInt32BE(canvas.height, 4);
	body.set([8, canvas.alpha ? 6 : 2, 0, 0, 0], 8);
	return chunk("IHDR", body);
}

function pixels(canvas: Canvas): Buffer {
	const channels = canvas.alpha ? 4 : 3;
	const stride = canvas.width * channels;
	const raw = Buffer.alloc((stride + 1) * canvas.height);
	const lines = Buffer.from(canvas.data.buffer, canvas.data.byteOffset, canvas.data.byteLength);
	for (let y = 0; y < canvas.height; y++) {
		const out = y * (stride + 1);
		if (!canvas.alpha) {
			const row = y * stride;
			if (y > 0 && lines.compare(lines, row - stride, row, row, row + stride) === 0) {
				raw[out] = 2; // "Up": the same line again is a line of zeros
				continue;
			}
			raw[out] = 1; // "Sub": painted pictures are smooth, so differences compress well and fast
			for (let i = 0; i < stride; i++) {
				raw[out + 1 + i] = (canvas.data[row + i] ?? 0) - (i < 3 ? 0 : (canvas.data[row + i - 3] ?? 0));
			}
			continue;
		}
		for (let x = 0; x < canvas.width; x++) {
			const from = (y * canvas.width + x) * 3;
			raw.set(canvas.data.subarray(from, from + 3), out + 1 + x * 4);
			raw[out + 4 + x * 4] = canvas.alpha[y * canvas.width + x] ?? 255;
		}
	}
	return deflateSync(raw, { level: 1, chunkSize: 1 << 20 });
}

function textChunks(text: PngText): Buffer[] {
	return Object.entries(text).map(([key, value]) => chunk("tEXt", Buffer.from(`${key}\0${value}`, "latin1")));
}

/**
 * Encodes a PNG. `padTo` (bytes) blows it up with an ancillary chunk of noise that every decoder skips: a
 * painted picture compresses far better than a real one, and upload tests want realistic weights.
 */
export function encodePng(canvas: Canvas, text: PngText = {}, padTo = 0): Buffer {
	const parts = [
		SIGNATURE,
		header(canvas),
		...textChunks(text),
		chunk("IDAT", pixels(canvas)),
		chunk("IEND", Buffer.alloc(0)),
	];
	const missing = padTo - parts.reduce((sum, part) => sum + part.length, 0) - 12;
	if (missing > 0) parts.splice(2, 0, chunk("paDd", noiseBytes(missing)));
	return Buffer.concat(parts);
}

/** Encodes an animated PNG: the first frame is the plain picture, the others follow in fdAT chunks. */
export function encodeApng(frames: readonly Canvas[], fps: number, text: PngText = {}): Buffer {
	const first = frames[0];
	if (!first) throw new Error("an animation needs at least one frame");
	const control = Buffer.alloc(8);
	control.writeUInt32BE(frames.length, 0);
	const parts = [SIGNATURE, header(first), ...textChunks(text), chunk("acTL", control)];
	let sequence = 0;
	for (const [index, frame] of frames.entries()) {
		const timing = Buffer.alloc(26);
		timing.writeUInt32BE(sequence++, 0);
		timing.writeUInt32BE(frame.width, 4);
		timing.writeUInt32BE(frame.height, 8);
		timing.writeUInt16BE(Math.min(65_535, Math.max(1, Math.round(fps * 100))), 22);
		timing.writeUInt16BE(100, 20);
		parts.push(chunk("fcTL", timing));
		const data = pixels(frame);
		if (index === 0) parts.push(chunk("IDAT", data));
		else {
			const numbered = Buffer.alloc(data.length + 4);
			numbered.writeUInt32BE(sequence++, 0);
			numbered.set(data, 4);
			parts.push(chunk("fdAT", numbered));
		}
	}
	return Buffer.concat([...parts, chunk("IEND", Buffer.alloc(0))]);
}

let noise = Buffer.alloc(0);

/** Bytes that do not compress, repeatable and made once. */
function noiseBytes(length: number): Buffer {
	if (noise.length < length) {
		const grown = Buffer.alloc(length);
		let state = 0x9e3779b9;
		for (let i = 0; i + 4 <= length; i += 4) {
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			grown.writeInt32LE(state, i);
		}
		noise = grown;
	}
	return noise.subarray(0, length);
}

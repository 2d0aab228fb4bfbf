import { type DecodedPng, decode as decodePng } from "fast-png";
import jpeg from "jpeg-js";
import type { Canvas } from "./canvas.ts";

/** Bytes that are no picture this emulator can read. */
export class NotAnImage extends Error {}
/** Bytes that begin like a picture and are cut off or corrupt. */
export class DamagedImage extends NotAnImage {}

function fromRgba(width: number, height: number, rgba: Uint8Array): Canvas {
	const data = new Uint8Array(width * height * 3);
	for (let i = 0, o = 0; o < data.length; i += 4) {
		data[o++] = rgba[i] ?? 0;
		data[o++] = rgba[i + 1] ?? 0;
		data[o++] = rgba[i + 2] ?? 0;
	}
	return { width, height, data };
}

function fromPng(png: DecodedPng): Canvas {
	const { width, height, palette } = png;
	const count = width * height;
	const data = new Uint8Array(count * 3);
	const alpha = new Uint8Array(count).fill(255);
	const deep = png.depth === 16 ? 8 : 0;
	const scale = png.depth < 8 && !palette ? 255 / (2 ** png.depth - 1) : 1;
	const sample = (at: number): number => ((png.data[at] ?? 0) >> deep) * scale;
	for (let i = 0; i < count; i++) {
		const at = i * png.channels;
		if (palette) {
			const entry = palette[sample(at)] ?? [0, 0, 0];
			data.set([entry[0] ?? 0, entry[1] ?? 0, entry[2] ?? 0], i * 3);
			alpha[i] = entry[3] ?? 255;
			continue;
		}
		const grey = png.channels < 3;
		data[i * 3] = sample(at);
		data[i * 3 + 1] = sample(grey ? at : at + 1);
		data[i * 3 + 2] = sample(grey ? at : at + 2);
		if (png.channels === 2 || png.channels === 4) alpha[i] = sample(at + png.channels - 1);
	}
	return alpha.every((value) => value === 255) ? { width, height, data } : { width, height, data, alpha };
}

/**
 * Reads PNG and JPEG bytes.
 * @throws NotAnImage for anything else, DamagedImage for a file that is cut off.
 */
export function decodeImage(bytes: Uint8Array): Canvas {
	try {
		if (bytes[0] === 0x89 && bytes[1] === 0x50) return fromPng(decodePng(bytes));
		if (bytes[0] === 0xff && bytes[1] === 0xd8) {
			const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 1024 });
			return fromRgba(width, height, data);
		}
	} catch (error) {
		throw new DamagedImage("Truncated File Read", { cause: error });
	}
	throw new NotAnImage("cannot identify image file");
}

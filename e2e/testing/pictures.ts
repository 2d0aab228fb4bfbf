import { decode, encode } from "fast-png";
import { pngChunks } from "./png-chunks.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** A PNG of `width` x `height` pixels whose colours `at` chooses. */
export function paint(
	width: number,
	height: number,
	at: (x: number, y: number) => Colour,
): Uint8Array<ArrayBuffer> {
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 3);
	}
	return new Uint8Array(encode({ width, height, data, channels: 3, depth: 8 }));
}

export interface Picture {
	width: number;
	height: number;
	colourAt(x: number, y: number): Colour;
	/** Red, green and blue of every pixel. */
	pixels: Buffer;
}

/** Reads a PNG. */
export function read(png: Uint8Array): Picture {
	const { width, height, data, channels } = decode(png);
	const pixels = Buffer.alloc(width * height * 3);
	for (let i = 0; i < width * height; i++) {
		for (let c = 0; c < 3; c++) pixels[i * 3 + c] = data[i * channels + c] ?? 0;
	}
	const part = (x: number, y: number, c: number) => pixels[(y * width + x) * 3 + c] ?? Number.NaN;
	return { width, height, pixels, colourAt: (x, y) => [part(x, y, 0), part(x, y, 1), part(x, y, 2)] };
}

/** ComfyUI computes in floats and cuts off what is left of a step: a channel may come out one lower. */
export const ROUNDING = 1;

/** The largest difference of two pictures in any channel of any pixel, 0 to 255. */
export function difference(a: Picture, b: Picture): number {
	if (a.width !== b.width || a.height !== b.height) throw new Error("pictures of different sizes");
	return a.pixels.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.pixels[i] ?? 0))), 0);
}

/** A picture of one colour, to compare another one with. */
export function plain(width: number, height: number, colour: Colour): Picture {
	return read(paint(width, height, () => colour));
}

/** Chunks of a PNG that hold text, in which ComfyUI writes prompt and graph. */
export function textChunks(png: Uint8Array): string[] {
	return pngChunks(png).filter((type) => /^(tEXt|zTXt|iTXt|eXIf)$/.test(type));
}

/** Red, green and blue of a whole picture. */
export function meanColour(picture: Picture): Colour {
	const sums = [0, 0, 0];
	for (const [i, value] of picture.pixels.entries()) sums[i % 3] = (sums[i % 3] ?? 0) + value;
	const mean = (c: number) => (sums[c] ?? 0) / (picture.pixels.length / 3);
	return [mean(0), mean(1), mean(2)];
}

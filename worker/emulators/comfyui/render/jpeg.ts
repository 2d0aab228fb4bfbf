import jpeg from "jpeg-js";
import type { Canvas } from "./canvas.ts";

/** Encodes a JPEG; `quality` 1..100. */
export function encodeJpeg(canvas: Canvas, quality = 80): Buffer {
	const rgba = Buffer.alloc(canvas.width * canvas.height * 4, 255);
	for (let i = 0, o = 0; i < canvas.data.length; i += 3, o += 4) {
		rgba[o] = canvas.data[i] ?? 0;
		rgba[o + 1] = canvas.data[i + 1] ?? 0;
		rgba[o + 2] = canvas.data[i + 2] ?? 0;
	}
	return Buffer.from(jpeg.encode({ width: canvas.width, height: canvas.height, data: rgba }, quality).data);
}

/** Encodes the pictures of a film; one that stands for several of its moments is encoded once. */
export function encodeJpegs(frames: readonly Canvas[], quality: number): Buffer[] {
	const encoded = new Map<Canvas, Buffer>();
	for (const frame of frames) if (!encoded.has(frame)) encoded.set(frame, encodeJpeg(frame, quality));
	return frames.flatMap((frame) => encoded.get(frame) ?? []);
}

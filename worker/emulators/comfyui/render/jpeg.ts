import type { Canvas } from "./canvas.ts";
import { DCT_SIZE, forwardDct, ZIGZAG } from "./dct.ts";

/**
 * Baseline JPEG (ITU-T T.81) with tables of our own: films are many large pictures, and an encoder that sets up
 * its tables anew for each costs more than the painting. Every decoder reads it.
 */

/** A prefix code: how many codes there are of each length from 1 to 16 bits, and their symbols in that order. */
interface Code {
	counts: number[];
	symbols: number[];
	/** Code and length of each symbol. */
	bits: Uint16Array;
	lengths: Uint8Array;
}

function codeOf(byLength: Readonly<Record<number, readonly number[]>>): Code {
	const counts = Array.from({ length: 16 }, (_, i) => byLength[i + 1]?.length ?? 0);
	const symbols: number[] = [];
	const bits = new Uint16Array(256);
	const lengths = new Uint8Array(256);
	let next = 0;
	for (let length = 1; length <= 16; length++, next <<= 1) {
		for (const symbol of byLength[length] ?? []) {
			symbols.push(symbol);
			bits[symbol] = next++;
			lengths[symbol] = length;
		}
	}
	return { counts, symbols, bits, lengths };
}

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;
/** Sizes of the steps from one block's mean to the next one's. */
const DC = codeOf({ 4: Array.from({ length: 12 }, (_, size) => size) });
/** Zeros before a value (high four bits) and its size: what is frequent in smooth pictures is short. */
const FREQUENT: Record<number, number[]> = { 1: [END_OF_BLOCK], 3: [0x01], 4: [0x02, 0x11] };
const RARE = [
	SIXTEEN_ZEROS,
	...Array.from({ length: 160 }, (_, i) => (Math.floor(i / 10) << 4) | ((i % 10) + 1)),
];
const AC = codeOf({
	...FREQUENT,
	10: RARE.filter((symbol) => !Object.values(FREQUENT).flat().includes(symbol)),
});

/** Most bytes a block takes, each of them stuffed: 64 values of a 10-bit code and 11 bits. */
const BLOCK_BYTES = 2 * Math.ceil((64 * 21) / 8);

class BitWriter {
	bytes: Buffer;
	at = 0;
	private pending = 0;
	private count = 0;

	constructor(capacity: number) {
		this.bytes = Buffer.allocUnsafe(capacity);
	}

	/** Makes sure of room for so many bytes more. */
	reserve(more: number): void {
		if (this.at + more > this.bytes.length)
			this.bytes = Buffer.concat([this.bytes], this.bytes.length * 2 + more);
	}

	copy(part: Uint8Array): void {
		this.bytes.set(part, this.at);
		this.at += part.length;
	}

	/** Up to 16 bits, the highest first. */
	put(value: number, bits: number): void {
		this.pending = (this.pending << bits) | value;
		this.count += bits;
		while (this.count >= 8) {
			this.count -= 8;
			const byte = (this.pending >> this.count) & 255;
			this.bytes[this.at++] = byte;
			// A byte of ones would begin a marker.
			if (byte === 255) this.bytes[this.at++] = 0;
		}
		this.pending &= (1 << this.count) - 1;
	}

	/** Fills the last byte up with ones. */
	flush(): void {
		if (this.count > 0) this.put((1 << (8 - this.count)) - 1, 8 - this.count);
	}
}

function segment(marker: number, ...content: number[]): Buffer {
	const length = content.length + 2;
	return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

/** By what each frequency is divided, the high ones by more. */
function quantisation(quality: number): Uint8Array {
	const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
	return Uint8Array.from({ length: DCT_SIZE }, (_, i) =>
		Math.min(255, Math.max(1, Math.round((10 + 6 * ((i >> 3) + (i & 7))) * scale))),
	);
}

function head({ width, height }: Canvas, divisors: Uint8Array): Buffer {
	const components = [1, 2, 3];
	const table = (kind: number, { counts, symbols }: Code) => segment(0xc4, kind << 4, ...counts, ...symbols);
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, ...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0),
		segment(0xdb, 0, ...ZIGZAG.map((i) => divisors[i] ?? 1)),
		segment(
			0xc0,
			...[8, height >> 8, height & 255, width >> 8, width & 255, components.length],
			...components.flatMap((id) => [id, 0x11, 0]),
		),
		table(0, DC),
		table(1, AC),
		segment(0xda, components.length, ...components.flatMap((id) => [id, 0]), 0, 63, 0),
	]);
}

/** Bits that a number takes without its sign. */
const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value));

function putValue(out: BitWriter, value: number, size: number): void {
	if (size > 0) out.put(value < 0 ? value + (1 << size) - 1 : value, size);
}

/** Writes one block of quantised frequencies; returns its mean, which the next one is told against. */
function putBlock(out: BitWriter, block: Int16Array, before: number): number {
	const mean = block[0] ?? 0;
	const step = sizeOf(mean - before);
	out.put(DC.bits[step] ?? 0, DC.lengths[step] ?? 0);
	putValue(out, mean - before, step);
	let zeros = 0;
	for (let i = 1; i < DCT_SIZE; i++) {
		const value = block[i] ?? 0;
		if (value === 0) {
			zeros++;
			continue;
		}
		for (; zeros >= 16; zeros -= 16) out.put(AC.bits[SIXTEEN_ZEROS] ?? 0, AC.lengths[SIXTEEN_ZEROS] ?? 0);
		const size = sizeOf(value);
		const symbol = (zeros << 4) | size;
		out.put(AC.bits[symbol] ?? 0, AC.lengths[symbol] ?? 0);
		putValue(out, value, size);
		zeros = 0;
	}
	if (zeros > 0) out.put(AC.bits[END_OF_BLOCK] ?? 0, AC.lengths[END_OF_BLOCK] ?? 0);
	return mean;
}

/** Brightness, blue and red of a block, in the middle of their ranges; what lies outside is as its edge. */
class Samples {
	readonly planes = [0, 1, 2].map(() => new Float64Array(DCT_SIZE));
	private readonly canvas: Canvas;

	constructor(canvas: Canvas) {
		this.canvas = canvas;
	}

	take(left: number, top: number): void {
		const { width, height, data } = this.canvas;
		const [luma, blue, red] = this.planes;
		if (!luma || !blue || !red) return;
		for (let row = 0, i = 0; row < 8; row++) {
			const line = Math.min(height - 1, top + row) * width;
			for (let column = 0; column < 8; column++, i++) {
				const x = left + column;
				const at = (line + (x < width ? x : width - 1)) * 3;
				const r = data[at] ?? 0;
				const g = data[at + 1] ?? 0;
				const b = data[at + 2] ?? 0;
				luma[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
				blue[i] = -0.168736 * r - 0.331264 * g + 0.5 * b;
				red[i] = 0.5 * r - 0.418688 * g - 0.081312 * b;
			}
		}
	}
}

/** Encodes a JPEG; `quality` 1..100. */
export function encodeJpeg(canvas: Canvas, quality = 80): Buffer {
	const divisors = quantisation(quality);
	const shares = Float64Array.from(divisors, (divisor) => 1 / divisor);
	const out = new BitWriter(canvas.width * canvas.height + 2048);
	out.copy(head(canvas, divisors));
	const samples = new Samples(canvas);
	const means = [0, 0, 0];
	const block = new Int16Array(DCT_SIZE);
	for (let top = 0; top < canvas.height; top += 8) {
		for (let left = 0; left < canvas.width; left += 8) {
			samples.take(left, top);
			out.reserve(3 * BLOCK_BYTES + 4);
			for (const [i, plane] of samples.planes.entries()) {
				forwardDct(plane, shares, block);
				means[i] = putBlock(out, block, means[i] ?? 0);
			}
		}
	}
	out.flush();
	out.copy(Buffer.from([0xff, 0xd9]));
	return out.bytes.subarray(0, out.at);
}

/** Encodes the pictures of a film; one that stands for several of its moments is encoded once. */
export function encodeJpegs(frames: readonly Canvas[], quality: number): Buffer[] {
	const encoded = new Map<Canvas, Buffer>();
	for (const frame of frames) if (!encoded.has(frame)) encoded.set(frame, encodeJpeg(frame, quality));
	return frames.flatMap((frame) => encoded.get(frame) ?? []);
}

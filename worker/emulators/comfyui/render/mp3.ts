import { createHash } from "node:crypto";
import type { Audio } from "../values.ts";

/** Bytes of a frame of MPEG-1 layer III at 128 kbit/s and 44,100 Hz, the samples it stands for, and those of a half. */
const FRAME_BYTES = 417;
const FRAME_SAMPLES = 1152;
const GRANULE_SAMPLES = FRAME_SAMPLES / 2;
const RATE = 44_100;
/** `global_gain` at which a tone of one line is as loud as full scale, and the steps of it that double that. */
const GAIN_OF_FULL_SCALE = 212;
const GAIN_DOUBLES = 4;

/** Writes bits, the highest first. */
class Bits {
	readonly bytes: Uint8Array;
	length = 0;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	put(value: number, width: number): void {
		for (let bit = width - 1; bit >= 0; bit--, this.length++)
			if ((value >> bit) & 1)
				this.bytes[this.length >> 3] = (this.bytes[this.length >> 3] ?? 0) | (0x80 >> (this.length & 7));
	}
}

/** What is heard in a piece of a sound: how loud it is (1 is full scale), and the line of the spectrum of its pitch. */
function heard(audio: Audio, granule: number): { level: number; line: number } {
	const from = Math.floor((granule * GRANULE_SAMPLES * audio.rate) / RATE);
	// Long enough to have the waves of a low tone in it.
	const piece = audio.samples.subarray(from, from + Math.ceil((4 * GRANULE_SAMPLES * audio.rate) / RATE));
	let squares = 0;
	let crossings = 0;
	for (const [i, sample] of piece.entries()) {
		squares += sample * sample;
		if (i > 0 && sample < 0 !== (piece[i - 1] ?? 0) < 0) crossings++;
	}
	const level = Math.sqrt(squares / Math.max(1, piece.length)) / 32_768;
	const hertz = (crossings / 2 / Math.max(1, piece.length)) * audio.rate;
	return { level, line: Math.min(500, Math.max(2, Math.round((hertz * FRAME_SAMPLES) / RATE))) };
}

/** One line of a spectrum by Huffman table 1: pairs of zeros, and a pair with a one in it. */
function writeLine(bits: Bits, line: number, sign: 0 | 1): void {
	for (let pair = 0; pair < line >> 1; pair++) bits.put(0b1, 1);
	if (line % 2 === 0) bits.put(0b01, 2);
	else bits.put(0b001, 3);
	bits.put(sign, 1);
}

function frameOf(audio: Audio, index: number): Buffer {
	const frame = Buffer.alloc(FRAME_BYTES);
	// Layer III, no checksum, 128 kbit/s, one channel.
	frame.set([0xff, 0xfb, 0x90, 0xc4]);
	const side = new Bits(frame.subarray(4));
	const main = new Bits(frame.subarray(4 + 17));
	side.put(0, 9 + 5 + 4);
	for (const granule of [2 * index, 2 * index + 1]) {
		const { level, line } = heard(audio, granule);
		const before = main.length;
		const gain = Math.round(GAIN_OF_FULL_SCALE + GAIN_DOUBLES * Math.log2(level));
		const audible = level > 0 && gain > 0;
		// The phase of a steady tone goes on by a quarter of a turn and `line` halves from granule to granule.
		const sign = ((granule * line + (granule >> 1)) % 2) as 0 | 1;
		if (audible) writeLine(main, line, sign);
		side.put(main.length - before, 12);
		side.put(audible ? (line >> 1) + 1 : 0, 9);
		side.put(audible ? gain : 0, 8);
		// No scale factors, no window switching; table 1 in each region.
		side.put(0, 4 + 1);
		for (const table of [1, 1, 1]) side.put(table, 5);
		side.put(0, 4 + 3 + 3);
	}
	return frame;
}

/**
 * An MP3 as long as the sound, with one tone that follows its loudness and its pitch. A tag with the hash of the sound
 * makes two sounds two files.
 */
export function encodeMp3(audio: Audio): Buffer {
	const name = createHash("sha1").update(new Uint8Array(audio.samples.buffer)).digest("hex");
	const text = Buffer.from(`\u0000${name}`, "latin1");
	const title = Buffer.alloc(10 + text.length);
	title.write("TIT2", 0, "latin1");
	title.writeUInt32BE(text.length, 4);
	text.copy(title, 10);
	const tag = Buffer.alloc(10);
	tag.write("ID3", 0, "latin1");
	tag.writeUInt8(3, 3);
	// The size of a tag has seven bits in each byte; ours is short.
	tag.writeUInt8(title.length, 9);
	const seconds = audio.samples.length / audio.rate;
	const count = Math.max(1, Math.ceil((seconds * RATE) / FRAME_SAMPLES));
	return Buffer.concat([tag, title, ...Array.from({ length: count }, (_, i) => frameOf(audio, i))]);
}

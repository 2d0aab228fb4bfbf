import { createHash } from "node:crypto";
import type { Audio } from "../values.ts";
import { random } from "./random.ts";

/** A quiet chord whose notes follow from a seed, so that different requests sound different. */
export function tone(seed: string, seconds: number, rate = 8000): Audio {
	const roll = random(seed);
	const notes = [0, 1, 2].map(() => (110 * 2 ** Math.floor(roll() * 24)) ** 0.5 * 20);
	const samples = new Int16Array(Math.max(1, Math.round(Math.min(seconds, 30) * rate)));
	for (let i = 0; i < samples.length; i++) {
		const sum = notes.reduce((level, note) => level + Math.sin((i / rate) * note * 2 * Math.PI), 0);
		samples[i] = sum * 3000;
	}
	return { type: "AUDIO", rate, channels: 1, samples };
}

function crc(bytes: Uint8Array, polynomial: number, width: 8 | 16): number {
	const top = 1 << (width - 1);
	const mask = width === 8 ? 0xff : 0xffff;
	let value = 0;
	for (const byte of bytes) {
		value ^= byte << (width - 8);
		for (let bit = 0; bit < 8; bit++) value = (value & top ? (value << 1) ^ polynomial : value << 1) & mask;
	}
	return value;
}

/** A frame number in FLAC's UTF-8-like coding. */
function codedNumber(value: number): number[] {
	if (value < 0x80) return [value];
	if (value < 0x800) return [0xc0 | (value >> 6), 0x80 | (value & 63)];
	return [0xe0 | (value >> 12), 0x80 | ((value >> 6) & 63), 0x80 | (value & 63)];
}

const BLOCK = 4096;

function frame(samples: Int16Array, index: number): Buffer {
	const head = Buffer.from([0xff, 0xf8, 0x70, 0x08, ...codedNumber(index), 0, 0]);
	head.writeUInt16BE(samples.length - 1, head.length - 2);
	// Sample rate "as in STREAMINFO", one channel, 16 bit, block size given by the two bytes above.
	const body = Buffer.alloc(1 + samples.length * 2);
	body[0] = 0x02; // a verbatim subframe: samples as they are
	for (const [i, sample] of samples.entries()) body.writeInt16BE(sample, 1 + i * 2);
	const whole = Buffer.concat([head, Buffer.from([crc(head, 0x07, 8)]), body]);
	const check = Buffer.alloc(2);
	check.writeUInt16BE(crc(whole, 0x8005, 16));
	return Buffer.concat([whole, check]);
}

/** Encodes FLAC, mono, without compression. */
export function encodeFlac(audio: Audio): Buffer {
	const info = Buffer.alloc(34);
	info.writeUInt16BE(BLOCK, 0);
	info.writeUInt16BE(BLOCK, 2);
	info.writeUInt32BE(((audio.rate << 12) | (15 << 4)) >>> 0, 10);
	info.writeUInt32BE(audio.samples.length, 14);
	const little = Buffer.alloc(audio.samples.length * 2);
	for (const [i, sample] of audio.samples.entries()) little.writeInt16LE(sample, i * 2);
	info.set(createHash("md5").update(little).digest(), 18);
	const frames: Buffer[] = [];
	for (let at = 0; at < audio.samples.length; at += BLOCK) {
		frames.push(frame(audio.samples.subarray(at, at + BLOCK), at / BLOCK));
	}
	return Buffer.concat([Buffer.from("fLaC"), Buffer.from([0x80, 0, 0, info.length]), info, ...frames]);
}

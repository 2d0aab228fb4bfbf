import type { Canvas } from "./canvas.ts";
import { encodeJpegs } from "./jpeg.ts";

/** A box: its length, its four-letter name, its content. */
function box(type: string, ...content: readonly Uint8Array[]): Buffer {
	const body = Buffer.concat(content);
	const head = Buffer.alloc(8);
	head.writeUInt32BE(body.length + 8, 0);
	head.write(type, 4, "latin1");
	return Buffer.concat([head, body]);
}

/** Big-endian 32-bit numbers in a row; most of a movie header is that. */
function words(...values: number[]): Buffer {
	const out = Buffer.alloc(values.length * 4);
	for (const [i, value] of values.entries()) out.writeUInt32BE(value >>> 0, i * 4);
	return out;
}

const MATRIX = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** The descriptor that says the samples of an `mp4v` track are JPEG pictures (object type 0x6c). */
function streamDescriptor(): Buffer {
	const config = Buffer.from([0x6c, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
	const decoder = Buffer.concat([Buffer.from([0x04, config.length]), config]);
	const layer = Buffer.from([0x06, 0x01, 0x02]);
	const stream = Buffer.concat([Buffer.from([0, 1, 0]), decoder, layer]);
	return box("esds", words(0), Buffer.from([0x03, stream.length]), stream);
}

function sampleEntry(width: number, height: number): Buffer {
	const body = Buffer.alloc(78);
	body.writeUInt16BE(1, 6);
	body.writeUInt16BE(width, 24);
	body.writeUInt16BE(height, 26);
	body.writeUInt32BE(0x480000, 28);
	body.writeUInt32BE(0x480000, 32);
	body.writeUInt16BE(1, 40);
	body.writeUInt16BE(24, 74);
	body.writeUInt16BE(0xffff, 76);
	return box("mp4v", body, streamDescriptor());
}

/** Encodes an MP4 whose frames are JPEG pictures: small to write by hand, and ordinary players show it. */
export function encodeMp4(frames: readonly Canvas[], fps: number): Buffer {
	const first = frames[0];
	if (!first) throw new Error("a video needs at least one frame");
	const samples = encodeJpegs(frames, 75);
	const scale = 12_800;
	const delta = Math.max(1, Math.round(scale / fps));
	const duration = delta * samples.length;
	const brand = box("ftyp", Buffer.from("isom"), words(512), Buffer.from("isomiso2mp41"));
	const build = (offset: number): Buffer => {
		const table = box(
			"stbl",
			box("stsd", words(0, 1), sampleEntry(first.width, first.height)),
			box("stts", words(0, 1, samples.length, delta)),
			box("stsc", words(0, 1, 1, samples.length, 1)),
			box("stsz", words(0, 0, samples.length, ...samples.map((sample) => sample.length))),
			box("stco", words(0, 1, offset)),
		);
		const media = box(
			"mdia",
			box("mdhd", words(0, 0, 0, scale, duration, 0x55c40000)),
			box("hdlr", words(0, 0), Buffer.from("vide"), words(0, 0, 0), Buffer.from("emulated\0")),
			box(
				"minf",
				box("vmhd", words(1, 0, 0)),
				box("dinf", box("dref", words(0, 1), box("url ", words(1)))),
				table,
			),
		);
		const size = words(first.width << 16, first.height << 16);
		return box(
			"moov",
			box(
				"mvhd",
				words(0, 0, 0, scale, duration, 0x10000, 0x01000000, 0, 0),
				MATRIX,
				words(0, 0, 0, 0, 0, 0, 2),
			),
			box("trak", box("tkhd", words(3, 0, 0, 1, 0, duration, 0, 0, 0, 0), MATRIX, size), media),
		);
	};
	const movie = build(brand.length + build(0).length + 8);
	return Buffer.concat([brand, movie, box("mdat", ...samples)]);
}

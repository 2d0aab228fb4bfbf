import type { Canvas } from "./canvas.ts";
import { encodeJpegs } from "./jpeg.ts";

/** An EBML element: its id, its length in eight bytes, its content. */
function element(id: number, ...content: readonly Uint8Array[]): Buffer {
	const body = Buffer.concat(content);
	const size = Buffer.alloc(8);
	size.writeBigUInt64BE(0x0100_0000_0000_0000n | BigInt(body.length));
	const name = id.toString(16);
	return Buffer.concat([Buffer.from(name.length % 2 === 0 ? name : `0${name}`, "hex"), size, body]);
}

function whole(id: number, value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return element(id, bytes);
}

function text(id: number, value: string): Buffer {
	return element(id, Buffer.from(value, "latin1"));
}

/**
 * A film in WebM's container. There is no VP9 encoder here, so its frames are JPEG pictures, which Matroska players
 * show and browsers do not.
 */
export function encodeWebm(frames: readonly Canvas[], fps: number): Buffer {
	const [first] = frames;
	const stepMs = 1000 / fps;
	const duration = Buffer.alloc(8);
	duration.writeDoubleBE(frames.length * stepMs);
	const head = element(
		0x1a45dfa3,
		...[whole(0x4286, 1), whole(0x42f7, 1), whole(0x42f2, 4), whole(0x42f3, 8)],
		...[text(0x4282, "webm"), whole(0x4287, 4), whole(0x4285, 2)],
	);
	const info = element(
		0x1549a966,
		whole(0x2ad7b1, 1_000_000),
		element(0x4489, duration),
		text(0x4d80, "e"),
		text(0x5741, "e"),
	);
	const size = element(0xe0, whole(0xb0, first?.width ?? 0), whole(0xba, first?.height ?? 0));
	const track = element(0xae, whole(0xd7, 1), whole(0x73c5, 1), whole(0x83, 1), text(0x86, "V_MJPEG"), size);
	const clusters = encodeJpegs(frames, 80).map((picture, i) => {
		// Track 1, no time beside its cluster's, a key frame.
		const block = element(0xa3, Buffer.from([0x81, 0, 0, 0x80]), picture);
		return element(0x1f43b675, whole(0xe7, Math.round(i * stepMs)), block);
	});
	return Buffer.concat([head, element(0x18538067, info, element(0x1654ae6b, track), ...clusters)]);
}

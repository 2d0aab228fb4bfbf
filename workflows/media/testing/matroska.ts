import { text } from "./movies.ts";

/** An element of EBML: its id, its size in one or two bytes, and what is in it. */
function element(id: number, ...body: number[][]): number[] {
	const bytes = body.flat();
	const name = [id >>> 24, (id >>> 16) & 255, (id >>> 8) & 255, id & 255];
	const size = bytes.length < 127 ? [0x80 | bytes.length] : [0x40 | (bytes.length >> 8), bytes.length & 255];
	return [...name.slice(name.findIndex((byte) => byte !== 0)), ...size, ...bytes];
}

const float = (value: number) => {
	const bytes = new Uint8Array(8);
	new DataView(bytes.buffer).setFloat64(0, value);
	return [...bytes];
};

const TRACKS = {
	video: [1, "V_VP8", element(0xe0, element(0xb0, [64]), element(0xba, [48]))],
	audio: [2, "A_OPUS", element(0xe1, element(0xb5, float(48_000)), element(0x9f, [2]))],
} as const;

/** A Matroska file of this kind with the heads of these tracks, one second long, and nothing that plays. */
export function matroska(
	doctype: "matroska" | "webm",
	tracks: readonly (keyof typeof TRACKS)[],
): Uint8Array<ArrayBuffer> {
	const entries = tracks.map((kind, i) => {
		const [type, codec, settings] = TRACKS[kind];
		return element(
			0xae,
			element(0xd7, [i + 1]),
			element(0x73c5, [i + 1]),
			element(0x83, [type]),
			element(0x86, text(codec)),
			[...settings],
		);
	});
	return new Uint8Array([
		...element(0x1a45dfa3, element(0x4286, [1]), element(0x4282, text(doctype)), element(0x4287, [4])),
		...element(
			0x18538067,
			// In milliseconds, a thousand of them.
			element(0x1549a966, element(0x2ad7b1, [0x0f, 0x42, 0x40]), element(0x4489, float(1000))),
			element(0x1654ae6b, ...entries),
		),
	]);
}

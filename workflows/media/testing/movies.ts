/** Letters as bytes. */
export const text = (words: string) => [...words].map((letter) => letter.charCodeAt(0));
/** A number as four bytes. */
export const u32 = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const box = (type: string, ...body: number[][]) => {
	const bytes = body.flat();
	return [...u32(bytes.length + 8), ...text(type), ...bytes];
};
const zeros = (count: number) => Array<number>(count).fill(0);

/** A track of an MP4, one second long, of this kind. */
function track(kind: "vide" | "soun", id: number): number[] {
	const entry =
		kind === "soun"
			? box("mp4a", zeros(6), [0, 1], zeros(8), [0, 1, 0, 16], zeros(4), u32(44_100 << 16))
			: box("avc1", zeros(6), [0, 1], zeros(16), [0, 64, 0, 48], zeros(50));
	const table = (type: string) => box(type, zeros(4), u32(0));
	return box(
		"trak",
		box("tkhd", [0, 0, 0, 1], zeros(8), u32(id), zeros(4), u32(1000), zeros(60)),
		box(
			"mdia",
			box("mdhd", zeros(12), u32(1000), u32(1000), zeros(4)),
			box("hdlr", zeros(8), text(kind), zeros(13)),
			box(
				"minf",
				box(
					"stbl",
					box("stsd", zeros(4), u32(1), entry),
					table("stts"),
					table("stsc"),
					box("stsz", zeros(4), u32(0), u32(0)),
					table("stco"),
				),
			),
		),
	);
}

/** An MP4 of this brand with these tracks, one second long, whose `data` bytes come before them. */
export function movie(brand: string, tracks: ("vide" | "soun")[], data = 0): Uint8Array<ArrayBuffer> {
	const head = box("mvhd", zeros(12), u32(1000), u32(1000), zeros(80));
	return new Uint8Array([
		...box("ftyp", text(brand), u32(0), text("isom")),
		// What it shows comes first, so that its tracks are told at its end only.
		...box("mdat", zeros(data)),
		...box("moov", head, ...tracks.map((kind, i) => track(kind, i + 1))),
	]);
}

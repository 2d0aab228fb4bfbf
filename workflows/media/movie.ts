import type { ByteSource } from "./tracks.ts";

/** What an MP4 or QuickTime file says of its pictures, counted and not claimed: from the tables of its samples. */
export interface Movie {
	/** Pictures of the first track of pictures. */
	frames: number;
	/** Pictures a second, on average. */
	fps: number;
	/** Milliseconds, of the pictures. */
	duration_ms: number;
	/** Whether there is a track of sound beside it. */
	sound: boolean;
}

/** A table of contents larger than this belongs to no film of ours; bytes. */
const MOST_MOOV = 16 * 1024 * 1024;
const MOST_BOXES = 10_000;

/**
 * Counts the pictures of an MP4 or QuickTime file. Null for other files, for fragmented ones, whose pictures stand in no
 * one table, and for tables that are broken. Reads the table of contents only. Never throws but what the source throws.
 */
export async function readMovie(source: ByteSource): Promise<Movie | null> {
	for (let at = 0, boxes = 0; at + 8 <= source.size && boxes < MOST_BOXES; boxes++) {
		const head = await source.read(at, Math.min(source.size, at + 16));
		const box = boxAt(head, 0, source.size - at);
		if (box === null) return null;
		if (box.type === "moov") {
			if (box.end > MOST_MOOV) return null;
			return movieOf(await source.read(at + box.start, at + box.end));
		}
		at += box.end;
	}
	return null;
}

interface Box {
	type: string;
	/** Where its content begins and ends, from the place it was read at. */
	start: number;
	end: number;
}

/** The box at a place; `room`: bytes that it may have. */
function boxAt(bytes: Uint8Array, at: number, room: number): Box | null {
	if (bytes.length < at + 8) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
	const short = view.getUint32(at);
	if (short === 1) {
		if (bytes.length < at + 16) return null;
		const long = Number(view.getBigUint64(at + 8));
		return long < 16 || long > room ? null : { type, start: at + 16, end: at + long };
	}
	const size = short === 0 ? room : short;
	return size < 8 || size > room ? null : { type, start: at + 8, end: at + size };
}

/** The boxes within a box, by their types; of those of one type all. Empty where they do not fill it. */
function within(bytes: Uint8Array): { type: string; content: Uint8Array }[] {
	const found: { type: string; content: Uint8Array }[] = [];
	for (let at = 0; at + 8 <= bytes.length; ) {
		const box = boxAt(bytes, at, bytes.length - at);
		if (box === null || found.length >= MOST_BOXES) return [];
		found.push({ type: box.type, content: bytes.subarray(box.start, box.end) });
		at = box.end;
	}
	return found;
}

function inside(bytes: Uint8Array | undefined, ...types: string[]): Uint8Array | undefined {
	return types.reduce<Uint8Array | undefined>(
		(content, type) => content && within(content).find((box) => box.type === type)?.content,
		bytes,
	);
}

function movieOf(moov: Uint8Array): Movie | null {
	const media = within(moov).flatMap(({ type, content }) => {
		const mdia = type === "trak" ? inside(content, "mdia") : undefined;
		const handler = inside(mdia, "hdlr");
		return mdia && handler && handler.length >= 12
			? [{ kind: String.fromCharCode(...handler.subarray(8, 12)), mdia }]
			: [];
	});
	const pictures = media.find(({ kind }) => kind === "vide")?.mdia;
	const scale = timescaleOf(inside(pictures, "mdhd"));
	const table = inside(pictures, "minf", "stbl", "stts");
	if (scale === null || table === undefined || table.length < 8) return null;
	const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
	const entries = view.getUint32(4);
	if (table.length < 8 + entries * 8) return null;
	let [frames, ticks] = [0, 0];
	for (let i = 0; i < entries; i++) {
		const count = view.getUint32(8 + i * 8);
		frames += count;
		ticks += count * view.getUint32(12 + i * 8);
	}
	if (frames === 0 || ticks === 0) return null;
	const seconds = ticks / scale;
	return {
		frames,
		fps: frames / seconds,
		duration_ms: Math.round(seconds * 1000),
		sound: media.some(({ kind }) => kind === "soun"),
	};
}

/** Ticks a second. */
function timescaleOf(header: Uint8Array | undefined): number | null {
	if (header === undefined) return null;
	const at = header[0] === 1 ? 20 : 12;
	if (header.length < at + 4) return null;
	return new DataView(header.buffer, header.byteOffset, header.byteLength).getUint32(at) || null;
}

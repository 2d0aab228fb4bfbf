import { deflateSync } from "node:zlib";

/** Files that carry texts, made byte by byte. For tests: they have no pixels. */

const utf8 = (text: string) => new TextEncoder().encode(text);
export const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

export function bytes(...parts: (Uint8Array | number[] | string)[]): Uint8Array {
	return Buffer.concat(
		parts.map((part) => (typeof part === "string" ? latin1(part) : Uint8Array.from(part))),
	);
}

export function u32(value: number, little = false): Uint8Array {
	const out = new Uint8Array(4);
	new DataView(out.buffer).setUint32(0, value, little);
	return out;
}

function u16(value: number, little = false): Uint8Array {
	return little ? u32(value, true).subarray(0, 2) : u32(value).subarray(2);
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
	return bytes(u32(data.length), type, data, [0, 0, 0, 0]);
}

export function png(...chunks: Uint8Array[]): Uint8Array {
	return bytes(
		"\x89PNG\r\n\x1a\n",
		pngChunk("IHDR", new Uint8Array(13)),
		...chunks,
		pngChunk("IEND", new Uint8Array()),
	);
}

export const tEXt = (key: string, text: Uint8Array) => pngChunk("tEXt", bytes(key, [0], text));
export const zTXt = (key: string, text: Uint8Array) =>
	pngChunk("zTXt", bytes(key, [0, 0], deflateSync(text)));
export const iTXt = (key: string, text: string, compressed: boolean) =>
	pngChunk(
		"iTXt",
		bytes(
			key,
			[0, compressed ? 1 : 0, 0],
			"en",
			[0],
			"key",
			[0],
			compressed ? deflateSync(utf8(text)) : utf8(text),
		),
	);
export const comf = (key: string, text: string) => pngChunk("comf", bytes(key, [0], latin1(text)));

/** EXIF data: one directory of texts, one further in of others. */
export function exif(
	outer: [tag: number, type: number, text: Uint8Array][],
	inner: typeof outer,
	little: boolean,
): Uint8Array {
	const size = (entries: typeof outer) => 2 + 12 * entries.length + 4;
	const all = inner.length === 0 ? outer.length : outer.length + 1;
	const innerAt = 8 + 2 + 12 * all + 4;
	let at = innerAt + (inner.length === 0 ? 0 : size(inner));
	const data: Uint8Array[] = [];
	const entry = ([tag, type, text]: (typeof outer)[number]) => {
		const place = at;
		at += text.length;
		data.push(text);
		return bytes(u16(tag, little), u16(type, little), u32(text.length, little), u32(place, little));
	};
	const first = outer.map(entry);
	if (inner.length > 0)
		first.push(bytes(u16(0x8769, little), u16(4, little), u32(1, little), u32(innerAt, little)));
	const second = inner.map(entry);
	return bytes(
		little ? "II" : "MM",
		u16(42, little),
		u32(8, little),
		u16(all, little),
		...first,
		u32(0, little),
		...(inner.length === 0 ? [] : [u16(inner.length, little), ...second, u32(0, little)]),
		...data,
	);
}

export function webp(exifData: Uint8Array): Uint8Array {
	const chunk = bytes("EXIF", u32(exifData.length, true), exifData, exifData.length % 2 === 1 ? [0] : []);
	// A chunk of odd length before it: chunks begin at even places.
	const image = bytes("VP8 ", u32(3, true), [1, 2, 3, 0]);
	return bytes("RIFF", u32(4 + image.length + chunk.length, true), "WEBP", image, chunk);
}

export function jpeg(exifData: Uint8Array): Uint8Array {
	const segment = bytes("Exif", [0, 0], exifData);
	return bytes(
		[0xff, 0xd8, 0xff, 0xe0],
		u16(4),
		[1, 2],
		[0xff, 0xe1],
		u16(segment.length + 2),
		segment,
		[0xff, 0xda, 0, 2, 0xff, 0xd9],
	);
}

function box(type: string | number, ...parts: Uint8Array[]): Uint8Array {
	const data = bytes(...parts);
	return bytes(u32(data.length + 8), typeof type === "number" ? u32(type) : type, data);
}

/** A film as ffmpeg tags it: names in one list, values in another. `udta`: where players look for comments. */
export function mp4(tags: Record<string, string>, inUdta: boolean): Uint8Array {
	const none = u32(0);
	const keys = Object.keys(tags).map((key) => box("mdta", latin1(key)));
	const values = Object.values(tags).map((text, i) => box(i + 1, box("data", u32(1), none, utf8(text))));
	const meta = box(
		"meta",
		none,
		box("hdlr", none, none, latin1("mdta"), none, none, none),
		box("keys", none, u32(keys.length), ...keys),
		box("ilst", ...values),
	);
	return bytes(
		box("ftyp", latin1("isom")),
		box("free"),
		box("mdat", new Uint8Array(100)),
		box("moov", inUdta ? box("udta", meta) : meta),
	);
}

function element(id: number[], ...parts: Uint8Array[]): Uint8Array {
	const data = bytes(...parts);
	return bytes(
		id,
		[0x10 | (data.length >>> 24), (data.length >>> 16) & 255, (data.length >>> 8) & 255, data.length & 255],
		data,
	);
}

/** @param live as a stream that does not know how long it will be */
export function webm(tags: Record<string, string>, live = false): Uint8Array {
	const tag = Object.entries(tags).map(([name, text]) =>
		element([0x67, 0xc8], element([0x45, 0xa3], utf8(name)), element([0x44, 0x87], utf8(text))),
	);
	const inside = bytes(
		live
			? bytes(
					[0x1f, 0x43, 0xb6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255],
					element([0xa3], new Uint8Array(40)),
				)
			: element([0x1f, 0x43, 0xb6, 0x75], new Uint8Array(40)),
		element([0x12, 0x54, 0xc3, 0x67], element([0x73, 0x73], ...tag)),
	);
	return bytes(
		element([0x1a, 0x45, 0xdf, 0xa3], latin1("webm")),
		live ? bytes([0x18, 0x53, 0x80, 0x67, 0xff], inside) : element([0x18, 0x53, 0x80, 0x67], inside),
	);
}

function comments(tags: Record<string, string>): Uint8Array {
	const all = Object.entries(tags).map(([key, text]) => utf8(`${key}=${text}`));
	return bytes(
		u32(4, true),
		"test",
		u32(all.length, true),
		...all.flatMap((text) => [u32(text.length, true), text]),
	);
}

export function flac(tags: Record<string, string>): Uint8Array {
	const block = comments(tags);
	return bytes("fLaC", [0, 0, 0, 34], new Uint8Array(34), [0x84, ...u32(block.length).subarray(1)], block);
}

/** The comments go on over as many pages as they need. */
export function opus(tags: Record<string, string>): Uint8Array {
	const packet = bytes("OpusTags", comments(tags));
	const page = (segments: number[], data: Uint8Array) =>
		bytes("OggS", new Uint8Array(22), [segments.length, ...segments], data);
	const pages = [page([19], bytes("OpusHead", new Uint8Array(11)))];
	for (let at = 0; at <= packet.length; at += 255 * 255) {
		const part = packet.subarray(at, at + 255 * 255);
		const full: number[] = Array(Math.floor(part.length / 255)).fill(255);
		pages.push(page(part.length < 255 * 255 ? [...full, part.length % 255] : full, part));
	}
	return bytes(...pages, page([3], new Uint8Array(3)));
}

/** @param version 3 or 4 */
export function mp3(tags: Record<string, string>, version: number): Uint8Array {
	const safe = (n: number) => Uint8Array.from([(n >>> 21) & 127, (n >>> 14) & 127, (n >>> 7) & 127, n & 127]);
	const frames = Object.entries(tags).map(([key, text]) => {
		const wide = version === 3;
		const utf16 = (value: string) => bytes([0xff, 0xfe], new Uint8Array(Buffer.from(value, "utf16le")));
		const data = wide
			? bytes([1], utf16(key), [0, 0], utf16(text), [0, 0])
			: bytes([3], utf8(key), [0], utf8(text), [0]);
		return bytes("TXXX", wide ? u32(data.length) : safe(data.length), [0, 0], data);
	});
	const all = bytes(...frames, new Uint8Array(10));
	return bytes("ID3", [version, 0, 0], safe(all.length), all, [0xff, 0xfb]);
}

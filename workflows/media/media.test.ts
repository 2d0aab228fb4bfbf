import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../testing/runs.ts";
import { MediaReader, sniffMedia } from "./media.ts";

const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));
const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const little = (value: number) => big(value).reverse();
const of = (...parts: (number | number[])[]) => Uint8Array.from(parts.flat());

const chunk = (type: string, data: number[]) => [...big(data.length), ...ascii(type), ...data, 0, 0, 0, 0];
function png(width = 5, height = 3, data = [1, 2, 3]): Uint8Array {
	const header = [...big(width), ...big(height), 8, 6, 0, 0, 0];
	const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
	return of(head, chunk("IHDR", header), chunk("tEXt", [65]), chunk("IDAT", data), chunk("IEND", []));
}
function jpeg(width = 5, height = 3, frame = 0xc0): Uint8Array {
	const size = [height >> 8, height & 255, width >> 8, width & 255];
	return of(
		[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xff, 0xff, 0xc4, 0, 2],
		[0xff, frame, 0, 11, 8, ...size, 1, 1, 0x11, 0],
		[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
	);
}
function webp(kind: string, body: number[]): Uint8Array {
	const inner = [...ascii("WEBP"), ...ascii(kind), ...little(body.length), ...body];
	return of(ascii("RIFF"), little(inner.length), inner);
}
const lossy = (width = 5, height = 3) =>
	webp("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, width & 255, width >> 8, height & 255, height >> 8, 0, 0]);
const lossless = (width = 5, height = 3) =>
	webp("VP8L", [0x2f, ...little(((width - 1) | ((height - 1) << 14)) >>> 0), ...Array(9).fill(0)]);
const extended = (width = 5, height = 3) => {
	const uint24 = (value: number) => little(value).slice(0, 3);
	return webp("VP8X", [0, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)]);
};

/** A tag with so many bytes in it, and a frame of 128 kbit/s at 44.1 kHz, which has 417. */
const tag = (bytes: number) => [
	...ascii("ID3"),
	3,
	0,
	0,
	0,
	0,
	bytes >> 7,
	bytes & 127,
	...Array(bytes).fill(7),
];
const frame = () => [0xff, 0xfb, 0x90, 0, ...Array(413).fill(1)];

const whole: [string, Uint8Array, object][] = [
	["PNG", png(), { kind: "image", content_type: "image/png", extension: "png", width: 5, height: 3 }],
	["JPEG", jpeg(), { kind: "image", content_type: "image/jpeg", extension: "jpg", width: 5, height: 3 }],
	["progressive JPEG", jpeg(5, 3, 0xc2), { content_type: "image/jpeg", width: 5, height: 3 }],
	["JPEG with zeros behind it", of([...jpeg()], 0, 0, 0), { content_type: "image/jpeg" }],
	["lossy WebP", lossy(), { kind: "image", content_type: "image/webp", width: 5, height: 3 }],
	["lossless WebP", lossless(), { content_type: "image/webp", width: 5, height: 3 }],
	["extended WebP", extended(), { content_type: "image/webp", width: 5, height: 3 }],
	[
		"WAV",
		of(ascii("RIFF"), little(36), ascii("WAVEfmt ")),
		{ kind: "audio", content_type: "audio/wav", width: null },
	],
	[
		"FLAC",
		of(ascii("fLaC"), [0, 0, 0, 34], Array(34).fill(0)),
		{ kind: "audio", content_type: "audio/flac" },
	],
	["Ogg", of(ascii("OggS"), [0, 2], Array(20).fill(0)), { kind: "audio", content_type: "audio/ogg" }],
	["MP3 with a tag", of(tag(1000), frame(), frame()), { kind: "audio", content_type: "audio/mpeg" }],
	["MP3 of one frame", of(frame()), { kind: "audio", content_type: "audio/mpeg" }],
	[
		"MP4",
		of(big(16), ascii("ftypisom"), big(0), big(8), ascii("mdat")),
		{ kind: "video", content_type: "video/mp4" },
	],
	[
		"WebM",
		of([0x1a, 0x45, 0xdf, 0xa3, 0x93, 0x42, 0x82, 0x84], ascii("webm"), Array(20).fill(0)),
		{ kind: "video", content_type: "video/webm" },
	],
];

test.each(whole)("a %s is told by its bytes", (_name, bytes, expected) => {
	expect(sniffMedia(bytes)).toMatchObject(expected);
});

describe("a picture cut off anywhere is no picture", () => {
	test.each([
		["PNG", png()],
		["JPEG", jpeg()],
		["lossy WebP", lossy()],
		["lossless WebP", lossless()],
		["extended WebP", extended()],
	])("%s", (_name, bytes) => {
		for (let end = 0; end < bytes.length; end++) {
			expect(sniffMedia(bytes.subarray(0, end))?.kind, `${end} of ${bytes.length} bytes`).not.toBe("image");
		}
	});
});

describe("sides of 1 to 16,384 pixels are accepted", () => {
	const kinds: [string, (width: number, height: number) => Uint8Array, number][] = [
		["PNG", png, 65_535],
		["JPEG", jpeg, 65_535],
		["lossy WebP", lossy, 16_383],
		["lossless WebP", lossless, 16_384],
		["extended WebP", extended, 65_535],
	];
	test.each(kinds)("%s", (_name, make, largest) => {
		expect(sniffMedia(make(1, 1))).toMatchObject({ width: 1, height: 1 });
		const most = Math.min(largest, 16_384);
		expect(sniffMedia(make(most, 1))).toMatchObject({ width: most, height: 1 });
		expect(sniffMedia(make(1, most))).toMatchObject({ width: 1, height: most });
		if (largest <= 16_384) return;
		for (const side of [16_385, largest]) {
			expect(sniffMedia(make(side, 1))).toBeNull();
			expect(sniffMedia(make(1, side))).toBeNull();
			expect(sniffMedia(make(side, side))).toBeNull();
		}
	});

	test("no pixels are none", () => {
		expect(sniffMedia(png(0, 5))).toBeNull();
		expect(sniffMedia(png(5, 0))).toBeNull();
		expect(sniffMedia(jpeg(0, 0))).toBeNull();
		expect(sniffMedia(lossy(0, 0))).toBeNull();
		expect(sniffMedia(png(2 ** 31, 1))).toBeNull();
	});
});

describe("what only looks like a file is none", () => {
	const head = [...png().subarray(0, 8)];
	const header = (width: number) => chunk("IHDR", [...big(width), ...big(1), 8, 6, 0, 0, 0]);
	const cases: [string, Uint8Array][] = [
		["nothing", of()],
		["text", of(ascii("this is just some text, and rather long"))],
		["HTML", of(ascii("<!doctype html><html><script>alert(1)</script>"))],
		["SVG", of(ascii("<svg xmlns='http://www.w3.org/2000/svg'></svg>"))],
		["GIF", of(ascii("GIF89a"), Array(40).fill(1))],
		["a page before a picture", of(ascii("<html>"), [...png()])],
		["a PNG without data", of(head, header(1), chunk("IEND", []))],
		["a PNG with empty data", png(1, 1, [])],
		["a PNG whose header comes late", of(head, chunk("IDAT", [1]), header(1), chunk("IEND", []))],
		[
			"a PNG whose chunk is longer than all memory",
			of(head, big(0xffffffff), ascii("IHDR"), Array(40).fill(0)),
		],
		["a PNG without an end", of(head, header(1), chunk("IDAT", [1]))],
		["a JPEG without an end mark", jpeg().subarray(0, -2)],
		["a JPEG of marks only", of([0xff, 0xd8], Array(60).fill(0xff), [0xff, 0xd9])],
		["a JPEG without a frame", of([0xff, 0xd8, 0xff, 0xda, 0, 2], Array(20).fill(1), [0xff, 0xd9])],
		["a JPEG with a segment of no length", of([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xd9])],
		["a WebP of a kind nobody knows", webp("VP9 ", Array(20).fill(1))],
		["a tag of an MP3 with a page behind it", of(tag(0), ascii("<html><script>alert(1)</script></html>"))],
		[
			"a tag of an MP3 and one frame, and a page",
			of(tag(9), frame(), ascii("<html><script></script></html>")),
		],
		["a tag of an MP3 alone", of(tag(200))],
		["a first frame of an MP3 that is cut off", of(frame()).subarray(0, 300)],
		["a page that begins like a film", of(big(32), ascii("ftyp<html><script>alert(1)</script></html>"))],
		["a page that begins like an Ogg", of(ascii("OggS<html><script>alert(1)</script></html>"))],
		["a page that begins like a FLAC", of(ascii("fLaC<html><script>alert(1)</script></html>"))],
		["a page that begins like a WebM", of([0x1a, 0x45, 0xdf, 0xa3], ascii("<html><script></script></html>"))],
		["a RIFF of something else", of(ascii("RIFF"), little(30), ascii("AVI "), Array(40).fill(0))],
	];
	test.each(cases)("%s", (_name, bytes) => {
		expect(sniffMedia(bytes)).toBeNull();
	});
});

test("what comes in pieces of any size is told like the whole", () => {
	const file = fc.tuple(
		fc.constantFrom(...whole),
		fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
	);
	fc.assert(
		fc.property(file, ([[, bytes, expected], sizes]) => {
			const reader = new MediaReader();
			for (let at = 0, i = 0; at < bytes.length; i++) {
				const size = sizes[i % sizes.length] ?? 1;
				reader.push(bytes.subarray(at, at + size));
				expect(reader.refused).toBe(false);
				at += size;
			}
			expect(reader.end()).toMatchObject(expected);
		}),
		{ numRuns: 500 },
	);
});

test("what can be nothing that is accepted is known before all of it has come", () => {
	const reader = new MediaReader();
	reader.push(of(ascii("<!doctype html>"), Array(100).fill(65)));
	expect(reader.refused).toBe(true);
	expect(reader.end()).toBeNull();
});

test("a picture larger than what is kept of it is walked to its end", () => {
	const large = png(5, 3, Array(700_000).fill(1));
	expect(sniffMedia(large)).toMatchObject({ width: 5, height: 3 });
	expect(sniffMedia(of([...large], ascii("<script>")))).toBeNull();
	expect(sniffMedia(large.subarray(0, large.length - 1))).toBeNull();
});

test.each(["PNG", "JPEG", "lossy WebP"])("a %s with a page behind it is none", (name) => {
	const [, bytes = of()] = whole.find(([one]) => one === name) ?? [];
	expect(sniffMedia(bytes)).not.toBeNull();
	const page = ascii("<html><script>alert(1)</script></html>");
	expect(sniffMedia(of([...bytes], page))).toBeNull();
	// Nor where it pretends to be the end of a picture.
	expect(sniffMedia(of([...bytes], page, [0xff, 0xd9]))).toBeNull();
});

test("a JPEG with a second picture behind the first, as some cameras make, is one", () => {
	expect(sniffMedia(of([...jpeg()], [...jpeg()]))).toMatchObject({ content_type: "image/jpeg", width: 5 });
});

test("a view into a larger buffer is read from where it begins", () => {
	const around = of(Array(7).fill(9), [...png()], Array(7).fill(9));
	expect(sniffMedia(around.subarray(7, around.length - 7))).toEqual(sniffMedia(png()));
});

test("no bytes make it throw, and what it accepts has a size that may be", () => {
	const check = (bytes: Uint8Array) => {
		const media = sniffMedia(bytes);
		if (media?.kind !== "image") return;
		for (const side of [media.width, media.height]) {
			expect(side).toBeGreaterThanOrEqual(1);
			expect(side).toBeLessThanOrEqual(16_384);
		}
	};
	const noise = fc.uint8Array({ maxLength: 120 });
	fc.assert(fc.property(noise, check), { numRuns: runs(2000) });
	const files = whole.map(([, bytes]) => bytes);
	const begun = fc.tuple(fc.constantFrom(...files), fc.nat(40), noise);
	fc.assert(
		fc.property(begun, ([file, keep, rest]) => check(of([...file.subarray(0, keep)], [...rest]))),
		{ numRuns: runs(3000) },
	);
	const flipped = fc.tuple(
		fc.constantFrom(...files),
		fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
	);
	fc.assert(
		fc.property(flipped, ([file, changes]) => {
			const bytes = Uint8Array.from(file);
			for (const [at, value] of changes) bytes[at % bytes.length] = value;
			check(bytes);
		}),
		{ numRuns: runs(5000) },
	);
});

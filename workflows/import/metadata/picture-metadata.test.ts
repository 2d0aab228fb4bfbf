import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { runs } from "../../testing/runs.ts";
import {
	bytes,
	comf,
	exif,
	flac,
	iTXt,
	jpeg,
	latin1,
	mp3,
	mp4,
	opus,
	png,
	pngChunk,
	tEXt,
	u32,
	webm,
	webp,
	zTXt,
} from "../testing/files.ts";
import { readMetadata } from "./picture-metadata.ts";
import { MAX_TEXT_BYTES } from "./texts.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const prompt = { "1": { class_type: "EmptyImage", inputs: { width: 64, text: "Grüße, 東京 “quoted”" } } };
const workflow = { nodes: [{ id: 1, type: "EmptyImage" }], links: [], version: 0.4 };
const [p, w] = [JSON.stringify(prompt), JSON.stringify(workflow)];
const both = { prompt: p, workflow: w };
const escaped = p.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Tags of ComfyUI: Model and Make, and one below that for each further text. */
const [make, model, description, comment, ascii, undefinedType] = [0x010f, 0x0110, 0x010e, 0x9286, 2, 7];
const exifOfComfy = (little: boolean) =>
	exif(
		[
			[make, ascii, utf8(`workflow:${w}\0`)],
			[model, ascii, utf8(`prompt:${p}\0`)],
		],
		[],
		little,
	);

const carriers: [what: string, source: string, file: Uint8Array][] = [
	["a PNG of ComfyUI (tEXt)", "png", png(tEXt("prompt", latin1(escaped)), tEXt("workflow", latin1(w)))],
	[
		"a PNG that an editor saved (tEXt in UTF-8)",
		"png",
		png(tEXt("prompt", utf8(p)), tEXt("workflow", utf8(w))),
	],
	["a PNG with compressed texts (zTXt)", "png", png(zTXt("workflow", utf8(w)), zTXt("prompt", utf8(p)))],
	["a PNG with international texts (iTXt)", "png", png(iTXt("prompt", p, false), iTXt("workflow", w, true))],
	["an animated PNG (comf)", "png", png(comf("prompt", escaped), comf("workflow", w))],
	["a WebP, first byte first", "webp", webp(exifOfComfy(true))],
	["a WebP, last byte first", "webp", webp(exifOfComfy(false))],
	["a WebP whose EXIF has a JPEG's beginning", "webp", webp(bytes("Exif", [0, 0], exifOfComfy(true)))],
	["a JPEG", "jpeg", jpeg(exifOfComfy(false))],
	[
		"a JPEG with a user comment and a description",
		"jpeg",
		jpeg(
			exif(
				[[description, ascii, utf8(`Workflow:${w}\0`)]],
				[[comment, undefinedType, bytes("ASCII", [0, 0, 0], utf8(`{"prompt":${p}}`))]],
				true,
			),
		),
	],
	[
		"a JPEG with a user comment in UTF-16",
		"jpeg",
		jpeg(
			exif(
				[],
				[
					[
						comment,
						undefinedType,
						bytes("UNICODE", [0], new Uint8Array(Buffer.from(JSON.stringify(both), "utf16le"))),
					],
				],
				true,
			),
		),
	],
	["an MP4 of ComfyUI", "mp4", mp4(both, false)],
	["an MP4 with everything in a comment", "mp4", mp4({ encoder: "x", comment: JSON.stringify(both) }, true)],
	["a WebM", "webm", webm({ PROMPT: p, WORKFLOW: w })],
	["a WebM of a live stream", "webm", webm({ PROMPT: p, WORKFLOW: w }, true)],
	["a FLAC", "flac", flac(both)],
	["an Opus", "ogg", opus(both)],
	["an Opus whose comments are longer than a page", "ogg", opus({ filler: "x".repeat(70_000), ...both })],
	["an MP3, ID3v2.3", "mp3", mp3(both, 3)],
	["an MP3, ID3v2.4", "mp3", mp3(both, 4)],
];
test.each(carriers)("graph and workflow are read from %s", async (_, source, file) => {
	expect(await readMetadata(file)).toEqual({ prompt, workflow, source });
});

test("only what is there is answered; other files are none of ours", async () => {
	expect(await readMetadata(png(tEXt("workflow", latin1(w))))).toEqual({ workflow, source: "png" });
	expect(await readMetadata(png(tEXt("Software", latin1("GIMP"))))).toEqual({ source: "png" });
	for (const file of [utf8(p), new Uint8Array(), utf8("GIF89a")]) expect(await readMetadata(file)).toBeNull();
});

test("bare NaN becomes null, and a broken text does not hide the other", async () => {
	const file = png(
		tEXt("prompt", latin1('{"1": {"a": NaN, "b": "NaN"}}')),
		tEXt("workflow", latin1('{"nodes": [')),
	);
	expect(await readMetadata(file)).toEqual({ prompt: { "1": { a: null, b: "NaN" } }, source: "png" });
});

test("the text of Automatic1111 is noticed, not read", async () => {
	const text = "a pier\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7";
	expect(await readMetadata(png(tEXt("parameters", latin1(text))))).toEqual({
		automatic1111: true,
		source: "png",
	});
	const inJpeg = jpeg(exif([], [[comment, undefinedType, bytes("ASCII", [0, 0, 0], latin1(text))]], true));
	expect(await readMetadata(inJpeg)).toEqual({ automatic1111: true, source: "jpeg" });
});

test("a text that would unpack to more than is read is passed over, and not unpacked to its end", async () => {
	let unpacked = 0;
	const Original = DecompressionStream;
	class Counting {
		readonly readable: ReadableStream<Uint8Array>;
		readonly writable: DecompressionStream["writable"];
		constructor() {
			const inner = new Original("deflate");
			this.writable = inner.writable;
			this.readable = inner.readable.pipeThrough(
				new TransformStream<Uint8Array, Uint8Array>({
					transform(part, controller) {
						unpacked += part.length;
						controller.enqueue(part);
					},
				}),
			);
		}
	}
	vi.stubGlobal("DecompressionStream", Counting);
	const bomb = deflateSync(Buffer.alloc(4 * MAX_TEXT_BYTES, " "), { level: 1 });
	expect(bomb.length).toBeLessThan(MAX_TEXT_BYTES / 8);
	const file = png(pngChunk("zTXt", bytes("prompt", [0, 0], bomb)), tEXt("workflow", latin1(w)));
	expect(await readMetadata(file)).toEqual({ workflow, source: "png" });
	expect(unpacked).toBeGreaterThan(MAX_TEXT_BYTES);
	expect(unpacked).toBeLessThan(1.1 * MAX_TEXT_BYTES);
	vi.unstubAllGlobals();
});

test("files that lie about their lengths end where they end", async () => {
	const liars = [
		bytes("\x89PNG\r\n\x1a\n", u32(0xffffffff), "tEXt", "prompt", [0], p),
		bytes("\x89PNG\r\n\x1a\n", u32(4), "tEXtabcd", [0, 0, 0, 0], u32(2 ** 31), "zTXt"),
		bytes("RIFF", u32(12, true), "WEBP", "EXIF", u32(0xfffffff0, true), "II"),
		bytes("RIFF", u32(12, true), "WEBP", "XXXX", u32(0xffffffff, true), "II"),
		// A directory that is its own successor.
		webp(bytes("II", [42, 0], u32(8, true), [0, 0], u32(8, true))),
		bytes([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0xff, 0xe1, 0xff, 0xff]),
		bytes(u32(8), "ftyp", u32(1), "moov", u32(0xffffffff), u32(0xffffffff)),
		bytes(u32(8), "ftyp", u32(0), "moov", u32(4), "meta"),
		bytes(
			[0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xff],
			Array(3000).fill([0x67, 0xc8, 0xff]).flat(),
		),
		bytes("fLaC", [4, 0, 0, 20], u32(0xffffffff, true), u32(0xffffffff, true)),
		bytes("OggS", new Uint8Array(22), [255], Array(255).fill(255)),
		bytes("ID3", [4, 0, 0, 127, 127, 127, 127], "TXXX", [127, 127, 127, 127, 0, 0, 1]),
	];
	for (const file of liars) expect(await readMetadata(file)).not.toHaveProperty("prompt");
});

test("reading never throws, whatever happened to the file", async () => {
	const files = carriers.map(([, , file]) => file);
	const damage = fc.record({
		file: fc.constantFrom(...files),
		cut: fc.double({ min: 0, max: 1, noNaN: true }),
		changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 8 }),
	});
	await fc.assert(
		fc.asyncProperty(fc.oneof(damage, fc.uint8Array({ maxLength: 200 })), async (made) => {
			const file = made instanceof Uint8Array ? made : damaged(made);
			const found = await readMetadata(file);
			if (found !== null) expect(carriers.map(([, source]) => source)).toContain(found.source);
		}),
		{ numRuns: runs(2000) },
	);
});

function damaged({
	file,
	cut,
	changes,
}: {
	file: Uint8Array;
	cut: number;
	changes: [number, number][];
}): Uint8Array {
	const part = file.slice(0, Math.ceil(file.length * Math.max(cut, 0.2)));
	for (const [at, value] of changes) part[Math.floor(at * (part.length - 1))] = value;
	return part;
}

test.runIf(process.env.COMFYUI_OUTPUT !== undefined)(
	"everything that a real ComfyUI saved carries its graph (COMFYUI_OUTPUT is its folder)",
	async () => {
		const folder = process.env.COMFYUI_OUTPUT ?? "";
		const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
		expect(files.length).toBeGreaterThan(0);
		for (const { name } of files)
			expect([name, await readMetadata(readFileSync(join(folder, name)))]).toEqual([
				name,
				expect.objectContaining({ prompt: expect.any(Object) }),
			]);
	},
);

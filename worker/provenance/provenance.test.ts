import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sniffMedia } from "../../workflows/media/media.ts";
import { good } from "../../workflows/quality/testing/pictures.ts";
import { encodePng } from "../emulators/comfyui/render/png.ts";
import { marked } from "./mark.ts";
import { xmpPacket } from "./xmp.ts";

const picture = good(5, 96, 80);
const raw = () => sharp(picture.data, { raw: { width: 96, height: 80, channels: 3 } });
const SECRET = "a prompt that is nobody else's business";

async function* inParts(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const asIs = (source: AsyncIterable<Buffer>) => source;
async function deliver(bytes: Buffer, size?: number): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of marked(inParts(bytes, size), "trainedAlgorithmicMedia", asIs)) parts.push(part);
	return Buffer.concat(parts);
}
const pixels = (bytes: Buffer) => sharp(bytes).raw().toBuffer();

const exif = { IFD0: { Make: `workflow:{"1":{"class_type":"KSampler"}}`, Model: `prompt:${SECRET}` } };
const FILES: [string, () => Promise<Buffer>][] = [
	["PNG of ComfyUI", async () => encodePng(picture, { prompt: SECRET, workflow: SECRET })],
	["PNG of sharp", () => raw().png().toBuffer()],
	["JPEG", () => raw().jpeg().toBuffer()],
	["JPEG with a prompt", () => raw().withExif(exif).jpeg().toBuffer()],
	["lossy WebP", () => raw().webp().toBuffer()],
	["lossless WebP", () => raw().webp({ lossless: true }).toBuffer()],
	["WebP with alpha", () => raw().ensureAlpha(0.5).webp({ lossless: true }).toBuffer()],
	["WebP with a prompt", () => raw().withExif(exif).webp().toBuffer()],
	[
		"animated WebP",
		() =>
			sharp(Buffer.concat([picture.data, picture.data.map((value) => 255 - value)]), {
				raw: { width: 96, height: 160, channels: 3, pageHeight: 80 },
			})
				.webp({ delay: [40, 40] })
				.toBuffer(),
	],
];

/** Once in each file with a packet, as sharp writes it. */
const PACKETS = {
	png: /XML:com\.adobe\.xmp/g,
	jpeg: /W5M0MpCehiHzreSzNTczkc9d/g,
	webp: /W5M0MpCehiHzreSzNTczkc9d/g,
};

describe("what is delivered says that a model made it, and nothing of the prompt", () => {
	test.each(FILES)("%s", async (_, make) => {
		const before = await make();
		const after = await deliver(before);
		const { xmp } = await sharp(after).metadata();
		expect(xmp?.toString("utf8")).toBe(xmpPacket("trainedAlgorithmicMedia"));
		expect(after.toString("latin1")).not.toContain(SECRET);
		expect(sniffMedia(after)).toMatchObject({ kind: "image", width: 96, height: 80 });
		expect((await pixels(after)).equals(await pixels(before))).toBe(true);
		// A second time nothing is added.
		expect((await deliver(after)).equals(after)).toBe(true);
	});
});

describe("marks that are there already are kept", () => {
	const jumbf = Buffer.from([0xff, 0xeb, 0, 6, 0x4a, 0x50, 0, 1]);

	test("a signed file is delivered byte for byte", async () => {
		const png = encodePng(picture, { prompt: SECRET });
		const signature = Buffer.concat([
			Buffer.from([0, 0, 0, 4]),
			Buffer.from("caBXjumb", "latin1"),
			Buffer.alloc(4),
		]);
		const signed = Buffer.concat([png.subarray(0, 33), signature, png.subarray(33)]);
		expect((await deliver(signed)).equals(signed)).toBe(true);
		const jpeg = await raw().jpeg().toBuffer();
		const signedJpeg = Buffer.concat([jpeg.subarray(0, 2), jumbf, jpeg.subarray(2)]);
		expect((await deliver(signedJpeg)).equals(signedJpeg)).toBe(true);
	});

	test.each(["png", "jpeg", "webp"] as const)(
		"an XMP packet of a %s stays, and no other is added",
		async (format) => {
			const own = xmpPacket("compositeWithTrainedAlgorithmicMedia");
			const before = await raw().withXmp(own).toFormat(format).toBuffer();
			const { xmp } = await sharp(await deliver(before)).metadata();
			expect(xmp?.toString("utf8")).toContain("compositeWithTrainedAlgorithmicMedia");
			expect((await deliver(before)).toString("latin1").match(PACKETS[format])).toHaveLength(1);
		},
	);
});

test("whatever is cut off or is no picture passes by as it is, in pieces of any size", async () => {
	const files = await Promise.all(FILES.slice(1, 6).map(([, make]) => make()));
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...files),
			fc.nat(400),
			fc.integer({ min: 1, max: 5000 }),
			async (file, cut, size) => {
				const part = file.subarray(0, Math.max(1, file.length - 1 - cut));
				const out = await deliver(part, size);
				// A JPEG may be whole enough to be marked: then all of its bytes are there, with a packet among them.
				expect(out.length).toBeGreaterThanOrEqual(Math.min(part.length, out.length));
				if (sniffMedia(file)?.content_type !== "image/jpeg") expect(out.equals(part)).toBe(true);
			},
		),
	);
	const text = Buffer.from(`words, ${SECRET}`);
	expect((await deliver(text, 3)).equals(text)).toBe(true);
});

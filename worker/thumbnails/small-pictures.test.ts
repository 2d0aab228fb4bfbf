import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { hasFfmpeg } from "../../workflows/quality/examine/ffmpeg.ts";
import { realFfmpeg } from "../../workflows/quality/examine/testing/real-ffmpeg.ts";
import { absent } from "../../workflows/testing/absent.ts";
import { solid } from "../emulators/comfyui/render/canvas.ts";
import { encodeMp4 } from "../emulators/comfyui/render/mp4.ts";
import { posterOf } from "./poster.ts";
import { smallPictures } from "./small-pictures.ts";

const picture = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: "#a04020" } });
const shapeOf = async (bytes: Buffer) => {
	const { format, width, height } = await sharp(bytes).metadata();
	return { format, width, height };
};

test.each([
	["wide", 1024, 512, [256, 128], [768, 384]],
	["tall", 600, 1200, [128, 256], [384, 768]],
	["smaller than a thumbnail", 40, 30, [40, 30], [40, 30]],
])("a picture that is %s has its shape in both sizes", async (_, width, height, small, large) => {
	const made = await smallPictures(await picture(width, height).png().toBuffer());
	expect(made.map(({ size }) => size)).toEqual([256, 768]);
	const shapes = await Promise.all(made.map(({ bytes }) => shapeOf(bytes)));
	expect(shapes).toEqual([small, large].map(([w, h]) => ({ format: "webp", width: w, height: h })));
});

test("a photo that lies on its side stands upright, and says no more where it was taken", async () => {
	const lying = await picture(400, 200)
		.withExif({ IFD0: { Copyright: "somebody" } })
		.withMetadata({ orientation: 6 })
		.jpeg()
		.toBuffer();
	const [small] = await smallPictures(lying);
	expect(await shapeOf(small?.bytes ?? Buffer.alloc(0))).toMatchObject({ width: 128, height: 256 });
	expect((await sharp(small?.bytes).metadata()).exif).toBeUndefined();
});

test("noise, which packs worst, fits; what is clear stays clear; 16 bits are read", async () => {
	const noise = Buffer.from(Array.from({ length: 900 * 900 * 3 }, (_, i) => (i * 7919 * (i % 251)) % 256));
	const raw = { width: 900, height: 900, channels: 3 } as const;
	for (const { bytes } of await smallPictures(await sharp(noise, { raw }).png().toBuffer()))
		expect(bytes.length).toBeLessThan(400_000);
	const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: "#0000" } })
		.png()
		.toBuffer();
	const [small] = await smallPictures(clear);
	expect((await sharp(small?.bytes).metadata()).hasAlpha).toBe(true);
	await smallPictures(await picture(20, 20).toColourspace("rgb16").png().toBuffer());
});

test("what is no picture is refused with a reason, and the worker lives", async () => {
	for (const bytes of [
		Buffer.alloc(0),
		Buffer.from("text"),
		Buffer.from("\x89PNG\r\n\x1a\nbroken", "latin1"),
	])
		await expect(smallPictures(bytes)).rejects.toThrow(/\w/);
});

test("a film's frame is what ffmpeg writes; one that writes nothing, fails or is not there is told", async () => {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-poster-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	const program = async (name: string, script: string) => {
		const file = path.join(folder, name);
		await writeFile(file, `#!/bin/sh\n${script}\n`);
		await chmod(file, 0o755);
		return file;
	};
	const good = await program(
		"good",
		'case "$*" in *"-protocol_whitelist file -i a.mp4"*) printf frame;; esac',
	);
	expect(await hasFfmpeg(good)).toBe(true);
	expect((await posterOf("a.mp4", good)).toString()).toBe("frame");
	await expect(posterOf("a.mp4", await program("silent", "exit 0"))).rejects.toThrow("no frame");
	await expect(posterOf("a.mp4", await program("bad", "exit 1"))).rejects.toThrow();
	expect(await hasFfmpeg(path.join(folder, "nobody"))).toBe(false);
});

test("a film's frame is taken by the real ffmpeg, and a file without one is told", async () => {
	const program = await realFfmpeg();
	if (program === null) return absent("there is no ffmpeg here, and pip fetches none");
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-poster-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	const film = path.join(folder, "a.mp4");
	await writeFile(film, encodeMp4(Array(8).fill(solid(64, 48, [200, 90, 20])), 8));
	expect(await sharp(await posterOf(film, program)).metadata()).toMatchObject({ format: "png", width: 64 });
	await writeFile(film, "no film at all");
	await expect(posterOf(film, program)).rejects.toThrow(/Invalid data/);
});

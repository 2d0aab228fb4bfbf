import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { absent } from "../testing/absent.ts";
import { guess, moves, nameOf } from "./kinds.ts";
import { matroska } from "./testing/matroska.ts";
import { movie, text, u32 } from "./testing/movies.ts";
import { readTracks, withTracks } from "./tracks.ts";

const sourceOf = (bytes: Uint8Array) => ({
	size: bytes.length,
	read: async (start: number, end: number) => bytes.subarray(start, end),
});
async function kindOf(bytes: Uint8Array) {
	const media = guess(bytes);
	return media === null ? null : withTracks(media, sourceOf(bytes));
}

describe("a film or a sound is what its tracks are, whatever its container is called", () => {
	test.each([
		["isom", ["vide", "soun"], "video/mp4", "video"],
		["isom", ["soun"], "audio/mp4", "audio"],
		["M4A ", ["soun"], "audio/mp4", "audio"],
		["M4A ", ["vide"], "video/mp4", "video"],
		["qt  ", ["vide"], "video/quicktime", "video"],
		["qt  ", ["soun"], "audio/mp4", "audio"],
		["3gp5", ["vide"], "video/3gpp", "video"],
	] as const)("%s with %j is %s", async (brand, tracks, content_type, kind) => {
		const media = await kindOf(movie(brand, [...tracks]));
		const size = kind === "video" ? { width: 64, height: 48 } : { width: null, height: null };
		expect(media).toMatchObject({ content_type, kind, duration_ms: 1000, ...size });
	});

	test.each([
		["matroska", ["video", "audio"], "video/x-matroska", "video", "mkv"],
		["matroska", ["video"], "video/x-matroska", "video", "mkv"],
		["matroska", ["audio"], "audio/x-matroska", "audio", "mka"],
		["webm", ["video", "audio"], "video/webm", "video", "webm"],
		["webm", ["audio"], "audio/webm", "audio", "weba"],
	] as const)("%s with %j is %s", async (doctype, tracks, content_type, kind, extension) => {
		const media = await kindOf(matroska(doctype, tracks));
		const size = kind === "video" ? { width: 64, height: 48 } : { width: null, height: null };
		expect(media).toMatchObject({ content_type, kind, extension, duration_ms: 1000, ...size });
	});

	test("what lies before them is passed over, not read", async () => {
		const bytes = movie("isom", ["soun"], 3_000_000);
		let read = 0;
		const source = sourceOf(bytes);
		const media = await readTracks(
			{
				size: bytes.length,
				read: (start, end) => {
					read += end - start;
					return source.read(start, end);
				},
			},
			"video/mp4",
		);
		expect(media).toEqual({ audio: true, video: false, duration_ms: 1000, width: null, height: null });
		expect(read).toBeLessThan(400_000);
	});

	test("one without readable tracks stays what its container says; where storage fails, that is told", async () => {
		const broken = movie("isom", []);
		expect(await kindOf(broken)).toMatchObject({
			kind: "video",
			content_type: "video/mp4",
			duration_ms: null,
		});
		const away = { size: 1000, read: () => Promise.reject(new Error("storage is away")) };
		await expect(readTracks(away, "video/mp4")).rejects.toThrow("storage is away");
	});
});

describe("pictures in the container of films", () => {
	test.each([
		["heic", "a HEIC picture"],
		["mif1", "a HEIF picture"],
		["avif", "an AVIF picture"],
	])("%s is no film, and is called by its name", (brand, name) => {
		const bytes = movie(brand, []);
		expect(guess(bytes)).toBeNull();
		expect(nameOf(bytes)).toBe(name);
	});
});

test("a picture moves if it says so", () => {
	const webp = (flags: number) =>
		new Uint8Array([...text("RIFF"), ...u32(0), ...text("WEBPVP8X"), ...u32(10), flags]);
	expect(moves(webp(2))).toBe(true);
	expect(moves(webp(0x10))).toBe(false);
	const png = [0x89, ...text("PNG\r\n\x1a\n")];
	expect(moves(new Uint8Array([...png, ...u32(8), ...text("acTL")]))).toBe(true);
	expect(moves(new Uint8Array([...png, ...u32(4), ...text("IDAT")]))).toBe(false);
});

const folder = path.resolve(import.meta.dirname, "../../../shared/cases/media");
test("files that others have made are typed by their bytes", async () => {
	if (!existsSync(folder)) return absent(`no files in ${folder}`);
	const types: Record<string, string | null> = {};
	for (const name of readdirSync(folder)) {
		const bytes = new Uint8Array(readFileSync(path.join(folder, name)));
		types[name] = (await kindOf(bytes))?.content_type ?? nameOf(bytes);
	}
	expect(types).toEqual({
		"a.aac": "audio/aac",
		"a.avif": "an AVIF picture",
		"a.bmp": "a BMP picture",
		"a.flac": "audio/flac",
		"a.gif": "a GIF",
		"a.m4a": "audio/mp4",
		"a.mka": "audio/x-matroska",
		"a.mp3": "audio/mpeg",
		"a.mp4": "audio/mp4",
		"a.opus": "audio/ogg",
		"a.tiff": "a TIFF picture",
		"a.weba": "audio/webm",
		"anim.gif": "a GIF",
		"anim.webp": "image/webp",
	});
});

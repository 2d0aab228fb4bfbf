import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readMovie } from "../../workflows/media/movie.ts";
import { checkSchema, worstOf } from "../../workflows/quality/checks/check.ts";
import { filmChecksOf } from "../../workflows/quality/examine/film.ts";
import { solid } from "../emulators/comfyui/render/canvas.ts";
import { encodeMp4 } from "../emulators/comfyui/render/mp4.ts";

const mp4 = encodeMp4(Array(24).fill(solid(64, 48, [200, 90, 20])), 8);
const sourceOf = (bytes: Buffer) => ({
	size: bytes.length,
	read: async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end)),
});
const left = (bytes: Buffer) => ({
	file: {
		size: bytes.length,
		open: (start = 0, end = bytes.length) => Readable.from([bytes.subarray(start, end)]),
	},
	width: 64,
	height: 48,
});
const nobody = async () => null;
const statuses = (checks: readonly { id: string; status: string }[]) =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));

async function scratch(): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-film-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	return folder;
}

/** Stands in for ffmpeg: for pictures it writes bytes, for sound it says how loud. It decodes nothing. */
async function standIn(folder: string, pictures: string, sound: string): Promise<string> {
	const file = path.join(folder, "ffmpeg");
	await writeFile(
		file,
		`#!/bin/sh\ncase "$*" in *volumedetect*) ${sound};; *"-max_pixels 100000000 -protocol_whitelist file -i"*) ${pictures};; esac\n`,
	);
	await chmod(file, 0o755);
	return file;
}

test("pictures of an MP4 are counted from its tables, whether its contents stand first or last", async () => {
	const told = { frames: 24, fps: 8, duration_ms: 3000, sound: false };
	expect(await readMovie(sourceOf(mp4))).toEqual(told);
	const moov = mp4.indexOf("moov") - 4;
	const end = moov + mp4.readUInt32BE(moov);
	const last = Buffer.concat([mp4.subarray(0, moov), mp4.subarray(end), mp4.subarray(moov, end)]);
	expect(await readMovie(sourceOf(last))).toEqual(told);
});

test("a file that is no MP4, or is cut off or changed anywhere, is counted or not, and breaks nobody", async () => {
	expect(await readMovie(sourceOf(Buffer.alloc(0)))).toBeNull();
	expect(await readMovie(sourceOf(Buffer.from("no film at all, only words")))).toBeNull();
	const moov = mp4.indexOf("moov") - 4;
	await fc.assert(
		fc.asyncProperty(fc.nat(mp4.length), fc.nat(1200), fc.nat(255), async (end, at, value) => {
			const changed = Buffer.from(mp4);
			changed[moov + at] = value;
			const movie = await readMovie(sourceOf(changed.subarray(0, end)));
			if (movie !== null) expect(movie.frames).toBeGreaterThan(0);
		}),
	);
});

test("S0-D33 S0-A29 a film is held against what was asked for; without ffmpeg nobody looked, which is no pass", async () => {
	const wanted = { frames: 24, fps: 8, width: 64, height: 48 };
	const checks = await filmChecksOf(left(mp4), wanted, "/nowhere", nobody);
	expect(checks.map((check) => checkSchema.parse(check))).toEqual(checks);
	expect(statuses(checks)).toMatchObject({
		video_frames: "pass",
		video_fps: "pass",
		video_duration: "pass",
		video_dimensions: "pass",
		file_decodable: "skipped",
		video_black: "skipped",
		audio_silent: "skipped",
	});
	expect(worstOf(checks)).toBe("skipped");
	const other = await filmChecksOf(
		left(mp4),
		{ frames: 25, fps: 16, width: 48, height: 64 },
		"/nowhere",
		nobody,
	);
	expect(statuses(other)).toMatchObject({
		...{ video_frames: "fail", video_fps: "fail", video_duration: "fail", video_dimensions: "fail" },
	});
	const unasked = await filmChecksOf(left(mp4), undefined, "/nowhere", nobody);
	expect(unasked[1]).toMatchObject({ id: "video_frames", status: "skipped", value: 24 });
	const webm = await filmChecksOf(
		left(Buffer.from("\x1a\x45\xdf\xa3webm", "latin1")),
		wanted,
		"/nowhere",
		nobody,
	);
	expect(statuses(webm)).toMatchObject({ video_frames: "skipped" });
});

test("what ffmpeg decodes is measured, and nothing of the film is left behind", async () => {
	const folder = await scratch();
	const black =
		'head -c 11520 /dev/zero; echo "[info]   Stream #0:1[0x2](und): Audio: aac (LC), 44100 Hz" >&2';
	const silent =
		'echo "[silencedetect @ 0x55f0] [info] silence_start: 0.5" >&2; echo "[silencedetect @ 0x55f0] [info] silence_end: 2" >&2; echo "[Parsed_volumedetect_0 @ 0x55f0] [info] max_volume: -91.0 dB" >&2';
	const program = await standIn(folder, black, silent);
	const withSound = Buffer.from("no MP4: then there may be sound");
	const checks = await filmChecksOf(left(withSound), undefined, folder, async () => program);
	expect(statuses(checks)).toMatchObject({ video_black: "fail", video_frozen: "warn", audio_silent: "warn" });
	expect(checks.find(({ id }) => id === "audio_silent")?.spans).toEqual([{ from: 0.5, to: 2 }]);
	expect(checks.map((check) => checkSchema.parse(check))).toEqual(checks);
	expect(await readdir(folder)).toEqual(["ffmpeg"]);
	const broken = await standIn(
		folder,
		'echo "[in#0 @ 0x5] [error] moov atom not found" >&2; exit 1',
		"exit 1",
	);
	const unseen = await filmChecksOf(left(mp4), undefined, folder, async () => broken);
	expect(unseen[0]).toMatchObject({ status: "fail", reason: expect.stringContaining("moov atom not found") });
	expect(statuses(unseen)).toMatchObject({ video_black: "skipped", audio_silent: "skipped" });
	const gone = path.join(folder, "gone");
	const nothing = await filmChecksOf(left(mp4), undefined, folder, async () => gone);
	expect(nothing[0]).toMatchObject({ id: "file_decodable", status: "error" });
	expect(await readdir(folder)).toEqual(["ffmpeg"]);
});

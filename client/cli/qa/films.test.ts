import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import type { CheckId } from "../../../workflows/quality/checks/check.ts";
import type { Examination } from "../../../workflows/quality/checks/examination.ts";
import { personOf } from "../../../workflows/quality/checks/face-checks.ts";
import { standardsSchema } from "../../../workflows/quality/checks/standards.ts";
import { examine } from "../../../workflows/quality/examine/examine.ts";
import { realFfmpeg } from "../../../workflows/quality/examine/testing/real-ffmpeg.ts";
import { photographs } from "../../../workflows/quality/faces/testing/photographs.ts";
import { absent } from "../../../workflows/testing/absent.ts";
import { examineFilm } from "./films.ts";

const run = promisify(execFile);
const program = await realFfmpeg();
const folder = await mkdtemp(path.join(tmpdir(), "darkroom-films-"));
afterAll(() => rm(folder, { recursive: true }));

const [WIDTH, HEIGHT, RATE, SECONDS] = [128, 72, 16, 1.5];
const WANTED = { frames: 24, fps: RATE, width: WIDTH, height: HEIGHT };
const MOVING = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${RATE}:duration=${SECONDS}`;
/** One picture, for as long. */
const STILL = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${RATE}:duration=0.0625,loop=23:1`;
/** Encoders that every build has. */
const PICTURES = ["-c:v", "mpeg4", "-q:v", "3"];
const picture = (filter: string) => ["-f", "lavfi", "-i", filter];

/** A film as the real ffmpeg makes it, by its name. */
async function make(name: string, ...words: string[]): Promise<string> {
	const file = path.join(folder, name);
	await run(program ?? "", ["-nostdin", "-v", "error", "-y", ...words, file]);
	return file;
}

/** All that is not as it should be in a film, by check. */
async function look(name: string, wanted: object = WANTED) {
	const { film } = await examineFilm({ file: path.join(folder, name), name }, wanted, program ?? "");
	const bad = film.checks.filter(({ status }) => status !== "pass");
	return Object.fromEntries(bad.map((check) => [check.id, check])) as Partial<
		Record<CheckId, (typeof bad)[number]>
	>;
}

const MISSING = "no ffmpeg is installed or named by DARKROOM_FFMPEG, and pip fetches none";
const SILENT_FILM = { audio_silent: { status: "skipped", reason: "it has no sound" } };
/** Nobody asked for faces. */
const FACES = ["video_face", "video_face_match"];

test("good films of several kinds pass, and their pictures are counted where no table says them (real ffmpeg)", async () => {
	if (program === null) return absent(MISSING);
	await make("good.mp4", ...picture(MOVING), ...PICTURES);
	await make("good.mkv", ...picture(MOVING), ...PICTURES);
	await make(
		"pieces.mp4",
		...[...picture(MOVING), ...PICTURES, "-movflags", "frag_keyframe+empty_moov", "-g", "8"],
	);
	for (const name of ["good.mp4", "good.mkv", "pieces.mp4"])
		expect(await look(name), name).toMatchObject(SILENT_FILM);
	for (const name of ["good.mp4", "good.mkv", "pieces.mp4"])
		expect(Object.keys(await look(name)), name).toEqual([...FACES, "audio_silent"]);
	const tone = ["-f", "lavfi", "-i", `sine=frequency=440:duration=${SECONDS}`, "-c:a", "aac", "-shortest"];
	await make("tone.mp4", ...picture(MOVING), ...tone, ...PICTURES);
	expect(Object.keys(await look("tone.mp4"))).toEqual(FACES);
	const hush = ["-f", "lavfi", "-i", "anullsrc", "-c:a", "aac", "-shortest"];
	await make("hush.mp4", ...picture(MOVING), ...hush, ...PICTURES);
	expect(await look("hush.mp4")).toMatchObject({ audio_silent: { status: "warn" } });
});

test("what is black, stands still or flickers is told, and when (real ffmpeg)", async () => {
	if (program === null) return absent(MISSING);
	const black = `color=black:size=${WIDTH}x${HEIGHT}:rate=${RATE}`;
	await make("black.mp4", ...picture(`${black}:duration=${SECONDS}`), ...PICTURES);
	expect(await look("black.mp4")).toMatchObject({
		video_black: { status: "fail", value: 1, spans: [{ from: 0, to: 1.5 }] },
		video_frozen: { status: "warn" },
	});
	const later = `${black}:duration=0.5[a];testsrc2=size=${WIDTH}x${HEIGHT}:rate=${RATE}:duration=1[b];[a][b]concat=n=2`;
	await make("later.mp4", ...picture(later), ...PICTURES);
	expect(await look("later.mp4")).toMatchObject({
		video_black: { status: "warn", reason: "it begins in black", spans: [{ from: 0, to: 0.5 }] },
	});
	await make("still.mp4", ...picture(STILL), ...PICTURES);
	expect(await look("still.mp4")).toMatchObject({ video_frozen: { status: "warn", value: 1 } });
	const flicker = `${MOVING},eq=brightness='if(mod(n,2),0.3,-0.3)':eval=frame`;
	await make("flicker.mp4", ...picture(flicker), ...PICTURES);
	expect(await look("flicker.mp4")).toMatchObject({ video_flicker: { status: "warn" } });
	expect((await look("flicker.mp4")).video_frozen).toBeUndefined();
});

test("another length, rate or size than was asked for is told (real ffmpeg)", async () => {
	if (program === null) return absent(MISSING);
	await make("fast.mp4", ...picture(MOVING.replace("rate=16", "rate=30")), ...PICTURES);
	expect(await look("fast.mp4")).toMatchObject({
		video_frames: { status: "fail", value: 45 },
		video_fps: { status: "fail", value: 30 },
	});
	expect(await look("fast.mp4", { width: HEIGHT, height: WIDTH })).toMatchObject({
		video_dimensions: { status: "fail", value: "128x72" },
	});
	// A small file whose pictures say that they have four thousand megapixels.
	const jpegs = await readFile(
		await make("bomb.mov", ...picture(MOVING), "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"),
	);
	for (let at = jpegs.indexOf("ffc0", "hex"); at !== -1; at = jpegs.indexOf("ffc0", at + 1, "hex")) {
		if (jpegs.readUInt16BE(at + 5) === HEIGHT) jpegs.fill(0xff, at + 5, at + 9);
	}
	await writeFile(path.join(folder, "bomb.mov"), jpegs);
	expect((await look("bomb.mov")).file_decodable).toMatchObject({ status: "fail" });
});

test("a film that is cut off anywhere, damaged, or has no pictures fails, and says why (real ffmpeg)", async () => {
	if (program === null) return absent(MISSING);
	const whole = await make("whole.mp4", ...picture(MOVING), ...PICTURES, "-movflags", "faststart");
	const bytes = await readFile(whole);
	const film = bytes.indexOf("mdat");
	const shares = [0.02, 0.5, 0.95];
	for (const share of shares) {
		const end = Math.floor(film + (bytes.length - film) * share);
		await writeFile(path.join(folder, "cut.mp4"), bytes.subarray(0, end));
		expect((await look("cut.mp4")).file_decodable, `cut after ${share}`).toMatchObject({ status: "fail" });
	}
	const stream = await readFile(await make("whole.mkv", ...picture(MOVING), ...PICTURES));
	await writeFile(path.join(folder, "cut.mkv"), stream.subarray(0, stream.length / 2));
	expect((await look("cut.mkv")).file_decodable).toMatchObject({ status: "fail" });
	const last = await readFile(await make("last.mp4", ...picture(MOVING), ...PICTURES));
	await writeFile(path.join(folder, "headless.mp4"), last.subarray(0, last.length / 2));
	expect((await look("headless.mp4")).file_decodable).toMatchObject({
		status: "fail",
		reason: expect.stringContaining("moov atom not found"),
	});
	const damaged = Buffer.from(bytes);
	for (let at = film + 100; at < damaged.length; at += 41) damaged[at] = (at * 7) % 256;
	await writeFile(path.join(folder, "damaged.mp4"), damaged);
	expect((await look("damaged.mp4")).file_decodable).toMatchObject({ status: "fail" });
	await make("sound.mp4", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac");
	expect(await look("sound.mp4")).toMatchObject({ file_type: { status: "fail" } });
	await writeFile(path.join(folder, "none.mp4"), "");
	expect(await look("none.mp4")).toMatchObject({
		file_type: { status: "fail", reason: "the file has no bytes" },
	});
});

test("a face is followed through a film: when it is another one is told (real ffmpeg, photographs of two men)", async () => {
	if (program === null) return absent(MISSING);
	const found = await photographs();
	if (found === null) return absent("pip fetches no photographs here");
	const wish = { insightface: null };
	const opener = { examine };
	const look = async (file: string): Promise<Examination> => examine(await readFile(file), { faces: wish });
	const references = [await look(found.same[1]), await look(found.same[2])];
	const [first] = references;
	if (first?.faces.how !== "found") return absent("the packages that look for faces are not installed");
	const person = personOf(references.map(({ faces }) => faces));
	const still = (file: string, seconds: number) => ["-loop", "1", "-t", String(seconds), "-i", file];
	const same =
		"scale=480:360:force_original_aspect_ratio=decrease,pad=480:360:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=8";
	await make(
		"two.mp4",
		...[...still(found.same[0], 1.5), ...still(found.other, 0.5)],
		...["-filter_complex", `[0]${same}[a];[1]${same}[b];[a][b]concat`, ...PICTURES],
	);
	const standards = standardsSchema.parse({ face_view: "any" });
	const file = { file: path.join(folder, "two.mp4"), name: "two.mp4" };
	const compared = { wish, opener, standards, person: async () => person };
	const { film } = await examineFilm(file, {}, program, compared);
	const of = (id: CheckId) => film.checks.find((check) => check.id === id);
	expect(of("video_face")).toMatchObject({ status: "pass", value: 1, spans: [] });
	expect(of("video_face_match")).toMatchObject({ status: "warn", spans: [{ from: 1.5, to: 2 }] });
});

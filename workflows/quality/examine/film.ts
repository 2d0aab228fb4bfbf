import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { type Movie, readMovie } from "../../media/movie.ts";
import { type Check, told } from "../checks/check.ts";
import { checkFilm, type FoundFilm, type WantedFilm } from "../checks/film-checks.ts";
import { motionOf } from "../frames/motion.ts";
import { evenly } from "../frames/spans.ts";

const run = promisify(execFile);

/** Longer than this looking at a film may not take, in milliseconds. */
const TIME_MS = 60_000;
/** Pictures a second where the file does not say. */
const USUAL_RATE = 24;
/** Pixels of each picture as it is looked at. */
const [WIDTH, HEIGHT] = [64, 36];
/** Pictures that are looked at, at most. */
const MOST_FRAMES = 2_000;
/** Larger films are not looked at, in bytes. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** A film that an attempt left. */
export interface LeftFilm {
	file: { size: number; open(start?: number, end?: number): Readable };
	/** Pixels, as the file says them. */
	width: number | null;
	height: number | null;
}

/**
 * Looks at a film that an attempt left, beside its upload: its tables are read here, its pictures are decoded by ffmpeg
 * where this machine has it. Never rejects: what could not be looked at says so.
 */
export async function filmChecksOf(
	{ file, width, height }: LeftFilm,
	wanted: WantedFilm | undefined,
	scratch: string,
	ffmpeg: () => Promise<string | null>,
): Promise<Check[]> {
	try {
		const read = async (start: number, end: number) => new Uint8Array(await buffer(file.open(start, end)));
		const movie = await readMovie({ size: file.size, read });
		const seen = await look(file, scratch, await ffmpeg(), movie);
		return checkFilm({ movie, width, height, ...seen }, wanted ?? {});
	} catch (error) {
		return [told("video_frames", "error", error instanceof Error ? error.message : String(error))];
	}
}

type Seen = Pick<FoundFilm, "motion" | "loudest">;

const nobody = (why: string): Seen => ({ motion: { unseen: why }, loudest: { unseen: why } });

async function look(
	file: LeftFilm["file"],
	scratch: string,
	program: string | null,
	movie: Movie | null,
): Promise<Seen> {
	if (program === null) return nobody("this machine has no ffmpeg");
	if (file.size > MOST_BYTES) return nobody(`films of more than ${MOST_BYTES} bytes are not looked at`);
	await mkdir(scratch, { recursive: true });
	const film = path.join(scratch, `${randomUUID()}.film`);
	try {
		await pipeline(file.open(), createWriteStream(film));
		return {
			motion: await motion(film, program, movie?.fps ?? USUAL_RATE).catch(brief),
			loudest:
				(movie?.sound ?? true) ? await loudest(film, program).catch(brief) : { unseen: "it has no sound" },
		};
	} finally {
		await rm(film, { force: true });
	}
}

/** The film is somebody's file: it must not name other files or addresses for ffmpeg to open. */
const INPUT = ["-nostdin", "-threads", "1", "-protocol_whitelist", "file", "-i"];

async function motion(film: string, program: string, rate: number): Promise<Seen["motion"]> {
	const bytes = WIDTH * HEIGHT;
	const { stdout } = await run(
		program,
		[
			...[
				"-v",
				"error",
				...INPUT,
				film,
				"-map",
				"0:v:0",
				"-frames:v",
				String(MOST_FRAMES),
				"-fps_mode",
				"passthrough",
			],
			...["-vf", `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`, "-f", "rawvideo", "-"],
		],
		{ timeout: TIME_MS, maxBuffer: MOST_FRAMES * bytes * 2, encoding: "buffer" },
	);
	const frames = Array.from({ length: Math.floor(stdout.length / bytes) }, (_, i) =>
		stdout.subarray(i * bytes, (i + 1) * bytes),
	);
	return (
		motionOf({ width: WIDTH, height: HEIGHT, times: evenly(frames.length, rate), frames }) ?? {
			unseen: "ffmpeg found no picture in it",
		}
	);
}

async function loudest(film: string, program: string): Promise<Seen["loudest"]> {
	const { stderr } = await run(
		program,
		["-hide_banner", ...INPUT, film, "-map", "0:a:0", "-af", "volumedetect", "-f", "null", "-"],
		{ timeout: TIME_MS, maxBuffer: 8 * 1024 * 1024 },
	);
	const found = /max_volume: (-?[\d.]+|-inf) dB/.exec(stderr)?.[1];
	if (found === undefined) return { unseen: "ffmpeg found no sound in it" };
	return found === "-inf" ? -120 : Number(found);
}

function brief(error: unknown): { unseen: string } {
	const text = error instanceof Error ? error.message : String(error);
	return { unseen: `ffmpeg could not read it: ${text.split("\n").at(-2) ?? text}`.slice(0, 300) };
}

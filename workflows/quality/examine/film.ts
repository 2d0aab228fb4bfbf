import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Movie, readMovie } from "../../media/movie.ts";
import { type Check, told } from "../checks/check.ts";
import { checkFilm, type FoundFilm, LIMITS, type WantedFilm } from "../checks/film-checks.ts";
import { checkFilmFaces, type FilmFaces } from "../checks/film-faces.ts";
import { usualStandards } from "../checks/standards.ts";
import { motionOf } from "../frames/motion.ts";
import { evenly, joined, type Times } from "../frames/spans.ts";
import { countedBy, type Decoding, timesOf, wholenessOf } from "../frames/wholeness.ts";
import { runFfmpeg, runForPictures } from "./ffmpeg.ts";
import { type FilmCompared, facesOfFilm, looksForFaces } from "./film-faces.ts";

/** Pictures a second where nothing says it. */
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
	compared: FilmCompared | null = null,
): Promise<Check[]> {
	try {
		const read = async (start: number, end: number) => new Uint8Array(await buffer(file.open(start, end)));
		const movie = await readMovie({ size: file.size, read });
		const seen = await look(file, scratch, await ffmpeg(), movie, compared);
		return checkFilm({ ...seen, width: width ?? seen.width, height: height ?? seen.height }, wanted ?? {});
	} catch (error) {
		return [told("file_decodable", "error", error instanceof Error ? error.message : String(error))];
	}
}

function nobody(why: string, movie: Movie | null): FoundFilm {
	const unseen = { unseen: why };
	return {
		...{ movie, width: null, height: null },
		...{ decoded: { how: "not_tried", why }, motion: unseen, loudest: unseen, silences: [] },
		faces: checkFilmFaces(unseen, null, usualStandards),
	};
}

async function look(
	file: LeftFilm["file"],
	scratch: string,
	program: string | null,
	movie: Movie | null,
	compared: FilmCompared | null,
): Promise<FoundFilm> {
	if (program === null) return nobody("this machine has no ffmpeg", movie);
	if (file.size > MOST_BYTES)
		return nobody(`films of more than ${MOST_BYTES} bytes are not looked at`, movie);
	await mkdir(scratch, { recursive: true });
	const film = path.join(scratch, `${randomUUID()}.film`);
	try {
		await pipeline(file.open(), createWriteStream(film));
		const { decoding, frames } = await decode(film, program);
		const decoded = wholenessOf(decoding, movie);
		const { said } = decoding;
		const rate = movie?.fps ?? USUAL_RATE;
		const times = said.starts.length === frames.length ? timesOf(said.starts) : evenly(frames.length, rate);
		const why = decoded.how === "whole" ? "there is no picture in it" : decoded.why;
		return {
			...{ movie: movie ?? countedBy(decoding), width: said.width, height: said.height, decoded },
			motion: motionOf({ width: WIDTH, height: HEIGHT, times, frames }) ?? { unseen: why },
			faces: await faces({ film, program, scratch, times }, compared),
			...((movie?.sound ?? said.sound)
				? await listen(film, program, movie ? movie.duration_ms / 1000 : said.duration)
				: { loudest: { unseen: "it has no sound" }, silences: [] }),
		};
	} finally {
		await rm(film, { force: true });
	}
}

async function faces(
	of: { film: string; program: string; scratch: string; times: Times },
	compared: FilmCompared | null,
): Promise<Check[]> {
	const person = (await compared?.person()) ?? null;
	const standards = compared?.standards ?? usualStandards;
	if (compared === null || !looksForFaces(person, standards))
		return checkFilmFaces({ unseen: "no face was asked for" }, null, standards);
	const found: FilmFaces =
		of.times.starts.length === 0 ? { unseen: "there is no picture in it" } : await facesOfFilm(of, compared);
	return checkFilmFaces(found, person, standards);
}

async function decode(film: string, program: string): Promise<{ decoding: Decoding; frames: Buffer[] }> {
	const { stdout, said, ended } = await runForPictures(program, film, [
		...["-map", "0:v:0", "-frames:v", String(MOST_FRAMES)],
		...["-vf", `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray,showinfo`, "-f", "rawvideo", "-"],
	]);
	const bytes = WIDTH * HEIGHT;
	const count = Math.min(MOST_FRAMES, Math.floor(stdout.length / bytes));
	const frames = Array.from({ length: count }, (_, i) => stdout.subarray(i * bytes, (i + 1) * bytes));
	return { decoding: { frames: count, most: MOST_FRAMES, said, ended }, frames };
}

/** Shorter than this nothing counts as silent, in seconds. */
const SHORTEST_SILENCE = 0.25;

/** @param end of the film in seconds; null: not known, and a silence that lasts to the end is not told */
async function listen(
	film: string,
	program: string,
	end: number | null,
): Promise<Pick<FoundFilm, "loudest" | "silences">> {
	const filters = `volumedetect,silencedetect=noise=${LIMITS.silent}dB:duration=${SHORTEST_SILENCE}`;
	const { said, ended } = await runFfmpeg(program, film, [
		...["-map", "0:a:0", "-af", filters, "-f", "null", "-"],
	]);
	if (said.loudest === null) {
		const why = ended ?? said.complaints[0] ?? "ffmpeg heard none";
		return {
			loudest: { unseen: `its sound cannot be decoded: ${why}`.slice(0, 300) },
			silences: [],
		};
	}
	const silences = said.silences.flatMap(({ from, to }) => {
		const until = to ?? end;
		return until === null || until <= from ? [] : [{ from, to: until }];
	});
	return { loudest: said.loudest, silences: joined(silences) };
}

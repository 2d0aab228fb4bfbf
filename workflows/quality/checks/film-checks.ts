import type { Movie } from "../../media/movie.ts";
import type { Motion } from "../frames/motion.ts";
import type { Span } from "../frames/spans.ts";
import type { FilmDecoded } from "../frames/wholeness.ts";
import { type Check, passed, told } from "./check.ts";

/** What was asked for of a film. What is absent is not held against it. */
export interface WantedFilm {
	frames?: number;
	fps?: number;
	/** Pixels. */
	width?: number;
	height?: number;
}

/** What is known of a film. */
export interface FoundFilm {
	/** As its tables count, or else as its pictures were counted while they were decoded; null: neither says it. */
	movie: Movie | null;
	decoded: FilmDecoded;
	/** Pixels; null where the file does not say. */
	width: number | null;
	height: number | null;
	/** How its pictures move, or why nobody looked. */
	motion: Motion | { unseen: string };
	/** What its faces came to; see `checkFilmFaces`. */
	faces: Check[];
	/** Loudest moment of its sound in decibels below full scale, or why nobody listened. */
	loudest: number | { unseen: string };
	/** When it is silent. */
	silences: Span[];
}

/** What films are held against. Conventions of ours: no set of real films was measured. */
export const LIMITS = {
	/** Share by which the length and the rate may be off. */
	off: 0.02,
	/** Shares of pictures: told, and of black ones refused. A picture that stands still may be meant. */
	black_told: 0.1,
	black_refused: 0.5,
	frozen_told: 0.2,
	frozen_wholly: 0.95,
	flicker_told: 0.2,
	/** Quieter is silent, in decibels. */
	silent: -60,
} as const;

/** All checks of one film, in a fixed order. Pure. */
export function checkFilm(found: FoundFilm, wanted: WantedFilm): Check[] {
	return [
		decodable(found),
		...lengths(found, wanted),
		sides(found, wanted),
		...("unseen" in found.motion
			? (["video_black", "video_frozen", "video_flicker"] as const).map((id) =>
					told(id, "skipped", (found.motion as { unseen: string }).unseen),
				)
			: seen(found.motion)),
		...found.faces,
		silence(found),
	];
}

function decodable({ decoded }: FoundFilm): Check {
	const id = "file_decodable";
	if (decoded.how === "whole") return passed(id);
	const status = ({ broken: "fail", not_tried: "skipped", failed: "error" } as const)[decoded.how];
	return told(id, status, decoded.why);
}

function lengths({ movie }: FoundFilm, { frames, fps }: WantedFilm): Check[] {
	const ids = ["video_frames", "video_fps", "video_duration"] as const;
	if (movie === null) return ids.map((id) => told(id, "skipped", "nothing says how many pictures there are"));
	const seconds = frames !== undefined && fps !== undefined ? frames / fps : undefined;
	const compare = (
		id: (typeof ids)[number],
		value: number,
		limit: number | undefined,
		off: number,
		words: string,
	) => {
		const both = { value: round(value), limit: limit === undefined ? null : round(limit) };
		if (limit === undefined) return told(id, "skipped", "nothing was asked for", both);
		if (Math.abs(value - limit) <= off) return passed(id, both);
		return told(id, "fail", `it has ${both.value} ${words}, and ${both.limit} were asked for`, both);
	};
	return [
		compare("video_frames", movie.frames, frames, 0, "pictures"),
		compare("video_fps", movie.fps, fps, LIMITS.off * (fps ?? 0), "pictures a second"),
		compare("video_duration", movie.duration_ms / 1000, seconds, LIMITS.off * (seconds ?? 0), "seconds"),
	];
}

function sides({ width, height }: FoundFilm, wanted: WantedFilm): Check {
	const id = "video_dimensions";
	if (width === null || height === null) return told(id, "skipped", "the file does not say its size");
	if (wanted.width === undefined || wanted.height === undefined)
		return told(id, "skipped", "no size was asked for", { value: `${width}x${height}` });
	const both = { value: `${width}x${height}`, limit: `${wanted.width}x${wanted.height}` };
	if (width === wanted.width && height === wanted.height) return passed(id, both);
	return told(id, "fail", `its pictures have ${both.value} pixels, and ${both.limit} were asked for`, both);
}

function seen(motion: Motion): Check[] {
	const { black, starts_black, frozen, longest_frozen, flicker, frames, spans } = motion;
	const blackOf = { value: round(black), limit: LIMITS.black_told, spans: spans.black };
	const frozenOf = { value: round(frozen), limit: LIMITS.frozen_told, spans: spans.frozen };
	const flickerOf = { value: round(flicker), limit: LIMITS.flicker_told, spans: spans.flicker };
	return [
		black > LIMITS.black_refused
			? told("video_black", "fail", `${percent(black)} of it is black`, blackOf)
			: black > LIMITS.black_told || starts_black
				? told(
						"video_black",
						"warn",
						starts_black ? "it begins in black" : `${percent(black)} of it is black`,
						blackOf,
					)
				: passed("video_black", blackOf),
		frames > 1 && frozen >= LIMITS.frozen_wholly
			? told("video_frozen", "warn", "nothing in it moves", frozenOf)
			: frozen > LIMITS.frozen_told
				? told("video_frozen", "warn", `it stands still for up to ${round(longest_frozen)} seconds`, frozenOf)
				: passed("video_frozen", frozenOf),
		flicker > LIMITS.flicker_told
			? told("video_flicker", "warn", "its brightness jumps to and fro", flickerOf)
			: passed("video_flicker", flickerOf),
	];
}

function silence({ movie, loudest, silences }: FoundFilm): Check {
	const id = "audio_silent";
	if (movie !== null && !movie.sound) return told(id, "skipped", "it has no sound");
	if (typeof loudest !== "number") return told(id, "skipped", loudest.unseen);
	const both = { value: round(loudest), limit: LIMITS.silent, spans: silences };
	return loudest < LIMITS.silent ? told(id, "warn", "its sound is silent", both) : passed(id, both);
}

function round(value: number): number {
	return Number(value.toFixed(3));
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}

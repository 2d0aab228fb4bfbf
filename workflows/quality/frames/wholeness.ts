import type { Movie } from "../../media/movie.ts";
import type { Said } from "./ffmpeg-log.ts";
import type { Times } from "./spans.ts";

/** Whether a film could be decoded to its end, in the words of `Examination`. */
export type FilmDecoded = { how: "whole" } | { how: "broken" | "not_tried" | "failed"; why: string };

/** What decoding a film came to. */
export interface Decoding {
	/** Pictures that came out, and how many may have. */
	frames: number;
	most: number;
	said: Said;
	/** Why ffmpeg did not end by itself; null: it did. */
	ended: string | null;
}

/** This ffmpeg was built without what decodes it. */
const UNKNOWN = /decoder .*not found|no decoder found|unknown decoder|decoding requested, but/i;
const TOO_LARGE = /exceeds specified max pixel count/;
const CUT_OFF = /ended prematurely|partial file|moov atom not found|truncat/i;
const DAMAGED = /corrupt|error while decoding|invalid data found/i;
/** Share of the length that the container promises, after which pictures may end. */
const MOST_OF_IT = 0.9;

/** Says what decoding a film came to. Pure. */
export function wholenessOf({ frames, most, said, ended }: Decoding, movie: Movie | null): FilmDecoded {
	const broken = (why: string): FilmDecoded => ({ how: "broken", why: why.slice(0, 400) });
	const { complaints } = said;
	const about = (pattern: RegExp) => complaints.find((wrong) => pattern.test(wrong));
	if (ended !== null) return { how: "failed", why: `ffmpeg did not decode it: ${ended}`.slice(0, 400) };
	if (about(TOO_LARGE)) return broken("its pictures are too large to be decoded");
	if (frames === 0) {
		const unknown = about(UNKNOWN);
		if (unknown !== undefined) return { how: "not_tried", why: `this ffmpeg cannot decode it: ${unknown}` };
		return broken(`no picture of it can be decoded${complaints.length > 0 ? `: ${complaints[0]}` : ""}`);
	}
	// A film that begins or ends within its pictures has fewer than its tables, and nobody complains.
	const cut = about(CUT_OFF);
	const fewer = movie !== null && frames < Math.min(movie.frames, most);
	if (fewer && complaints.length > 0)
		return broken(`${frames} of its ${movie.frames} pictures can be decoded: ${cut ?? complaints[0]}`);
	if (cut !== undefined) return broken(`it is cut off: ${cut}`);
	const { duration, sound, starts } = said;
	const { end } = timesOf(starts);
	if (movie === null && duration !== null && !sound && frames < most && end < duration * MOST_OF_IT)
		return broken(`it is cut off: its pictures end after ${end.toFixed(2)} of ${duration} seconds`);
	const damaged = about(DAMAGED);
	return damaged === undefined ? { how: "whole" } : broken(`pictures of it are damaged: ${damaged}`);
}

/** When decoded pictures begin; the last one is taken to last as long as the others do on average. */
export function timesOf(starts: readonly number[]): Times {
	const last = starts.at(-1) ?? 0;
	return { starts, end: starts.length < 2 ? last : last + last / (starts.length - 1) };
}

/** What decoding counted, of a film whose tables do not say it; null: it has more pictures than were decoded, or too few. */
export function countedBy({ frames, most, said }: Decoding): Movie | null {
	if (frames < 2 || frames >= most || said.starts.length !== frames) return null;
	const { end } = timesOf(said.starts);
	if (!(end > 0)) return null;
	return { frames, fps: frames / end, duration_ms: Math.round(end * 1000), sound: said.sound };
}

import type { CheckId } from "../../checks/check.ts";
import { checkFilm } from "../../checks/film-checks.ts";
import { motionOf } from "../../frames/motion.ts";
import { evenly } from "../../frames/spans.ts";
import { greyOf } from "../../pixels/raster.ts";
import { good, rolls } from "../../testing/pictures.ts";
import { type Score, scores } from "./scores.ts";

/** What a film of the labelled set is, and which check has to find that; null: none may find anything. */
const FILM_LABELS = {
	moving: null,
	frozen: "video_frozen",
	black_film: "video_black",
	flickering: "video_flicker",
} as const satisfies Record<string, CheckId | null>;
export type FilmLabel = keyof typeof FILM_LABELS;

/** As films are looked at: pictures of so many grey pixels. */
const [WIDTH, HEIGHT, FRAMES, RATE] = [64, 36, 48, 16];

/** A film whose view wanders over a picture, and what is wrong with it; each picture is off by what an encoder leaves. */
function framesOf(label: FilmLabel, seed: number): Uint8Array[] {
	const roll = rolls(seed);
	const ground = greyOf(good(seed));
	const across = 0.5 + 1.5 * roll();
	const down = 0.5 + 1.5 * roll();
	const stopsAt = label === "frozen" ? Math.floor(FRAMES * 0.5 * roll()) : FRAMES;
	const darkFrom = label === "black_film" ? Math.floor(FRAMES * 0.4 * roll()) : FRAMES;
	const swing = label === "flickering" ? 8 + 12 * roll() : 0;
	return Array.from({ length: FRAMES }, (_, n) => {
		const at = Math.min(n, stopsAt);
		const [left, top] = [Math.floor(at * across), Math.floor(at * down)];
		return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
			if (n >= darkFrom) return Math.floor(roll() * 8);
			const x = (left + (i % WIDTH)) % ground.width;
			const y = (top + Math.floor(i / WIDTH)) % ground.height;
			const noise = roll() < 0.05 ? 1 : 0;
			const value = (ground.data[y * ground.width + x] as number) + noise + (n % 2 === 0 ? swing : -swing);
			return Math.max(0, Math.min(255, value));
		});
	});
}

/** Makes `count` films of each label, as their pictures come from a decoder, and scores what was found. Pure. */
export function scoreFilms(count: number, seed: number): Score<FilmLabel>[] {
	const unseen = { unseen: "not looked at" };
	const files = (Object.keys(FILM_LABELS) as FilmLabel[]).flatMap((label, n) =>
		Array.from({ length: count }, (_, i) => {
			const frames = framesOf(label, seed + n * count + i);
			const motion = motionOf({ width: WIDTH, height: HEIGHT, times: evenly(FRAMES, RATE), frames });
			const found = {
				...{ movie: null, decoded: { how: "whole" as const }, width: null, height: null },
				...{ motion: motion ?? unseen, faces: [], loudest: unseen, silences: [] },
			};
			const told = checkFilm(found, {}).filter(({ status }) => status === "warn" || status === "fail");
			return { label, found: new Set(told.map(({ id }) => id)) };
		}),
	);
	return scores(FILM_LABELS, files);
}

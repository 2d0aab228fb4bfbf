import type { Box, Point } from "./geometry.ts";

/** Side of the square that the detector takes, in pixels. */
export const BLAZEFACE_SIDE = 256;
/** Its grids: cells on a side, and anchors in each. Source: MediaPipe, `face_detection_back`. */
const GRIDS = [
	{ cells: 16, anchors: 2 },
	{ cells: 8, anchors: 6 },
] as const;
/** Numbers of an anchor: the middle and the sides of a box, and six points. */
export const BLAZEFACE_NUMBERS = 16;

/** Middles of all anchors, as shares of the side, in the order in which the detector answers. */
const ANCHORS: readonly Point[] = GRIDS.flatMap(({ cells, anchors }) =>
	Array.from({ length: cells * cells * anchors }, (_, i): Point => {
		const cell = Math.floor(i / anchors);
		return [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
	}),
);
export const BLAZEFACE_ANCHORS = ANCHORS.length;

/** What the detector says of a place before anybody looked closer. */
export interface Candidate {
	box: Box;
	/** 0 to 1. */
	score: number;
	/** The middles of both eyes, the one on the left of the picture first. */
	eyes: readonly [Point, Point];
}

/** A square part of a picture, in its pixels; it may reach over its borders. */
export interface Tile {
	x: number;
	y: number;
	side: number;
}

/** Of a picture whose longest side has fewer pixels than this the parts are not looked at by themselves. */
const TILED_FROM = 320;

/**
 * The squares in which a picture is looked at: the whole of it, and, as the detector sees faces from about a tenth of
 * its square, overlapping squares of half the longest side. 1 to 10 of them.
 */
export function tilesOf(width: number, height: number): Tile[] {
	const longest = Math.max(width, height);
	const whole = { x: (width - longest) / 2, y: (height - longest) / 2, side: longest };
	if (longest < TILED_FROM) return [whole];
	const side = longest / 2;
	const starts = (length: number) => {
		const count = Math.max(1, Math.ceil((length - side) / (side * 0.75)) + 1);
		return Array.from({ length: count }, (_, i) =>
			count === 1 ? Math.min(0, (length - side) / 2) : ((length - side) * i) / (count - 1),
		);
	};
	return [whole, ...starts(height).flatMap((y) => starts(width).map((x): Tile => ({ x, y, side })))];
}

/**
 * Reads what the detector answers about a tile.
 *
 * @param scores one logit for each anchor
 * @param numbers 16 for each anchor, in pixels of its square from the anchor's middle
 * @param least the score from which a place counts
 */
export function blazefaceCandidates(
	scores: ArrayLike<number>,
	numbers: ArrayLike<number>,
	tile: Tile,
	least: number,
): Candidate[] {
	const scale = tile.side / BLAZEFACE_SIDE;
	return ANCHORS.flatMap(([across, down], i): Candidate[] => {
		const score = 1 / (1 + Math.exp(-(scores[i] as number)));
		if (!(score >= least)) return [];
		const at = (n: number) => (numbers[i * BLAZEFACE_NUMBERS + n] as number) * scale;
		const place = (n: number): Point => [
			tile.x + across * tile.side + at(n),
			tile.y + down * tile.side + at(n + 1),
		];
		const [x, y] = place(0);
		const [width, height] = [at(2), at(3)];
		if (!(width > 0 && height > 0)) return [];
		return [
			{ box: { x: x - width / 2, y: y - height / 2, width, height }, score, eyes: [place(4), place(6)] },
		];
	});
}

import type { FivePoints } from "./chip.ts";
import { type Box, type Point, surest } from "./geometry.ts";

/** Side of the square that the detector takes, in pixels. */
export const SCRFD_SIDE = 640;
/** Pixels between the middles of its cells, one grid for each; and anchors in a cell. Source: insightface, `scrfd.py`. */
export const SCRFD_STRIDES = [8, 16, 32] as const;
const ANCHORS = 2;
/** From this score a place is a face, and up to this overlap two are two. */
const LEAST_SCORE = 0.5;
const MOST_OVERLAP = 0.4;

/** A face as the detector found it, in pixels of the picture. */
export interface Detected {
	box: Box;
	/** 0 to 1. */
	score: number;
	points: FivePoints;
}

/** What the detector answers of one grid: for each anchor a score, four distances and ten of points, in strides. */
export interface GridAnswer {
	scores: ArrayLike<number>;
	boxes: ArrayLike<number>;
	points: ArrayLike<number>;
}

/** How many times smaller a picture is made, so that it fits into the square from its upper left corner. */
export function scrfdScale(width: number, height: number): number {
	return SCRFD_SIDE / Math.max(width, height);
}

/** Anchors of a grid: what the detector answers in, and how its outputs are told apart. */
export function anchorsOf(stride: number): number {
	return (SCRFD_SIDE / stride) ** 2 * ANCHORS;
}

/**
 * Reads what the detector answers, grid by grid as {@link SCRFD_STRIDES}. Surest first.
 *
 * @param scale what {@link scrfdScale} said of the picture
 */
export function readScrfd(grids: readonly GridAnswer[], scale: number): Detected[] {
	const found = grids.flatMap((grid, g) => readGrid(grid, SCRFD_STRIDES[g] as number, scale));
	return surest(found, MOST_OVERLAP);
}

function readGrid({ scores, boxes, points }: GridAnswer, stride: number, scale: number): Detected[] {
	const across = SCRFD_SIDE / stride;
	const found: Detected[] = [];
	for (let i = 0; i < anchorsOf(stride); i++) {
		const score = scores[i] as number;
		if (!(score >= LEAST_SCORE)) continue;
		const cell = Math.floor(i / ANCHORS);
		const [x, y] = [(cell % across) * stride, Math.floor(cell / across) * stride];
		const far = (n: number) => (boxes[i * 4 + n] as number) * stride;
		const place = (n: number): Point => [
			(x + (points[i * 10 + n * 2] as number) * stride) / scale,
			(y + (points[i * 10 + n * 2 + 1] as number) * stride) / scale,
		];
		const box = {
			x: (x - far(0)) / scale,
			y: (y - far(1)) / scale,
			width: (far(0) + far(2)) / scale,
			height: (far(1) + far(3)) / scale,
		};
		found.push({ box, score, points: [place(0), place(1), place(2), place(3), place(4)] });
	}
	return found;
}

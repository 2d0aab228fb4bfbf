import type { Raster } from "../pixels/raster.ts";
import { type Point, type Similarity, similarityBetween } from "./geometry.ts";

/** Five places of a face as a viewer sees it: the eye on the left, the eye on the right, the nose, both ends of the mouth. */
export type FivePoints = readonly [Point, Point, Point, Point, Point];

/** A square picture of a face in floating point, `side * side * 3` values of 0 to 255, row by row. */
export interface Chip {
	side: number;
	data: Float32Array;
}

/** Where ArcFace models were trained to have the five points, in a square of 112. Source: insightface, `face_align.py`. */
export const ARCFACE_POINTS: FivePoints = [
	[38.2946, 51.6963],
	[73.5318, 51.5014],
	[56.0252, 71.7366],
	[41.5493, 92.3655],
	[70.7299, 92.2041],
];

/** The similarity from a chip to its picture that brings the points of ArcFace, scaled, onto those of a face. */
export function alignment(points: FivePoints, side: number): Similarity {
	const share = side / 112;
	return similarityBetween(
		ARCFACE_POINTS.map(([x, y]): Point => [x * share, y * share]),
		points,
	);
}

/** A part is looked at so many times in each direction at most where the chip is smaller than it. */
const MOST_SAMPLES = 4;

/**
 * Cuts a square out of a picture: `toPicture` says where each of its pixels lies. Between pixels it is linear; where
 * the square is smaller than what it shows, each pixel is the mean of several places. Outside the picture it is black.
 *
 * @param most places in each direction that a pixel is the mean of, at most
 */
export function cut(picture: Raster, toPicture: Similarity, side: number, most = MOST_SAMPLES): Chip {
	const data = new Float32Array(side * side * 3);
	const samples = Math.min(most, Math.max(1, Math.round(Math.hypot(toPicture.a, toPicture.b))));
	const share = 1 / (samples * samples);
	const { a, b, x0, y0 } = toPicture;
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++)
			for (let sample = 0; sample < samples * samples; sample++) {
				const u = x + ((sample % samples) + 0.5) / samples - 0.5;
				const v = y + (Math.floor(sample / samples) + 0.5) / samples - 0.5;
				add(picture, a * u - b * v + x0, b * u + a * v + y0, share, data, (y * side + x) * 3);
			}
	return { side, data };
}

/** Adds a share of what a picture has at a place, linear between its pixels, to three values. */
function add(picture: Raster, x: number, y: number, share: number, to: Float32Array, at: number): void {
	const [left, top] = [Math.floor(x), Math.floor(y)];
	const [right, down] = [x - left, y - top];
	for (let corner = 0; corner < 4; corner++) {
		const [dx, dy] = [corner & 1, corner >> 1];
		const [column, row] = [left + dx, top + dy];
		if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) continue;
		const weight = share * (dx ? right : 1 - right) * (dy ? down : 1 - down);
		const pixel = (row * picture.width + column) * 3;
		for (let c = 0; c < 3; c++)
			to[at + c] = (to[at + c] as number) + weight * (picture.data[pixel + c] as number);
	}
}

import { type Grey, resample, sidesWithin } from "./raster.ts";

/**
 * How sharp a picture is: the variance of its Laplacian, after a smoothing of 3 x 3 pixels that leaves out what
 * encoders add around edges. It is measured with the longest side at 512 at most.
 */
export interface Sharpness {
	/** Over the whole picture. */
	frame: number;
	/** The same where the picture is sharpest: of 8 x 8 parts the third best. A shallow depth of field does not lower it. */
	best: number;
}

/** Longest side at which sharpness is measured, in pixels. */
const SHARPNESS_SIDE = 512;
const PARTS = 8;
/** The best parts may be a single edge, of a frame or of text. */
const RANK = 2;

/** Measures the sharpness of a picture. One of fewer than 3 pixels on a side has none. */
export function sharpnessOf(picture: Grey): Sharpness {
	const [width, height] = sidesWithin(picture.width, picture.height, SHARPNESS_SIDE);
	const data = smoothed(resample(picture, width, height));
	const counts = new Float64Array(PARTS * PARTS);
	const sums = new Float64Array(PARTS * PARTS);
	const squares = new Float64Array(PARTS * PARTS);
	const columns = Int32Array.from({ length: width }, (_, x) => Math.floor((x * PARTS) / width));
	for (let y = 1; y < height - 1; y++) {
		const row = Math.floor((y * PARTS) / height) * PARTS;
		for (let x = 1; x < width - 1; x++) {
			const i = y * width + x;
			const laplacian =
				(data[i - 1] as number) +
				(data[i + 1] as number) +
				(data[i - width] as number) +
				(data[i + width] as number) -
				4 * (data[i] as number);
			const part = row + (columns[x] as number);
			counts[part] = (counts[part] as number) + 1;
			sums[part] = (sums[part] as number) + laplacian;
			squares[part] = (squares[part] as number) + laplacian * laplacian;
		}
	}
	const parts = Array.from(counts, (count, part) => ({
		count,
		sum: sums[part] as number,
		squares: squares[part] as number,
	}));
	const measured = parts.filter(({ count }) => count > 0);
	if (measured.length === 0) return { frame: 0, best: 0 };
	const whole = measured.reduce(
		(all, part) => ({
			count: all.count + part.count,
			sum: all.sum + part.sum,
			squares: all.squares + part.squares,
		}),
		{ count: 0, sum: 0, squares: 0 },
	);
	const sorted = measured.map(variance).toSorted((a, b) => b - a);
	return { frame: variance(whole), best: sorted[Math.min(RANK, sorted.length - 1)] as number };
}

/** Each pixel as 1-2-1 of its neighbours in both directions. */
function smoothed({ width, height, data }: Grey): Float32Array {
	const rows = new Float32Array(data.length);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const i = y * width + x;
			const left = data[x > 0 ? i - 1 : i] as number;
			const right = data[x < width - 1 ? i + 1 : i] as number;
			rows[i] = (left + 2 * (data[i] as number) + right) / 4;
		}
	const out = new Float32Array(data.length);
	for (let i = 0; i < data.length; i++) {
		const above = rows[i >= width ? i - width : i] as number;
		const below = rows[i < data.length - width ? i + width : i] as number;
		out[i] = (above + 2 * (rows[i] as number) + below) / 4;
	}
	return out;
}

function variance({ count, sum, squares }: { count: number; sum: number; squares: number }): number {
	return Math.max(0, squares / count - (sum / count) ** 2);
}

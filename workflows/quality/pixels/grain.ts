import { type Grey, resample } from "./raster.ts";

/** How alike neighbours are: 1 where a picture changes slowly, about 0 where it is noise. */
export interface Grain {
	/** Correlation of the brightness of pixels two apart, the larger of across and down; -1 to 1. */
	pixels: number;
	/** The same of means over 8 x 8 pixels: what was decoded from a noisy latent is smooth only below that size. */
	blocks: number;
}

/** Pixels that one value of a latent stands for, on a side. */
const LATENT = 8;

/** Measures the grain of a picture. Of one without contrast, or smaller than three blocks, both are 1. */
export function grainOf(picture: Grey): Grain {
	const [width, height] = [Math.floor(picture.width / LATENT), Math.floor(picture.height / LATENT)];
	if (width < 3 || height < 3) return { pixels: correlation(picture, 2), blocks: 1 };
	return {
		pixels: correlation(picture, 2),
		blocks: correlation(resample(picture, width, height), 2),
	};
}

function correlation(picture: Grey, lag: number): number {
	return Math.max(along(picture, lag, 0), along(picture, 0, lag));
}

/** Pearson's correlation of each pixel with the one so far away. */
function along({ width, height, data }: Grey, dx: number, dy: number): number {
	let [count, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
	const apart = dy * width + dx;
	for (let y = 0; y < height - dy; y++) {
		const end = y * width + width - dx;
		for (let i = y * width; i < end; i++) {
			const here = data[i] as number;
			const there = data[i + apart] as number;
			count++;
			a += here;
			b += there;
			aa += here * here;
			bb += there * there;
			ab += here * there;
		}
	}
	const spread = Math.sqrt(Math.max(0, aa - (a * a) / count) * Math.max(0, bb - (b * b) / count));
	// Less than a grey level: there is nothing to correlate.
	return count === 0 || spread < count ? 1 : (ab - (a * b) / count) / spread;
}

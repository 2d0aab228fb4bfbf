import { lumaOf, type Raster } from "./raster.ts";

/** How the light of a picture is spread. */
export interface Light {
	/** Standard deviation of the channel that varies most, 0 to about 128. */
	spread: number;
	/** Entropy of the brightness in bits, 0 (one value) to 8 (all of 256 equally often). */
	entropy: number;
	/** Mean brightness, 0 to 255. */
	mean: number;
	/** Share of pixels that are nearly black (up to 4) and nearly white (251 and more), 0 to 1. */
	dark: number;
	bright: number;
	/** Brightness that 5 % and 95 % of the pixels lie below. */
	low: number;
	high: number;
}

/** Measures the light of a picture over all its pixels. */
export function lightOf({ width, height, data }: Raster): Light {
	const pixels = width * height;
	const histogram = new Float64Array(256);
	let [r, g, b, rr, gg, bb] = [0, 0, 0, 0, 0, 0];
	for (let i = 0; i < data.length; i += 3) {
		const red = data[i] as number;
		const green = data[i + 1] as number;
		const blue = data[i + 2] as number;
		r += red;
		g += green;
		b += blue;
		rr += red * red;
		gg += green * green;
		bb += blue * blue;
		const luma = Math.round(lumaOf(red, green, blue));
		histogram[luma] = (histogram[luma] as number) + 1;
	}
	const spreadOf = (sum: number, squares: number) =>
		Math.sqrt(Math.max(0, squares / pixels - (sum / pixels) ** 2));
	const shares = Array.from(histogram, (count) => count / pixels);
	const total = (from: number, to: number) => shares.slice(from, to).reduce((sum, share) => sum + share, 0);
	return {
		spread: Math.max(spreadOf(r, rr), spreadOf(g, gg), spreadOf(b, bb)),
		entropy: shares.reduce((sum, share) => (share === 0 ? sum : sum - share * Math.log2(share)), 0),
		mean: shares.reduce((sum, share, value) => sum + share * value, 0),
		dark: total(0, 5),
		bright: total(251, 256),
		low: below(shares, 0.05),
		high: below(shares, 0.95),
	};
}

function below(shares: readonly number[], wanted: number): number {
	let sum = 0;
	return shares.findIndex((share) => {
		sum += share;
		return sum >= wanted - 1e-9;
	});
}

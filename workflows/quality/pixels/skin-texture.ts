import { lumaOf, type Raster, shrink } from "./raster.ts";

/**
 * How much fine texture skin has. A low value is what people call a plastic, waxy or airbrushed look.
 *
 * Its limits: skin is told by its colour alone, so sand, wood and a warm wall count as well, and drawn people have no
 * pores; a soft focus, heavy compression and enlarging lower it as smoothing does. It is a hint for a person who
 * looks, and no gate.
 */
export interface SkinTexture {
	/** Share of the picture that is coloured like skin, 0 to 1. */
	share: number;
	/** Standard deviation of what is finer than three pixels, the median over parts of 16 x 16, in grey levels. */
	texture: number;
}

/** Longest side at which it is measured, in pixels: pores are seen at the size at which a face is looked at. */
const LONGEST = 1024;
const PART = 16;
/** Fewer parts than this say nothing of a person's skin. */
const LEAST_PARTS = 12;

/** Measures the texture of what is coloured like skin; null where there is too little of it. */
export function skinTextureOf(picture: Raster): SkinTexture | null {
	const { width, height, data } = shrink(picture, LONGEST);
	const luma = (at: number) => lumaOf(data[at] as number, data[at + 1] as number, data[at + 2] as number);
	const textures: number[] = [];
	for (let top = 1; top + PART < height; top += PART)
		for (let left = 1; left + PART < width; left += PART) {
			if (!isSkin(data, width, left, top)) continue;
			let [sum, squares] = [0, 0];
			for (let y = top; y < top + PART; y++)
				for (let x = left; x < left + PART; x++) {
					const at = (y * width + x) * 3;
					const around = (luma(at - 3) + luma(at + 3) + luma(at - width * 3) + luma(at + width * 3)) / 4;
					const fine = luma(at) - around;
					sum += fine;
					squares += fine * fine;
				}
			const count = PART * PART;
			textures.push(Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)));
		}
	if (textures.length < LEAST_PARTS) return null;
	const sorted = textures.toSorted((a, b) => a - b);
	return {
		share: (textures.length * PART * PART) / (width * height),
		texture: sorted[Math.floor(sorted.length / 2)] as number,
	};
}

/** Whether a part has the colour of lit skin at four of five places: Cb 77 to 127, Cr 133 to 173 (Chai and Ngan, 1999). */
function isSkin(data: Uint8Array, width: number, left: number, top: number): boolean {
	let found = 0;
	for (const [x, y] of [
		[4, 4],
		[12, 4],
		[8, 8],
		[4, 12],
		[12, 12],
	] as const) {
		const at = ((top + y) * width + left + x) * 3;
		const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
		const luma = lumaOf(red, green, blue);
		const cb = 128 + 0.564 * (blue - luma);
		const cr = 128 + 0.713 * (red - luma);
		if (luma > 40 && luma < 245 && cb >= 77 && cb <= 127 && cr >= 133 && cr <= 173) found++;
	}
	return found >= 4;
}

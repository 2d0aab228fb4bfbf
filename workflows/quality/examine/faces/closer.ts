import type { Box } from "../../faces/geometry.ts";
import { greyOf, type Raster } from "../../pixels/raster.ts";
import { sharpnessOf } from "../../pixels/sharpness.ts";

/** How sharp the part of a picture in a box is; 0 where the box is outside of it. */
export function faceSharpness(picture: Raster, box: Box): number {
	const left = Math.max(0, Math.floor(box.x));
	const top = Math.max(0, Math.floor(box.y));
	const width = Math.min(picture.width, Math.ceil(box.x + box.width)) - left;
	const height = Math.min(picture.height, Math.ceil(box.y + box.height)) - top;
	if (width < 3 || height < 3) return 0;
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		const from = ((top + y) * picture.width + left) * 3;
		data.set(picture.data.subarray(from, from + width * 3), y * width * 3);
	}
	return sharpnessOf(greyOf({ width, height, data })).best;
}

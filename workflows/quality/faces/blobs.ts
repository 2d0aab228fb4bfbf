import type { Chip } from "./chip.ts";

/** How a model takes a picture: the values of each channel less `mean`, over `scale`. */
export interface Intake {
	/** Red, green, blue; or the other way round. */
	order: "rgb" | "bgr";
	/** In the order of the channels that the model takes. */
	mean: readonly [number, number, number];
	scale: number;
	/** Whether the channels of a pixel stand together, or each channel by itself. */
	layout: "pixels" | "planes";
}

/** A chip as a model takes it: `3 * side * side` values. */
export function blobOf({ side, data }: Chip, { order, mean, scale, layout }: Intake): Float32Array {
	const pixels = side * side;
	const blob = new Float32Array(pixels * 3);
	for (let channel = 0; channel < 3; channel++) {
		const from = order === "rgb" ? channel : 2 - channel;
		const less = mean[channel] as number;
		for (let i = 0; i < pixels; i++)
			blob[layout === "planes" ? channel * pixels + i : i * 3 + channel] =
				((data[i * 3 + from] as number) - less) / scale;
	}
	return blob;
}

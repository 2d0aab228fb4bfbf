import type * as z from "zod";
import type { Preset } from "../define.ts";
import { aspectRatio, type aspectRatios, pixels } from "../parameters.ts";

export type FilmShape = (typeof aspectRatios)[number];
/** For each shape a size that the model likes. */
export type FilmSizes = Readonly<Record<FilmShape, { readonly width: number; readonly height: number }>>;

/** What the 14B models of Wan were trained with in their smaller size: about 0.4 megapixels, steps of 16. */
export const wanSizes: FilmSizes = {
	"16:9": { width: 832, height: 480 },
	"9:16": { width: 480, height: 832 },
	"1:1": { width: 640, height: 640 },
	"4:5": { width: 576, height: 720 },
};

/** The parameters `aspect_ratio`, `width` and `height`. Spread them, and check `together(..., "width", "height")`. */
export function filmSize(
	sizes: FilmSizes,
	standard: FilmShape,
	range: { min: number; max: number; step: number },
) {
	const side = (name: "width" | "height", other: string): z.ZodOptional<z.ZodInt> =>
		pixels(range)
			.optional()
			.meta({
				description: `${name === "width" ? "Width" : "Height"} in pixels. ${sizes[standard][name]} at ${standard}. Send it with ${other}.`,
			});
	return {
		aspect_ratio: aspectRatio(standard).meta({
			description: "Shape of the film; brings width and height along.",
		}),
		width: side("width", "height"),
		height: side("height", "width"),
	};
}

/** The sizes as the preset of `aspect_ratio`. */
export function filmSizePreset(sizes: FilmSizes): Preset {
	return { parameter: "aspect_ratio", choices: sizes };
}

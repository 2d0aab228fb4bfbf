import * as z from "zod";
import { pixels } from "../../definition/parameters.ts";

/** Sizes of pictures and films by shape. */

/** In pixels. */
export interface Size {
	readonly width: number;
	readonly height: number;
}
/** By shape, such as `16:9`. As it stands it is the choices of a preset of `aspect_ratio`. */
export type Sizes = Readonly<Record<string, Size>>;

/** All near one megapixel, exact ratios, sides in steps of 16: for models that were trained at 1024x1024. */
export const megapixelSizes = {
	"1:1": { width: 1024, height: 1024 },
	"9:16": { width: 720, height: 1280 },
	"4:5": { width: 896, height: 1120 },
	"16:9": { width: 1280, height: 720 },
} as const satisfies Sizes;

/** All near two megapixels, sides in steps of 16; 1920x1088 and 1088x1920 are 16:9 but for eight rows. */
export const twoMegapixelSizes = {
	"1:1": { width: 1440, height: 1440 },
	"9:16": { width: 1088, height: 1920 },
	"4:5": { width: 1280, height: 1600 },
	"16:9": { width: 1920, height: 1088 },
} as const satisfies Sizes;

/**
 * The parameters `aspect_ratio`, `width` and `height`. Goes with a preset of the same sizes, and with
 * `together(sent, ctx, "width", "height")`.
 *
 * @param standard the shape unless another is sent
 * @param range of a side, in pixels
 * @param what it is the shape of: `picture` or `film`
 * @throws {RangeError} where `sizes` has no such shape. A mistake of ours.
 */
export function canvas(
	standard: string,
	sizes: Sizes,
	range: { min: number; max: number; step: number },
	what: "picture" | "film" = "picture",
) {
	const size = sizes[standard];
	if (size === undefined) throw new RangeError(`no size has the shape ${standard}`);
	const side = (name: keyof Size, other: keyof Size) =>
		pixels(range)
			.optional()
			.meta({
				description: `${name === "width" ? "Width" : "Height"} in pixels. ${size[name]} at ${standard}. Send it with ${other}.`,
			});
	return {
		aspect_ratio: z
			.enum(Object.keys(sizes))
			.default(standard)
			.meta({ description: `Shape of the ${what}; brings width and height along.` }),
		width: side("width", "height"),
		height: side("height", "width"),
	};
}

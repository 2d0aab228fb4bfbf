import * as z from "zod";
import { NEAR_BITS } from "../pixels/hashes.ts";

/** What a picture can be asked to show of a face. */
export const FACE_WANTS = ["unasked", "any", "front", "side", "back"] as const;

/**
 * What pictures are held against. The figures are where pictures that are certainly good and pictures that are
 * certainly spoilt were found to part: 33 photographs and scans that scikit-image 0.26 ships, the same blurred with a
 * sigma of 2 and 4 pixels at 512, and the generated set of `npm run bench -- quality`. Of the
 * photographs two, a micrograph and a wheel of colours, are told to be blurred. They are not measured on what any model makes.
 */
export const standardsSchema = z.strictObject({
	subject: z
		.enum(["photograph", "drawing", "map"])
		.default("photograph")
		.describe(
			"`drawing`: no skin is looked for; `map`: a depth, pose or mask picture, which may be of one colour",
		),
	spread_from: z
		.number()
		.min(0)
		.max(128)
		.default(2)
		.describe("Standard deviation of its liveliest channel; below: blank"),
	flat_from: z
		.number()
		.min(0)
		.max(128)
		.default(8)
		.describe("The same; below: nearly blank, which is told only"),
	grain_from: z
		.number()
		.min(-1)
		.max(1)
		.default(0.3)
		.describe("Correlation of pixels two apart; below: noise. Photographs have 0.9, one of grass has 0.46"),
	blotches_from: z
		.number()
		.min(-1)
		.max(1)
		.default(0.02)
		.describe("The same of 8 x 8 pixels; below: an undecoded latent, or an even texture, which is told only"),
	sharpness_from: z
		.number()
		.min(0)
		.default(6)
		.describe(
			"Variance of the Laplacian of the smoothed picture where it is sharpest; below: blurred, told only",
		),
	dark_up_to: z
		.number()
		.min(0)
		.max(1)
		.default(0.6)
		.describe("Share of pixels that are nearly black; told only"),
	bright_up_to: z
		.number()
		.min(0)
		.max(1)
		.default(0.75)
		.describe("Share of pixels that are nearly white; told only"),
	skin_texture_from: z
		.number()
		.min(0)
		.default(0.7)
		.describe("Fine texture of what is coloured like skin, in grey levels; below: a plastic look, told only"),
	near_up_to: z
		.int()
		.min(0)
		.max(64)
		.default(NEAR_BITS)
		.describe("Bits of 64 in which near duplicates differ"),
	style_up_to: z
		.number()
		.min(0)
		.default(6)
		.describe("How many times further from its set than usual a picture may be; told only"),
	face_view: z
		.enum(FACE_WANTS)
		.default("unasked")
		.describe(
			"What is to be seen of a face. `unasked`: faces are looked for only where there is somebody to compare with; `back`: none from the front",
		),
	faces_from: z
		.int()
		.min(0)
		.max(100)
		.default(0)
		.describe("Faces there must be; 0: that none was found is told only"),
	faces_up_to: z.int().min(1).max(100).default(100).describe("Faces there may be"),
	face_match_from: z
		.number()
		.min(0)
		.max(1)
		.default(0.6)
		.describe(
			"Score of a face against the references; below: somebody else, which is told only where no face was asked for",
		),
	face_match_target: z
		.number()
		.min(0)
		.max(1)
		.default(0.6)
		.describe("The same; below: not as like as is promised, which is told only"),
	face_match_aside_from: z
		.number()
		.min(0)
		.max(1)
		.default(0.3)
		.describe("The same of a face that is turned away, which embedders know less of; told only"),
	face_sharpness_from: z
		.number()
		.min(0)
		.default(12)
		.describe(
			"As `sharpness_from`, of the largest face alone; told only. Five photographed faces had 115 and more, with a blur of 3 pixels 6 to 12 where the face has 240",
		),
	aspect_within: z.number().min(0).max(1).default(0.01).describe("How far the shape may be off, as a share"),
});
export type Standards = z.infer<typeof standardsSchema>;

/** Whether anybody asked what is to be seen of faces. */
export function asksForFaces({ face_view }: Pick<Standards, "face_view">): boolean {
	return face_view !== "unasked";
}

/** The standards where nothing else is said. */
export const usualStandards: Standards = standardsSchema.parse({});

import * as z from "zod";
import { textOrNothing } from "../../workflows/definition/parameters.ts";
import { imageChecklist } from "../../workflows/prompts/checklist.ts";
import { assetIdSchema } from "./assets.ts";

/** Points of the checklist that a person may have an answer to. */
const answersSchema = z
	.strictObject(
		Object.fromEntries(imageChecklist.map(({ id, text }) => [id, z.boolean().optional().describe(text)])),
	)
	.describe("Whether each point of the checklist holds; absent: nothing was said of it");

export const reviewRequestSchema = z
	.strictObject({
		answers: answersSchema,
		note: textOrNothing(1000).default("").describe("What else there is to say"),
	})
	.meta({
		id: "ReviewRequest",
		description: "What a person says of a picture, point by point",
		example: { answers: { photorealistic: true, sharp: false }, note: "the left eye is soft" },
	});

export const reviewSchema = z
	.object({
		asset: assetIdSchema.describe("The picture that it is about"),
		by: z.string().describe("Id of the key, or subject of the token, that said it"),
		at: z.iso.datetime(),
		answers: answersSchema,
		note: z.string().describe("What else was said"),
		points: z.int().describe("Points of the checklist that hold"),
		of: z.int().describe("Points that something was said of"),
	})
	.meta({ id: "Review", description: "What a person said of a picture" });
export type Review = z.infer<typeof reviewSchema>;

export const reviewsSchema = z
	.object({
		checklist: z
			.array(
				z.object({
					id: z.string().describe("Name of the point in `answers`"),
					text: z.string().describe("As it stands in a form"),
				}),
			)
			.describe("The points, in their order"),
		data: z
			.array(reviewSchema)
			.describe("Of each person the newest word, the newest first; a hundred at most"),
	})
	.meta({ id: "Reviews", description: "What people said of a picture" });

import * as z from "zod";
import { textOrNothing } from "../../../workflows/definition/parameters.ts";
import { imageChecklist } from "../../../workflows/prompts/checklist.ts";
import { assetIdSchema, assetSchema } from "./assets.ts";

/** What a person says of a picture as a whole. */
export const REVIEW_VERDICTS = ["pass", "fail"] as const;
/** Why a picture is in the queue, what is least urgent first. */
export const REVIEW_REASONS = ["doubtful", "broken", "failed", "waiting"] as const;
export const REVIEW_ORDERS = ["worst", "newest"] as const;
/** Pictures in the queue that are counted. */
export const MOST_COUNTED = 100;

const verdict = z.enum(REVIEW_VERDICTS).nullable();

/** Points of the checklist that a person may have an answer to. */
const answersSchema = z
	.strictObject(
		Object.fromEntries(imageChecklist.map(({ id, text }) => [id, z.boolean().optional().describe(text)])),
	)
	.describe("Whether each point of the checklist holds; absent: nothing was said of it");

export const reviewRequestSchema = z
	.strictObject({
		answers: answersSchema,
		verdict: verdict.default(null).describe("Whether it passes; null: only its points are told"),
		note: textOrNothing(1000).default("").describe("What else there is to say"),
	})
	.meta({
		id: "ReviewRequest",
		description: "What a person says of a picture, point by point",
		example: {
			answers: { photorealistic: true, sharp: false },
			verdict: "fail",
			note: "the left eye is soft",
		},
	});

export type ReviewRequest = z.input<typeof reviewRequestSchema>;

export const reviewSchema = z
	.object({
		asset: assetIdSchema.describe("The picture that it is about"),
		by: z.string().describe("Id of the key, or subject of the token, that said it"),
		at: z.iso.datetime(),
		answers: answersSchema,
		verdict: verdict.describe("Whether it passes; null: only its points were told"),
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
export type Reviews = z.infer<typeof reviewsSchema>;

/** Where a list of the queue goes on: how urgent the last picture was, and its id. */
export const reviewCursorSchema = z
	.string()
	.regex(/^[1-4]\.ast_[0-9a-hjkmnp-tv-z]{26}$/, "a cursor is the next_cursor of the page before");

export const reviewQueueSchema = z
	.object({
		data: z.array(
			z.object({
				asset: assetSchema,
				reason: z
					.enum(REVIEW_REASONS)
					.describe(
						"`waiting`: a stage of its job waits for a person; `failed`: it failed a check; `broken`: a check broke; `doubtful`: a check is in doubt",
					),
			}),
		),
		next_cursor: z.string().nullable(),
		has_more: z.boolean(),
		waiting: z
			.int()
			.max(MOST_COUNTED)
			.describe(`Pictures in the queue; of more than ${MOST_COUNTED} it says ${MOST_COUNTED}`),
	})
	.meta({ id: "ReviewQueue", description: "A page of pictures that a person is to look at" });
export type ReviewQueue = z.infer<typeof reviewQueueSchema>;

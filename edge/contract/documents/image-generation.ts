import * as z from "zod";
import { assetIdSchema } from "../assets/assets.ts";
import { characterIdSchema } from "../characters/characters.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { DATASET_STAGE_STATUSES, ESTIMATED_TIME, MAX_OWN_REFERENCES } from "./reference-datasets.ts";

/**
 * What the routes below `/api/v1/image-generation` say. Names and words are those of the programs that ask there, so
 * they are not written as elsewhere.
 */

/**
 * Largest picture that comes as text in a body, and the largest body, in bytes: text, values and pictures are in memory
 * at once. Larger ones are uploaded.
 */
export const MAX_TEXT_PICTURE_BYTES = 2_000_000;
export const MAX_DATASET_BODY_BYTES = 13_500_000;

const promptSchema = z
	.union(
		[
			z.string().min(1).max(3000),
			z.strictObject({
				positive: z.string().min(1).max(3000).describe("The character's looks and clothes"),
				negative: z.string().max(2000).optional().describe("What is not wanted"),
			}),
		],
		{ error: 'is a text, or {"positive": "…", "negative": "…"}' },
	)
	.optional()
	.describe("The character's looks and clothes; absent: what the character says of itself");

export const characterDatasetRequestSchema = z
	.strictObject({
		characterId: z.string().min(1).max(100).describe("Whose references are to be made"),
		prompt: promptSchema,
		referenceImages: z
			.array(z.string())
			.max(MAX_OWN_REFERENCES)
			.default([])
			.describe(
				`Up to ${MAX_OWN_REFERENCES} pictures that it is to be like, each in base64, or as a \`data:\` URL, of at most ${MAX_TEXT_PICTURE_BYTES} bytes; white space between is nothing. They stand in no ordinary list, and go with the last job that was given them`,
			),
	})
	.meta({ id: "CharacterDatasetRequest" });
export type CharacterDatasetRequest = z.infer<typeof characterDatasetRequestSchema>;

export const characterDatasetStartedSchema = z
	.object({
		jobId: jobIdSchema.describe("Id of the job"),
		message: z.literal("Dataset generation started").describe("For people"),
		estimatedTime: z.literal(ESTIMATED_TIME).describe("How long it takes"),
		pollUrl: z.string().describe("Where to ask how the job stands"),
	})
	.meta({ id: "CharacterDatasetStarted" });
export type CharacterDatasetStarted = z.infer<typeof characterDatasetStartedSchema>;

const url = z.string().describe("Path of the picture on this server, which takes a key");

export const characterImagesSchema = z
	.object({
		characterId: characterIdSchema.describe("Whose references they are"),
		images: z
			.array(
				z.object({
					id: assetIdSchema,
					type: z.literal("REFERENCE").describe("What kind of picture it is"),
					content: z.string().describe("What it shows: `AVATAR`, `FRONT`, `SIDE` or `BACK`"),
					url,
					generationData: z
						.object({
							prompt: z
								.object({
									positive: z.string().describe("The prompt, with the view's own words"),
									negative: z.string().describe("What was not wanted, with the view's own words"),
								})
								.describe("The words it was made by"),
							stage: z.int().describe("Which of the stages made it, from 1"),
							referencesUsed: z.int().describe("Pictures that it was made like"),
						})
						.nullable()
						.describe("How it was made; null: that is no longer in storage"),
				}),
			)
			.describe("The set that counts, in the order of the stages; empty: there is none"),
	})
	.meta({ id: "CharacterImages" });
export type CharacterImages = z.infer<typeof characterImagesSchema>;

const GENERATION_STATES = ["waiting", "active", "completed", "failed", "cancelled"] as const;

export const generationJobSchema = z
	.object({
		jobId: jobIdSchema.describe("Id of the job"),
		state: z.enum(GENERATION_STATES).describe("What became of it so far"),
		progress: z
			.object({
				stage: z.int().describe("The stage that is being made, from 1; 0: none has begun"),
				total: z.int().describe("How many stages there are"),
				message: z.string().describe("The same for people"),
			})
			.describe("How far it is"),
		stages: z
			.array(
				z.object({
					id: z.int().describe("Its number, from 1"),
					name: z.string().describe("Its name, for people"),
					status: z.enum(DATASET_STAGE_STATUSES).describe("How far it is"),
					imageUrl: url.optional(),
				}),
			)
			.describe("The stages, as a page shows them"),
		usesReferences: z.boolean().describe("It was given pictures that the character is to be like"),
		result: z
			.object({
				success: z.literal(true).describe("All pictures are there"),
				results: z
					.array(
						z.object({
							stage: z.int().describe("Its number, from 1"),
							type: z.string().describe("What it is called, such as `REFERENCE_AVATAR`"),
							imageUrl: url,
							comfyPath: z.null().describe("Nothing of it stays with ComfyUI"),
						}),
					)
					.describe("One for each stage"),
			})
			.nullable()
			.describe("What it made; null until it is `completed`"),
	})
	.meta({ id: "GenerationJob" });
export type GenerationJob = z.infer<typeof generationJobSchema>;

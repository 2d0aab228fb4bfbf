import * as z from "zod";
import { assetIdSchema, assetSchema } from "../assets/assets.ts";
import { characterIdSchema } from "../characters/characters.ts";
import { jobRequestSchema } from "../jobs/jobs.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { JOB_STATUSES } from "../status.ts";

/** Pictures of the client's own that a character's references may be made like. */
export const MAX_OWN_REFERENCES = 5;

/** Minutes that each of the four views takes, at least and at most. */
const MINUTES_EACH = [2, 3] as const;
const VIEWS = 4;
/** How long the references of a character take to make, in minutes, and the same for people. */
export const ESTIMATED_MINUTES = { least: MINUTES_EACH[0] * VIEWS, most: MINUTES_EACH[1] * VIEWS };
export const ESTIMATED_TIME = `${ESTIMATED_MINUTES.least}-${ESTIMATED_MINUTES.most} minutes`;

const { parameters, pool, priority, deadline_s, wait_for_models, metadata } = jobRequestSchema.shape;

export const datasetRequestSchema = z
	.strictObject({
		parameters: parameters.describe(
			`As the pipeline \`character-reference-dataset\` takes them; absent: what the character says. \`references\`: up to ${MAX_OWN_REFERENCES} pictures that it is to be like, instead of its base picture`,
		),
		pool,
		priority,
		deadline_s,
		wait_for_models,
		metadata,
	})
	.meta({ id: "ReferenceDatasetRequest" });

export const DATASET_STAGE_STATUSES = ["pending", "in_progress", "completed", "error"] as const;
export type DatasetStageStatus = (typeof DATASET_STAGE_STATUSES)[number];

const referenceSchema = z
	.object({
		content: z.string().describe("What it shows: `AVATAR`, `FRONT`, `SIDE` or `BACK`"),
		label: z.string().describe("The label of the stage that made it, such as `REFERENCE_AVATAR`"),
		stage: z.string().describe("The stage that made it"),
		asset: assetSchema,
		generation: z
			.object({
				prompt: z.string().describe("The prompt, with the view's own words"),
				negative_prompt: z.string().describe("What was not wanted, with the view's own words"),
				stage: z.int().describe("Which of the stages made it, from 1"),
				references_used: z
					.int()
					.describe("Pictures that it was made like: the client's own, and the views before"),
			})
			.nullable()
			.describe("How it was made; null: that is no longer in storage"),
	})
	.meta({ id: "Reference", description: "A picture that later ones of the character are made like" });
export type Reference = z.infer<typeof referenceSchema>;

export const datasetJobSchema = z
	.object({
		id: jobIdSchema,
		status: z.enum(JOB_STATUSES),
		estimated_time: z.string().describe("How long making the references takes"),
		uses_references: z.boolean().describe("It was given pictures that the character is to be like"),
		progress: z
			.object({
				stage: z.int().describe("The stage that is being made, from 1; 0: none has begun"),
				total: z.int().describe("How many stages there are"),
				percent: z.number().describe("Stages that are done, of 100"),
				message: z.string().describe("The same for people"),
			})
			.describe("How far it is"),
		stages: z.array(
			z.object({
				key: z.string().describe("Its name within the job"),
				label: z.string().nullable().describe("What its picture is called, such as `REFERENCE_AVATAR`"),
				status: z.enum(DATASET_STAGE_STATUSES).describe("How far it is"),
				asset: assetIdSchema.nullable().describe("The picture it made; null: there is none yet"),
			}),
		),
		urls: z.object({ self: z.string().describe("Path of the job") }),
	})
	.meta({ id: "ReferenceDatasetJob", description: "A job that makes the references of a character" });
export type DatasetJob = z.infer<typeof datasetJobSchema>;

export const referenceDatasetSchema = z
	.object({
		character: characterIdSchema.describe("Whose references they are"),
		version: z.int().describe("Number of the set: each new one has the next; 0: there never was one"),
		references: z.array(referenceSchema).describe("The set that counts, in the order of the stages"),
		bytes: z.int().describe("Bytes of its pictures together"),
		estimated_minutes: z
			.object({ least: z.int().describe("Minutes, at least"), most: z.int().describe("Minutes, at most") })
			.describe("How long making a set takes, at least and at most"),
		job: datasetJobSchema
			.nullable()
			.describe("The job that makes the next set, or was the last to; null: none was, or it is deleted"),
	})
	.meta({ id: "ReferenceDataset" });
export type ReferenceDataset = z.infer<typeof referenceDatasetSchema>;

import * as z from "zod";
import { PRESET_NAMES, REGULARISATION } from "../../../workflows/datasets/presets.ts";
import { LORA_NAME } from "../../../workflows/definition/lora-reference.ts";
import { line, promptText } from "../../../workflows/definition/parameters.ts";
import { MAX_TRIGGER } from "../../../workflows/prompts/trigger.ts";
import { jobRequestSchema } from "../jobs/jobs.ts";
import { jobIdSchema } from "../jobs/stages.ts";

/** Datasets that an account may have, and versions of each. */
export const MAX_DATASETS = 200;
export const MAX_DATASET_VERSIONS = 100;

export const datasetNameSchema = z
	.string()
	.regex(LORA_NAME, "lower case letters, digits, `-` and `_`, at most 64, as in mia_sheet");

const fields = {
	trigger_word: line(MAX_TRIGGER)
		.refine((word) => !word.includes(","), "must have no comma, as in spyke_plasma_v1")
		.describe("The word that the character is learned under: every caption begins with it"),
	asymmetric: z
		.boolean()
		.describe(
			"Whether the character's two sides differ: then a caption that says left or right forbids a flip",
		),
	preset: z
		.enum(PRESET_NAMES)
		.describe(
			"What is asked of it: `any` (7 pictures or more), `sheet` (7 to 10), `manga` (15 to 20 at 512 pixels), `thirty` (21 upper body, 6 portraits, 3 full body)",
		),
	class_words: line(100).describe("What the pictures trained beside it show, such as `anime character`"),
	note: z.string().trim().min(1).max(2000).nullable().describe("Whatever its owner wants to remember"),
};

export const datasetRequestSchema = z
	.strictObject({
		name: datasetNameSchema.describe("A name that no other dataset of the account has"),
		trigger_word: fields.trigger_word,
		asymmetric: fields.asymmetric.default(false),
		preset: fields.preset.default("any"),
		class_words: fields.class_words.default("anime character"),
		note: fields.note.default(null),
	})
	.meta({ id: "DatasetRequest", description: "A new dataset, without pictures" });
export type DatasetRequest = z.infer<typeof datasetRequestSchema>;

export const datasetChangeSchema = z
	.strictObject({
		trigger_word: fields.trigger_word.optional(),
		asymmetric: fields.asymmetric.optional(),
		preset: fields.preset.optional(),
		class_words: fields.class_words.optional(),
		note: fields.note.optional(),
	})
	.meta({ id: "DatasetChange", description: "What is to change of a dataset; what is not named stays" });
export type DatasetChange = z.infer<typeof datasetChangeSchema>;

const counts = {
	pictures: z.int().describe("Pictures, flipped copies among them"),
	regularisation: z.int().describe("Pictures of the class that are trained beside"),
};

export const datasetVersionSchema = z
	.object({
		version: z.int(),
		reference: z.string().describe("`name@version`: what trainings send as `dataset`"),
		trigger_word: fields.trigger_word,
		asymmetric: fields.asymmetric,
		preset: fields.preset,
		class_words: fields.class_words,
		...counts,
		created_at: z.iso.datetime(),
	})
	.meta({ id: "DatasetVersion", description: "A dataset as it was when it was frozen; it never changes" });
export type DatasetVersion = z.infer<typeof datasetVersionSchema>;

export const datasetSchema = z
	.object({
		name: datasetNameSchema,
		...fields,
		...counts,
		changed: z.boolean().describe("Whether it differs from its newest version; true where there is none"),
		regularisation_job: jobIdSchema
			.nullable()
			.describe("The job that makes pictures of the class for it; null: none does"),
		versions: z.array(datasetVersionSchema).describe("Newest first"),
		created_at: z.iso.datetime(),
		updated_at: z.iso.datetime().describe("When it was changed last"),
	})
	.meta({ id: "Dataset", description: "Pictures with captions, from which a LoRA is trained" });
export type DatasetResource = z.infer<typeof datasetSchema>;

/** Pictures of the class that one job makes. */
export const MOST_CLASS_PICTURES = 200;

const { pool, priority, deadline_s, budget_micro_usd, wait_for_models, metadata } = jobRequestSchema.shape;

export const regularisationRequestSchema = z
	.strictObject({
		pictures: z
			.int()
			.min(1)
			.max(MOST_CLASS_PICTURES)
			.default(REGULARISATION.least)
			.describe("How many; each has a seed of its own. 100 to 200 serve"),
		prompt: promptText(2000)
			.optional()
			.describe(
				"What they show: the class, and nothing of the character; absent: the dataset's `class_words`, standing before a simple background",
			),
		parameters: z
			.record(z.string(), z.unknown())
			.default({})
			.describe(
				"Further parameters of the workflow `sd15-regularization-images`, such as `checkpoint`, `width`, `height` and `seed`: as in the training",
			),
		pool,
		priority,
		deadline_s,
		budget_micro_usd,
		wait_for_models,
		metadata,
	})
	.meta({ id: "RegularisationRequest", description: "Pictures of the class that a dataset is to have" });
export type RegularisationRequest = z.infer<typeof regularisationRequestSchema>;

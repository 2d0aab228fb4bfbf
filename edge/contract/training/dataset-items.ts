import * as z from "zod";
import { ITEM_FINDINGS, SET_FINDINGS, SEVERITIES } from "../../../workflows/datasets/findings.ts";
import { FRAMINGS } from "../../../workflows/datasets/framing.ts";
import { assetIdSchema, assetSchema } from "../assets/assets.ts";
import { characterIdSchema } from "../characters/characters.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { datasetNameSchema } from "./datasets.ts";

/** Longest caption that is kept, in UTF-16 units: longer than a training takes, so that one that is too long is told. */
export const MAX_KEPT_CAPTION = 4000;
/** Pictures that one request adds, or changes. */
const MAX_ITEMS_AT_ONCE = 200;

export const DATASET_ROLES = ["picture", "regularisation"] as const;
export type DatasetRole = (typeof DATASET_ROLES)[number];

const hash = z.string().regex(/^[0-9a-f]{16}$/, "64 bits as 16 hexadecimal digits");
const hashPair = {
	dhash: hash.describe("Which of two neighbours is brighter, over 9 x 8 means"),
	phash: hash.describe("Which of the 64 lowest frequencies of 32 x 32 means are above their median"),
};
const pictureHashesSchema = z
	.strictObject({
		...hashPair,
		mirror: z.strictObject(hashPair).describe("The same of its mirror image"),
	})
	.describe(
		"Perceptual hashes of a picture, from whoever decoded it: by these it is compared with the others",
	);

const fields = {
	caption: z
		.string()
		.max(MAX_KEPT_CAPTION)
		.nullable()
		.describe("Trigger word, framing, pose or action, background; null: there is none yet"),
	framing: z
		.enum(FRAMINGS)
		.nullable()
		.describe("How much of the character is to be seen; null: as the caption says"),
	flip_of: z
		.int()
		.min(1)
		.nullable()
		.describe("Number of the item that it is the flipped copy of; null: of none"),
	hashes: pictureHashesSchema
		.nullable()
		.describe("Null: nobody has decoded it yet, so it is compared with none"),
};

export const datasetItemSchema = z
	.object({
		item: z.int().describe("Its number in the dataset: no other ever has it"),
		role: z.enum(DATASET_ROLES).describe("Whether it is trained, or trained beside"),
		asset: assetSchema,
		...fields,
	})
	.meta({ id: "DatasetItem", description: "A picture of a dataset" });
export type DatasetItemResource = z.infer<typeof datasetItemSchema>;

const newItem = z.strictObject({
	asset: assetIdSchema.describe("A picture of the account, which stays while it stands here"),
	caption: fields.caption.default(null),
	framing: fields.framing.default(null),
	flip_of: fields.flip_of.default(null),
	hashes: fields.hashes.default(null),
});

export const datasetAdditionSchema = z
	.strictObject({
		role: z.enum(DATASET_ROLES).default("picture"),
		items: z.array(newItem).min(1).max(MAX_ITEMS_AT_ONCE).optional().describe("Pictures of the account"),
		character: characterIdSchema
			.optional()
			.describe("The references of a character, and its base picture; captions say which view each shows"),
		job: jobIdSchema
			.optional()
			.describe(
				"The pictures that a job has made, those of a character sheet with captions by its plan. Takes that were refused, and what nobody picked, are left out",
			),
		stages: z
			.array(z.string().min(1).max(100))
			.min(1)
			.max(50)
			.optional()
			.describe("With `job`: of these stages alone"),
	})
	.refine(
		({ items, character, job }) => [items, character, job].filter((one) => one !== undefined).length === 1,
		{
			path: ["items"],
			message: "give one of `items`, `character` and `job`",
		},
	)
	.refine(({ job, stages }) => job !== undefined || stages === undefined, {
		path: ["stages"],
		message: "`stages` goes with `job`",
	})
	.meta({ id: "DatasetAddition", description: "Pictures that a dataset is to have" });
export type DatasetAddition = z.infer<typeof datasetAdditionSchema>;

export const datasetAddedSchema = z
	.object({
		dataset: datasetNameSchema.describe("The dataset"),
		added: z.int().describe("How many pictures were added"),
		first_item: z.int().describe("Number of the first of them; the others have the numbers that follow"),
	})
	.meta({ id: "DatasetAdded", description: "What was added to a dataset" });
export type DatasetAdded = z.infer<typeof datasetAddedSchema>;

export const datasetArchiveSchema = datasetAddedSchema
	.extend({
		loose_captions: z
			.array(z.string())
			.describe("Texts of the archive that no picture goes with, at most 50 of them: they were left out"),
	})
	.meta({ id: "DatasetArchive", description: "What was added to a dataset from an archive" });
export type DatasetArchive = z.infer<typeof datasetArchiveSchema>;

export const datasetItemChangeSchema = z
	.strictObject({
		caption: fields.caption.optional(),
		framing: fields.framing.optional(),
		flip_of: fields.flip_of.optional(),
	})
	.meta({ id: "DatasetItemChange", description: "What is to change of a picture; what is not named stays" });
export type DatasetItemChange = z.infer<typeof datasetItemChangeSchema>;

export const datasetHashesSchema = z
	.strictObject({
		hashes: z
			.array(
				z.strictObject({
					item: z.int().min(1).describe("Number of the item"),
					hashes: pictureHashesSchema,
				}),
			)
			.min(1)
			.max(MAX_ITEMS_AT_ONCE)
			.describe("Of pictures that were decoded; items that are not there are passed over"),
	})
	.meta({ id: "DatasetHashes", description: "What pictures of a dataset look like" });
export type DatasetHashes = z.infer<typeof datasetHashesSchema>;

const finding = {
	severity: z.enum(SEVERITIES).describe("A fault keeps the dataset from being frozen, a warning does not"),
	message: z.string().describe("What is wrong, and what to do"),
	others: z.array(z.int()).describe("Numbers of the other items that it is about"),
};

export const datasetChecksSchema = z
	.object({
		ready: z.boolean().describe("Whether it can be frozen: there is no fault"),
		pictures: z.int().describe("Pictures without flipped copies"),
		flips: z.int().describe("Flipped copies"),
		composition: z
			.object({
				"upper body": z.int().describe("Pictures of upper body or face"),
				portrait: z.int().describe("Portraits"),
				"full body": z.int().describe("Pictures of the whole body"),
			})
			.describe("How many pictures have each framing"),
		findings: z
			.array(z.object({ code: z.enum(SET_FINDINGS), ...finding }))
			.describe("What is to be said of the set"),
		items: z
			.array(
				z.object({
					item: z.int().describe("Number of the item"),
					findings: z
						.array(z.object({ code: z.enum(ITEM_FINDINGS), ...finding }))
						.describe("What is to be said of it; empty: nothing"),
				}),
			)
			.describe("Every picture, in their order"),
	})
	.meta({ id: "DatasetChecks", description: "What a training of a dataset would stumble over" });
export type DatasetChecksResource = z.infer<typeof datasetChecksSchema>;

const kept = z.object({
	item: z.int().describe("Number of the item"),
	asset: assetIdSchema.describe("The picture"),
	sha256: z.string().describe("Of its bytes, in hex"),
	caption: z.string().describe("Its caption; empty: it has none"),
});

export const datasetDiffSchema = z
	.object({
		added: z.array(kept).describe("What only the later one has"),
		removed: z.array(kept).describe("What only the earlier one has"),
		changed: z
			.array(
				z.object({
					sha256: z.string().describe("Of its bytes, in hex"),
					before: z.string().describe("Its caption in the earlier one"),
					after: z.string().describe("Its caption in the later one"),
				}),
			)
			.describe("The same picture under another caption"),
	})
	.meta({ id: "DatasetDiff", description: "How two versions of a dataset differ" });
export type DatasetDiffResource = z.infer<typeof datasetDiffSchema>;

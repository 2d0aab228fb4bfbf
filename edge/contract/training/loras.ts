import * as z from "zod";
import { families } from "../../../workflows/definition/define.ts";
import { LORA_NAME } from "../../../workflows/definition/lora-reference.ts";
import { assetIdSchema } from "../assets/assets.ts";
import { jobIdSchema } from "../jobs/stages.ts";

/** LoRAs that an account may have, and versions of each. */
export const MAX_LORAS = 500;
export const MAX_LORA_VERSIONS = 100;

/** An upload comes in parts of this size, the last one excepted; bytes. */
export const LORA_PARTS = { bytes: 50_000_000, most: 40 };

export const loraNameSchema = z
	.string()
	.regex(LORA_NAME, "lower case letters, digits, `-` and `_`, at most 64, as in mia_v1");
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 is 64 hex digits in lower case");

const family = z.enum(families);
const texts = {
	trigger_word: z
		.string()
		.trim()
		.min(1)
		.max(100)
		.nullable()
		.describe("The word it was trained on; null: none"),
	licence: z.string().trim().min(1).max(2000).nullable().describe("Terms of use, in words; null: none known"),
	note: z.string().trim().min(1).max(2000).nullable().describe("Whatever its owner wants to remember"),
};

export const loraRequestSchema = z
	.strictObject({
		name: loraNameSchema.describe("A new name, or that of a LoRA which gets its next version"),
		asset: assetIdSchema.optional().describe("The file, where it is an asset: what a training left"),
		upload: z
			.strictObject({
				sha256: sha256Schema.describe("Of the whole file"),
				parts: z.int().min(1).max(LORA_PARTS.most).describe("How many parts were put"),
			})
			.optional()
			.describe(
				"The file, where its parts were put to `/v1/lora-uploads/{sha256}`. Bytes that the account has as a LoRA already need none",
			),
		job: jobIdSchema
			.optional()
			.describe(
				"The job that trains it, while that has not ended: what it leaves is the next version. Until then a job that names that version is refused with `lora_not_ready`, or waits with `wait_for_loras`",
			),
		family: family
			.optional()
			.describe(
				"The family of its base model. Needed where the file does not say; refused where it says otherwise",
			),
		promote: z
			.boolean()
			.default(false)
			.describe("Recommend this version from now on; the first one always is"),
		trigger_word: texts.trigger_word.optional(),
		licence: texts.licence.optional(),
		note: texts.note.optional(),
	})
	.refine(({ asset, upload, job }) => [asset, upload, job].filter((one) => one !== undefined).length === 1, {
		path: ["upload"],
		message: "give one of `asset`, `upload` and `job`",
	})
	.meta({ id: "LoraRequest", description: "A file that is to be a LoRA, or the next version of one" });
export type LoraRequest = z.infer<typeof loraRequestSchema>;

export const loraChangeSchema = z
	.strictObject({
		promoted: z.int().min(1).optional().describe("The version to recommend from now on"),
		trigger_word: texts.trigger_word.optional(),
		licence: texts.licence.optional(),
		note: texts.note.optional(),
	})
	.meta({ id: "LoraChange", description: "What is to change of a LoRA; what is not named stays" });
export type LoraChange = z.infer<typeof loraChangeSchema>;

const loraVersionSchema = z
	.object({
		version: z.int(),
		reference: z.string().describe("`name@version`: what jobs send as `lora`"),
		asset: assetIdSchema,
		sha256: z.string(),
		size: z.int().describe("Bytes"),
		family: family.describe("The family of models that it was trained for: others refuse it"),
		base_model: z.string().nullable().describe("Its base model, in its maker's words; null: it does not say"),
		created_at: z.iso.datetime(),
	})
	.meta({ id: "LoraVersion", description: "A file under the name of a LoRA; it never changes" });

export const loraSchema = z
	.object({
		name: loraNameSchema,
		promoted: z.int().describe("The version that is recommended; 0: there is none yet"),
		awaits: z.string().nullable().describe("The job that trains the next version; null: none does"),
		trigger_word: texts.trigger_word,
		licence: texts.licence,
		note: texts.note,
		versions: z.array(loraVersionSchema).describe("Newest first"),
		created_at: z.iso.datetime(),
		updated_at: z.iso.datetime(),
	})
	.meta({
		id: "Lora",
		description: "A LoRA that jobs name as `name@version`, and every worker can be given",
	});
export type LoraResource = z.infer<typeof loraSchema>;

export const loraUploadSchema = z
	.object({ sha256: z.string(), part: z.int(), size: z.int().describe("Bytes of this part") })
	.meta({ id: "LoraUpload", description: "A part that was stored" });

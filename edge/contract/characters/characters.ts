import * as z from "zod";
import { line } from "../../../workflows/definition/parameters.ts";
import { MAX_DESCRIPTION } from "../../../workflows/prompts/character.ts";
import { MAX_AGE, MIN_AGE } from "../../../workflows/prompts/features.ts";
import { MAX_PHRASE } from "../../../workflows/prompts/text.ts";
import { budgetSchema } from "../accounts/accounts.ts";
import { assetIdSchema, assetSchema } from "../assets/assets.ts";
import { idPattern } from "../ids.ts";

export const characterIdSchema = z
	.string()
	.regex(idPattern("character"), "a character id looks like chr_ and 26 characters");

/** Characters that an account may have. */
export const MAX_CHARACTERS = 1000;

const phrase = (words: string) => z.string().max(MAX_PHRASE).optional().describe(words);

const characterSettingsSchema = z
	.strictObject({
		description: z
			.string()
			.max(MAX_DESCRIPTION)
			.optional()
			.describe("Looks and clothes in one's own words: it stands in every prompt of the character"),
		negative_prompt: z
			.string()
			.max(2000)
			.optional()
			.describe("What is not wanted in any picture of it, where a job says nothing else"),
		gender: phrase("`female`, `male`, `non-binary`, or a noun of one's own such as `elf`"),
		age: z.int().min(MIN_AGE).max(MAX_AGE).optional().describe("In years"),
		ethnicity: phrase("Such as `caucasian` or `east asian`"),
		hair_style: phrase("Such as `long`, `short curly` or `bald`"),
		hair_color: phrase("Colour of the hair"),
		eye_color: phrase("Colour of the eyes"),
		skin: phrase("Such as `fair` or `freckled`"),
		facial_hair: phrase("Such as `stubble`"),
	})
	.meta({ id: "CharacterSettings", description: "What becomes the text of prompts of a character" });

export const styleLoraSchema = z
	.strictObject({
		file: z
			.string()
			.min(1)
			.max(300)
			.describe("`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"),
		strength: z.number().min(-2).max(2).default(0.8).describe("How much it counts"),
	})
	.meta({ id: "StyleLora", description: "A LoRA for the style of pictures" });
export type StyleLora = z.infer<typeof styleLoraSchema>;

const fields = {
	name: line(200).describe("What people call it"),
	settings: characterSettingsSchema,
	base_image: assetIdSchema
		.nullable()
		.describe("The picture that it begins with: an image of the account, which stays while it stands here"),
	style_lora: styleLoraSchema.nullable().describe("Used where a workflow takes a `style_lora`; null: none"),
	metadata: z
		.record(z.string().max(100), z.string().max(1000))
		.refine((metadata) => Object.keys(metadata).length <= 50, "at most 50 metadata keys")
		.describe("The client's own notes; given back as they are"),
};

export const characterRequestSchema = z
	.strictObject({
		...fields,
		settings: fields.settings.default({}),
		base_image: fields.base_image.default(null),
		style_lora: fields.style_lora.default(null),
		metadata: fields.metadata.default({}),
	})
	.meta({ id: "CharacterRequest" });
export type CharacterRequest = z.infer<typeof characterRequestSchema>;

/** What is not named stays. */
export const characterChangeSchema = z
	.strictObject({
		...fields,
		budget_micro_usd: budgetSchema
			.nullable()
			.describe(
				"What the jobs that make it may cost together, in millionths of a US dollar; null: the default again, which the next pipeline that makes it says (two dollars); for no limit name a large number",
			),
	})
	.partial()
	.meta({ id: "CharacterChange" });
export type CharacterChange = z.infer<typeof characterChangeSchema>;

export const characterSchema = z
	.object({
		id: characterIdSchema,
		...fields,
		portrait: assetSchema
			.nullable()
			.describe(
				"The picture that it is known by: the first of its references, or else its base picture; null: there is none",
			),
		prompt: z.string().describe("Its settings as the text of a prompt, as jobs of it begin with"),
		budget: z
			.object({
				limit_micro_usd: z
					.int()
					.nullable()
					.describe("What the jobs that make it may cost together; null: nobody has said yet"),
				spent_micro_usd: z.int().describe("What they have cost"),
				reserved_micro_usd: z.int().describe("What their tasks that have not ended are reckoned with"),
			})
			.describe("What making it may cost and does, trainings excepted, in millionths of a US dollar"),
		references_version: z
			.int()
			.describe("Number of its set of references: each new set has the next one; 0: there never was one"),
		created_at: z.iso.datetime(),
		updated_at: z.iso.datetime().describe("When it was last changed, its references included"),
		urls: z.object({
			self: z.string().describe("Path of the character"),
			reference_dataset: z.string().describe("Path of its references"),
			jobs: z.string().describe("Path of the list of its jobs"),
		}),
	})
	.meta({ id: "Character" });
export type CharacterResource = z.infer<typeof characterSchema>;

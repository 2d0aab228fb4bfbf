import * as z from "zod";
import { aspectRatios, line, promptText } from "../../../workflows/definition/parameters.ts";
import { assetIdSchema } from "../assets/assets.ts";
import { characterIdSchema, styleLoraSchema } from "../characters/characters.ts";
import { idPattern } from "../ids.ts";
import { jobErrorSchema, jobIdSchema } from "../jobs/stages.ts";

/** How many there may be: shots in one request and in one project, projects of an account. */
export const PROJECT_LIMITS = { at_once: 500, shots: 2000, projects: 1000 } as const;
/** Pictures that one shot may be made like. */
const MAX_REFERENCES = 4;
/** Seeds that are chosen for a shot are below this. */
export const SHOT_SEED_LIMIT = 2_147_483_647;

export const projectIdSchema = z
	.string()
	.regex(idPattern("project"), "a project id looks like prj_ and 26 characters");
export const shotIdSchema = z
	.string()
	.regex(idPattern("shot"), "a shot id looks like sht_ and 26 characters");
const settings = {
	workflow: z
		.string()
		.min(1)
		.max(200)
		.describe("What makes its pictures: `id`, `id@version` or an alias; it must take a `prompt`"),
	pool: z.string().min(1).max(100).nullable().describe("The pool of workers; null: `default`"),
	aspect_ratio: z.enum(aspectRatios).nullable().describe("Shape of its pictures; null: the workflow's own"),
	negative_prompt: promptText(4000)
		.nullable()
		.describe("What is not to be seen, where its character does not say it; null: the workflow's own"),
	style_lora: styleLoraSchema
		.nullable()
		.describe("The style of its pictures, where neither shot nor character has one of its own"),
	retry_backoff_s: z
		.int()
		.min(1)
		.max(600)
		.describe(
			"A picture that fails is tried again, three times in all: after so many seconds, then twice as many",
		),
};
const name = line(200).describe("Its name");

export const projectRequestSchema = z
	.strictObject({
		name,
		workflow: settings.workflow.default("storyboard-image"),
		pool: settings.pool.default(null),
		aspect_ratio: settings.aspect_ratio.default(null),
		negative_prompt: settings.negative_prompt.default(null),
		style_lora: settings.style_lora.default(null),
		retry_backoff_s: settings.retry_backoff_s.default(30),
	})
	.meta({ id: "ProjectRequest", description: "A new project" });
export type ProjectRequest = z.infer<typeof projectRequestSchema>;
/** What every picture of a project is made with. */
export type ProjectSettings = Omit<ProjectRequest, "name">;

export const projectChangeSchema = z
	.strictObject({ name, ...settings })
	.partial()
	.meta({ id: "ProjectChange", description: "What is to change of a project; what is not named stays" });
export type ProjectChange = z.infer<typeof projectChangeSchema>;

export const projectSchema = z
	.object({
		id: projectIdSchema,
		name,
		...settings,
		head: z.int().describe("Number of the last event of its feed"),
		created_at: z.iso.datetime(),
		updated_at: z.iso.datetime().describe("When it was last changed"),
		urls: z.object({
			self: z.string().describe("Path of the project on this server"),
			shots: z.string().describe("Path of its shots"),
			events: z.string(),
			socket: z.string(),
		}),
	})
	.meta({ id: "Project", description: "A script with its pictures" });
export type ProjectResource = z.infer<typeof projectSchema>;

const shot = {
	sentence: promptText(2000).describe("The sentence of the script"),
	image_prompt: promptText(4000)
		.nullable()
		.describe("What is to be seen; null: nobody has said it yet, and no picture can be made"),
	seed: z
		.int()
		.min(0)
		.max(Number.MAX_SAFE_INTEGER)
		.nullable()
		.describe(`The same seed gives the same picture, 0 too; null: one below ${SHOT_SEED_LIMIT} is chosen`),
	references: z
		.array(assetIdSchema)
		.max(MAX_REFERENCES)
		.describe("Pictures it is to be made like; empty: those of its character, where it has one"),
	character: characterIdSchema.nullable().describe("Who is to be seen, `chr_…`; null: nobody in particular"),
	style_lora: styleLoraSchema
		.nullable()
		.describe("A style of its own; null: its character's, or else the project's"),
};

export const shotRequestSchema = z
	.strictObject({
		sentence: shot.sentence,
		image_prompt: shot.image_prompt.default(null),
		seed: shot.seed.default(null),
		references: shot.references.default([]),
		character: shot.character.default(null),
		style_lora: shot.style_lora.default(null),
	})
	.meta({ id: "ShotRequest", description: "A new shot: a sentence, and what its picture is made of" });
export type ShotRequest = z.infer<typeof shotRequestSchema>;

export const shotsRequestSchema = z
	.strictObject({
		shots: z
			.array(shotRequestSchema)
			.min(1)
			.max(PROJECT_LIMITS.at_once)
			.describe("In the order of the script"),
	})
	.meta({ id: "ShotsRequest", description: "New shots, behind those there are" });

export const shotChangeSchema = z
	.strictObject(shot)
	.partial()
	.meta({ id: "ShotChange", description: "What is to change of a shot; what is not named stays" });
export type ShotChange = z.infer<typeof shotChangeSchema>;

export const shotOrderSchema = z
	.strictObject({
		shots: z
			.array(shotIdSchema)
			.min(1)
			.max(PROJECT_LIMITS.shots)
			.describe("Every shot of the project once, in the new order"),
	})
	.meta({ id: "ShotOrder", description: "The shots of a project in another order" });

const SHOT_STATUSES = ["pending", "queued", "generating", "completed", "failed", "canceled"] as const;
export type ShotStatus = (typeof SHOT_STATUSES)[number];

export const shotSchema = z
	.object({
		id: shotIdSchema,
		project: projectIdSchema.describe("Id of its project, `prj_…`"),
		position: z.int().describe("Its place in the script: lower ones come first; numbers may be left out"),
		...shot,
		image_file: z
			.string()
			.nullable()
			.describe(
				"`data/projects/{project}/images/{shot}.png`, where its picture lies in storage; null: there is none",
			),
		image_url: z.string().nullable().describe("Path of the picture on this server; null: there is none"),
		image_asset: assetIdSchema.nullable().describe("The output that became its picture; null: there is none"),
		is_image_dirty: z
			.boolean()
			.describe(
				"There is no picture, or something that makes it has changed since. Cleared only by a picture of the shot as it is",
			),
		status: z
			.enum(SHOT_STATUSES)
			.describe("`pending`: no picture was asked for; the others are of the newest one that was"),
		job: jobIdSchema.nullable().describe("The newest job of it; null: there was none"),
		error: jobErrorSchema.nullable().describe("Why the newest picture failed; null: it did not"),
		created_at: z.iso.datetime(),
		updated_at: z.iso.datetime().describe("When it or its picture was last changed"),
	})
	.meta({ id: "Shot", description: "A sentence of a script, and its picture" });
export type ShotResource = z.infer<typeof shotSchema>;

const reuse = z
	.boolean()
	.default(false)
	.describe(
		"Where the account has a picture that was asked for in just this way, take that instead of making another",
	);
export const generateRequestSchema = z
	.strictObject({ reuse })
	.meta({ id: "GenerateRequest", description: "A picture for a shot" });
export const generateAllRequestSchema = z
	.strictObject({
		reuse,
		shots: z
			.array(shotIdSchema)
			.min(1)
			.max(PROJECT_LIMITS.at_once)
			.optional()
			.describe(
				`Only these; absent: up to ${PROJECT_LIMITS.at_once} that are dirty, in the order of the script`,
			),
		clean: z
			.boolean()
			.default(false)
			.describe("With `shots`: also those whose picture is of the shot as it is"),
	})
	.refine(({ clean, shots }) => !clean || shots !== undefined, {
		path: ["clean"],
		message: "takes `shots` beside it: name the shots that are to be made anew",
	})
	.meta({ id: "GenerateAllRequest", description: "Pictures for shots of a project" });

export const generatedSchema = z
	.object({
		shot: shotIdSchema.describe("Id of the shot, `sht_…`"),
		job: jobIdSchema.describe("The job that makes its picture, or has made it"),
		reused: z.boolean().describe("The picture was there already: nothing is made"),
	})
	.meta({ id: "GeneratedShot", description: "Which job makes the picture of a shot" });
export type Generated = z.infer<typeof generatedSchema>;

const SKIP_REASONS = {
	busy: "its picture is being made",
	no_prompt: "it has no `image_prompt`",
	clean: "its picture is of the shot as it is",
} as const;
export const generatedAllSchema = z
	.object({
		data: z.array(generatedSchema).describe("What is made, in the order of the script"),
		skipped: z
			.array(
				z.object({
					shot: shotIdSchema.describe("Id of the shot, `sht_…`"),
					reason: z.enum(Object.keys(SKIP_REASONS) as [keyof typeof SKIP_REASONS]).describe(
						Object.entries(SKIP_REASONS)
							.map(([word, meaning]) => `\`${word}\`: ${meaning}`)
							.join("; "),
					),
				}),
			)
			.describe("Shots that nothing is made for, and why"),
		has_more: z.boolean().describe("There are more dirty shots than one request takes: ask again"),
	})
	.meta({ id: "GeneratedShots", description: "Which jobs make the pictures of a project" });
export type GeneratedAll = z.infer<typeof generatedAllSchema>;

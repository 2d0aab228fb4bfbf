import * as z from "zod";
import { samplers, schedulers } from "../../../workflows/definition/parameters.ts";
import { appleM1 } from "../../../workflows/plan/profiles.ts";
import { TRAINERS } from "../../../workflows/training/work.ts";
import { assetIdSchema } from "../assets/assets.ts";
import { jobErrorSchema, jobIdSchema } from "../jobs/stages.ts";
import { JOB_STATUSES } from "../status.ts";

/**
 * What the routes for manga pages say: `POST /jobs`, `POST /loras/train` and what answers them. Names are those of the
 * programs that ask there, so they are not written as elsewhere.
 */

/** The machine whose limits these routes keep to, on every other one too. */
export const PAGE_PROFILE = appleM1;
const MOST_WIDTH = PAGE_PROFILE.max_width ?? 0;
const MOST_HEIGHT = PAGE_PROFILE.max_height ?? 0;
const MOST_BATCH = PAGE_PROFILE.max_batch ?? 0;
const ONLY_SD15 = "A checkpoint of Stable Diffusion 1.5, as the workers list it";

const sizeText = /^(\d{1,5})x(\d{1,5})$/;
const SIZE_WORDS = 'is {"width": 512, "height": 768} or the text "512x768"';
const sizeSchema = z
	.union(
		[
			z.strictObject({
				width: z.int().min(256).max(MOST_WIDTH).describe("Pixels, in steps of 8"),
				height: z.int().min(256).max(MOST_HEIGHT).describe("Pixels, in steps of 8"),
			}),
			z.string().regex(sizeText, SIZE_WORDS),
		],
		{ error: SIZE_WORDS },
	)
	.describe(`At most ${MOST_WIDTH} x ${MOST_HEIGHT}. Absent: 512 x 768`);

/** Width and height as they were sent, in either form; null where they are neither. */
export function readSize(sent: unknown): { width: unknown; height: unknown } | null {
	if (typeof sent === "string") {
		const [, width, height] = sizeText.exec(sent) ?? [];
		return width === undefined ? null : { width: Number(width), height: Number(height) };
	}
	return typeof sent === "object" && sent !== null && "width" in sent && "height" in sent ? sent : null;
}

const batchSchema = z.int().min(1).max(MOST_BATCH).optional().describe("1; more is refused");
const poolSchema = z.string().max(100).optional().describe("The pool of workers; absent: `default`");

export const pageRequestSchema = z
	.strictObject({
		prompt: z.string().min(1).max(4000).describe("What is to be seen"),
		negativePrompt: z.string().max(2000).optional().describe("What is not wanted"),
		checkpoint: z.string().min(1).max(255).optional().describe(`${ONLY_SD15}; absent: Anything V5`),
		loraId: z
			.string()
			.min(1)
			.max(255)
			.optional()
			.describe(
				"`name@version` of a LoRA of `/v1/loras`, or one that the workers list, with or without `.safetensors`; absent: none",
			),
		seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe("Absent: chosen, and told"),
		steps: z.int().min(1).max(100).optional().describe("Sampling steps; absent: 20"),
		cfg: z.number().min(1).max(20).optional().describe("How closely the prompt is followed; absent: 7"),
		sampler: z.enum(samplers).optional().describe("As ComfyUI names it; absent: `euler_ancestral`"),
		scheduler: z.enum(schedulers).optional().describe("As ComfyUI names it; absent: `normal`"),
		resolution: sizeSchema.optional(),
		poseImagePath: z
			.string()
			.min(1)
			.max(1000)
			.optional()
			.describe(
				"A picture whose pose is followed: the id of an uploaded file (`ast_…`), since paths of other machines cannot be read. With it the template is `img2img-lora-controlnet.json`, without it `txt2img-lora.json`",
			),
		poseKind: z
			.enum(["photo", "skeleton"])
			.optional()
			.describe("Whether the pose is to be read out of a photo first; absent: `photo`"),
		controlnetStrength: z
			.number()
			.min(0.4)
			.max(0.9)
			.optional()
			.describe("How closely the pose is followed; absent: 0.65. Without a pose it has no effect"),
		batch_size: batchSchema,
		pool: poolSchema,
	})
	.meta({ id: "PageRequest", description: "A page to be made with Stable Diffusion 1.5" });
export type PageRequest = z.infer<typeof pageRequestSchema>;

const ended = {
	status: z.enum(JOB_STATUSES).describe("`succeeded`, `failed`, `canceled` and `expired` are for ever"),
	progress: z.int().min(0).max(100).describe("Percent of the work that is done"),
	outputFilename: z.string().nullable().describe("Name of the file that was made; null: not yet"),
	outputUrl: z
		.string()
		.nullable()
		.describe("Path of its bytes on this server, good without a key for an hour; null: not yet"),
	error: jobErrorSchema.nullable(),
	createdAt: z.iso.datetime().describe("When it was submitted"),
	finishedAt: z.iso.datetime().nullable().describe("When it ended; null: it has not"),
};

export const pageSchema = z
	.object({
		id: jobIdSchema,
		...ended,
		prompt: z.string().nullable().describe("As it was sent; null: this job has none"),
		negativePrompt: z.string().nullable().describe("What was not wanted; null: this job has none"),
		model: z.string().nullable().describe("The checkpoint; null: this job names none"),
		loraId: z.string().nullable().describe("File of the LoRA; null: none"),
		seed: z.int().nullable().describe("As it was sent or chosen; null: this job has none"),
		steps: z.int().nullable().describe("Sampling steps"),
		cfg: z.number().nullable().describe("How closely the prompt is followed"),
		sampler: z.string().nullable().describe("As ComfyUI names it"),
		scheduler: z.string().nullable().describe("As ComfyUI names it"),
		resolution: z
			.object({ width: z.int().describe("Pixels"), height: z.int().describe("Pixels") })
			.nullable()
			.describe("Of the page"),
		controlnetStrength: z.number().nullable().describe("How closely the pose is followed; null: no pose"),
		workflowTemplate: z
			.string()
			.describe("`txt2img-lora.json`, `img2img-lora-controlnet.json`, or `id@version` of another workflow"),
	})
	.meta({ id: "Page", description: "A job as the routes for manga pages show it" });
export type Page = z.infer<typeof pageSchema>;

const SIDE_WORDS = 'is 512 or the text "512,512"';
const sideText = /^(\d{1,5})(?:[,x]\1)?$/;
/** Side of the square that pictures are trained at, as it was sent: 512, "512" or "512,512"; null: none of these. */
export function readSide(sent: unknown): number | null {
	if (typeof sent === "number") return sent;
	const side = typeof sent === "string" ? sideText.exec(sent)?.[1] : undefined;
	return side === undefined ? null : Number(side);
}

export const loraRequestSchema = z
	.strictObject({
		datasetDir: z
			.string()
			.min(1)
			.max(1000)
			.optional()
			.describe(
				"With `trainer` a version of a dataset, `name@version`. All else is refused with what to send instead: folders of other machines cannot be read",
			),
		dataset: z
			.array(
				z.strictObject({
					image: assetIdSchema.describe("Id of the uploaded picture"),
					caption: z.string().min(1).max(2000).describe("What varies: framing, pose, background"),
				}),
			)
			.min(1)
			.max(100)
			.optional()
			.describe("The pictures, uploaded, each with its caption; 7 at least"),
		triggerWord: z.string().min(1).max(100).optional().describe("The word the LoRA is learned under"),
		outputName: z.string().min(1).max(60).optional().describe("Name of the file, without extension"),
		steps: z.int().min(1).max(4000).optional().describe("Training steps; absent: 1000"),
		resolution: z
			.union([z.int().min(256).max(MOST_WIDTH), z.string().regex(sideText, SIDE_WORDS)], {
				error: SIDE_WORDS,
			})
			.optional()
			.describe(`Side of the square that pictures are scaled to, at most ${MOST_WIDTH}; absent: 512`),
		checkpoint: z.string().min(1).max(255).optional().describe(`${ONLY_SD15}; absent: Anything V5`),
		trainer: z
			.enum(TRAINERS)
			.optional()
			.describe(
				"The program that trains, as in `sd-scripts` (kohya): a training of `POST /v1/trainings`, with its checkpoints. Absent: ComfyUI's own nodes",
			),
		seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe("Absent: chosen"),
		batch_size: batchSchema,
		pool: poolSchema,
	})
	.meta({ id: "LoraRequest", description: "A LoRA of a character to be trained on Stable Diffusion 1.5" });
export type LoraRequest = z.infer<typeof loraRequestSchema>;

export const loraSchema = z
	.object({
		id: jobIdSchema,
		...ended,
		loraId: z.string().nullable().describe("What `loraId` of a page is once the file is in models/loras"),
		outputName: z.string().nullable().describe("As it was sent"),
		triggerWord: z.string().nullable().describe("The word the LoRA is learned under"),
		steps: z.int().nullable().describe("Training steps"),
		resolution: z.int().nullable().describe("Side of the square that pictures are scaled to"),
		batchSize: z.int().nullable().describe("Pictures per step"),
	})
	.meta({ id: "Lora", description: "A training as the routes for manga pages show it" });
export type Lora = z.infer<typeof loraSchema>;

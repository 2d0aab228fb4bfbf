import * as z from "zod";
import { modelNameTrouble } from "../graph/paths.ts";
import { readLoraReference } from "./lora-reference.ts";

/** The kinds of typed parameters that workflows share. Each describes itself in the generated JSON Schema. */

/** Largest seed: the largest integer that JSON carries unchanged. ComfyUI would take up to 2^64-1. */
export const maxSeed = Number.MAX_SAFE_INTEGER;

/** The id of an uploaded file. A workflow says which kind of file it must be. */
export const assetId = z
	.string()
	.regex(/^ast_[0-9a-z]{26}$/, "must be the id of an uploaded file (ast_ and 26 characters). Upload it first")
	.meta({ description: "Id of an uploaded file." });

/** A seed: 0 to 2^53-1. 0 is a seed like any other. Absent, one is chosen and reported. */
export const seed = z
	.int()
	.min(0)
	.max(maxSeed)
	.meta({ description: "The same seed and parameters give the same picture. Chosen at random when absent." });

/**
 * The name of a file of model weights as ComfyUI lists it: relative, with `/` between subfolders, for example
 * `styles/ink.safetensors`. Refuses whatever could name a file elsewhere.
 */
export const modelFileName = z
	.string()
	.min(1)
	.max(255)
	.superRefine((name, ctx) => {
		const trouble = modelNameTrouble(name);
		if (trouble !== null)
			ctx.addIssue({
				code: "custom",
				message: `${trouble}; send the name of a model file as listed, such as ink.safetensors`,
			});
	})
	.meta({ description: "Name of a model file, as the workers list it." });

/** A LoRA: one that is kept, as `name@version`, or a file that the workers have. */
export const loraName = z
	.string()
	.min(1)
	.max(255)
	.superRefine((name, ctx) => {
		const trouble = readLoraReference(name) === null ? modelNameTrouble(name) : null;
		if (trouble !== null)
			ctx.addIssue({
				code: "custom",
				message: `${trouble}; send name@version of a LoRA of \`GET /v1/loras\`, or a file as the workers list it, such as ink.safetensors`,
			});
	})
	.meta({ description: "A LoRA: `name@version`, or the name of a file as the workers list it." });

/**
 * Text of 1 to `max` UTF-16 units on one line, in which there is something to see: what people call things, which ends
 * up in tables, headings and terminals.
 */
export function line(max: number): z.ZodString {
	return (
		z
			.string()
			.min(1)
			.max(max)
			// First, since documents of the API show one pattern, without its flags.
			.regex(/\S/, "must not be blank")
			.regex(/[^\s\p{Cc}\p{Cf}]/u, "must have something to see")
			// Half of a surrogate pair cannot be written as UTF-8.
			.regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, "must be one line of text without control characters")
	);
}

/** Text of 1 to `max` UTF-16 units that says something: not only spaces, no control characters, no half pairs. */
export function promptText(max: number): z.ZodString {
	return (
		z
			.string()
			.min(1)
			.max(max)
			.regex(/\S/, "must not be blank")
			// Half of a surrogate pair cannot be written as UTF-8, and Python would fail on it much later.
			.regex(
				/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u,
				"must be text without control characters and broken characters",
			)
	);
}

/** Like {@link promptText}, but may be empty. */
export function textOrNothing(max: number) {
	return z.union([z.literal(""), promptText(max)]);
}

/** An integer from `min` to `max`. Steps are counted from `min`: 5, 9, 13, ... */
export function stepped({ min, max, step = 1 }: { min: number; max: number; step?: number }): z.ZodInt {
	const range = z.int().min(min).max(max);
	if (step === 1) return range;
	if (min % step === 0) return range.multipleOf(step);
	return range.refine((value) => (value - min) % step === 0, `must be ${min} and whole steps of ${step}`);
}

/** A width or height in pixels: from `min` to `max`, in whole `step`s. */
export function pixels(range: { min: number; max: number; step: number }): z.ZodInt {
	return z.int().min(range.min).max(range.max).multipleOf(range.step);
}

/** Shapes of pictures that social platforms and films want. */
export const aspectRatios = ["16:9", "9:16", "1:1", "4:5"] as const;

/** The shape of the picture; a preset brings width and height along. */
export function aspectRatio(standard: (typeof aspectRatios)[number]) {
	return z
		.enum(aspectRatios)
		.default(standard)
		.meta({ description: "Shape of the picture; brings width and height along." });
}

/**
 * Reports two parameters of which only one was sent. For `superRefine` of a workflow's parameters.
 *
 * @param sent the parameters
 */
export function together(
	sent: Readonly<Record<string, unknown>>,
	ctx: z.RefinementCtx,
	one: string,
	other: string,
): void {
	if ((sent[one] === undefined) === (sent[other] === undefined)) return;
	const [absent, given] = sent[one] === undefined ? [one, other] : [other, one];
	ctx.addIssue({ code: "custom", path: [absent], message: `must be sent together with ${given}` });
}

/** A negative prompt; may be empty. */
export function negativePrompt(standard: string) {
	return textOrNothing(2000).default(standard).meta({ description: "What is not wanted." });
}

/** Sampling steps. */
export function steps(standard: number, max: number) {
	return z
		.int()
		.min(1)
		.max(max)
		.default(standard)
		.meta({ description: "Sampling steps; time grows with them." });
}

/** A number in a range, such as a strength. */
export function amount(range: { standard: number; min: number; max: number }) {
	return z.number().min(range.min).max(range.max).default(range.standard);
}

/** Uploaded files, `min` to `max` of them. */
export function assetIds(range: { min: number; max: number }) {
	return z.array(assetId).min(range.min).max(range.max);
}

/** Samplers that every ComfyUI since 0.3.64 has. */
export const samplers = [
	"euler",
	"euler_ancestral",
	"heun",
	"dpm_2",
	"dpm_2_ancestral",
	"lms",
	"dpmpp_2s_ancestral",
	"dpmpp_sde",
	"dpmpp_2m",
	"dpmpp_2m_sde",
	"dpmpp_3m_sde",
	"ddim",
	"uni_pc",
	"lcm",
	"res_multistep",
] as const;

/** Schedulers that every ComfyUI since 0.3.64 has. */
export const schedulers = [
	"normal",
	"karras",
	"exponential",
	"sgm_uniform",
	"simple",
	"ddim_uniform",
	"beta",
	"linear_quadratic",
	"kl_optimal",
] as const;

export function sampler(standard: (typeof samplers)[number]) {
	return z.enum(samplers).default(standard).meta({ description: "Sampling method, as ComfyUI names it." });
}

export function scheduler(standard: (typeof schedulers)[number]) {
	return z.enum(schedulers).default(standard).meta({ description: "Noise schedule, as ComfyUI names it." });
}

import * as z from "zod";
import { modelNameTrouble } from "./paths.ts";

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

/** A width or height in pixels: from `min` to `max`, in whole `step`s. */
export function pixels(range: { min: number; max: number; step: number }): z.ZodInt {
	return z.int().min(range.min).max(range.max).multipleOf(range.step);
}

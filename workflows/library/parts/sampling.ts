import * as z from "zod";
import type { Slot, UnusedParameter } from "../../definition/define.ts";
import { amount, negativePrompt } from "../../definition/parameters.ts";

/** How a picture or film is sampled: parameters that many workflows share, and what they are wired to. */

/** The places of seed, steps, sampler and scheduler on a KSampler, or on a node with the same inputs. */
export function samplingSlots(node: string): Record<string, Slot[]> {
	return {
		seed: [{ node, input: "seed" }],
		steps: [{ node, input: "steps" }],
		sampler: [{ node, input: "sampler_name" }],
		scheduler: [{ node, input: "scheduler" }],
	};
}

/** Flux's own guidance, 0 to 20. */
export function guidance(standard: number) {
	return amount({ standard, min: 0, max: 20 }).meta({
		description: `Flux's own guidance: how closely it follows the prompt. About ${standard} is usual.`,
	});
}

/** The guidance of FLUX.1 Fill, which has a scale of its own. */
export const fillGuidance = amount({ standard: 30, min: 0, max: 100 }).meta({
	description: "Flux's own guidance. Fill was trained for about 30, not for the 3.5 of Flux.1 dev.",
});

/** Classifier-free guidance where 1 is the rule. */
export const cfgFromOne = amount({ standard: 1, min: 1, max: 10 }).meta({
	description:
		"Classifier-free guidance. Above 1 the negative prompt counts and sampling takes twice as long.",
});

/** The negative prompt that goes with {@link cfgFromOne}. Goes with {@link negativeAboveOne}. */
export function negativeAtHigherCfg(standard: string) {
	return negativePrompt(standard).meta({
		description: "What is not wanted. Counts only where cfg is above 1.",
	});
}

/** Of every workflow with a negative prompt and a parameter `cfg`. */
export const negativeAboveOne: UnusedParameter = {
	parameter: "negative_prompt",
	unless: { parameter: "cfg", above: 1 },
	why: "at cfg 1, where ComfyUI does not compute it",
};

/** A negative prompt that the model has no use for. Goes with {@link negativeNever}. */
export function unusedNegative(standard = "") {
	return negativePrompt(standard).meta({
		description: "What is not wanted. Accepted and kept, but this model does not look at it.",
	});
}

/** The negative prompt of a workflow that always samples at cfg 1, or whose guider takes one prompt. */
export const negativeNever: UnusedParameter = {
	parameter: "negative_prompt",
	why: "because the model is guided by one prompt only, as at cfg 1; say there what should be instead",
};

/** Of video models: where the steps are spent. */
export function shift(standard: number) {
	return amount({ standard, min: 1, max: 20 }).meta({
		description: "How long the noise stays strong. Higher gives more motion and less detail.",
	});
}

/** Full quality, or what a LoRA for few steps makes of it. A preset brings steps and cfg along. */
export function speed(standard: "full" | "fast", description: string) {
	return z.enum(["full", "fast"]).default(standard).meta({ description });
}

/** How the weights of a 16-bit Flux are kept in GPU memory. */
export const fluxWeightType = z.enum(["default", "fp8_e4m3fn"]).default("default").meta({
	description:
		"How the weights are kept in GPU memory: as they are, or rounded to fp8, which takes half of it.",
});

import * as z from "zod";
import type { ComputedValue, Slot, UnusedParameter } from "../define.ts";
import { aspectRatio, type aspectRatios, pixels, seed } from "../parameters.ts";
import { withRealism, withRealismTags } from "../prompts/realism.ts";
import { textAt } from "../values.ts";

/** What the workflows that make pictures from words share. */

type AspectRatio = (typeof aspectRatios)[number];
/** Width and height in pixels, by shape. */
export type Sizes = Readonly<Record<AspectRatio, { width: number; height: number }>>;

/** All near one megapixel, exact ratios, sides in steps of 16: for models that were trained at 1024x1024. */
export const megapixelSizes: Sizes = {
	"1:1": { width: 1024, height: 1024 },
	"9:16": { width: 720, height: 1280 },
	"4:5": { width: 896, height: 1120 },
	"16:9": { width: 1280, height: 720 },
};

/** All near two megapixels, sides in steps of 16; 1920x1088 and 1088x1920 are 16:9 but for eight rows. */
export const twoMegapixelSizes: Sizes = {
	"1:1": { width: 1440, height: 1440 },
	"9:16": { width: 1088, height: 1920 },
	"4:5": { width: 1280, height: 1600 },
	"16:9": { width: 1920, height: 1088 },
};

/**
 * The parameters `aspect_ratio`, `width` and `height`. Goes with a preset of the same sizes, and with
 * `together(sent, ctx, "width", "height")`.
 *
 * @param range of a side, in pixels
 */
export function canvas(
	standard: AspectRatio,
	sizes: Sizes,
	range: { min: number; max: number; step: number },
) {
	const side = pixels(range).optional();
	const { width, height } = sizes[standard];
	return {
		aspect_ratio: aspectRatio(standard),
		width: side.meta({ description: `Width in pixels. ${width} at ${standard}. Send it with height.` }),
		height: side.meta({ description: `Height in pixels. ${height} at ${standard}. Send it with width.` }),
	};
}

/** How many pictures to choose from, `standard` unless sent. */
export function variations(standard: number) {
	return z.int().min(1).max(4).default(standard).meta({
		description: "How many pictures to choose from. Each is a task of its own, with its own seed.",
	});
}

/** The seed where there are variations. */
export const firstSeed = seed
	.optional()
	.meta({ description: "Seed of the first picture; each further one has the next. Chosen when absent." });

/** The seed where there is one picture. */
export const oneSeed = seed
	.optional()
	.meta({ description: "The same seed and parameters give the same picture. Chosen when absent." });

/** How much of the vocabulary of photographs is put after the prompt (prompts/realism.ts). */
export function realism(standard: "none" | "tags" | "all") {
	return z.enum(["none", "tags", "all"]).default(standard).meta({
		description:
			"Words for a photographed look, put after the prompt: none, the short tags (8K hyper-realistic, visible pores, ...), or all ten lines on camera, light, skin and hair.",
	});
}

/** The prompt with the words that `realism` asks for; with `none` exactly as it was sent. */
export function realistic(prompt: string, choice: unknown): string {
	if (choice === "all") return withRealism(prompt, "all");
	return choice === "tags" ? withRealismTags(prompt) : prompt;
}

/** The computed prompt of `prompt` and `realism`. */
export function realisticPrompt(slot: Slot): ComputedValue {
	return {
		name: "positive",
		from: ["prompt", "realism"],
		slots: [slot],
		compute: (values) => realistic(textAt(values, "prompt"), values.realism),
		what: "the prompt, followed by those words of `realism` that it does not say yet",
	};
}

/** A negative prompt that the graph has no place for. */
export function negativeWithoutPlace(why: string): UnusedParameter {
	return { parameter: "negative_prompt", why };
}

/** How the weights of a 16-bit Flux are kept in GPU memory. */
export const fluxWeightType = z.enum(["default", "fp8_e4m3fn"]).default("default").meta({
	description:
		"How the weights are kept in GPU memory: as they are, or rounded to fp8, which takes half of it.",
});

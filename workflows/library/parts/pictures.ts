import * as z from "zod";
import type { ComputedValue, Slot } from "../../definition/define.ts";
import { seed } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { photoModules, skinModules, withRealism, withRealismTags } from "../../prompts/realism.ts";

/** What the workflows that make pictures share. */

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

const realismChoices = ["none", "tags", "skin", "photo", "all"] as const;

/** How much of the vocabulary of photographs is put after the prompt (prompts/realism.ts). */
export function realism(standard: (typeof realismChoices)[number]) {
	return z.enum(realismChoices).default(standard).meta({
		description:
			"Words for a photographed look, put after the prompt: none; tags, the short ones (8K hyper-realistic, visible pores, ...); skin, the five lines on skin, hair and eyes; photo, these and camera, light and focus; all, the whole checklist of ten, with the two lines that say what should not be there.",
	});
}

/** The prompt with the words that `realism` asks for; with `none` exactly as it was sent. */
export function realistic(prompt: string, choice: unknown): string {
	switch (choice) {
		case "tags":
			return withRealismTags(prompt);
		case "skin":
			return withRealism(prompt, skinModules);
		case "photo":
			return withRealism(prompt, photoModules);
		case "all":
			return withRealism(prompt, "all");
		default:
			return prompt;
	}
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

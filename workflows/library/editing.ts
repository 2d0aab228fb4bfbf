import type { ComputedValue, Slot, UnusedParameter } from "../define.ts";
import { amount, modelFileName } from "../parameters.ts";
import { withTrigger } from "../prompts/trigger.ts";
import { textAt } from "../values.ts";
import { triggerWord } from "./lora.ts";

/** What the workflows that make pictures from pictures share. */

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
		description: `Flux's own guidance: how closely it follows the prompt. ${standard} is what it is tuned for.`,
	});
}

/** Classifier-free guidance where 1 is the rule. */
export const cfgFromOne = amount({ standard: 1, min: 1, max: 10 }).meta({
	description:
		"Classifier-free guidance. Above 1 the negative prompt counts and sampling takes twice as long.",
});

/** The negative prompt of a workflow with `cfgFromOne`. */
export const negativeAboveOne: UnusedParameter = {
	parameter: "negative_prompt",
	unless: { parameter: "cfg", above: 1 },
	why: "at cfg 1: the model is guidance-distilled",
};

/** The negative prompt of a workflow that always samples at cfg 1. */
export const negativeNever: UnusedParameter = {
	parameter: "negative_prompt",
	why: "because the model is guidance-distilled and always sampled at cfg 1; say in the prompt what should be there instead",
};

/** Parameters of a LoRA on the diffusion model alone (LoraLoaderModelOnly), which may be absent. */
export const modelLora = {
	lora: modelFileName.optional().meta({
		description: "A LoRA for this model, as the workers list it, such as the character's own.",
	}),
	lora_strength: amount({ standard: 1, min: -2, max: 2 }).meta({
		description: "Strength of the LoRA. Used with lora only.",
	}),
	trigger_word: triggerWord.optional(),
};

/** The places of those parameters. */
export function modelLoraSlots(node: string): Record<string, Slot[]> {
	return { lora: [{ node, input: "lora_name" }], lora_strength: [{ node, input: "strength_model" }] };
}

/** The prompt with the trigger word first; without one exactly as it was sent. */
export function triggeredPrompt(slot: Slot): ComputedValue {
	return {
		name: "full_prompt",
		from: ["trigger_word", "prompt"],
		slots: [slot],
		compute: (values) => {
			const [word, prompt] = [textAt(values, "trigger_word"), textAt(values, "prompt")];
			return word === "" ? prompt : withTrigger(word, prompt);
		},
		what: "the prompt, with the trigger word before it where there is one",
	};
}

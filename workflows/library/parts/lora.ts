import type { ComputedValue, ModelRequirement, OptionalPart, Slot } from "../../definition/define.ts";
import { amount, loraName, promptText } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { withTrigger } from "../../prompts/trigger.ts";

/** What workflows with a LoRA share. */

/** The file the parameter `lora` names. Spread with `part: "lora"` where it is optional. */
export const loraFile: ModelRequirement = {
	folder: "loras",
	file: { parameter: "lora" },
	licence: "that of the LoRA chosen",
};

/** The word a LoRA was trained on. Commas in it become spaces. */
export const triggerWord = promptText(100).meta({
	description: "The word the LoRA was trained on, such as spyke_plasma_v1. It is put first in the prompt.",
});

/** Parameters of a LoRA that may be absent. */
export const optionalLora = {
	lora: loraName.optional().meta({
		description:
			"A LoRA for this family of models: `name@version` of one that is kept, or a file as the workers list it. Without it none is loaded.",
	}),
	lora_strength: amount({ standard: 0.8, min: -2, max: 2 }).meta({
		description: "Strength of the LoRA, on the model and on the text encoder. Used with lora only.",
	}),
	trigger_word: triggerWord.optional(),
};

/** The same where it works on the diffusion model alone, as LoRAs for Flux, Qwen-Image and Wan do. */
export const modelLora = {
	lora: loraName.optional().meta({
		description:
			"A LoRA for this model, such as the character's own: `name@version` of one that is kept, or a file as the workers list it.",
	}),
	lora_strength: amount({ standard: 1, min: -2, max: 2 }).meta({
		description: "Strength of the LoRA. Used with lora only.",
	}),
	trigger_word: triggerWord.optional(),
};

/** The places of those parameters on a LoraLoaderModelOnly. */
export function modelLoraSlots(node: string): Record<string, Slot[]> {
	return { lora: [{ node, input: "lora_name" }], lora_strength: [{ node, input: "strength_model" }] };
}

/** The places of {@link optionalLora} on a LoraLoader. */
export function loraSlots(node: string): Record<string, Slot[]> {
	return {
		lora: [{ node, input: "lora_name" }],
		lora_strength: [
			{ node, input: "strength_model" },
			{ node, input: "strength_clip" },
		],
	};
}

/** The part that goes without a LoRA: what hung on its loader is linked to the checkpoint. */
export function loraPart(
	loader: string,
	checkpoint: string,
	behind: { model: readonly Slot[]; clip: readonly Slot[] },
): OptionalPart {
	return {
		name: "lora",
		when: { absent: "lora" },
		remove: [loader],
		rewire: [
			...behind.model.map((slot) => ({ ...slot, to: [checkpoint, 0] as const })),
			...behind.clip.map((slot) => ({ ...slot, to: [checkpoint, 1] as const })),
		],
	};
}

/** The prompt as the text encoders get it: the trigger word first, and once; without one as it was sent. */
export function promptWithTrigger(slots: readonly Slot[]): ComputedValue {
	return {
		name: "full_prompt",
		from: ["trigger_word", "prompt"],
		slots,
		compute: (values) => triggered(values, textAt(values, "prompt")),
		what: "the trigger word, a comma, and the prompt without further ones of it, on one line; without a trigger word the prompt as it was sent",
	};
}

/** The same for a prompt that was made from parameters. */
export function triggered(values: Readonly<Record<string, unknown>>, prompt: string): string {
	const word = textAt(values, "trigger_word");
	return word === "" ? prompt : withTrigger(word, prompt);
}

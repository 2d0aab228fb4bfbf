import { definePipeline, type StageDefinition } from "../definition/document.ts";
import type { SingleSource } from "../definition/sources.ts";

/** What every view is given. */
const common = {
	prompt: { parameter: "prompt" },
	negative_prompt: { parameter: "negative_prompt" },
	lora: { parameter: "lora" },
	lora_strength: { parameter: "lora_strength" },
	trigger_word: { parameter: "trigger_word" },
	checkpoint: { parameter: "checkpoint" },
	seed: { parameter: "seed" },
} as const;

const own: SingleSource = { parameter: "references" };

/** A view that looks at all pictures before it, the avatar first, then at the client's own. */
function view(
	name: "front" | "side" | "back",
	title: string,
	before: readonly ("avatar" | "front" | "side")[],
): StageDefinition {
	return {
		key: name,
		title,
		run: { workflow: `multi-ref-${name}@1` },
		with: {
			...common,
			references: { join: [...before.map((stage): SingleSource => ({ stage, of: "chosen" })), own] },
			reference_strength: { parameter: "reference_strength" },
		},
		hidden: true,
		label: `REFERENCE_${name.toUpperCase()}`,
	};
}

/** Four views of a character, each made like those before it. */
export const characterReferenceDataset = definePipeline({
	id: "character-reference-dataset",
	version: 1,
	title: "Character reference dataset",
	purpose:
		"Four views of a character (face, front, side, back), each made like those before it: a reference that later pictures of the character are made like, without any training.",
	category: "character",
	budget: { micro_usd: 2_000_000, of: "character" },
	parameters: [
		{
			type: "text",
			name: "prompt",
			description:
				"The character's looks and clothes, the same for every view. The view's own words are added.",
			required: true,
			max_length: 3000,
		},
		{
			type: "text",
			name: "negative_prompt",
			description: "What is not wanted. The view's own words are added.",
			default: "lowres, blurry, bad anatomy, watermark, signature, text",
			max_length: 2000,
		},
		{
			type: "image",
			name: "references",
			description: "Up to five pictures that the character is to be like. Without any the face is a new one.",
			list: { least: 0, most: 5 },
		},
		{
			type: "number",
			name: "reference_strength",
			description: "How much the references and the views before count against the prompt.",
			default: 0.8,
			min: 0,
			max: 1.5,
		},
		{
			type: "model",
			name: "lora",
			description: "A LoRA for SDXL, as the workers list it. Without it none is loaded.",
			folder: "loras",
		},
		{
			type: "number",
			name: "lora_strength",
			description: "Strength of the LoRA. Used with lora only.",
			default: 0.8,
			min: -2,
			max: 2,
		},
		{
			type: "text",
			name: "trigger_word",
			description: "The word the LoRA was trained on. It is put first in every prompt.",
			max_length: 100,
		},
		{
			type: "model",
			name: "checkpoint",
			description: "An SDXL checkpoint, as the workers list it; SDXL 1.0 unless sent.",
			folder: "checkpoints",
		},
		{ type: "seed", name: "seed", description: "The seed of every view. Chosen when absent." },
	],
	stages: [
		{
			key: "avatar",
			title: "Avatar",
			run: {
				first_of: [
					{
						when: { present: "references" },
						workflow: "multi-ref-face@1",
						with: { references: own, reference_strength: { parameter: "reference_strength" } },
					},
					{ workflow: "multi-ref-face-no-reference@1" },
				],
			},
			with: common,
			hidden: true,
			label: "REFERENCE_AVATAR",
		},
		view("front", "Front", ["avatar"]),
		view("side", "Side", ["avatar", "front"]),
		view("back", "Back", ["avatar", "front", "side"]),
	],
	example: {
		prompt:
			"woman of 30, short black hair, green eyes, red leather jacket, black jeans, plain grey background",
		references: ["ast_0123456789abcdefghijklmnop"],
		seed: 7,
	},
	notes: [
		"Each view is made like all pictures before it, the avatar first, and like the references that were sent.",
		"The references guide looks and clothes through IP-Adapter; they are no face lock, and no training takes place.",
		"The pictures are the character's references and do not stand in ordinary lists of pictures.",
	],
	acceptance: [
		"Four stages, one picture each: the avatar at 768x768, the others at 768x1152.",
		"With references the first view is made by multi-ref-face, without by multi-ref-face-no-reference.",
		"The pictures are labelled REFERENCE_AVATAR, REFERENCE_FRONT, REFERENCE_SIDE and REFERENCE_BACK.",
	],
});

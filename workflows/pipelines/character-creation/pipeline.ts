import { definePipeline, type PipelineParameter, type StageDefinition } from "../definition/document.ts";
import type { SingleSource } from "../definition/sources.ts";

const base: SingleSource = { stage: "base-images", of: "chosen" };
/** The base picture, enhanced where it was; whatever follows holds this face. */
const face = { first_of: [{ stage: "skin-enhancement", of: "chosen" } as const, base] };
const prompt: SingleSource = { parameter: "prompt" };
const seed: SingleSource = { parameter: "seed" };

function scenes(name: string, description: string, standard: string[]): PipelineParameter {
	return {
		type: "text",
		name,
		description,
		max_length: 500,
		list: { least: 0, most: 12, default: standard },
	};
}

/** One picture of the face for each text of a list. */
function variation(key: string, title: string, label: string): StageDefinition {
	return {
		key,
		title,
		run: { workflow: "character-sheet@1" },
		each: { parameter: key },
		with: { face, prompt, scenes: { join: [{ item: true }] }, pictures: { value: 1 }, seed },
		label,
	};
}

/** From words to a character: pictures to choose from, and what a LoRA of it is trained on. */
export const characterCreation = definePipeline({
	id: "character-creation",
	version: 1,
	title: "Character creation",
	purpose:
		"A new character from words: base pictures of which one is chosen, its skin enhanced once, a sheet of many poses, and variations of expression, light and pose. Training follows where there is a trainer.",
	category: "character",
	budget: { micro_usd: 2_000_000, of: "character" },
	parameters: [
		{
			type: "text",
			name: "prompt",
			description: "Who it is: hair, eyes, age, build, clothes.",
			required: true,
			max_length: 3000,
		},
		{
			type: "choice",
			name: "model",
			description: "What makes the base pictures: z-image within seconds, flux slower and better.",
			choices: ["z-image", "flux"],
			default: "z-image",
		},
		{
			type: "choice",
			name: "realism",
			description: "Words for a photographed look, put after the prompt of the base pictures.",
			choices: ["none", "tags", "skin", "photo", "all"],
			default: "tags",
		},
		{
			type: "integer",
			name: "base_images",
			description: "How many base pictures there are to choose from.",
			default: 3,
			min: 1,
			max: 4,
		},
		{
			type: "boolean",
			name: "enhance_skin",
			description:
				"Whether the skin of the chosen picture is enhanced; all later pictures take it from there.",
			default: true,
		},
		{
			type: "integer",
			name: "sheet_pictures",
			description: "How many pictures the sheet has. A training takes seven or more, and 30 train best.",
			default: 10,
			min: 7,
			max: 40,
		},
		scenes("expressions", "One picture each: expressions of the face. An empty list makes none.", [
			"portrait, front view, neutral expression, plain white background",
			"portrait, front view, broad smile with teeth, plain white background",
			"portrait, front view, surprised expression, plain white background",
			"portrait, front view, thoughtful expression, plain white background",
		]),
		scenes("lighting", "One picture each: light. An empty list makes none.", [
			"upper body, front view, soft daylight by a window",
			"upper body, front view, golden light of the late afternoon",
			"upper body, front view, city lights at night",
		]),
		scenes("poses", "One picture each: poses. An empty list makes none.", [
			"upper body, arms crossed, plain grey studio background",
			"full body, walking, city street",
			"full body, sitting on a stool, plain grey studio background",
		]),
		{
			type: "boolean",
			name: "face_swap",
			description: "Whether a picture with the chosen face is made at once, beside everything else.",
			default: false,
		},
		{
			type: "text",
			name: "face_swap_prompt",
			description: "That picture: who, what, where, in which light. The prompt of the character unless sent.",
			max_length: 4000,
		},
		{ type: "seed", name: "seed", description: "The seed of every stage. Chosen when absent." },
	],
	stages: [
		{
			key: "base-images",
			title: "Base pictures",
			run: {
				first_of: [
					{ when: { parameter: "model", is: "flux" }, workflow: "flux-base-image@1" },
					{ workflow: "z-image-turbo-base-image@1" },
				],
			},
			with: {
				prompt,
				realism: { parameter: "realism" },
				variations: { parameter: "base_images" },
				seed,
			},
			gate: { pick: [1, 1] },
			label: "BASE_IMAGE",
		},
		{
			key: "face-swap",
			title: "Picture with this face, at once",
			when: { parameter: "face_swap", is: true },
			optional: true,
			run: { workflow: "face-swap-flux-pulid@1" },
			with: { face: base, prompt: { first_of: [{ parameter: "face_swap_prompt" }, prompt] }, seed },
			label: "FACE_SWAP",
		},
		{
			key: "skin-enhancement",
			title: "Skin enhancement",
			when: { parameter: "enhance_skin", is: true },
			run: { workflow: "skin-enhance-upscale@1" },
			with: { image: base, seed },
			label: "ENHANCED_BASE_IMAGE",
		},
		{
			key: "character-sheet",
			title: "Character sheet",
			run: { workflow: "character-sheet@1" },
			needs: ["skin-enhancement"],
			with: { face, prompt, pictures: { parameter: "sheet_pictures" }, seed },
			label: "CHARACTER_SHEET",
		},
		{ ...variation("expressions", "Expressions", "EXPRESSION"), needs: ["character-sheet"] },
		{ ...variation("lighting", "Lighting", "LIGHTING"), needs: ["character-sheet"] },
		{ ...variation("poses", "Poses", "POSE"), needs: ["character-sheet"] },
		{
			key: "train",
			title: "Training",
			optional: true,
			run: { trainer: "character-lora" },
			with: {
				pictures: {
					join: [
						{ stage: "character-sheet", of: "chosen" },
						{ stage: "expressions", of: "chosen" },
						{ stage: "lighting", of: "chosen" },
						{ stage: "poses", of: "chosen" },
					],
				},
			},
			label: "LORA",
		},
		{
			key: "validate-with",
			title: "Likeness with the LoRA",
			when: { outputs_of: "train" },
			optional: true,
			run: { check: "face-likeness" },
			with: { face, lora: { stage: "train", of: "chosen" } },
		},
		{
			key: "validate-without",
			title: "Likeness without the LoRA",
			when: { outputs_of: "train" },
			optional: true,
			run: { check: "face-likeness" },
			with: { face },
		},
		{
			key: "final",
			title: "Final pictures",
			when: { outputs_of: "train" },
			needs: ["validate-with", "validate-without"],
			optional: true,
			run: { trainer: "final-generation" },
			with: { prompt, lora: { stage: "train", of: "chosen" } },
			label: "FINAL",
		},
	],
	example: {
		prompt: "A woman of 25 with long brown hair, brown eyes and freckles, wearing a plain grey sweater",
		seed: 7,
	},
	notes: [
		"The skin is enhanced once, after the choice and before everything else: whatever follows reads the face from the enhanced picture.",
		"The face swap waits for the choice only, so it is there while the sheet is still being made.",
		"Training, validation and final pictures are named, and skipped as not available until there is a trainer.",
	],
	acceptance: [
		"Base pictures, a person's choice, skin enhancement, character sheet, variations: in this order.",
		"Sheet and variations hold the enhanced face; without the enhancement that of the chosen base picture.",
		"Each expression, light and pose of the lists is one picture.",
	],
});

import { definePipeline, type PipelineParameter, type StageDefinition } from "../definition/document.ts";
import type { SingleSource } from "../definition/sources.ts";

const base: SingleSource = { stage: "base-images", of: "chosen" };
/** The base picture, enhanced where it was; whatever follows holds this face. */
const face = { first_of: [{ stage: "skin-enhancement", of: "chosen" } as const, base] };
const prompt: SingleSource = { parameter: "prompt" };
const seed: SingleSource = { parameter: "seed" };

const trains = { parameter: "train", is: true } as const;
const loraName = { first_of: [{ parameter: "lora_name" }, { value: "character" }] };
const trigger = { first_of: [{ parameter: "trigger" }, { value: "ohwx person" }] };
/** What pictures with the trained LoRA are made of. */
const withLora = { lora: { stage: "train", of: "chosen" } as const, trigger_word: trigger };

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

/** Pictures without the LoRA and with its checkpoints, where a person is to choose among them, or where none is. */
function comparison(key: string, title: string, byPerson: boolean): StageDefinition {
	return {
		...{ key, title, label: "COMPARISON", hidden: true },
		when: { all: [{ outputs_of: "train" }, { parameter: "choose_checkpoint", is: byPerson }] },
		run: { workflow: "final-generation-lora@1" },
		each: { parameter: "compared_scenes" },
		compares: { stage: "train", seeds: [1, 2], checkpoints: 5 },
		with: { ...withLora, prompt: { item: true } },
	};
}

/** From words to a character: pictures to choose from, and what a LoRA of it is trained on. */
export const characterCreation = definePipeline({
	id: "character-creation",
	version: 1,
	title: "Character creation",
	purpose:
		"A new character from words: base pictures of which one is chosen, its skin enhanced once, a sheet of many poses, and variations of expression, light and pose. Asked to train, it makes a LoRA of them, and final pictures with that.",
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
		{
			type: "boolean",
			name: "train",
			description: "Whether a LoRA is trained on sheet and variations: 45 minutes and more.",
			default: false,
		},
		{
			type: "text",
			name: "lora_name",
			description:
				"The LoRA of the account that it becomes a version of: lower case. `character` unless sent.",
			max_length: 64,
		},
		{
			type: "text",
			name: "trigger",
			description: "The word that it is learned under. `ohwx person` unless sent.",
			max_length: 100,
		},
		{
			type: "integer",
			name: "training_steps",
			description: "Steps of the training: 700 for a face, to 1,200 for many pictures.",
			default: 1000,
			min: 100,
			max: 4000,
		},
		scenes(
			"class_scenes",
			"One picture each, of somebody else: the class that is trained beside, so that the model keeps its idea of it. An empty list makes none.",
			[],
		),
		{
			type: "boolean",
			name: "choose_checkpoint",
			description:
				"Whether a person chooses among the checkpoints once they are compared: final pictures wait as long as that takes. Otherwise the one that the figures speak for is taken.",
			default: false,
		},
		scenes(
			"compared_scenes",
			"What the checkpoints are compared by: each is made without the LoRA and with up to five of its checkpoints, at two seeds. An empty list compares nothing, and the last weights are taken.",
			[
				"portrait, front view, plain white background",
				"full body, walking, city street",
				"upper body, side view, golden light of the late afternoon",
			],
		),
		{
			type: "integer",
			name: "final_pictures",
			description: "How many final pictures are made with the LoRA.",
			default: 2,
			min: 1,
			max: 4,
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
			key: "class-pictures",
			title: "Pictures of the class",
			when: trains,
			needs: ["character-sheet"],
			run: { workflow: "flux-base-image@1" },
			each: { parameter: "class_scenes" },
			with: { prompt: { item: true }, variations: { value: 1 }, seed },
			hidden: true,
			label: "CLASS_PICTURE",
		},
		{
			key: "train",
			title: "Training",
			when: trains,
			run: { trainer: "sd-scripts-flux" },
			with: {
				...{ output_name: loraName, trigger, steps: { parameter: "training_steps" }, seed },
				...{ family: { value: "flux" }, base_folder: { value: "diffusion_models" } },
				base_model: { value: "flux1-dev.safetensors" },
				class_pictures: { stage: "class-pictures", of: "chosen" },
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
		comparison("comparison", "Checkpoints side by side", false),
		{ ...comparison("choice", "Checkpoints side by side, to choose by", true), gate: { approve: true } },
		{
			key: "final",
			title: "Final pictures",
			when: { outputs_of: "train" },
			needs: ["comparison", "choice"],
			run: { workflow: "final-generation-lora@1" },
			with: { ...withLora, prompt, seed, variations: { parameter: "final_pictures" } },
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
		"With `train` sheet and variations become a dataset with their captions, which is frozen, and a LoRA is trained on it by sd-scripts on Flux.1 dev. It goes on from its last checkpoint where a worker is lost.",
		"After the training its checkpoints are compared, at equal prompts and seeds and with pictures without the LoRA (`GET /v1/trainings/{id}/comparison`): sharpness, spread, and likeness where workers compare faces. The checkpoint that the figures speak for becomes the LoRA, or the last weights where they speak for none, unless a person promotes another (`POST /v1/trainings/{id}/promote`): final pictures are made with what is promoted when they begin. With `choose_checkpoint` they wait for a person, who approves or promotes one first.",
		"A training may cost 5 USD beside what the character may.",
	],
	acceptance: [
		"Base pictures, a person's choice, skin enhancement, character sheet, variations: in this order.",
		"Sheet and variations hold the enhanced face; without the enhancement that of the chosen base picture.",
		"Each expression, light and pose of the lists is one picture.",
	],
});

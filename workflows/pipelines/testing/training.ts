import type { PipelineDocument, StageDefinition } from "../definition/document.ts";

const SCENES = ["smiling", "thoughtful", "walking", "sitting", "arms crossed", "by a window", "at night"];

/** A small pipeline with all that a character's has: pictures, a class beside, a training, pictures with what it left. */
export function trainingPipeline(id: string, base = "dreamshaper_8.safetensors"): PipelineDocument {
	const text = (name: string) => ({
		...{ type: "text" as const, name, description: name, max_length: 64 },
		required: true as const,
	});
	const trigger = { first_of: [{ parameter: "trigger" }, { value: "ohwx woman" }] };
	const list = (name: string, standard: string[], least = 0) => ({
		...{ type: "text" as const, name, description: name, max_length: 64 },
		list: { least, most: 12, default: standard },
	});
	const picture = { workflow: "sd15-text-to-image@1" };
	const comparison = (key: string, choose: boolean): StageDefinition => ({
		...{ key, title: "Checkpoints side by side", hidden: true },
		when: { all: [{ outputs_of: "train" }, { parameter: "choose", is: choose }] },
		run: picture,
		each: { parameter: "compared_scenes" },
		compares: { stage: "train", seeds: [1], checkpoints: 3 },
		with: {
			...{ prompt: { item: true }, checkpoint: { value: base } },
			lora: { stage: "train", of: "chosen" },
			trigger_word: trigger,
		},
	});
	return {
		id,
		title: "A LoRA from words",
		purpose: "Pictures, a training on them, and pictures with what it left.",
		category: "character",
		budget: { micro_usd: 1_000_000, of: "job" },
		parameters: [
			text("name"),
			{ type: "text", name: "trigger", description: "The word.", max_length: 64 },
			{ type: "integer", name: "steps", description: "Steps.", default: 700, min: 20, max: 2000 },
			{
				type: "integer",
				name: "save_every",
				description: "Between checkpoints.",
				default: 200,
				min: 10,
				max: 2000,
			},
			list("scenes", SCENES, 7),
			list("class_scenes", []),
			list("compared_scenes", ["portrait"]),
			{ type: "boolean", name: "choose", description: "Whether a person chooses.", default: false },
		],
		stages: [
			{
				key: "pictures",
				title: "Pictures",
				run: picture,
				each: { parameter: "scenes" },
				with: { prompt: { item: true }, checkpoint: { value: base } },
			},
			{
				key: "class",
				title: "Pictures of the class",
				run: picture,
				each: { parameter: "class_scenes" },
				with: { prompt: { item: true }, checkpoint: { value: base } },
				hidden: true,
			},
			{
				key: "train",
				title: "Training",
				needs: ["class"],
				run: { trainer: "sd-scripts" },
				with: {
					...{ output_name: { parameter: "name" }, trigger },
					...{ family: { value: "sd15" }, base_model: { value: base } },
					...{ steps: { parameter: "steps" }, save_every: { parameter: "save_every" } },
					pictures: { stage: "pictures", of: "chosen" },
					class_pictures: { stage: "class", of: "chosen" },
					class_words: { value: "woman" },
				},
				label: "LORA",
			},
			comparison("comparison", false),
			{ ...comparison("choice", true), gate: { approve: true } },
			{
				key: "final",
				title: "Final picture",
				needs: ["comparison", "choice"],
				run: picture,
				with: {
					...{ prompt: { value: "at a harbour" }, checkpoint: { value: base } },
					lora: { stage: "train", of: "chosen" },
					trigger_word: trigger,
				},
			},
		],
		example: { name: "mia" },
	};
}

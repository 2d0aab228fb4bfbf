import * as z from "zod";
import { families, type WorkflowDefinition } from "../../definition/define.ts";
import { LORA_NAME } from "../../definition/lora-reference.ts";
import { assetIds, line, promptText, seed } from "../../definition/parameters.ts";
import { exampleAsset } from "../../document/example.ts";
import { MAX_CAPTION, MAX_TRIGGER } from "../../prompts/trigger.ts";
import { stepsFor } from "../../training/recipe.ts";
import { TRAINERS, type Trainer } from "../../training/work.ts";

/** Fewer pictures teach one pose (S0-B01); more are no character's. */
const PICTURES = { min: 7, max: 500 };
/** As trainings of their own are reckoned: 700 steps in about 45 minutes (S0-B11). Nobody measured it. */
const SECONDS_PER_STEP = (45 * 60) / 700;
/** GPU memory that both kinds of trainings by graphs name, in GB. */
const VRAM_GB = 24;

/** What a stage gives a trainer. */
export const trainerStageSchema = z.strictObject({
	output_name: z
		.string()
		.regex(LORA_NAME, "must be lower case letters, digits, - and _, at most 64")
		.meta({ description: "The LoRA of the account that it becomes a version of." }),
	family: z.enum(families).meta({ description: "Family of the base model." }),
	base_folder: z
		.enum(["checkpoints", "diffusion_models"])
		.default("checkpoints")
		.meta({ description: "The folder of ComfyUI's models that the base model lies in." }),
	base_model: z.string().min(1).max(255).meta({ description: "Its file, as the workers list it." }),
	trigger: line(MAX_TRIGGER).meta({ description: "The word that it is learned under." }),
	pictures: assetIds(PICTURES).meta({ description: "What it learns from; captions come with them." }),
	class_pictures: assetIds({ min: 1, max: 200 })
		.optional()
		.meta({ description: "Pictures of the class, made without the LoRA, that are trained beside." }),
	class_words: promptText(MAX_CAPTION)
		.default("person")
		.meta({ description: "What those show: their caption." }),
	steps: z.int().min(1).max(20_000).optional().meta({ description: "Absent: by the number of pictures." }),
	save_every: z.int().min(1).max(20_000).optional().meta({ description: "Steps between two checkpoints." }),
	seed: seed.optional(),
});
export type TrainerStage = z.infer<typeof trainerStageSchema>;

/** The one file that it leaves. */
export const TRAINED = "lora";

function trainerWorkflow(trainer: Trainer): WorkflowDefinition {
	return {
		...{ id: `trainer-${trainer}`, version: 1, title: `Training by ${trainer}`, category: "training" },
		purpose: "A training as a stage: a program beside ComfyUI, no graph.",
		// What it trains for is a parameter.
		family: "none",
		parameters: trainerStageSchema,
		...{ graph: {}, slots: {}, parts: [], models: [], custom_nodes: [], comfyui: "0.3.64" },
		assets: {
			pictures: { node: "", input: "", kind: "image" },
			class_pictures: { node: "", input: "", kind: "image" },
		},
		outputs: [{ name: TRAINED, node: "", kind: "file" }],
		vram_gb: VRAM_GB,
		typical_seconds: Math.ceil(stepsFor(PICTURES.min) * SECONDS_PER_STEP),
		seconds: ({ steps, pictures }) => {
			const taken =
				typeof steps === "number" ? steps : stepsFor(Array.isArray(pictures) ? pictures.length : 0);
			return Math.ceil(taken * SECONDS_PER_STEP);
		},
		timeout_seconds: 4 * 3600,
		licence: "The weights are as free as the base model and the pictures.",
		example: {
			...{ output_name: "mia", family: "flux", base_model: "flux1-dev.safetensors", trigger: "ohwx" },
			pictures: Array.from({ length: PICTURES.min }, () => exampleAsset),
		},
		docs: { notes: [], acceptance: [] },
	};
}

const known = new Map(TRAINERS.map((trainer) => [trainer as string, trainerWorkflow(trainer)]));

/** What a stage with this trainer takes and leaves, as if it were a workflow; undefined: nothing here runs it. */
export function trainerOf(trainer: string): WorkflowDefinition | undefined {
	return known.get(trainer);
}

/** The trainer that a request of a stage is for, by its `workflow`; null: it is for a workflow. */
export function trainerIn(reference: string): Trainer | null {
	return TRAINERS.find((trainer) => reference.split("@")[0] === `trainer-${trainer}`) ?? null;
}

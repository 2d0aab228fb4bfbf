import { findWorkflow } from "../../library/index.ts";
import { checkPipeline } from "../check/check.ts";
import type { PipelineDefinition } from "../definition/document.ts";

/** A small pipeline with a bit of everything: pictures, a pick, a fan-out over texts, an optional stage. */
export function smallPipeline(): PipelineDefinition {
	return structuredClone<PipelineDefinition>({
		id: "small",
		version: 1,
		title: "Small",
		purpose: "To be tested.",
		category: "image",
		parameters: [
			{ type: "text", name: "prompt", description: "What is seen.", required: true, max_length: 1000 },
			{
				type: "text",
				name: "scenes",
				description: "Where.",
				max_length: 500,
				list: { least: 1, most: 8, default: ["on a pier", "in a wood"] },
			},
			{ type: "integer", name: "count", description: "How many.", default: 2, min: 1, max: 4 },
			{ type: "boolean", name: "enhance", description: "Whether skin is enhanced.", default: true },
			{ type: "seed", name: "seed", description: "The seed." },
		],
		stages: [
			{
				key: "base",
				title: "Base",
				run: { workflow: "z-image-turbo-base-image@1" },
				with: {
					prompt: { parameter: "prompt" },
					variations: { parameter: "count" },
					seed: { parameter: "seed" },
				},
				gate: { pick: [1, 1] },
			},
			{
				key: "enhance",
				title: "Enhance",
				when: { parameter: "enhance", is: true },
				run: { workflow: "skin-enhance-upscale@1" },
				with: { image: { stage: "base", of: "chosen" } },
			},
			{
				key: "scenes",
				title: "Scenes",
				run: { workflow: "face-swap-flux-pulid@1" },
				each: { parameter: "scenes" },
				with: {
					face: {
						first_of: [
							{ stage: "enhance", of: "chosen" },
							{ stage: "base", of: "chosen" },
						],
					},
					prompt: { item: true },
					variations: { value: 2 },
					seed: { value: 5 },
				},
			},
			{
				key: "train",
				title: "Train",
				optional: true,
				run: { trainer: "character-lora" },
				with: { pictures: { stage: "scenes", of: "all" } },
			},
		],
		example: { prompt: "A woman of 30" },
	});
}

/** The small pipeline after a change. */
export function changed(change: (pipeline: PipelineDefinition) => void): PipelineDefinition {
	const pipeline = smallPipeline();
	change(pipeline);
	return pipeline;
}

/** The problems of a definition, as `pointer code`. */
export function complaints(definition: PipelineDefinition): string[] {
	return checkPipeline(definition, findWorkflow).map(({ pointer, code }) => `${pointer} ${code}`);
}

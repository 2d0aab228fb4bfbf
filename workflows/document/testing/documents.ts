import { expect } from "vitest";
import type { ApiGraph } from "../../graph/graph.ts";
import { fromDocument } from "../compile.ts";
import type { WorkflowDocument } from "../document.ts";

/** What the tests of this folder share. */

const graph = (): ApiGraph => ({
	"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "base.safetensors" } },
	"2": {
		class_type: "LoraLoader",
		inputs: {
			lora_name: "ink.safetensors",
			strength_model: 1,
			strength_clip: 1,
			model: ["1", 0],
			clip: ["1", 1],
		},
	},
	"3": { class_type: "CLIPTextEncode", inputs: { text: "a pier", clip: ["2", 1] } },
	"4": { class_type: "CLIPTextEncode", inputs: { text: "", clip: ["2", 1] } },
	"5": { class_type: "LoadImage", inputs: { image: "" } },
	"6": { class_type: "VAEEncode", inputs: { pixels: ["5", 0], vae: ["1", 2] } },
	"7": { class_type: "EmptyLatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
	"8": {
		class_type: "KSampler",
		inputs: {
			seed: 0,
			steps: 20,
			cfg: 7,
			sampler_name: "euler",
			scheduler: "normal",
			denoise: 1,
			model: ["2", 0],
			positive: ["3", 0],
			negative: ["4", 0],
			latent_image: ["6", 0],
		},
	},
	"9": { class_type: "VAEDecode", inputs: { samples: ["8", 0], vae: ["1", 2] } },
	"10": { class_type: "SaveImage", inputs: { images: ["9", 0], filename_prefix: "x" } },
});

export const at = (node: string, input: string) => [{ node, input }];

export function document(): WorkflowDocument {
	return {
		id: "pier-pictures",
		title: "Pier pictures",
		purpose: "Pictures of piers.",
		category: "image",
		family: "sd15",
		graph: graph(),
		parameters: [
			{ type: "text", name: "prompt", description: "What is seen.", required: true, slots: at("3", "text") },
			{ type: "text", name: "negative", description: "What is not.", default: "", slots: at("4", "text") },
			{
				type: "image",
				name: "start",
				description: "First picture.",
				required: false,
				slots: at("5", "image"),
			},
			{
				type: "integer",
				name: "width",
				description: "Pixels.",
				default: 512,
				min: 64,
				max: 1024,
				step: 8,
				slots: at("7", "width"),
			},
			{
				type: "number",
				name: "cfg",
				description: "Guidance.",
				default: 7,
				min: 1,
				max: 20,
				slots: at("8", "cfg"),
			},
			{
				type: "choice",
				name: "sampler",
				description: "Method.",
				default: "euler",
				choices: ["euler", "heun"],
				slots: at("8", "sampler_name"),
			},
			{ type: "seed", name: "seed", description: "Seed.", slots: at("8", "seed") },
			{ type: "model", name: "lora", description: "Style.", folder: "loras", slots: at("2", "lora_name") },
			{ type: "boolean", name: "styled", description: "Whether it has a style.", default: true, slots: [] },
		],
		parts: [
			{
				name: "start",
				when: { absent: "start" },
				remove: ["5", "6"],
				rewire: [{ node: "8", input: "latent_image", to: ["7", 0] }],
			},
			{
				name: "style",
				when: { parameter: "styled", is: false },
				remove: ["2"],
				rewire: [
					{ node: "8", input: "model", to: ["1", 0] },
					{ node: "3", input: "clip", to: ["1", 1] },
					{ node: "4", input: "clip", to: ["1", 1] },
				],
			},
		],
		outputs: [{ name: "image", node: "10", kind: "image" }],
		models: [{ folder: "checkpoints", file: "base.safetensors" }],
	};
}

export function compiled(of: unknown = document()) {
	const result = fromDocument(of, 3);
	if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
	return result.workflow;
}

export function problems(of: unknown, options?: Parameters<typeof fromDocument>[2]): [string, string][] {
	const result = fromDocument(of, 1, options);
	if (result.ok) throw new Error("this was expected to be refused");
	for (const { message } of result.problems) expect(message).toMatch(/^.{10,}\.$/s);
	return result.problems.map(({ pointer, code }) => [pointer, code]);
}

/** A change to a document, made in place. */
export type Change = (of: WorkflowDocument) => void;
/** Changes the parameter of that number. */
export const parameter =
	(i: number, more: Record<string, unknown>): Change =>
	(of) =>
		Object.assign(of.parameters[i] ?? {}, more);

import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { together } from "../../definition/parameters.ts";
import { sd15Checkpoint, sd15Terms } from "../files/stable-diffusion.ts";
import { loraFile, loraPart, loraSlots, optionalLora, promptWithTrigger } from "../parts/lora.ts";
import { negativeAboveOne } from "../parts/sampling.ts";
import {
	clipLayer,
	fp32Vae,
	precisionNote,
	repeatableNote,
	sd15BehindLora,
	sd15Prompts,
	sd15Sampling,
	sd15Size,
	sd15Sizes,
	sd15Slots,
} from "../parts/sd15.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({ ...sd15Prompts, ...optionalLora, ...sd15Size, ...sd15Sampling })
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** One picture with Stable Diffusion 1.5, with or without a LoRA. */
export const sd15TextToImage = defineWorkflow({
	id: "sd15-text-to-image",
	version: 1,
	title: "Picture (SD 1.5)",
	purpose: "One picture of 512x768 with Stable Diffusion 1.5, with or without the LoRA of a character.",
	category: "image",
	family: "sd15",
	aliases: [{ name: "txt2img-lora", note: "this workflow with a lora." }],
	parameters,
	graph,
	slots: {
		...sd15Slots,
		...loraSlots("2"),
		width: [{ node: "5", input: "width" }],
		height: [{ node: "5", input: "height" }],
	},
	assets: {},
	computed: [promptWithTrigger([{ node: "3", input: "text" }]), clipLayer],
	parts: [loraPart("2", "1", sd15BehindLora)],
	presets: [{ parameter: "aspect_ratio", choices: sd15Sizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "8", kind: "image" }],
	models: [sd15Checkpoint, { ...loraFile, part: "lora" }],
	custom_nodes: [],
	launch_flags: fp32Vae,
	comfyui: "0.3.64",
	vram_gb: 4,
	typical_seconds: 5,
	timeout_seconds: 300,
	licence: sd15Terms,
	example: {
		prompt: "1girl, red hair, silver armor, standing on a cliff, sunset",
		seed: 7,
	},
	docs: {
		notes: [
			precisionNote,
			"Where that flag cannot be set, take sd15-text-to-image-explicit-vae: it needs a custom node instead.",
			"The picture is made at its size in one go. SD 1.5 was trained at 512x512; above 768 on a side it repeats heads and limbs.",
			"On a machine with the profile m1-16gb 512x768 is the limit, so there 16:9 is refused.",
			repeatableNote,
		],
		acceptance: [
			"512x768, 20 steps of euler_ancestral with the schedule normal, cfg 7, by default.",
			"Prompt, negative prompt, seed, LoRA and checkpoint arrive in the graph through declared slots, nothing else changes.",
			"The trigger word stands first in the prompt, exactly once.",
			"Without a LoRA there is no LoraLoader in the graph, and no LoRA file is asked for.",
			"U-Net in fp16 by a node, VAE in fp32 by a flag that is checked before the task is given out.",
		],
	},
});

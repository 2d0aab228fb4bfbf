import { defineWorkflow } from "../../definition/define.ts";
import { sd15Checkpoints, vaeFtMse } from "../files/stable-diffusion.ts";
import { repeatableNote } from "../parts/sd15.ts";
import { sd15TextToImage } from "../sd15-text-to-image/workflow.ts";
import graph from "./graph.json" with { type: "json" };

/** The same picture with a VAE file of its own, whose precision a node sets. */
export const sd15TextToImageExplicitVae = defineWorkflow({
	...sd15TextToImage,
	id: "sd15-text-to-image-explicit-vae",
	version: 1,
	title: "Picture (SD 1.5, VAE of its own)",
	purpose:
		"As sd15-text-to-image, with a VAE file of its own that a node loads in fp32: ComfyUI needs no special flag.",
	aliases: [],
	graph,
	models: [...sd15TextToImage.models, vaeFtMse],
	custom_nodes: [
		{ name: "ComfyUI-KJNodes", source: "https://github.com/kijai/ComfyUI-KJNodes", licence: "GPL-3.0" },
	],
	launch_flags: [],
	comfyui: "0.33.0",
	docs: {
		notes: [
			"Precision is explicit in the graph alone: ModelComputeDtype runs the U-Net in fp16, VAELoaderKJ loads the VAE in fp32. ComfyUI's own VAELoader cannot.",
			`The VAE is vae-ft-mse, not the one in the checkpoint. ${sd15Checkpoints.realisticVisionV6} is published to be used so.`,
			repeatableNote,
		],
		acceptance: [
			"U-Net in fp16 and VAE in fp32, both by nodes of the graph; no launch flag is demanded.",
			"Everything else as sd15-text-to-image promises it.",
		],
	},
});

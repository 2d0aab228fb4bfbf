import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { call, jsonOf } from "./http.ts";
import { CAPABILITIES } from "./workers.ts";

/** A ComfyUI that makes manga pages and trains LoRAs for them. */
export const PAGE_CAPABILITIES: Capabilities = {
	...CAPABILITIES,
	nodes: [
		...CAPABILITIES.nodes,
		...["CLIPSetLastLayer", "ModelComputeDtype", "EmptyLatentImage", "VAEEncode", "OpenposePreprocessor"],
		...["ControlNetLoader", "ControlNetApplyAdvanced", "PreviewAny", "LoraModelLoader"],
		...["TrainLoraNode", "LoadImageTextDataSetFromFolder", "ResizeAndPadImage", "SaveLoRA"],
		...["MakeTrainingDataset", "LoadImageTextSetFromFolderNode", "SaveLoRANode"],
	],
	model_inputs: {
		...CAPABILITIES.model_inputs,
		CheckpointLoaderSimple: {
			ckpt_name: ["AnythingV5_v5PrtRE.safetensors", "dreamshaper_8.safetensors"],
		},
		ControlNetLoader: { control_net_name: ["control_v11p_sd15_openpose.pth"] },
		LoraLoader: { lora_name: ["spyke_plasma_v1.safetensors"] },
	},
	launch_flags: ["--fp32-vae"],
	profile: "m1-16gb",
};

/** A data set of as many pictures as a training wants at least. */
export function datasetOf(image: string): { image: string; caption: string }[] {
	return Array.from({ length: 7 }, (_, i) => ({ image, caption: `upper body, pose ${i}, plain background` }));
}

/** A worker of Apple's GPU in the usual pool, with the token that it holds. */
export async function makeMac(token: string): Promise<string> {
	const json = {
		name: "mac",
		version: "0.1.0",
		gpu: { name: "mps", vram_bytes: 16 * 2 ** 30, type: "mps" },
		capabilities: PAGE_CAPABILITIES,
	};
	const answer = await call("POST", "/v1/workers", { as: token, json });
	return (await jsonOf<{ worker_id: string }>(answer, 201)).worker_id;
}

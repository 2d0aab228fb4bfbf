import type { ModelRequirement } from "../../definition/define.ts";

/**
 * The files of Stable Diffusion 1.5, and what the character workflows load beside SDXL. Spread one with `part`
 * where it is needed with an optional part only. Licences as their publishers state them.
 */

/** SD 1.5 checkpoints by the names their publishers gave the files. */
export const sd15Checkpoints = {
	/** Anime and comics. */
	anythingV5: "AnythingV5_v5PrtRE.safetensors",
	/** Photographs. Published to be used with {@link vaeFtMse}. */
	realisticVisionV6: "Realistic_Vision_V6.0_NV_B1_fp16.safetensors",
} as const;

/** The checkpoint that the parameter `checkpoint` names, Anything V5 by default. */
export const sd15Checkpoint: ModelRequirement = {
	folder: "checkpoints",
	file: { parameter: "checkpoint" },
	licence: "that of the checkpoint chosen; Anything V5: CreativeML Open RAIL-M and its publisher's terms",
	source: "https://civitai.com/models/9409",
};

/** The VAE that Stability AI fine-tuned for SD 1.x. */
export const vaeFtMse: ModelRequirement = {
	folder: "vae",
	file: "vae-ft-mse-840000-ema-pruned.safetensors",
	licence: "MIT",
	source: "https://huggingface.co/stabilityai/sd-vae-ft-mse-original",
};

/** ControlNet 1.1 for poses, SD 1.5. */
export const openposeControlNet: ModelRequirement = {
	folder: "controlnet",
	file: "control_v11p_sd15_openpose.pth",
	licence: "OpenRAIL",
	source: "https://huggingface.co/lllyasviel/ControlNet-v1-1",
};

/** IP-Adapter Plus for SDXL. It reads pictures with {@link clipVitH}. */
export const ipAdapterPlusSdxl: ModelRequirement = {
	folder: "ipadapter",
	file: "ip-adapter-plus_sdxl_vit-h.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/h94/IP-Adapter",
};

/** Published as `models/image_encoder/model.safetensors`: the loader finds it by this name only. */
export const clipVitH: ModelRequirement = {
	folder: "clip_vision",
	file: "CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors",
	licence: "MIT",
	source: "https://huggingface.co/h94/IP-Adapter",
};

/** Finds faces. */
export const faceYolov8m: ModelRequirement = {
	folder: "ultralytics",
	file: "bbox/face_yolov8m.pt",
	licence: "Apache-2.0 by its publisher; made with Ultralytics YOLOv8, which is AGPL-3.0",
	source: "https://huggingface.co/Bingsu/adetailer",
};

/** What a definition says of pictures made with SD 1.5. */
export const sd15Terms =
	"CreativeML Open RAIL-M: commercial use is allowed, the uses it lists are not. Checkpoints made from SD 1.5 and LoRAs may add terms of their own.";
/** What a definition says of pictures made with SDXL. */
export const sdxlTerms =
	"CreativeML Open RAIL++-M: commercial use is allowed, the uses it lists are not. Other checkpoints and LoRAs may add terms of their own.";

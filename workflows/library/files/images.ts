import type { ModelRequirement } from "../../definition/define.ts";
import { fluxVae } from "./flux.ts";

/**
 * The files of Z-Image, Qwen-Image and SDXL. Spread one with `part` where it is needed with an optional part
 * only. Licences as their publishers state them.
 */

const zImageTurbo: ModelRequirement = {
	folder: "diffusion_models",
	file: "z_image_turbo_bf16.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/z_image_turbo",
};

/** The text encoder of Z-Image. */
const qwen3Encoder: ModelRequirement = {
	folder: "text_encoders",
	file: "qwen_3_4b.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/z_image_turbo",
};

/** Z-Image-Turbo complete. */
export const zImageFiles: readonly ModelRequirement[] = [zImageTurbo, qwen3Encoder, fluxVae];

/** Control by pose, depth, edges: a patch of Z-Image-Turbo, not a ControlNet file. */
export const zImageFunControlnet: ModelRequirement = {
	folder: "model_patches",
	file: "Z-Image-Turbo-Fun-Controlnet-Union.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/alibaba-pai/Z-Image-Turbo-Fun-Controlnet-Union",
};

/** Qwen-Image in fp8; 20.4 GB. */
export const qwenImage: ModelRequirement = {
	folder: "diffusion_models",
	file: "qwen_image_fp8_e4m3fn.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/Qwen-Image_ComfyUI",
};

/** Qwen-Image-Edit of September 2025 in fp8: up to three reference pictures. */
export const qwenImageEdit2509: ModelRequirement = {
	folder: "diffusion_models",
	file: "qwen_image_edit_2509_fp8_e4m3fn.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/Qwen-Image-Edit_ComfyUI",
};

/** The text encoder of Qwen-Image and of HunyuanVideo 1.5 in fp8; 9.4 GB. */
export const qwen25VlFp8: ModelRequirement = {
	folder: "text_encoders",
	file: "qwen_2.5_vl_7b_fp8_scaled.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/Qwen-Image_ComfyUI",
};

const qwenImageVae: ModelRequirement = {
	folder: "vae",
	file: "qwen_image_vae.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/Qwen-Image_ComfyUI",
};

/** What Qwen-Image needs beside its diffusion model. */
export const qwenImageCompanions: readonly ModelRequirement[] = [qwen25VlFp8, qwenImageVae];

/** Eight steps at cfg 1 instead of twenty at 2.5. */
export const qwenImageLightning8: ModelRequirement = {
	folder: "loras",
	file: "Qwen-Image-Lightning-8steps-V1.0.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/lightx2v/Qwen-Image-Lightning",
};

/** The default of a parameter `checkpoint`. */
export const sdxlBaseFile = "sd_xl_base_1.0.safetensors";

/** Of a file that the parameter `checkpoint` names. */
export const sdxlCheckpointLicence =
	"CreativeML Open RAIL++-M for SDXL base 1.0; otherwise that of the checkpoint chosen";

export const sdxlBase: ModelRequirement = {
	folder: "checkpoints",
	file: sdxlBaseFile,
	licence: "CreativeML Open RAIL++-M",
	source: "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0",
};

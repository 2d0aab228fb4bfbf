import type { ModelRequirement } from "../../definition/define.ts";

/**
 * The files of the Flux families. Spread one with `part` where it is needed with an optional part only:
 * `{ ...flux1Redux, part: "reference" }`. Licences as their publishers state them.
 */

/** Of FLUX.1 [dev] and what is made from it: Fill, Kontext, Redux, ControlNets. */
const flux1DevLicence = "FLUX.1 [dev] Non-Commercial License";
/** What a definition says of pictures made with the FLUX.1 [dev] weights. */
export const flux1DevTerms =
	"The weights of FLUX.1 [dev] are for non-commercial use unless licensed from Black Forest Labs.";
/** What a definition says of pictures made with the FLUX.2 [dev] weights. */
export const flux2DevTerms =
	"The weights of FLUX.2 [dev] are for non-commercial use unless licensed from Black Forest Labs; its VAE and text encoder are Apache-2.0.";

/** FLUX.1 [dev] alone, 16-bit: it needs text encoders and a VAE beside it. */
export const flux1Dev: ModelRequirement = {
	folder: "diffusion_models",
	file: "flux1-dev.safetensors",
	licence: flux1DevLicence,
	source: "https://huggingface.co/black-forest-labs/FLUX.1-dev",
};

/** FLUX.1 [dev] in fp8 with its text encoders and VAE in one file. */
export const flux1DevFp8Checkpoint: ModelRequirement = {
	folder: "checkpoints",
	file: "flux1-dev-fp8.safetensors",
	licence: flux1DevLicence,
	source: "https://huggingface.co/Comfy-Org/flux1-dev",
};

/** FLUX.1 [schnell] alone, 16-bit. */
export const flux1Schnell: ModelRequirement = {
	folder: "diffusion_models",
	file: "flux1-schnell.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/black-forest-labs/FLUX.1-schnell",
};

/** FLUX.1 Fill [dev]: inpainting and outpainting. */
export const flux1Fill: ModelRequirement = {
	folder: "diffusion_models",
	file: "flux1-fill-dev.safetensors",
	licence: flux1DevLicence,
	source: "https://huggingface.co/black-forest-labs/FLUX.1-Fill-dev",
};

/** FLUX.1 Kontext [dev] in fp8: editing by reference. */
export const flux1KontextFp8: ModelRequirement = {
	folder: "diffusion_models",
	file: "flux1-dev-kontext_fp8_scaled.safetensors",
	licence: flux1DevLicence,
	source: "https://huggingface.co/Comfy-Org/flux1-kontext-dev_ComfyUI",
};

/** FLUX.2 [dev], mostly fp8; 35.5 GB. */
const flux2DevFp8: ModelRequirement = {
	folder: "diffusion_models",
	file: "flux2_dev_fp8mixed.safetensors",
	licence: "FLUX Non-Commercial License",
	source: "https://huggingface.co/Comfy-Org/flux2-dev",
};

/** The smaller text encoder of FLUX.1, and of others. */
export const clipL: ModelRequirement = {
	folder: "text_encoders",
	file: "clip_l.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/comfyanonymous/flux_text_encoders",
};

/** The larger text encoder of FLUX.1, 16-bit; 9.8 GB. */
const t5xxlFp16: ModelRequirement = {
	folder: "text_encoders",
	file: "t5xxl_fp16.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/comfyanonymous/flux_text_encoders",
};

/** The larger text encoder of FLUX.1 in fp8; 5.2 GB. */
export const t5xxlFp8: ModelRequirement = {
	folder: "text_encoders",
	file: "t5xxl_fp8_e4m3fn_scaled.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/comfyanonymous/flux_text_encoders",
};

/** The VAE of FLUX.1, as published with FLUX.1 [schnell]. Z-Image uses it too. */
export const fluxVae: ModelRequirement = {
	folder: "vae",
	file: "ae.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/z_image_turbo",
};

const flux2Vae: ModelRequirement = {
	folder: "vae",
	file: "flux2-vae.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/flux2-dev",
};

/** The text encoder of FLUX.2: Mistral Small in fp8. */
const mistralFlux2Fp8: ModelRequirement = {
	folder: "text_encoders",
	file: "mistral_3_small_flux2_fp8.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/flux2-dev",
};

/** One ControlNet for pose, depth, edges and grey. Published as `diffusion_pytorch_model.safetensors`: rename it. */
export const flux1ControlNetUnionPro2: ModelRequirement = {
	folder: "controlnet",
	file: "FLUX.1-dev-ControlNet-Union-Pro-2.0.safetensors",
	licence: flux1DevLicence,
	source: "https://huggingface.co/Shakker-Labs/FLUX.1-dev-ControlNet-Union-Pro-2.0",
};

/** FLUX.1 Redux [dev]: reads a picture into the prompt. Goes with {@link sigclipVision}. */
export const flux1Redux: ModelRequirement = {
	folder: "style_models",
	file: "flux1-redux-dev.safetensors",
	licence: flux1DevLicence,
	source: "https://huggingface.co/Comfy-Org/Flux1-Redux-Dev",
};

export const sigclipVision: ModelRequirement = {
	folder: "clip_vision",
	file: "sigclip_vision_patch14_384.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/Comfy-Org/sigclip_vision_384",
};

/** What FLUX.1 needs beside its 16-bit diffusion model: both text encoders and the VAE. */
export const flux1Companions: readonly ModelRequirement[] = [clipL, t5xxlFp16, fluxVae];

/** FLUX.2 [dev] complete. */
export const flux2Files: readonly ModelRequirement[] = [flux2DevFp8, mistralFlux2Fp8, flux2Vae];

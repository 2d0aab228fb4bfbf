import type { ModelRequirement } from "../../definition/define.ts";

/**
 * The files of the video models. Spread one with `part` where it is needed with an optional part only. Licences
 * as their publishers state them.
 */

const wanSource = "https://huggingface.co/Comfy-Org/Wan_2.2_ComfyUI_Repackaged";
const wanFile = (folder: string, file: string, source = wanSource): ModelRequirement => ({
	folder,
	file,
	licence: "Apache-2.0",
	source,
});

/** The text encoder of every Wan model, in fp8; 6.7 GB. */
export const umt5Fp8 = wanFile(
	"text_encoders",
	"umt5_xxl_fp8_e4m3fn_scaled.safetensors",
	"https://huggingface.co/Comfy-Org/Wan_2.1_ComfyUI_repackaged",
);
/** The VAE of the 14B models, which is that of Wan 2.1. */
const wan21Vae = wanFile("vae", "wan_2.1_vae.safetensors");
/** The VAE of the 5B model. */
export const wan22Vae = wanFile("vae", "wan2.2_vae.safetensors");
export const wan5b = wanFile("diffusion_models", "wan2.2_ti2v_5B_fp16.safetensors");

/** What the 14B models need beside their diffusion models. */
const wan14bCompanions: readonly ModelRequirement[] = [umt5Fp8, wan21Vae];

/** Text to video, 14B: two models of 14.3 GB in fp8, one for the first steps and one for the last. */
export const wanTextFiles: readonly ModelRequirement[] = [
	wanFile("diffusion_models", "wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors"),
	wanFile("diffusion_models", "wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors"),
	...wan14bCompanions,
];
/** Image to video, 14B. */
export const wanImageFiles: readonly ModelRequirement[] = [
	wanFile("diffusion_models", "wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors"),
	wanFile("diffusion_models", "wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors"),
	...wan14bCompanions,
];

/** LightX2V, text to video: four steps at cfg 1 instead of twenty at 3.5. The sound model takes the first too. */
export const lightx2vTextHigh = wanFile(
	"loras",
	"wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors",
);
export const lightx2vTextLow = wanFile("loras", "wan2.2_t2v_lightx2v_4steps_lora_v1.1_low_noise.safetensors");
/** LightX2V, image to video. */
export const lightx2vImageHigh = wanFile(
	"loras",
	"wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors",
);
export const lightx2vImageLow = wanFile("loras", "wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors");

/** Wan 2.2 Animate complete: a character moves as a film shows. Its LoRA is of Wan 2.1, and made for few steps. */
export const wanAnimateFiles: readonly ModelRequirement[] = [
	wanFile(
		"diffusion_models",
		"Wan2_2-Animate-14B_fp8_e4m3fn_scaled_KJ.safetensors",
		"https://huggingface.co/Kijai/WanVideo_comfy_fp8_scaled",
	),
	wanFile(
		"loras",
		"lightx2v_I2V_14B_480p_cfg_step_distill_rank64_bf16.safetensors",
		"https://huggingface.co/Kijai/WanVideo_comfy",
	),
	wanFile(
		"clip_vision",
		"clip_vision_h.safetensors",
		"https://huggingface.co/Comfy-Org/Wan_2.1_ComfyUI_repackaged",
	),
	...wan14bCompanions,
];

/** Wan 2.2 S2V: a character speaks or sings what is heard. */
export const wanSoundFiles: readonly ModelRequirement[] = [
	wanFile("diffusion_models", "wan2.2_s2v_14B_fp8_scaled.safetensors"),
	wanFile("audio_encoders", "wav2vec2_large_english_fp16.safetensors"),
	...wan14bCompanions,
];

/** Tencent's licence for HunyuanVideo is not given for use in some places. */
export const hunyuanTerms =
	"Tencent Hunyuan Community License: not for use in the European Union, the United Kingdom and South Korea, and with conditions for very large services. Read it before you sell what is made.";
const hunyuanLicence = "Tencent Hunyuan Community License (not in the EU, the UK and South Korea)";
const hunyuanSource = "https://huggingface.co/Comfy-Org/HunyuanVideo_repackaged";
const hunyuan15Source = "https://huggingface.co/Comfy-Org/HunyuanVideo_1.5_repackaged";

/** HunyuanVideo, image to video, second edition ("replace"), and what goes with it but for CLIP-L. */
export const hunyuanFiles: readonly ModelRequirement[] = [
	{
		folder: "diffusion_models",
		file: "hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors",
		licence: hunyuanLicence,
		source: hunyuanSource,
	},
	{
		folder: "text_encoders",
		file: "llava_llama3_fp8_scaled.safetensors",
		licence: "see source (made from Llama 3)",
		source: hunyuanSource,
	},
	{
		folder: "clip_vision",
		file: "llava_llama3_vision.safetensors",
		licence: "see source",
		source: hunyuanSource,
	},
	{
		folder: "vae",
		file: "hunyuan_video_vae_bf16.safetensors",
		licence: hunyuanLicence,
		source: hunyuanSource,
	},
];

/** HunyuanVideo 1.5, image to video, and what goes with it but for the Qwen text encoder and the vision encoder. */
export const hunyuan15Files: readonly ModelRequirement[] = [
	{
		folder: "diffusion_models",
		file: "hunyuanvideo1.5_720p_i2v_fp16.safetensors",
		licence: hunyuanLicence,
		source: hunyuan15Source,
	},
	{
		folder: "text_encoders",
		file: "byt5_small_glyphxl_fp16.safetensors",
		licence: "see source",
		source: hunyuan15Source,
	},
	{
		folder: "vae",
		file: "hunyuanvideo15_vae_fp16.safetensors",
		licence: hunyuanLicence,
		source: hunyuan15Source,
	},
];

import type { ModelFamily } from "../definition/define.ts";
import type { SafetensorsHeader, Tensor } from "./header.ts";

/** What a file of weights says that it is for. */
export interface LoraFacts {
	/** The family of base models; null: neither metadata nor the tensors say. */
	family: ModelFamily | null;
	/** The words a training was told to answer to, as far as it wrote them down. */
	trigger_word: string | null;
	/** The base model in its maker's words. */
	base_model: string | null;
}

/** As trainers write it: `ss_base_model_version` of sd-scripts and ai-toolkit, `modelspec.architecture` of both. */
const NAMES: readonly (readonly [RegExp, ModelFamily])[] = [
	[/^(sdxl|stable-diffusion-xl)/, "sdxl"],
	[/^(sd_?v?1|sd_?1[._]5|sd15|stable-diffusion-v1)/, "sd15"],
	[/^flux[-_.]?2/, "flux2"],
	[/^(flux[-_.]?1|flux$|flux[-_.](dev|schnell|kontext))/, "flux"],
	[/^z[-_]?image/, "z-image"],
	[/^qwen[-_]?image/, "qwen-image"],
	[/^wan/, "wan"],
	[/^hunyuan[-_]?video/, "hunyuan-video"],
	[/^ltx/, "ltx-video"],
	[/^ace[-_]?step/, "ace-step"],
];

/**
 * Whether the tensors are those of a LoRA (or of its kin: LoHa, LoKr, OFT), and not of a whole model. Pure.
 */
export function isLora({ tensors }: SafetensorsHeader): boolean {
	return tensors.some(({ name }) =>
		/(\.|_)(lora_(down|up|A|B|a|b)|lora\.(down|up)|hada_w1_a|lokr_w1(_a)?|oft_blocks|oft_R|dora_scale)(\.|$)/.test(
			name,
		),
	);
}

/**
 * What a LoRA is for. The tensors decide where they can, since metadata are copied about; metadata where they cannot.
 * Pure.
 */
export function factsOf({ tensors, metadata }: SafetensorsHeader): LoraFacts {
	const words = [metadata.ss_base_model_version, metadata["modelspec.architecture"]];
	const told = words.flatMap((word) => familyNamed(word ?? "") ?? [])[0] ?? null;
	return {
		family: familyOfTensors(tensors) ?? told,
		trigger_word: triggerOf(metadata),
		base_model: metadata.ss_sd_model_name ?? words.find((word) => word) ?? null,
	};
}

function familyNamed(word: string): ModelFamily | null {
	return NAMES.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1] ?? null;
}

/** One shape for the spellings of sd-scripts, diffusers and ComfyUI: words with `_` between. */
const flat = (name: string) => name.replaceAll(".", "_");

/** What the first matrix of a pair takes in: the width of the layer it stands at. */
function widthAt(tensors: readonly Tensor[], layer: RegExp): number | null {
	const found = tensors.find(
		({ name, shape }) =>
			shape.length >= 2 && layer.test(flat(name)) && /lora_(down|A)(_default)?_weight$/.test(flat(name)),
	);
	return found?.shape[1] ?? null;
}

function familyOfTensors(tensors: readonly Tensor[]): ModelFamily | null {
	const names = tensors.map(({ name }) => flat(name));
	const some = (pattern: RegExp) => names.some((name) => pattern.test(name));
	// Text reaches a UNet by its cross attention: as wide as what CLIP gives.
	const text = widthAt(tensors, /attn2_to_[kv]/);
	if (text === 768) return "sd15";
	if (text === 2048) return "sdxl";
	if (some(/lora_te2_|text_encoder_2/) && some(/(down|input)_blocks/)) return "sdxl";
	if (some(/transformer_blocks_\d+_(txt_mlp|img_mlp|txt_mod|img_mod)/)) return "qwen-image";
	if (some(/(^|_)blocks_\d+_(self_attn|cross_attn)_(q|k|v|o)_/) && !some(/llm_adapter/)) return "wan";
	if (some(/(^|_)layers_\d+_(attention|feed_forward)_/)) {
		const width = widthAt(tensors, /layers_\d+_(attention_(qkv|to_q)|feed_forward_w1)/);
		return width === 3840 ? "z-image" : null;
	}
	if (some(/single_transformer_blocks_\d+|(double|single)_blocks_\d+/)) return fluxLike(tensors, names);
	return null;
}

/** Flux.1, Flux.2 and HunyuanVideo have the same blocks: how many, and how wide, tells them apart. */
function fluxLike(tensors: readonly Tensor[], names: readonly string[]): ModelFamily | null {
	if (tensors.some(({ name }) => /double_blocks\.\d+\.(img|txt)_attn_qkv/.test(name))) return "hunyuan-video";
	const width =
		widthAt(tensors, /single_blocks_\d+_linear1/) ??
		widthAt(tensors, /double_blocks_\d+_(img|txt)_attn_(qkv|proj)/) ??
		widthAt(tensors, /transformer_blocks_\d+_attn_to_(q|k|v|qkv_mlp_proj)/);
	if (width === null) return null;
	if (width !== 3072) return width === 6144 || width === 4096 ? "flux2" : null;
	const highest = (pattern: RegExp) =>
		Math.max(-1, ...names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number));
	const double = highest(/double_blocks_(\d+)/);
	const single = highest(/single_(?:transformer_)?blocks_(\d+)/);
	if (double > 18 || single > 37) return "hunyuan-video";
	// Flux.2 klein of 4B has 5 and 20 of them: a file that trains no later one may be of either.
	return double > 4 || single > 19 || highest(/(?:^|_)transformer_blocks_(\d+)/) > 4 ? "flux" : null;
}

/** Trainers write no trigger word as such: ai-toolkit and ModelSpec have fields that hold one. */
function triggerOf(metadata: Record<string, string>): string | null {
	const word = metadata["modelspec.trigger_phrase"] ?? metadata.trigger_word ?? metadata.ss_trigger_word;
	const cut = word?.trim().slice(0, 100) ?? "";
	return cut === "" ? null : cut;
}

/** Small graphs for tests. */
let salt = 0;

/** A colour nobody has used yet, so that nothing is cached. */
export function fresh(): number {
	return ++salt;
}

export interface Wish {
	text?: string;
	seed?: unknown;
	width?: number;
	height?: number;
	steps?: number;
	prefix?: string;
	denoise?: number;
	lora?: string;
}

/** Text to image with the loaders of the library's first graph. */
export function textToImage(
	wish: Wish = {},
): Record<string, { class_type: string; inputs: Record<string, unknown> }> {
	const { text = "a lighthouse", seed = fresh(), width = 256, height = 256, steps = 2, denoise = 1 } = wish;
	return {
		"1": {
			class_type: "UNETLoader",
			inputs: { unet_name: "z_image_turbo_bf16.safetensors", weight_dtype: "default" },
		},
		"2": {
			class_type: "CLIPLoader",
			inputs: { clip_name: "qwen_3_4b.safetensors", type: "lumina2", device: "default" },
		},
		"3": { class_type: "VAELoader", inputs: { vae_name: "ae.safetensors" } },
		"4": { class_type: "CLIPTextEncode", inputs: { text, clip: ["2", 0] } },
		"5": { class_type: "ConditioningZeroOut", inputs: { conditioning: ["4", 0] } },
		"7": { class_type: "EmptySD3LatentImage", inputs: { width, height, batch_size: 1 } },
		"8": {
			class_type: "KSampler",
			inputs: {
				...{ seed, steps, cfg: 1, sampler_name: "euler", scheduler: "simple", denoise },
				...{ model: ["1", 0], positive: ["4", 0], negative: ["5", 0], latent_image: ["7", 0] },
			},
		},
		"9": { class_type: "VAEDecode", inputs: { samples: ["8", 0], vae: ["3", 0] } },
		"10": {
			class_type: "SaveImage",
			inputs: { images: ["9", 0], filename_prefix: wish.prefix ?? "test/image" },
		},
	};
}

/** One grey picture and something done with it. */
export function probe(classType: string, inputs: Record<string, unknown>, save = "PreviewImage") {
	return {
		"1": { class_type: "EmptyImage", inputs: { width: 64, height: 64, batch_size: 1, color: fresh() } },
		"2": { class_type: classType, inputs: { image: ["1", 0], ...inputs } },
		"3": {
			class_type: save,
			inputs: { images: ["2", 0], ...(save === "SaveImage" ? { filename_prefix: "probe" } : {}) },
		},
	};
}

import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Options } from "./options.ts";

/** A layer that tells a family from others, with what it takes in and gives, and what sd-scripts calls the family. */
interface TrainedLayer {
	base: string;
	layer: string;
	takes: number;
	gives: number;
}

const UNET = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k";
const SD15: TrainedLayer = { base: "sd_v1", layer: UNET, takes: 768, gives: 640 };
/** By the script of sd-scripts that trains it; the others train SD 1.5. */
const LAYERS: Readonly<Record<string, TrainedLayer>> = {
	"flux_train_network.py": {
		...{ base: "flux1", layer: "lora_unet_double_blocks_9_img_attn_qkv" },
		...{ takes: 3072, gives: 9216 },
	},
	"sdxl_train_network.py": { base: "sdxl_base_v1-0", layer: UNET, takes: 2048, gives: 640 },
};

/**
 * A small LoRA of the family that the script trains, in the format of safetensors, as sd-scripts names its tensors and
 * metadata. Its numbers depend on nothing but `made`: the same steps leave the same file. The metadata say that it
 * learned nothing.
 */
export function standInLora(
	made: string,
	{
		script,
		rank,
		alpha,
		metadata,
	}: Pick<Options, "script" | "rank" | "alpha"> & { metadata: Record<string, string> },
): Buffer {
	const { base, layer, takes, gives } = LAYERS[basename(script)] ?? SD15;
	const shapes = { "lora_down.weight": [rank, takes], "lora_up.weight": [gives, rank] };
	const header: Record<string, unknown> = {
		__metadata__: {
			...metadata,
			...{ ss_base_model_version: base, stand_in: "darkroom: it has learned nothing" },
		},
		[`${layer}.alpha`]: { dtype: "F32", shape: [], data_offsets: [0, 4] },
	};
	const scale = Buffer.alloc(4);
	scale.writeFloatLE(alpha);
	const values: Buffer[] = [scale];
	let at = 4;
	for (const [name, shape] of Object.entries(shapes)) {
		const bytes = shape.reduce((product, side) => product * side, 2);
		header[`${layer}.${name}`] = { dtype: "F16", shape, data_offsets: [at, at + bytes] };
		values.push(noise(`${made}/${name}`, bytes));
		at += bytes;
	}
	const text = Buffer.from(JSON.stringify(header));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(text.length));
	return Buffer.concat([length, text, ...values]);
}

/** Halves between -0.03 and 0.03, from a hash. */
function noise(made: string, bytes: number): Buffer {
	const block = createHash("sha512").update(made).digest();
	const filled = Buffer.alloc(bytes, block);
	// The exponent of a half decides its size: sign and mantissa stay as they came.
	for (let i = 1; i < bytes; i += 2) filled[i] = ((filled[i] ?? 0) & 0x83) | 0x24;
	return filled;
}

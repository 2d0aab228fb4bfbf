import { createHash } from "node:crypto";

const LAYER = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k";

/**
 * A small LoRA of SD 1.5 in the format of safetensors, as sd-scripts names its tensors and metadata. Its numbers depend
 * on nothing but `made`: the same steps leave the same file. The metadata say that it learned nothing.
 */
export function standInLora(
	made: string,
	{ rank, alpha, metadata }: { rank: number; alpha: number; metadata: Record<string, string> },
): Buffer {
	const shapes = { "lora_down.weight": [rank, 768], "lora_up.weight": [640, rank] };
	const header: Record<string, unknown> = {
		__metadata__: { ...metadata, stand_in: "darkroom: it has learned nothing" },
		[`${LAYER}.alpha`]: { dtype: "F32", shape: [], data_offsets: [0, 4] },
	};
	const scale = Buffer.alloc(4);
	scale.writeFloatLE(alpha);
	const values: Buffer[] = [scale];
	let at = 4;
	for (const [name, shape] of Object.entries(shapes)) {
		const bytes = shape.reduce((product, side) => product * side, 2);
		header[`${LAYER}.${name}`] = { dtype: "F16", shape, data_offsets: [at, at + bytes] };
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

/** The bytes of a .safetensors file with these tensors of F16, or with a header of one's own. */
export function safetensors(
	tensors: Record<string, readonly number[]>,
	{ metadata, header }: { metadata?: Record<string, string>; header?: unknown } = {},
): Uint8Array<ArrayBuffer> {
	let at = 0;
	const entries = Object.entries(tensors).map(([name, shape]) => {
		const from = at;
		at += shape.reduce((product, side) => product * side, 2);
		return [name, { dtype: "F16", shape, data_offsets: [from, at] }] as const;
	});
	const whole = header ?? {
		...(metadata === undefined ? {} : { __metadata__: metadata }),
		...Object.fromEntries(entries),
	};
	const text = new TextEncoder().encode(typeof whole === "string" ? whole : JSON.stringify(whole));
	const bytes = new Uint8Array(8 + text.length + at);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
	bytes.set(text, 8);
	return bytes;
}

/** The tensors of a small LoRA as sd-scripts names them, whose cross attention takes `width` values. */
export function crossAttention(width: number): Record<string, number[]> {
	const layer = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k";
	return {
		[`${layer}.alpha`]: [],
		[`${layer}.lora_down.weight`]: [2, width],
		[`${layer}.lora_up.weight`]: [640, 2],
	};
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factsOf, isLora } from "./family.ts";
import { MAX_HEADER_BYTES, readHeader } from "./header.ts";
import { crossAttention, safetensors } from "./testing/files.ts";

const why = (bytes: Uint8Array, size = bytes.length) => {
	const read = readHeader(bytes, size);
	return read.ok ? "" : read.why;
};
const one = (entry: object, bytes = 0) => {
	const file = safetensors(
		{},
		{ header: { a: { dtype: "F16", shape: [2], data_offsets: [0, 4], ...entry } } },
	);
	const whole = new Uint8Array(file.length + bytes);
	whole.set(file);
	return whole;
};
const announcing = (length: bigint) => {
	const bytes = new Uint8Array(64);
	new DataView(bytes.buffer).setBigUint64(0, length, true);
	return bytes;
};

test("a sound file is read from its first bytes alone", () => {
	const file = safetensors(crossAttention(768), { metadata: { ss_base_model_version: "sd_v1" } });
	const head = file.subarray(0, 8 + Number(new DataView(file.buffer).getBigUint64(0, true)));
	const read = readHeader(head, file.length);
	expect(read.ok && read.header.tensors.map(({ dtype, shape }) => [dtype, shape])).toEqual([
		["F16", []],
		["F16", [2, 768]],
		["F16", [640, 2]],
	]);
	expect(read.ok && isLora(read.header)).toBe(true);
});

describe("what is no sound .safetensors file is refused, and the refusal says what it is", () => {
	const zip = new Uint8Array([0x50, 0x4b, 3, 4, ...new Array<number>(60).fill(1)]);
	const pickle = new Uint8Array([
		0x80,
		2,
		0x8a,
		0x0a,
		0x6c,
		0xfc,
		0x9c,
		0x46,
		...new Array<number>(60).fill(1),
	]);
	const sound = safetensors(crossAttention(768));
	test.each<[string, Uint8Array, RegExp]>([
		["a zip of pickles", zip, /zip archive.*runs code/],
		["a bare pickle", pickle, /pickle.*runs code/],
		["a web page", new TextEncoder().encode("<!DOCTYPE html><p>403"), /web page/],
		["a pointer of Git LFS", new TextEncoder().encode("version https://git-lfs.github.com/"), /Git LFS/],
		["GGUF", new TextEncoder().encode("GGUF\0\0\0\0\0\0\0\0"), /GGUF/],
		["nothing", new Uint8Array(0), /has 0 bytes/],
		["a number alone", announcing(2n).subarray(0, 8), /cut off/],
		["a header of 1 GB", announcing(2n ** 30n), /header of 1073741824 bytes/],
		["a header of 2^64-1", announcing(2n ** 64n - 1n), /header of 18446744073709551615 bytes/],
		["an empty header", announcing(0n), /empty header/],
		["a header cut off", sound.subarray(0, 40), /cut off/],
		["tensors cut off", sound.subarray(0, sound.length - 1), /cut off: its tensors need/],
		["no JSON", safetensors({}, { header: "{nonsense" }), /no JSON/],
		["no object", safetensors({}, { header: "[1]" }), /no JSON object/],
		["no tensors", safetensors({}, { header: {} }), /no tensors/],
		["metadata that are numbers", safetensors({}, { header: { __metadata__: { a: 1 } } }), /metadata/],
		["an unknown type", one({ dtype: "Q4" }, 4), /unknown type "Q4"/],
		["a type of the prototype", one({ dtype: "constructor" }, 4), /unknown type/],
		[
			"too few bytes for its shape",
			one({ data_offsets: [0, 2] }, 2),
			/2 bytes, and its type and shape need 4/,
		],
		["offsets backwards", one({ data_offsets: [4, 0] }, 4), /-4 bytes/],
		["a negative side", one({ shape: [-1] }, 4), /cannot be read/],
		["a gap before its tensor", one({ data_offsets: [4, 8] }, 8), /4 bytes before/],
		["bytes behind its tensors", one({}, 5), /1 bytes behind/],
		[
			"tensors that overlap",
			safetensors(
				{},
				{
					header: {
						a: { dtype: "U8", shape: [4], data_offsets: [0, 4] },
						b: { dtype: "U8", shape: [4], data_offsets: [2, 6] },
					},
				},
			),
			/"b" overlap/,
		],
	])("%s", (_, bytes, words) => {
		expect(why(bytes)).toMatch(words);
	});

	test("any bytes whatever are answered, and the limit holds before anything is read", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(500), (bytes, size) => {
				expect(typeof readHeader(bytes, size).ok).toBe("boolean");
			}),
		);
		expect(why(announcing(BigInt(MAX_HEADER_BYTES) + 1n), 2 ** 33)).toContain("at most");
	});
});

describe("the base model of a LoRA", () => {
	const family = (tensors: Record<string, readonly number[]>, metadata: Record<string, string> = {}) => {
		const read = readHeader(safetensors(tensors, { metadata }), safetensors(tensors, { metadata }).length);
		if (!read.ok) throw new Error(read.why);
		return factsOf(read.header).family;
	};
	const down = (layer: string, width: number) => ({ [layer]: [2, width] });

	test.each<[string | null, string, Record<string, readonly number[]>]>([
		["sd15", "sd-scripts", crossAttention(768)],
		["sdxl", "sd-scripts", crossAttention(2048)],
		[null, "Stable Diffusion 2", crossAttention(1024)],
		[
			"sd15",
			"diffusers",
			down("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight", 768),
		],
		["flux", "sd-scripts", down("lora_unet_double_blocks_18_img_attn_qkv.lora_down.weight", 3072)],
		["flux", "ai-toolkit", down("transformer.single_transformer_blocks.37.attn.to_q.lora_A.weight", 3072)],
		["flux2", "wider", down("diffusion_model.single_blocks.3.linear1.lora_A.weight", 6144)],
		[null, "of either Flux", down("diffusion_model.double_blocks.3.img_attn.qkv.lora_A.weight", 3072)],
		["hunyuan-video", "musubi", down("lora_unet_single_blocks_39_linear1.lora_down.weight", 3072)],
		["qwen-image", "diffusers", down("transformer.transformer_blocks.0.img_mlp.net.2.lora_A.weight", 12_288)],
		["wan", "ComfyUI", down("diffusion_model.blocks.0.self_attn.q.lora_A.weight", 5120)],
		["wan", "musubi", down("lora_unet_blocks_0_cross_attn_k.lora_down.weight", 5120)],
		["z-image", "ai-toolkit", down("diffusion_model.layers.0.attention.to_q.lora_A.weight", 3840)],
		[null, "Lumina 2", down("diffusion_model.layers.0.attention.qkv.lora_A.weight", 2304)],
		[null, "unknown", down("something.lora_A.weight", 7)],
	])("%s by its tensors, as %s names them", (wanted, _, tensors) => {
		expect(family(tensors)).toBe(wanted);
	});

	test.each([
		["sd15", { ss_base_model_version: "sd_v1" }],
		["sd15", { ss_base_model_version: "sd_1.5" }],
		["sdxl", { ss_base_model_version: "sdxl_base_v1-0" }],
		["sdxl", { "modelspec.architecture": "stable-diffusion-xl-v1-base/lora" }],
		["flux", { ss_base_model_version: "flux1" }],
		["flux", { "modelspec.architecture": "flux-1-dev/lora" }],
		["flux2", { ss_base_model_version: "flux2" }],
		["qwen-image", { ss_base_model_version: "qwen_image" }],
		["z-image", { ss_base_model_version: "zimage" }],
		["wan", { ss_base_model_version: "wan22_14b" }],
		[null, { ss_base_model_version: "sd_v2" }],
		[null, { "modelspec.architecture": "stable-diffusion-3-m" }],
	])("%s by metadata where the tensors say nothing: %o", (wanted, metadata) => {
		expect(family(down("something.lora_A.weight", 7), metadata as Record<string, string>)).toBe(wanted);
	});

	test("the tensors decide against metadata that were copied from elsewhere", () => {
		expect(family(crossAttention(768), { ss_base_model_version: "sdxl_base_v1-0" })).toBe("sd15");
	});
});

import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { skinEnhanceUpscale } from "./workflow.ts";

const image = "ast_0123456789abcdefghijklmnop";
const task = (more: Record<string, unknown> = {}) => taskOf(skinEnhanceUpscale, { image, ...more });

test("S0-A65 a base picture is enlarged twice and redrawn with denoise 0.2, in tiles of 1024", () => {
	const { graph, inputs } = task();
	expect(graph["13"]).toMatchObject({
		class_type: "UltimateSDUpscale",
		inputs: {
			image: ["11", 0],
			model: ["1", 0],
			upscale_model: ["12", 0],
			upscale_by: 2,
			denoise: 0.2,
			steps: 20,
			cfg: 1,
			sampler_name: "euler",
			scheduler: "simple",
			tile_width: 1024,
			tile_height: 1024,
			seam_fix_mode: "None",
			batch_size: 1,
		},
	});
	expect(graph["7"]).toBeUndefined();
	expect(inputs).toEqual([{ asset_id: image, node: "11", input: "image", kind: "image" }]);
});

test("S0-D09 S0-A66 unless told otherwise each tile is redrawn with words for skin alone", () => {
	const text = task().graph["4"]?.inputs.text;
	expect(text).toContain("Pores, fine wrinkles, follicles, blemishes visible");
	expect(text).toContain("Realistic subsurface scattering, sheen, and texture");
	expect(text).not.toMatch(/butterfly|Fujifilm/);
	expect(task({ prompt: "linen" }).graph["4"]?.inputs.text).toBe("linen");
});

test("S0-D06 four times is the most: 7680x4320 of 1920x1080", () => {
	expect(task({ upscale_by: 4 }).graph["13"]?.inputs.upscale_by).toBe(4);
	expect(task({ upscale_by: 1.15 }).graph["13"]?.inputs.upscale_by).toBe(1.15);
});

test("S0-A16 the character's LoRA keeps the person, with its trigger word", () => {
	const { graph, models } = task({ lora: "mia.safetensors", trigger_word: "ohwx", prompt: "skin" });
	expect(difference(task({ prompt: "skin" }).graph, graph).sort()).toEqual(["13.model", "4.text", "7"]);
	expect(graph["4"]?.inputs.text).toBe("ohwx, skin");
	expect(models).toContainEqual({ folder: "loras", file: "mia.safetensors" });
});

test("one value sets both sides of a tile, and another upscaling model is asked for", () => {
	expect(task({ tile: 768 }).graph["13"]?.inputs).toMatchObject({ tile_width: 768, tile_height: 768 });
	expect(task({ upscale_model: "free.pth" }).models).toContainEqual({
		folder: "upscale_models",
		file: "free.pth",
	});
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ image: undefined }, "/parameters/image", "missing_parameter"],
	[{ upscale_by: 4.05 }, "/parameters/upscale_by", "invalid_parameter"],
	[{ upscale_by: 1.03 }, "/parameters/upscale_by", "invalid_parameter"],
	[{ denoise: 0.6 }, "/parameters/denoise", "invalid_parameter"],
	[{ denoise: 0 }, "/parameters/denoise", "invalid_parameter"],
	[{ tile: 1000 }, "/parameters/tile", "invalid_parameter"],
	[{ upscale_model: "4x" }, "/parameters/upscale_model", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(skinEnhanceUpscale, { image, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});

import { expect, test } from "vitest";
import { modelFiles } from "./models.ts";

const kind = (model_inputs: Record<string, Record<string, string[]>>, serving = true) => ({
	capabilities: { model_inputs },
	serving,
});
const LORAS = { LoraLoader: { lora_name: ["b.safetensors", "styles/Ink.safetensors"] } };
const all = { limit: 100 };

test("each file is told once, with the folder of its loader, by folder and name", () => {
	const listed = modelFiles(
		[
			kind({ ...LORAS, LoraLoaderModelOnly: { lora_name: ["b.safetensors"] } }),
			kind({ VAELoader: { vae_name: ["ae.safetensors", "pixel_space"] }, Odd: { model: ["x.gguf"] } }),
		],
		all,
	);
	expect(listed).toEqual({
		data: [
			{ folder: "loras", file: "b.safetensors", available: true },
			{ folder: "loras", file: "styles/Ink.safetensors", available: true },
			{ folder: "vae", file: "ae.safetensors", available: true },
			{ folder: null, file: "x.gguf", available: true },
		],
		has_more: false,
	});
});

test("a file is available where one worker that is there has it", () => {
	const only = { LoraLoader: { lora_name: ["old.safetensors"] } };
	const { data } = modelFiles([kind(LORAS), kind(LORAS, false), kind(only, false)], all);
	expect(data.map(({ file, available }) => [file, available])).toEqual([
		["b.safetensors", true],
		["old.safetensors", false],
		["styles/Ink.safetensors", true],
	]);
});

test("a folder, part of a name in any case, and a number narrow what is told", () => {
	const kinds = [kind({ ...LORAS, VAELoader: { vae_name: ["ink.safetensors"] } })];
	expect(modelFiles(kinds, { folder: "loras", query: "INK", limit: 5 }).data).toHaveLength(1);
	expect(modelFiles(kinds, { query: "ink", limit: 5 }).data).toHaveLength(2);
	expect(modelFiles(kinds, { limit: 2 })).toMatchObject({ data: { length: 2 }, has_more: true });
	expect(modelFiles([], all)).toEqual({ data: [], has_more: false });
});

test("a node that is called like what every object has is no loader", () => {
	expect(modelFiles([kind({ constructor: { name: ["a.ckpt"] } })], all).data[0]?.folder).toBeNull();
});

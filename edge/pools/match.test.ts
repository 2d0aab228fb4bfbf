import { describe, expect, test } from "vitest";
import { abilityOf, canRun } from "./match.ts";
import { withMoreMemory } from "./needs.ts";

const GB = 2 ** 30;
const SD15 = { folder: "checkpoints", file: "sd15.safetensors" };
const FLUX = { folder: "unet", file: "flux.safetensors" };

describe("needs", () => {
	const able = abilityOf(
		{
			comfyui_version: "0.30.0",
			nodes: ["KSampler", "SaveImage"],
			model_inputs: { Loader: { ckpt_name: [SD15.file], unet_name: [FLUX.file] } },
			file_inputs: {},
		},
		24 * GB,
	);

	test("a worker cannot run what it lacks a node or a model for", () => {
		expect(canRun({ nodes: ["KSampler", "Other"], models: [] }, able)).toBe(false);
		expect(canRun({ nodes: [], models: [{ folder: "loras", file: "none.safetensors" }] }, able)).toBe(false);
		expect(canRun({ nodes: ["SaveImage"], models: [SD15, FLUX] }, able)).toBe(true);
	});

	test("a machine cannot run what ran out of memory on one that is as large, or a few per cent smaller", () => {
		const needs = { nodes: ["SaveImage"], models: [] };
		expect(canRun({ ...needs, min_vram_bytes: 24 * GB }, able)).toBe(true);
		for (const had of [24, 23.7, 22.5, 48]) {
			expect(canRun(withMoreMemory(needs, had * GB), able)).toBe(false);
		}
		for (const had of [16, 12, 0]) expect(canRun(withMoreMemory(needs, had * GB), able)).toBe(true);
		// Where memory is not known, it may be none.
		expect(canRun(withMoreMemory(needs, 0), { ...able, vram_bytes: 0 })).toBe(false);
	});

	test("what a task needs is never lowered by a smaller machine that failed as well", () => {
		const needs = { nodes: [], models: [], min_vram_bytes: 40 * GB };
		expect(withMoreMemory(needs, 8 * GB)).toEqual(needs);
	});
});

import { describe, expect, test } from "vitest";
import { findWorkflow, library } from "../library/index.ts";
import { type Capabilities, summariseObjectInfo } from "../object-info/capabilities.ts";
import { missingFrom } from "../plan/missing.ts";
import { planWorkflow } from "../plan/plan.ts";
import { objectInfoOf } from "../signatures/signatures.ts";
import { planOf, random } from "../testing/comfyui.ts";
import { diagnose } from "./doctor.ts";

/** A server that has everything. */
function complete(): Capabilities {
	const models: Record<string, string[]> = {};
	for (const workflow of library)
		for (const task of planOf(planWorkflow(workflow, workflow.example, random)).tasks)
			for (const { folder, file } of task.models) models[folder] = [...(models[folder] ?? []), file];
	for (const { folder, file } of library.flatMap((workflow) => workflow.models))
		if (typeof file === "string") models[folder] = [...(models[folder] ?? []), file];
	return {
		...summariseObjectInfo(objectInfoOf("0.33.0", models), "0.33.0"),
		launch_flags: ["--fp32-vae"],
		partner_nodes: true,
		input_directory: true,
	};
}

function workflow(id: string) {
	const found = findWorkflow(id);
	if (found === undefined) throw new Error(`no ${id}`);
	return found;
}

function without(nodes: string[], files: string[] = []): Capabilities {
	const all = complete();
	const model_inputs = Object.fromEntries(
		Object.entries(all.model_inputs).map(([name, inputs]) => [
			name,
			Object.fromEntries(
				Object.entries(inputs).map(([input, list]) => [input, list.filter((file) => !files.includes(file))]),
			),
		]),
	);
	return { ...all, nodes: all.nodes.filter((name) => !nodes.includes(name)), model_inputs };
}

describe("what the doctor says", () => {
	test("of a server that has everything: all run, and a worker there could take every example", () => {
		const server = complete();
		for (const of of library) {
			expect(diagnose(of, server)).toMatchObject({ runs: true, parts: [] });
			for (const task of planOf(planWorkflow(of, of.example, random)).tasks)
				expect(missingFrom(server, task)).toEqual([]);
		}
	});

	test("S2-INFRA-02 of a missing file: which one, in which folder, and where to get it", () => {
		const found = diagnose(workflow("z-image-turbo-base-image"), without([], ["qwen_3_4b.safetensors"]));
		expect(found.runs).toBe(false);
		expect(found.lacks).toEqual({
			models: [
				{
					folder: "text_encoders",
					file: "qwen_3_4b.safetensors",
					source: expect.stringMatching(/^https:/),
				},
			],
			nodes: [],
			settings: [],
			limits: [],
		});
	});

	test("of a missing node: which pack brings it, or that ComfyUI is too old", () => {
		const pulid = diagnose(workflow("face-swap-flux-pulid"), without(["ApplyPulidFlux"]));
		expect(pulid.lacks.nodes).toEqual([
			{
				class_type: "ApplyPulidFlux",
				pack: { name: "ComfyUI_PuLID_Flux_ll", source: expect.stringContaining("github.com") },
			},
		]);
		const core = diagnose(workflow("flux-2-image"), without(["EmptyFlux2LatentImage"]));
		expect(core.lacks.nodes).toEqual([{ class_type: "EmptyFlux2LatentImage", pack: null }]);
	});

	test("of what only an optional part needs: it runs, without that part", () => {
		const found = diagnose(workflow("storyboard-image"), without([], ["flux1-redux-dev.safetensors"]));
		expect(found.runs).toBe(true);
		expect(found.parts).toEqual([
			{ part: "reference", lacks: expect.objectContaining({ models: [expect.anything()] }) },
		]);
	});

	test("of an optional part that the example shows: it runs, without that part", () => {
		const node = "OpenposePreprocessor";
		const found = diagnose(
			workflow("sd15-image-to-image"),
			without([node], ["control_v11p_sd15_openpose.pth"]),
		);
		expect(found.lacks).toEqual({ models: [], nodes: [], settings: [], limits: [] });
		expect(found.runs).toBe(true);
		expect(found.parts.map(({ part }) => part)).toEqual(["pose", "pose_reader"]);
		expect(found.parts[0]?.lacks).toMatchObject({
			models: [{ folder: "controlnet" }],
			nodes: [{ class_type: node }],
		});
	});

	test("of a part that the request cannot do without: it lacks it, whatever the example holds", () => {
		// An edit needs its picture: to leave it out is no request.
		for (const of of library) {
			const least = diagnose(of, { ...complete(), nodes: [], model_inputs: {} });
			expect([of.id, least.runs]).toEqual([of.id, false]);
		}
	});

	test("S2-GEN-05 of flags, keys and folders, and of what a profile refuses", () => {
		const bare = { ...complete(), launch_flags: [], partner_nodes: false, input_directory: false };
		expect(diagnose(workflow("sd15-text-to-image"), bare).lacks.settings).toEqual([
			expect.stringContaining("--fp32-vae"),
		]);
		expect(diagnose(workflow("kling-avatar"), bare).lacks.settings).toEqual([
			expect.stringContaining("COMFY_ORG_API_KEY"),
		]);
		expect(diagnose(workflow("multi-ref-face"), bare).lacks.settings).toEqual([
			expect.stringContaining("COMFYUI_DIR"),
		]);
		const mac = { ...complete(), profile: "m1-16gb" };
		expect(diagnose(workflow("sd15-text-to-image"), mac).runs).toBe(true);
		expect(diagnose(workflow("sdxl-image"), mac).lacks.limits.join()).toContain("family sdxl");
	});

	test("of an older ComfyUI: the form of the graph it would run counts", () => {
		const old = { ...complete(), comfyui_version: "0.3.64" };
		const found = diagnose(workflow("train-lora-core"), old);
		expect(found.lacks.nodes.map((node) => node.class_type)).toContain("LoadImageTextSetFromFolderNode");
		expect(diagnose(workflow("train-lora-core"), complete()).runs).toBe(true);
		expect(diagnose(workflow("flux-2-image"), old).lacks.settings[0]).toMatch(/must be 0\.3\.\d+ or newer/);
	});
});

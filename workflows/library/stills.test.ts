import { expect, test } from "vitest";
import type { WorkflowDefinition } from "../definition/define.ts";
import { aspectRatios } from "../definition/parameters.ts";
import { compareVersions } from "../graph/versions.ts";
import { summariseObjectInfo } from "../object-info/capabilities.ts";
import { missingFrom } from "../plan/missing.ts";
import { planWorkflow } from "../plan/plan.ts";
import { planOf, random, recording, taskOf } from "../testing/comfyui.ts";
import { variantsOf } from "../testing/variants.ts";
import { stills } from "./stills.ts";

/** What holds for every picture made from words. */
const all = stills.map((workflow): [string, WorkflowDefinition] => [workflow.id, workflow]);
const shaped = all.filter(([, { parameters }]) => Object.hasOwn(parameters.shape, "aspect_ratio"));

test("S0-A21 S0-A03 there is one for each family of image models", () => {
	const families = new Set(stills.map(({ family }) => family));
	expect([...families].sort()).toEqual(["flux", "flux2", "qwen-image", "sdxl", "z-image"]);
});

test.each(shaped)(
	"S0-D47 %s knows the shapes of social platforms, in steps its model takes",
	(_, workflow) => {
		const step = workflow.family === "sdxl" ? 8 : 16;
		for (const aspect_ratio of aspectRatios) {
			const sent = { ...workflow.example, aspect_ratio };
			const plan = planOf(planWorkflow(workflow, sent, random));
			const canvas = Object.values(taskOf(workflow, sent).graph).filter((node) =>
				node.class_type.startsWith("Empty"),
			);
			expect(canvas).toHaveLength(1);
			const [made, delivered] = [canvas[0]?.inputs, plan.parameters].map((of) => ({
				width: Number(of?.width),
				height: Number(of?.height),
			}));
			expect([(made?.width ?? 1) % step, (made?.height ?? 1) % step]).toEqual([0, 0]);
			const [w = 0, h = 1] = aspect_ratio.split(":").map(Number);
			// Qwen-Image's own sizes are the farthest off: 1664x928 is 16:8.92.
			for (const size of [made, delivered])
				expect(Math.abs((size?.width ?? 0) / (size?.height ?? 1) / (w / h) - 1)).toBeLessThan(0.02);
		}
	},
);

test.each(all)("the template of %s has no seed, no prompt of a client and no file of one", (_, { graph }) => {
	for (const node of Object.values(graph)) {
		for (const name of ["seed", "noise_seed"]) expect(node.inputs[name] ?? 0).toBe(0);
		if (node.class_type === "LoadImage") expect(node.inputs.image).toBe("");
		expect(node._meta?.title).toMatch(/^[A-Z][\w .,-]+$/);
	}
});

test.each(all)("S1-27 the prompts of %s are found by their titles", (_, workflow) => {
	const { graph } = taskOf(workflow, { ...workflow.example });
	const titles = Object.values(graph).map((node) => node._meta?.title);
	expect(titles.filter((title) => title === "Positive Prompt")).toHaveLength(1);
	const encoders = Object.values(graph).filter((node) => node.class_type === "CLIPTextEncode");
	expect(titles.filter((title) => title === "Negative Prompt")).toHaveLength(encoders.length - 1);
});

test.each(all)("%s says whether its pictures may be sold, as its files do", (_, workflow) => {
	const closed = workflow.models.some(({ licence }) => licence.includes("Non-Commercial"));
	expect(workflow.licence.includes("non-commercial")).toBe(closed);
	expect(workflow.licence.includes("commercial use is allowed")).toBe(!closed);
});

test.each(all)("S1-57 %s asks for a newer ComfyUI than 0.3.64 where that lacks a node", (_, workflow) => {
	const info = recording("object_info/custom-0.3.64.json");
	if (info === undefined) return;
	const capabilities = summariseObjectInfo(info, "0.3.64");
	const missing = variantsOf(workflow).flatMap((request) =>
		missingFrom(capabilities, taskOf(workflow, request)).filter(({ code }) => code === "missing_node"),
	);
	expect(missing.length > 0).toBe(workflow.family === "flux2");
	if (missing.length > 0) expect(compareVersions(workflow.comfyui, "0.3.64")).toBeGreaterThan(0);
});

import { expect, test } from "vitest";
import { type ApiGraph, linksOf } from "../../graph/graph.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { fluxKontextMultiReference } from "./workflow.ts";

const ids = ["a", "b", "c", "d", "e"].map((mark) => `ast_${mark}${"0".repeat(25)}`);
const task = (count: number, more: Record<string, unknown> = {}) =>
	taskOf(fluxKontextMultiReference, {
		references: ids.slice(0, count),
		prompt: "both in one scene",
		...more,
	});

/** The classes from a node back along one chain of inputs. */
function back(graph: ApiGraph, from: string, inputs: readonly string[]): string[] {
	const node = graph[from];
	if (node === undefined) return [];
	const [, next] = linksOf(node).find(([input]) => inputs.includes(input)) ?? [];
	return [node.class_type, ...(next === undefined ? [] : back(graph, next, inputs))];
}
const classes = (graph: ApiGraph, name: string) =>
	Object.values(graph).filter((node) => node.class_type === name).length;

test.each([1, 2, 3, 4])("S0-A54 S0-A15 stitch puts %i references into one row and encodes that", (count) => {
	const { graph, inputs } = task(count);
	expect(inputs.map(({ asset_id }) => asset_id)).toEqual(ids.slice(0, count));
	expect(classes(graph, "LoadImage")).toBe(count);
	expect(classes(graph, "ImageStitch")).toBe(count - 1);
	expect([classes(graph, "VAEEncode"), classes(graph, "ReferenceLatent")]).toEqual([1, 1]);
	expect(back(graph, "6", ["conditioning"])).toEqual(["FluxGuidance", "ReferenceLatent", "CLIPTextEncode"]);
	// From the row back to the first picture: each stitch has the ones before it on its left.
	expect(back(graph, "65", ["image", "image1"])).toEqual([
		"FluxKontextImageScale",
		...Array(count - 1).fill("ImageStitch"),
		"LoadImage",
	]);
});

test.each([1, 2, 3, 4])("S0-A54 S0-A15 chained shows each of %i references by itself, in order", (count) => {
	const { graph, inputs } = task(count, { method: "chained" });
	expect(inputs.map(({ asset_id }) => asset_id)).toEqual(ids.slice(0, count));
	expect(classes(graph, "ImageStitch")).toBe(0);
	expect(back(graph, "6", ["conditioning"])).toEqual([
		"FluxGuidance",
		"FluxKontextMultiReferenceLatentMethod",
		...Array(count).fill("ReferenceLatent"),
		"CLIPTextEncode",
	]);
	// The last one that is looked at is the last one sent.
	const last = graph["50"]?.inputs.conditioning;
	expect(last).toEqual([`4${count}`, 0]);
	expect(graph[`4${count}`]?.inputs.latent).toEqual([`3${count}`, 0]);
	expect(graph[`3${count}`]?.inputs.pixels).toEqual([`2${count}`, 0]);
	expect(graph[`2${count}`]?.inputs.image).toEqual([`1${count}`, 0]);
});

test("S0-A54 Kontext's own settings, and a size of its own", () => {
	const { graph, models } = task(2, { aspect_ratio: "9:16" });
	expect(graph["6"]?.inputs.guidance).toBe(2.5);
	expect(graph["8"]?.inputs).toMatchObject({ steps: 20, cfg: 1, sampler_name: "euler", scheduler: "simple" });
	expect(graph["7"]?.inputs).toMatchObject({ width: 720, height: 1280, batch_size: 1 });
	expect(models.map(({ file }) => file)).toEqual([
		"flux1-dev-kontext_fp8_scaled.safetensors",
		"clip_l.safetensors",
		"t5xxl_fp8_e4m3fn_scaled.safetensors",
		"ae.safetensors",
	]);
});

test("S0-A57 a base picture of the character alone is a reference too: one loader, no stitching", () => {
	const { graph } = task(1, { prompt: "the same woman, now with an athletic build" });
	expect(graph["65"]?.inputs.image).toEqual(["11", 0]);
	expect(graph["4"]?.inputs.text).toBe("the same woman, now with an athletic build");
});

test("what belongs to the other method is told to have no effect", () => {
	const told = (more: Record<string, unknown>) =>
		planOf(
			planWorkflow(
				fluxKontextMultiReference,
				{ references: ids.slice(0, 2), prompt: "both", ...more },
				random,
			),
		).notices.map((n) => n.pointer);
	expect(told({ reference_latents_method: "index" })).toEqual(["/parameters/reference_latents_method"]);
	expect(told({ stitch_direction: "down", method: "chained" })).toEqual(["/parameters/stitch_direction"]);
	expect(told({ stitch_direction: "down" })).toEqual([]);
	expect(told({ negative_prompt: "hands" })).toEqual(["/parameters/negative_prompt"]);
});

test("the direction reaches every stitch", () => {
	const { graph } = task(4, { stitch_direction: "down" });
	expect(["62", "63", "64"].map((id) => graph[id]?.inputs.direction)).toEqual(["down", "down", "down"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ references: undefined }, "/parameters/references", "missing_parameter"],
	[{ references: [] }, "/parameters/references", "invalid_parameter"],
	[{ references: ids }, "/parameters/references", "invalid_parameter"],
	[{ references: [ids[0], "b.png"] }, "/parameters/references/1", "invalid_parameter"],
	[{ references: ids[0] }, "/parameters/references", "invalid_parameter"],
	[{ method: "mix" }, "/parameters/method", "invalid_parameter"],
	[
		{ reference_latents_method: "index_timestep_zero" },
		"/parameters/reference_latents_method",
		"invalid_parameter",
	],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const sent = { references: ids.slice(0, 2), prompt: "both", ...more };
	expect(problemsOf(planWorkflow(fluxKontextMultiReference, sent, random))).toContainEqual([pointer, code]);
});

import { expect, test } from "vitest";
import { type ApiGraph, isLink } from "../../graph/graph.ts";
import { planWorkflow, type TaskPlan } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { flux2MultiReference } from "./workflow.ts";

const prompt = "The woman of image 1 in the kitchen of image 2";
const asset = (n: number) => `ast_${String(n).padStart(26, "0")}`;
const references = (count: number) => Array.from({ length: count }, (_, i) => asset(i));
const task = (count: number, more: Record<string, unknown> = {}) =>
	taskOf(flux2MultiReference, { prompt, references: references(count), ...more });

/** The node an input is linked to. */
function behind(graph: ApiGraph, id: string, input: string): string {
	const link = graph[id]?.inputs[input];
	if (!isLink(link)) throw new Error(`${id}.${input} is no link`);
	return link[0];
}

/** The asset of each reference, first to last, told by following the links from the guider back. */
function read({ graph, inputs }: TaskPlan): { assets: (string | undefined)[]; from: string | undefined } {
	const assets: (string | undefined)[] = [];
	let at = behind(graph, "22", "conditioning");
	while (graph[at]?.class_type === "ReferenceLatent") {
		const encode = behind(graph, at, "latent");
		const load = behind(graph, behind(graph, encode, "pixels"), "image");
		assets.unshift(inputs.find(({ node }) => node === load)?.asset_id);
		at = behind(graph, at, "conditioning");
	}
	return { assets, from: graph[at]?.class_type };
}

test.each([1, 2, 3, 4, 5, 6])("S0-A15 S1-07 S1-51 %i references are read in their order", (count) => {
	const planned = task(count);
	expect(read(planned)).toEqual({ assets: references(count), from: "FluxGuidance" });
	const loaders = Object.values(planned.graph).filter((node) => node.class_type === "LoadImage");
	expect(loaders).toHaveLength(count);
});

test("each reference is scaled to the megapixels asked for, one unless sent", () => {
	const sizes = (more: Record<string, unknown>) =>
		Object.values(task(3, more).graph).flatMap((node) =>
			node.class_type === "ImageScaleToTotalPixels" ? [node.inputs.megapixels] : [],
		);
	expect(sizes({})).toEqual([1, 1, 1]);
	expect(sizes({ reference_megapixels: 0.5 })).toEqual([0.5, 0.5, 0.5]);
});

test("the size of the result does not follow the references", () => {
	const { graph } = task(1, { aspect_ratio: "4:5" });
	expect(graph["47"]?.inputs).toMatchObject({ width: 1280, height: 1600 });
	expect(graph["48"]?.inputs).toMatchObject({ width: 1280, height: 1600 });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ references: undefined }, "/parameters/references", "missing_parameter"],
	[{ references: [] }, "/parameters/references", "invalid_parameter"],
	[{ references: references(7) }, "/parameters/references", "invalid_parameter"],
	[{ references: [asset(1), "face.png"] }, "/parameters/references/1", "invalid_parameter"],
	[{ reference_megapixels: 4 }, "/parameters/reference_megapixels", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(flux2MultiReference, { prompt, references: references(2), ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});

import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { faceSimilarity } from "./workflow.ts";

const sent = { reference: "ast_0123456789abcdefghijklmnop", image: "ast_00000000000000000000000001" };
const task = (more: Record<string, unknown> = {}) => taskOf(faceSimilarity, { ...sent, ...more });

test("S0-A16 the cosine distance of two faces comes out as a text", () => {
	const { graph, inputs, outputs, models } = task();
	expect(graph["4"]).toMatchObject({
		class_type: "FaceEmbedDistance",
		inputs: {
			reference: ["1", 0],
			image: ["2", 0],
			similarity_metric: "cosine",
			// Nothing is filtered away: also a bad match must be told.
			filter_thresh: 100,
			filter_best: 0,
			generate_image_overlay: false,
		},
	});
	expect(graph["5"]).toMatchObject({ class_type: "PreviewAny", inputs: { source: ["4", 1] } });
	expect(outputs).toEqual([{ name: "distance", node: "5", kind: "text" }]);
	expect(inputs.map(({ asset_id, node }) => [asset_id, node])).toEqual([
		[sent.reference, "1"],
		[sent.image, "2"],
	]);
	expect(models).toEqual([]);
});

test("it runs on the CPU beside anything", () => {
	expect(task().graph["3"]?.inputs).toEqual({ library: "insightface", provider: "CPU" });
	expect(task().requires).toMatchObject({ vram_gb: 0, family: "none" });
});

test("who reads the faces can be chosen, for those who may not use InsightFace", () => {
	expect(difference(task().graph, task({ library: "auraface" }).graph)).toEqual(["3.library"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ reference: undefined }, "/parameters/reference", "missing_parameter"],
	[{ image: "x" }, "/parameters/image", "invalid_parameter"],
	[{ library: "dlib" }, "/parameters/library", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(faceSimilarity, { ...sent, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});

import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { faceSimilarityReactor } from "./workflow.ts";

const sent = { reference: "ast_0123456789abcdefghijklmnop", image: "ast_00000000000000000000000001" };

test("S0-A16 the similarity comes out as a number, and in words that tell no face from no likeness", () => {
	const { graph, inputs, outputs } = taskOf(faceSimilarityReactor, sent);
	expect(graph["3"]).toMatchObject({
		class_type: "ReActorFaceSimilarity",
		inputs: { image1: ["1", 0], image2: ["2", 0] },
	});
	expect([graph["4"]?.inputs.source, graph["5"]?.inputs.source]).toEqual([
		["3", 0],
		["3", 1],
	]);
	expect(outputs).toEqual([
		{ name: "similarity", node: "4", kind: "text" },
		{ name: "words", node: "5", kind: "text" },
	]);
	expect(inputs.map(({ asset_id, node }) => [asset_id, node])).toEqual([
		[sent.reference, "1"],
		[sent.image, "2"],
	]);
});

test.each(["reference", "image"])("without %s it is refused", (name) => {
	const planned = planWorkflow(faceSimilarityReactor, { ...sent, [name]: undefined }, random);
	expect(problemsOf(planned)).toEqual([[`/parameters/${name}`, "missing_parameter"]]);
});

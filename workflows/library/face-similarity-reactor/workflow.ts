import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId } from "../../definition/parameters.ts";
import { buffaloL, fetchedNote, insightFaceTerms, reactorPack } from "../files/faces.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z.strictObject({
	reference: assetId.meta({ description: "The face to compare with: the character's base picture." }),
	image: assetId.meta({ description: "The picture to judge." }),
});

/** How alike two faces are, by the pack that swaps them. */
export const faceSimilarityReactor = defineWorkflow({
	id: "face-similarity-reactor",
	version: 1,
	title: "Face match (ReActor)",
	purpose: "Measures how alike the faces of two pictures are, where ReActor is installed for swaps anyway.",
	category: "quality",
	family: "none",
	parameters,
	graph,
	slots: {},
	assets: {
		reference: { node: "1", input: "image", kind: "image" },
		image: { node: "2", input: "image", kind: "image" },
	},
	parts: [],
	outputs: [
		{ name: "similarity", node: "4", kind: "text" },
		{ name: "words", node: "5", kind: "text" },
	],
	models: [...buffaloL],
	custom_nodes: [reactorPack],
	comfyui: "0.3.64",
	vram_gb: 2,
	typical_seconds: 4,
	timeout_seconds: 120,
	licence: insightFaceTerms,
	example: {
		reference: "ast_0123456789abcdefghijklmnop",
		image: "ast_0123456789abcdefghijklmnop",
	},
	docs: {
		notes: [
			"Two texts: the cosine similarity of the faces from 0 to 1 (below 0 counts as 0), and the same as a percentage in words. Without a face in one of the pictures the similarity is 0 and only the words say why.",
			"That percentage is the plain similarity: photographs of one person do not come near 100%. See face-similarity for what a “face match” is here.",
			"The node came with version 0.7 of the pack.",
			"Its figures and those of face-similarity come from different readers of faces: do not mix them in one series.",
			fetchedNote,
		],
		acceptance: ["The similarity as a number and, in words, whether there were faces at all."],
	},
});

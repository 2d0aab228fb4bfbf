import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId } from "../../definition/parameters.ts";
import { auraFace, buffaloL, faceAnalysisPack, insightFaceTerms } from "../files/faces.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z.strictObject({
	reference: assetId.meta({ description: "The face to compare with: the character's base picture." }),
	image: assetId.meta({ description: "The picture to judge. Its largest face counts." }),
	library: z.enum(["insightface", "auraface"]).default("insightface").meta({
		description:
			"Who reads the faces. insightface is for research only; auraface is free for commerce and has another scale.",
	}),
});

/** How far two faces are apart. */
export const faceSimilarity = defineWorkflow({
	id: "face-similarity",
	version: 1,
	title: "Face match (FaceAnalysis)",
	purpose: "Measures how alike the faces of two pictures are, to check swaps, sheets and trained characters.",
	category: "quality",
	family: "none",
	parameters,
	graph,
	slots: { library: [{ node: "3", input: "library" }] },
	assets: {
		reference: { node: "1", input: "image", kind: "image" },
		image: { node: "2", input: "image", kind: "image" },
	},
	parts: [],
	outputs: [{ name: "distance", node: "5", kind: "text" }],
	models: [...buffaloL, ...auraFace],
	custom_nodes: [faceAnalysisPack],
	comfyui: "0.3.64",
	vram_gb: 0,
	typical_seconds: 5,
	timeout_seconds: 120,
	licence: `With library insightface: ${insightFaceTerms} AuraFace is Apache-2.0.`,
	example: {
		reference: "ast_0123456789abcdefghijklmnop",
		image: "ast_0123456789abcdefghijklmnop",
	},
	docs: {
		notes: [
			"The output is a text: a list with one number, the cosine distance of the two faces. 0 is the same picture, about 1 two strangers, 2 the most there is; 100 says that image shows no face. Similarity is 1 minus the distance.",
			"Without a face in the reference the task fails.",
			"A percentage such as “95% face match” means nothing before it is defined: two photographs of one person do not reach a similarity of 0.95. Here it is the similarity as a share of a baseline, which is the similarity of pictures that certainly show the character, compared with one another (workflows/quality/face-match.ts). Targets: 80% for a swap, 95% with the LoRA.",
			"Distances of insightface and auraface must not be compared with one another.",
			"It runs on the CPU, so it can share a machine with anything.",
			"The models of insightface are fetched on first use where they are missing; those of auraface must be put there by hand. Bake them into the worker's image.",
		],
		acceptance: [
			"One text output with the cosine distance, for any two pictures with a face.",
			"No diffusion model and no GPU.",
		],
	},
});

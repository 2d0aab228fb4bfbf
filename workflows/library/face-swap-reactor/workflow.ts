import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetId } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { faceMatchTargets } from "../../quality/face-match.ts";
import {
	buffaloL,
	codeFormer,
	fetchedNote,
	insightFaceTerms,
	inswapper128,
	nudityDetector,
	reactorFaceFinder,
	reactorPack,
} from "../files/faces.ts";
import graph from "./graph.json" with { type: "json" };

const whichFace = z.int().min(0).max(20).default(0);

const parameters = z.strictObject({
	image: assetId.meta({ description: "The picture whose face is replaced. It keeps its size." }),
	face: assetId.meta({ description: "A picture of the face to put in." }),
	image_face: whichFace.meta({
		description: "Which face of image is replaced, from the largest, which is 0, to the smallest.",
	}),
	source_face: whichFace.meta({
		description: "Which face of face is put in, from the largest, which is 0, to the smallest.",
	}),
	restore: z.enum(["codeformer", "none"]).default("codeformer").meta({
		description:
			"What sharpens the new face: it is made at 128 pixels, so that without restoring only small faces look right.",
	}),
	restore_strength: amount({ standard: 1, min: 0.1, max: 1 }).meta({
		description:
			"How much of the restored face counts against the unrestored one. Used with codeformer only.",
	}),
	restore_fidelity: amount({ standard: 0.5, min: 0, max: 1 }).meta({
		description: "CodeFormer's weight: 0 gives the most beautiful face, 1 the most faithful one.",
	}),
});

/** The face of one picture in another. */
export const faceSwapReactor = defineWorkflow({
	id: "face-swap-reactor",
	version: 1,
	title: "Face swap in a picture (ReActor)",
	purpose: "Puts the face of one picture into another, and leaves the rest of it as it is.",
	category: "face",
	family: "none",
	parameters,
	graph,
	slots: {
		restore_strength: [{ node: "3", input: "face_restore_visibility" }],
		restore_fidelity: [{ node: "3", input: "codeformer_weight" }],
	},
	assets: {
		image: { node: "1", input: "image", kind: "image" },
		face: { node: "2", input: "image", kind: "image" },
	},
	computed: [
		{
			name: "input_faces_index",
			from: ["image_face"],
			slots: [{ node: "3", input: "input_faces_index" }],
			compute: (values) => String(numberAt(values, "image_face")),
			what: "the number as text, since the node takes a list such as 0,1",
		},
		{
			name: "source_faces_index",
			from: ["source_face"],
			slots: [{ node: "3", input: "source_faces_index" }],
			compute: (values) => String(numberAt(values, "source_face")),
			what: "the number as text",
		},
		{
			name: "face_restore_model",
			from: ["restore"],
			slots: [{ node: "3", input: "face_restore_model" }],
			compute: (values) => (values.restore === "none" ? "none" : "codeformer-v0.1.0.pth"),
			what: "the file of the model, or none",
		},
	],
	parts: [],
	outputs: [{ name: "image", node: "4", kind: "image" }],
	models: [inswapper128, codeFormer, ...buffaloL, ...reactorFaceFinder, ...nudityDetector],
	custom_nodes: [reactorPack],
	comfyui: "0.3.64",
	vram_gb: 4,
	standards: { face_view: "any", face_match_target: faceMatchTargets.face_swap / 100 },
	typical_seconds: 6,
	timeout_seconds: 180,
	licence: `${insightFaceTerms} CodeFormer is for non-commercial use.`,
	example: {
		image: "ast_0123456789abcdefghijklmnop",
		face: "ast_0123456789abcdefghijklmnop",
	},
	docs: {
		notes: [
			"The pack looks at every picture before it swaps; one that it takes for nudity comes back as a black square of 512x512, and the task still succeeds. A check for black pictures finds it. Photographs of much skin can be affected wrongly.",
			"Where no face is found the picture comes back unchanged and the task succeeds as well: measure the result with face-similarity.",
			"Only the face between brow and chin is replaced; hair, ears and the shape of the head stay. For a whole new picture with the face use face-swap-flux-pulid.",
			"A swapped face shows somebody doing what they did not do. Have the consent of the person, and say that the picture was changed.",
			"From version 0.7 of the pack InsightFace itself is no longer needed, its models still are.",
			fetchedNote,
		],
		acceptance: [
			"Both pictures are loaded; one face of the one goes into the other, the largest by default.",
			"The face is restored with CodeFormer at full strength and fidelity 0.5 unless sent otherwise; `none` leaves it as it was made.",
			"No diffusion model is loaded: a swap takes seconds on a small GPU.",
		],
	},
});

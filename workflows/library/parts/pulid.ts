import { amount } from "../../definition/parameters.ts";
import { fetchedNote, insightFaceTerms, pulidVersionNote } from "../files/faces.ts";

/** What the workflows that hold a face with PuLID share. Their nodes 20 to 24 are the same. */

/** From when to when a face adapter acts, as shares of the sampling. FaceID for SDXL takes the same two. */
export const faceSpan = {
	face_start: amount({ standard: 0, min: 0, max: 1 }).meta({
		description: "From which share of the sampling on the face is held. Above 0 the prompt shapes it first.",
	}),
	face_end: amount({ standard: 1, min: 0, max: 1 }).meta({
		description: "Up to which share of the sampling the face is held.",
	}),
};

/** The places of the face's parameters on ApplyPulidFlux. */
export const faceSlots = {
	face_strength: [{ node: "24", input: "weight" }],
	face_start: [{ node: "24", input: "start_at" }],
	face_end: [{ node: "24", input: "end_at" }],
};

export const faceAsset = { node: "23", input: "image", kind: "image" } as const;

/** What the licences of PuLID's parts come to, after what is said of the Flux weights. */
export function pulidTerms(flux: string): string {
	return `${flux} ${insightFaceTerms}`;
}

export const pulidNotes: readonly string[] = [
	"A sharp, frontal picture of one face works best; of several faces the largest is taken. PuLID looks at the face alone: hair, clothes and body are the prompt's.",
	"Where it finds no face PuLID only warns and lets the model go on without one: the picture is made, of somebody else. Measure results with face-similarity.",
	"Several packs define a node called ApplyPulidFlux with other inputs. Install ComfyUI_PuLID_Flux_ll and none of the others.",
	pulidVersionNote,
	fetchedNote,
];

import { defineWorkflow } from "../../definition/define.ts";
import { multiRef } from "../parts/multi-ref.ts";
import graph from "./graph.json" with { type: "json" };

/** The first of four views: the face, like the references. */
export const multiRefFace = defineWorkflow(
	multiRef({
		id: "multi-ref-face",
		title: "Character view: face",
		purpose: "The face of a character, like one to five reference pictures: the first of four views.",
		view: "face",
		graph,
		shape: "1:1",
		references: 5,
		face: true,
		notes: [
			"Without any reference use multi-ref-face-no-reference: a folder of references must not be empty.",
		],
		acceptance: ["The face is found and made once more in detail."],
	}),
);

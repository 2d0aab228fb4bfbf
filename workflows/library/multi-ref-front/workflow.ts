import { defineWorkflow } from "../../definition/define.ts";
import { multiRef } from "../parts/multi-ref.ts";
import graph from "./graph.json" with { type: "json" };

/** The second of four views: from the front. */
export const multiRefFront = defineWorkflow(
	multiRef({
		id: "multi-ref-front",
		title: "Character view: front",
		purpose:
			"The whole character from the front, like the avatar and the references: the second of four views.",
		view: "front",
		graph,
		shape: "2:3",
		references: 6,
		face: true,
		notes: ["Send the avatar, then the references it was made from."],
		acceptance: ["The face is found and made once more in detail."],
	}),
);

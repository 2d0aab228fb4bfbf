import { defineWorkflow } from "../../definition/define.ts";
import { multiRef } from "../parts/multi-ref.ts";
import graph from "./graph.json" with { type: "json" };

/** The third of four views: from the side. */
export const multiRefSide = defineWorkflow(
	multiRef({
		id: "multi-ref-side",
		title: "Character view: side",
		purpose:
			"The whole character from the side, like the avatar, the front view and the references: the third of four views.",
		view: "side",
		graph,
		shape: "2:3",
		references: 7,
		face: true,
		notes: ["Send the avatar, the front view, then the references the avatar was made from."],
		acceptance: [
			"The face is found and made once more in detail, a profile where the detector knows it as a face.",
		],
	}),
);

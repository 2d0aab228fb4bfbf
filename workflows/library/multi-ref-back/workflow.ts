import { defineWorkflow } from "../../definition/define.ts";
import { multiRef } from "../parts/multi-ref.ts";
import graph from "./graph.json" with { type: "json" };

/** The last of four views: from behind. */
export const multiRefBack = defineWorkflow(
	multiRef({
		id: "multi-ref-back",
		title: "Character view: back",
		purpose:
			"The whole character from behind, like the three views before and the references: the last of four views.",
		view: "back",
		graph,
		shape: "2:3",
		references: 8,
		face: false,
		notes: [
			"Send the avatar, the front and the side view, then the references the avatar was made from.",
			"No face detail here, though it was asked for in all views: from behind there is no face to find, and the detector would only pass the picture on.",
		],
		acceptance: ["There is no FaceDetailer in the graph: a back view has no face."],
	}),
);

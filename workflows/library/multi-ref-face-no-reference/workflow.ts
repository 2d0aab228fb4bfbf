import { defineWorkflow } from "../../definition/define.ts";
import { multiRef } from "../parts/multi-ref.ts";
import graph from "./graph.json" with { type: "json" };

/** The first of four views where there is no picture yet. */
export const multiRefFaceNoReference = defineWorkflow(
	multiRef({
		id: "multi-ref-face-no-reference",
		title: "Character view: face without references",
		purpose:
			"The face of a new character from words alone: the first of four views where there is no picture yet.",
		view: "face",
		graph,
		shape: "1:1",
		references: 0,
		face: true,
		notes: [
			"There are no references, so the face is a new one with each seed. The three other views take it as theirs.",
		],
		acceptance: [
			"There is neither IP-Adapter nor loader of references in the graph.",
			"The face is found and made once more in detail.",
		],
	}),
);

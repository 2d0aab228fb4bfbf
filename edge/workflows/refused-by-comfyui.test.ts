import { expect, test } from "vitest";
import type { JobPlan } from "../../workflows/plan/plan.ts";
import { refusedByComfyUi } from "./refused-by-comfyui.ts";

/** A class that leaves a result and takes a folder of the input folder, as a real server lists them. */
const info = {
	TrainFromFolder: {
		input: {
			required: { folder: [["3d"], {}], mode: [["fast", "slow"], {}] },
		},
		output: [],
		output_node: true,
		name: "TrainFromFolder",
	},
};

function planOf(inputs: Record<string, string>, more: Partial<JobPlan["tasks"][number]> = {}): JobPlan {
	const task = {
		index: 0,
		seed: null,
		graph: { "2": { class_type: "TrainFromFolder", inputs } },
		inputs: [],
		outputs: [],
		models: [],
		typical_seconds: 1,
		timeout_seconds: 60,
		...more,
	};
	return { workflow: "graph", parameters: {}, notices: [], tasks: [task] };
}

const servers = [{ info, comfyui_version: "0.33.0" }];
const folder = { node: "2", input: "folder", path: "input" as const, files: [] };
const pointers = (plan: JobPlan) => refusedByComfyUi(plan, servers).map(({ pointer }) => pointer);

test("a folder that comes with the task is on no list of ComfyUI's, and is not looked for on one", () => {
	expect(pointers(planOf({ folder: "", mode: "fast" }, { folders: [folder] }))).toEqual([]);
	expect(pointers(planOf({ folder: "", mode: "fast" }))).toEqual(["/graph/2/inputs/folder"]);
});

test("in the form for the server's version, and nothing else is forgiven for it", () => {
	const graph = { "2": { class_type: "TrainFromFolder", inputs: { folder: "", mode: "fats" } } };
	const forms = [{ comfyui: "0.11.0", graph, inputs: [], folders: [folder], outputs: [] }];
	expect(pointers(planOf({ folder: "", mode: "fast" }, { forms }))).toEqual(["/graph/2/inputs/mode"]);
});

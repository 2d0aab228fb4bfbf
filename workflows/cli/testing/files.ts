import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { graph, objectInfo } from "../../import/testing/graphs.ts";

/** A workflow of the editor, as `ui.json` has it. */
export const ui = {
	last_node_id: 2,
	last_link_id: 1,
	nodes: [
		{
			id: 1,
			type: "LoadImage",
			mode: 0,
			inputs: [],
			outputs: [{ name: "IMAGE", type: "IMAGE", links: [1] }],
			widgets_values: ["example.png", "image"],
		},
		{
			id: 2,
			type: "SaveImage",
			mode: 0,
			inputs: [{ name: "images", type: "IMAGE", link: 1 }],
			outputs: [],
			widgets_values: ["x"],
		},
		// Linked to nothing, with a number that JSON does not carry unchanged.
		{ id: 3, type: "EmptyLatentImage", mode: 0, inputs: [], outputs: [], widgets_values: [2 ** 60, 512, 1] },
	],
	links: [[1, 1, 0, 2, 0, "IMAGE"]],
	version: 0.4,
};

/**
 * A folder of its own for the tests of a file, with `info.json` (an object_info), `api.json` and `ui.json` in it. It
 * stands in the repository, because imported workflows import from it. Answers with paths in it.
 */
export function ownFolder(): (name?: string) => string {
	let folder = "";
	beforeAll(() => {
		folder = mkdtempSync(join(import.meta.dirname, "../written-"));
		for (const [name, value] of Object.entries({
			"info.json": objectInfo,
			"api.json": graph(),
			"ui.json": ui,
		}))
			writeFileSync(join(folder, name), JSON.stringify(value));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return (name = "") => join(folder, name);
}

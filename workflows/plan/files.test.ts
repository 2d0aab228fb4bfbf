import { expect, test } from "vitest";
import { assetsOf, filesOf, filesOfEveryForm } from "./files.ts";

const slot = { node: "1", input: "image", kind: "image" as const };

test("the files of a plan are those of all its forms: inputs, and what its folders hold but texts", () => {
	const plan = {
		inputs: [{ ...slot, asset_id: "a" }],
		folders: [
			{
				node: "2",
				input: "folder",
				path: "input" as const,
				files: [
					{ name: "x", asset_id: "b", kind: "image" as const },
					{ name: "x.txt", text: "a caption" },
				],
			},
		],
		forms: [{ comfyui: "0.30.0", graph: {}, outputs: [], inputs: [{ ...slot, asset_id: "c" }] }],
	};
	expect(assetsOf(filesOfEveryForm(plan))).toEqual(["a", "b", "c"]);
	expect(assetsOf(filesOf(plan))).toEqual(["a", "b"]);
	expect(assetsOf([])).toEqual([]);
});

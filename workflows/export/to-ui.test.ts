import { expect, test } from "vitest";
import { convert } from "../convert/convert.ts";
import type { ApiGraph } from "../graph/graph.ts";
import { compareVersions } from "../graph/versions.ts";
import { library } from "../library/index.ts";
import { taskFor } from "../plan/plan.ts";
import { objectInfoOf, signatures } from "../signatures/signatures.ts";
import { taskOf } from "../testing/comfyui.ts";
import { variantsOf } from "../testing/variants.ts";
import { toUi } from "./to-ui.ts";

const versions = Object.keys(signatures) as (keyof typeof signatures)[];
const cases = library.flatMap((workflow) =>
	versions
		.filter((version) => compareVersions(version, workflow.comfyui) >= 0)
		.map((version) => [workflow.id, version, workflow] as const),
);

/** The canvas file of a graph, or a failed test. */
function canvas(graph: ApiGraph, objectInfo: unknown) {
	const made = toUi(graph, objectInfo);
	if (!made.ok) throw new Error(JSON.stringify(made.problems));
	return made.ui;
}

test.each(cases)(
	"S0-A67 the canvas file of %s (ComfyUI %s) converts back to its graph",
	(_, version, workflow) => {
		const objectInfo = objectInfoOf(version, {});
		for (const request of variantsOf(workflow)) {
			const { graph } = taskFor(taskOf(workflow, request), version);
			const back = convert(canvas(graph, objectInfo), objectInfo);
			if (!back.ok) throw new Error(JSON.stringify(back.problems));
			for (const [id, node] of Object.entries(graph)) {
				const inputs = back.graph[id]?.inputs ?? {};
				// What the graph leaves to ComfyUI's default, the canvas says; what belongs to another choice of a
				// dynamic combo has no place on it.
				const kept = Object.entries(node.inputs).filter(([name]) => name in inputs || !name.includes("."));
				expect(inputs).toMatchObject(Object.fromEntries(kept));
				expect(back.graph[id]?.class_type).toBe(node.class_type);
				expect(back.graph[id]?._meta?.title).toBe(node._meta?.title ?? expect.any(String));
			}
			expect(Object.keys(back.graph).sort()).toEqual(Object.keys(graph).sort());
		}
	},
);

const objectInfo = {
	Make: {
		input: {
			required: { seed: ["INT", { default: 3, control_after_generate: true }], mode: [["a", "b"], {}] },
		},
		output: ["IMAGE"],
		output_name: ["picture"],
	},
	Keep: { input: { required: { images: ["IMAGE", {}], name: ["STRING", { default: "x" }] } }, output: [] },
};

test("nodes are numbered anew where their ids are none, and stand to the right of what they depend on", () => {
	const ui = canvas(
		{
			"57:4": { class_type: "Make", inputs: { seed: 7, mode: "b" }, _meta: { title: "The maker" } },
			"2": { class_type: "Keep", inputs: { images: ["57:4", 0], name: "y" } },
		},
		objectInfo,
	);
	expect(ui.links).toEqual([[1, 1, 0, 2, 0, "IMAGE"]]);
	const [keep, make] = ui.nodes;
	expect([make, keep].map((node) => [node?.id, node?.type, node?.title, node?.widgets_values])).toEqual([
		[1, "Make", "The maker", [7, "fixed", "b"]],
		[2, "Keep", undefined, ["y"]],
	]);
	expect(make?.outputs).toEqual([{ name: "picture", type: "IMAGE", links: [1] }]);
	expect(keep?.pos[0]).toBeGreaterThan(make?.pos[0] ?? 0);
	expect([ui.last_node_id, ui.last_link_id]).toEqual([2, 1]);
});

test("a widget that is linked keeps its place and says so", () => {
	const ui = canvas(
		{
			"1": { class_type: "Make", inputs: { seed: 1, mode: "a" } },
			"2": { class_type: "Keep", inputs: { images: ["1", 0], name: ["1", 0] } },
		},
		objectInfo,
	);
	expect(ui.nodes[1]?.inputs).toEqual([
		{ name: "images", type: "IMAGE", link: 1 },
		{ name: "name", type: "STRING", link: 2, widget: { name: "name" } },
	]);
	expect(ui.nodes[1]?.widgets_values).toEqual(["x"]);
});

test("a class that the object_info lacks is named", () => {
	expect(toUi({ "1": { class_type: "Gone", inputs: {} } }, objectInfo)).toEqual({
		ok: false,
		problems: [expect.objectContaining({ pointer: "/graph/1/class_type", code: "missing_node" })],
	});
});

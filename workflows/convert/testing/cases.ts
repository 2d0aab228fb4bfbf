import type { ApiGraph } from "../../graph/graph.ts";
import { subgraph, workflow } from "./sketch.ts";

/**
 * Files of every kind that conversions once got wrong, and the graph of each. The graphs are what the editor
 * itself makes, and `npm run test:editor` asks it.
 */
export interface Case {
	ui: unknown;
	/** The answer of `GET /object_info`. */
	classes: Record<string, unknown>;
	graph: ApiGraph;
	/** Codes of what has to be said. */
	told: readonly string[];
}

/** A class with all that the editor wants of one. */
function described(name: string, input: unknown, output: readonly string[] = []) {
	return {
		name,
		display_name: name,
		description: "",
		category: "tests",
		python_module: "nodes",
		input,
		output,
		output_name: output,
		output_is_list: output.map(() => false),
		output_node: output.length === 0,
	};
}

const combo = (...options: string[]) => ["COMBO", { options }];
const grown = (name: string, min: number) => [
	"COMFY_AUTOGROW_V3",
	{ template: { input: { required: { [name]: ["IMAGE", {}] } }, prefix: `${name}_`, min, max: 6 } },
];

const classes: Case["classes"] = {
	Picture: described(
		"Picture",
		{ required: { width: ["INT", { default: 8, max: 9999 }], height: ["INT", { default: 9, max: 9999 }] } },
		["IMAGE"],
	),
	Save: described("Save", { required: { images: ["IMAGE"] } }),
	Compare: described("Compare", {
		required: { a: ["IMAGE"], view: ["IMAGECOMPARE"], n: ["INT", { default: 4 }] },
	}),
	Drawn: described("Drawn", {
		required: {
			boxes: ["BOUNDING_BOXES", { default: [] }],
			colors: ["COLORS", { default: ["#ffffff"] }],
			layers: ["COMPOSITOR", { default: {} }],
			color: ["COLOR", { default: "#123456" }],
			curve: ["CURVE"],
			n: ["INT", { default: 4 }],
		},
	}),
	SaveGLB: described("SaveGLB", {
		required: { mesh: ["*"], filename_prefix: ["STRING", { default: "mesh" }] },
	}),
	Edit: described(
		"Edit",
		{
			required: {
				model: [
					"COMFY_DYNAMICCOMBO_V3",
					{
						options: [
							{
								key: "small",
								inputs: { required: { images: grown("image", 0), style: combo("plain", "fine") } },
							},
							{
								key: "large",
								inputs: {
									required: { images: grown("image", 1), size: combo("1K", "2K") },
									optional: { mask: ["MASK", {}] },
								},
							},
						],
					},
				],
				seed: ["INT", { default: 0, control_after_generate: true }],
			},
		},
		["IMAGE"],
	),
	Show: described("Show", { required: { any: ["*"] } }),
};

const picture = { id: 1, type: "Picture", out: ["IMAGE"], values: [64, 32] };
const image = ["1", 0];
const node = (class_type: string, inputs: Record<string, unknown>) =>
	({ class_type, inputs }) as ApiGraph[string];
const drawn = node("Picture", { width: 64, height: 32 });

/** A picture whose width is the subgraph's to set, with its own size. */
const card = subgraph(
	"00000000-0000-4000-8000-00000000ca4d",
	[
		{ id: 11, type: "Picture", in: { width: { widget: null } }, out: ["IMAGE"], values: [640, 96] },
		{ id: 12, type: "Show", in: { any: null } },
	],
	[
		{
			name: "width",
			type: "INT",
			to: [
				[11, "width"],
				[12, "any"],
			],
		},
	],
	[{ name: "IMAGE", type: "IMAGE", to: [[11, 0]] }],
);
const cardNode = (id: number, values: unknown[], more: Record<string, unknown> = {}) => ({
	id,
	type: card.id,
	out: ["IMAGE"],
	values,
	...more,
});
const cards = (nodes: Parameters<typeof workflow>[0], version: string) =>
	workflow(nodes, { definitions: { subgraphs: [card] }, extra: { frontendVersion: version } });
const sized = (id: number, width: number, height = 96) => ({
	[`${id}:11`]: node("Picture", { width, height }),
	[`${id}:12`]: node("Show", { any: width }),
});

const branch = subgraph(
	"00000000-0000-4000-8000-0000000b4a4c",
	[{ id: 21, type: "Save", in: { images: null } }],
	[{ name: "images", type: "IMAGE", to: [[21, "images"]] }],
	[],
);
const outer = subgraph(
	"00000000-0000-4000-8000-0000000007e4",
	[{ id: 31, type: branch.id, in: { images: null }, mode: 2 }],
	[{ name: "images", type: "IMAGE", to: [[31, "images"]] }],
	[],
	300,
);

const choosing = subgraph(
	"00000000-0000-4000-8000-0000000c4001",
	[{ id: 41, type: "Edit", in: { model: { widget: null } }, values: ["large", "2K", 5, "fixed"] }],
	[{ name: "model", type: "COMFY_DYNAMICCOMBO_V3", to: [[41, "model"]] }],
	[],
);

export const CASES: Readonly<Record<string, Case>> = {
	"a required widget that only the editor has": {
		ui: workflow([picture, { id: 2, type: "Compare", in: { a: [1, 0] }, values: [7] }]),
		classes,
		graph: { "1": drawn, "2": node("Compare", { a: image, view: { __value__: ["", ""] }, n: 7 }) },
		told: [],
	},
	"required widgets that are drawn, saved and new": {
		ui: workflow([
			{
				id: 1,
				type: "Drawn",
				values: [[{ x: 1 }], ["#000000", "#111111"], { layers: [] }, "#abcdef", [[0, 1]], 7],
			},
			{ id: 2, type: "Drawn" },
		]),
		classes,
		graph: {
			"1": node("Drawn", {
				boxes: { __value__: [{ x: 1 }] },
				colors: { __value__: ["#000000", "#111111"] },
				layers: { layers: [] },
				color: "#abcdef",
				curve: { __type__: "CURVE", __value__: [[0, 1]] },
				n: 7,
			}),
			"2": node("Drawn", {
				boxes: { __value__: [] },
				colors: { __value__: ["#ffffff"] },
				layers: {},
				color: "#123456",
				curve: {
					points: [
						[0, 0],
						[1, 1],
					],
					interpolation: "monotone_cubic",
				},
				n: 4,
			}),
		},
		told: [],
	},
	"a view of a mesh, which no class declares": {
		ui: workflow([
			picture,
			{ id: 2, type: "SaveGLB", in: { mesh: [1, 0] }, values: ["out/mesh", "out/mesh_00001_.glb"] },
		]),
		classes,
		graph: { "1": drawn, "2": node("SaveGLB", { mesh: image, filename_prefix: "out/mesh", image: "" }) },
		told: [],
	},
	"growing inputs of a choice": {
		ui: workflow([
			picture,
			{
				id: 2,
				type: "Edit",
				in: {
					"model.images.image_0": [1, 0],
					"model.images.image_1": [1, 0],
					"model.images.image_2": [1, 0],
					"model.images.image_3": null,
					"model.mask": null,
				},
				out: ["IMAGE"],
				values: ["large", "2K", 5, "fixed"],
			},
		]),
		classes,
		graph: {
			"1": drawn,
			"2": node("Edit", {
				model: "large",
				"model.size": "2K",
				seed: 5,
				"model.images.image_0": image,
				"model.images.image_1": image,
				"model.images.image_2": image,
			}),
		},
		told: [],
	},
	"growing inputs of the first choice": {
		ui: workflow([
			picture,
			{
				id: 2,
				type: "Edit",
				in: { "model.images.image_0": [1, 0], "model.images.image_1": [1, 0] },
				values: ["small", "fine", 5, "fixed"],
			},
		]),
		classes,
		graph: {
			"1": drawn,
			"2": node("Edit", {
				model: "small",
				"model.style": "fine",
				seed: 5,
				"model.images.image_0": image,
				"model.images.image_1": image,
			}),
		},
		told: [],
	},
	"each node that stands for a subgraph has values of its own, whatever editor saved them": {
		ui: cards([cardNode(1, [333]), cardNode(2, [640]), cardNode(3, [])], "1.45.0"),
		classes,
		graph: { ...sized(1, 333), ...sized(2, 640), ...sized(3, 640) },
		told: ["promoted_value"],
	},
	"values that are listed by what a subgraph's node shows, inputs and widgets inside": {
		ui: cards(
			[
				cardNode(1, [111, 333], {
					properties: {
						proxyWidgets: [
							["11", "height"],
							["-1", "width"],
						],
					},
				}),
				cardNode(2, [77], { properties: { proxyWidgets: [["11", "width"]] } }),
			],
			"1.27.10",
		),
		classes,
		graph: { ...sized(1, 333, 111), ...sized(2, 77) },
		told: ["promoted_value"],
	},
	"a choice that a subgraph's node shows": {
		ui: workflow([{ id: 1, type: choosing.id, values: [] }], { definitions: { subgraphs: [choosing] } }),
		classes,
		graph: { "1:41": node("Edit", { model: "large", "model.size": "2K", seed: 5 }) },
		told: ["required_missing"],
	},
	"what lies in a subgraph runs though its node inside another subgraph is muted": {
		ui: workflow([picture, { id: 2, type: outer.id, in: { images: [1, 0] } }], {
			definitions: { subgraphs: [branch, outer] },
		}),
		classes,
		graph: { "1": drawn, "2:31:21": node("Save", { images: image }) },
		told: ["muted_runs"],
	},
	"a link into an input that is not there": {
		ui: cards([picture, cardNode(2, [5], { in: { nosuch: [1, 0] } })], "1.49.6"),
		classes,
		graph: { "1": drawn, ...sized(2, 5) },
		told: ["link_unresolved", "promoted_value"],
	},
};

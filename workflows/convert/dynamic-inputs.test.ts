import { expect, test } from "vitest";
import { info, inputsAt, unknownsOf, workflow } from "./testing/sketch.ts";

/** The inputs of one node of a class with these inputs, saved with these values. */
function read(input: unknown, values: unknown, more: Record<string, unknown> = {}) {
	const classes = info({ Subject: { input, output: [], ...more } });
	const ui = workflow([{ id: 1, type: "Subject", ...(values === undefined ? {} : { values }) }]);
	return { inputs: inputsAt(ui, "1", classes), unknowns: unknownsOf(ui, classes).map(([, code]) => code) };
}

const dynamic = {
	required: {
		mode: [
			"COMFY_DYNAMICCOMBO_V3",
			{
				options: [
					{ key: "off", inputs: {} },
					{
						key: "on",
						inputs: {
							required: {
								amount: ["FLOAT", { default: 0.5 }],
								kind: [
									"COMFY_DYNAMICCOMBO_V3",
									{
										options: [
											{ key: "plain", inputs: {} },
											{
												key: "fine",
												inputs: { required: { seed: ["INT"], grain: ["INT", { default: 2 }] } },
											},
										],
									},
								],
							},
							optional: { mask: ["MASK"] },
						},
					},
				],
			},
		],
		after: ["INT", { default: 7 }],
	},
};

test("S0-A17 a dynamic combo brings the widgets of its choice, in their places and with dotted names", () => {
	expect(read(dynamic, ["off", 1]).inputs).toEqual({ mode: "off", after: 1 });
	expect(read(dynamic, ["on", 0.25, "plain", 1]).inputs).toEqual({
		mode: "on",
		"mode.amount": 0.25,
		"mode.kind": "plain",
		after: 1,
	});
	// A seed deeper inside is not called seed, so it has no control mode.
	expect(read(dynamic, ["on", 0.25, "fine", 11, 12, 1]).inputs).toEqual({
		mode: "on",
		"mode.amount": 0.25,
		"mode.kind": "fine",
		"mode.kind.seed": 11,
		"mode.kind.grain": 12,
		after: 1,
	});
	expect(read(dynamic, undefined).inputs).toEqual({ mode: "off", after: 7 });
	expect(read(dynamic, [null, 3]).inputs).toEqual({ mode: "off", after: 3 });
});

test("S0-A17 links into the inputs of a choice stay", () => {
	const classes = info({ Subject: { input: dynamic, output: [] } });
	const ui = workflow([
		{ id: 1, type: "Number", out: ["INT", "MASK"], values: [3] },
		{
			id: 2,
			type: "Subject",
			in: { "mode.amount": { widget: [1, 0] }, "mode.mask": [1, 1] },
			values: ["on", 0.25, "plain", 1],
		},
	]);
	expect(inputsAt(ui, "2", classes)).toEqual({
		mode: "on",
		"mode.amount": ["1", 0],
		"mode.kind": "plain",
		"mode.mask": ["1", 1],
		after: 1,
	});
});

test("S0-A17 autogrow inputs are sent under their dotted names, and the bare name is not", () => {
	const template = { input: { required: { image: ["IMAGE"] } }, prefix: "image", min: 1, max: 5 };
	const classes = info({
		Batch: {
			input: { required: { images: ["COMFY_AUTOGROW_V3", { template }], n: ["INT"] } },
			output: ["IMAGE"],
		},
		Format: {
			input: {
				required: {
					text: ["STRING"],
					values: [
						"COMFY_AUTOGROW_V3",
						{ template: { input: { required: { v: ["*"] } }, names: ["a", "b", "c"], min: 0 } },
					],
				},
			},
			output: [],
		},
	});
	const ui = workflow([
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"] },
		{
			id: 2,
			type: "Batch",
			in: {
				"images.image0": [1, 2],
				"images.image1": [1, 2],
				"images.image2": [1, 2],
				"images.image3": null,
			},
			out: ["IMAGE"],
			values: [4],
		},
		{
			id: 3,
			type: "Format",
			in: { "values.a": [1, 0], "values.b": [2, 0], "values.c": null },
			values: ["t"],
		},
	]);
	const image = ["1", 2];
	expect(inputsAt(ui, "2", classes)).toEqual({
		n: 4,
		"images.image0": image,
		"images.image1": image,
		"images.image2": image,
	});
	expect(inputsAt(ui, "3", classes)).toEqual({ text: "t", "values.a": ["1", 0], "values.b": ["2", 0] });
});

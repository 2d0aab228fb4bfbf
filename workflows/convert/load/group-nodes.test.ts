import { expect, test } from "vitest";
import { converted, inputsAt, refusal, type Sketch, workflow } from "../testing/sketch.ts";

const source: Sketch = { id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"], values: ["a.bin"] };
const slot = (name: string, type: string, widget?: string) => ({
	name,
	type,
	link: null,
	...(widget === undefined ? {} : { widget: { name: widget } }),
});
const put = (type: string) => ({ name: type, type, links: [] });

/** Two texts and a sampler whose output nobody outside wants but the save node. */
const group = {
	nodes: [
		{ type: "Text", inputs: [slot("clip", "CLIP")], outputs: [put("CONDITIONING")], widgets_values: ["one"] },
		{ type: "Text", inputs: [slot("clip", "CLIP")], outputs: [put("CONDITIONING")], widgets_values: ["two"] },
		{
			type: "Sampler",
			inputs: [slot("model", "MODEL"), slot("image", "IMAGE")],
			outputs: [put("IMAGE")],
			widgets_values: [1, "fixed", 20, 8, "euler", true, "none"],
		},
		{
			type: "Blend",
			inputs: [slot("one", "IMAGE"), slot("other", "IMAGE")],
			outputs: [put("IMAGE")],
			widgets_values: [0.5],
		},
	],
	links: [
		[2, 0, 3, 0, 12, "IMAGE"],
		[2, 0, 3, 1, 12, "IMAGE"],
	],
	external: [[3, 0, "IMAGE"]],
};

/** Values of the group: both texts, then the sampler's with its control mode, then the blend's. */
const values = ["cat", "dog", 99, "randomize", 30, 2.5, "heun", false, "n", 0.25];
const instance: Sketch = {
	id: 2,
	type: "workflow>Mine",
	in: { clip: [1, 1], "Text clip": [1, 1], model: [1, 0] },
	out: ["CONDITIONING", "CONDITIONING", "IMAGE"],
	values,
};
const save: Sketch = { id: 3, type: "SaveImage", in: { images: [2, 2] }, values: ["p"] };

function file(nodes: Sketch[], mine: unknown = group) {
	return workflow(nodes, { extra: { groupNodes: { Mine: mine } } });
}

test("S0-A17 a group node runs as its inner nodes, with the group's values and links", () => {
	for (const type of ["workflow>Mine", "workflow/Mine"]) {
		const { graph, unknowns } = converted(file([source, { ...instance, type }, save]));
		expect(graph).toMatchObject({
			"2:0": { class_type: "Text", inputs: { text: "cat", clip: ["1", 1] } },
			"2:1": { class_type: "Text", inputs: { text: "dog", clip: ["1", 1] } },
			"2:2": {
				class_type: "Sampler",
				inputs: { seed: 99, steps: 30, scale: 2.5, sampler: "heun", fast: false, note: "n", model: ["1", 0] },
			},
			"2:3": { inputs: { one: ["2:2", 0], other: ["2:2", 0], amount: 0.25 } },
			"3": { inputs: { images: ["2:3", 0] } },
		});
		expect(Object.keys(graph)).toHaveLength(6);
		expect(unknowns).toEqual([]);
	}
});

test("S0-A17 every group node has values of its own", () => {
	const ui = file([source, instance, { ...instance, id: 5, values: ["fox", ...values.slice(1)] }]);
	expect([inputsAt(ui, "2:0").text, inputsAt(ui, "5:0").text]).toEqual(["cat", "fox"]);
});

test("S0-A17 titles and the group's configuration make the names of its slots", () => {
	const titled = {
		...group,
		nodes: group.nodes.map((node, i) => (i === 1 ? { ...node, title: "Bad" } : node)),
		config: { 2: { input: { model: { name: "the model" }, steps: { visible: false } } } },
	};
	const ui = file(
		[source, { ...instance, in: { clip: [1, 1], "Bad clip": [1, 1], "the model": [1, 0] } }, save],
		titled,
	);
	expect(inputsAt(ui, "2:1").clip).toEqual(["1", 1]);
	expect(inputsAt(ui, "2:2")).toMatchObject({ model: ["1", 0], steps: 30 });
});

test("S0-A17 outputs that are used inside only are no outputs of the group", () => {
	const hidden = { ...group, external: [], config: { 3: { output: { 0: { visible: true } } } } };
	expect(inputsAt(file([source, instance, save], hidden), "3").images).toEqual(["2:3", 0]);
});

test("S0-A17 a muted group does not run, a bypassed one hands its inputs on", () => {
	expect(Object.keys(converted(file([source, { ...instance, mode: 2 }, save])).graph)).toEqual(["1", "3"]);
	const through: Sketch = { ...instance, mode: 4, in: { image: [1, 2] } };
	expect(inputsAt(file([source, through, save]), "3").images).toEqual(["1", 2]);
});

test("S0-A17 inner nodes keep their modes", () => {
	const bypass = { ...group, nodes: group.nodes.map((node, i) => (i === 3 ? { ...node, mode: 4 } : node)) };
	const { graph } = converted(file([source, instance, save], bypass));
	expect(graph["2:3"]).toBeUndefined();
	expect(graph["3"]?.inputs.images).toEqual(["2:2", 0]);
});

test("S0-A17 primitives and reroutes in a group", () => {
	const mixed = {
		nodes: [
			{ type: "PrimitiveNode", title: "Count", outputs: [put("INT")], widgets_values: [20, "fixed"] },
			{ type: "Reroute", inputs: [slot("", "*")], outputs: [put("MODEL")] },
			{
				type: "Sampler",
				inputs: [slot("model", "MODEL"), slot("image", "IMAGE"), slot("steps", "INT", "steps")],
				outputs: [put("IMAGE")],
				widgets_values: [1, "fixed", 20],
			},
		],
		links: [
			[0, 0, 2, 2, 5, "INT"],
			[1, 0, 2, 0, 6, "MODEL"],
		],
		external: [[2, 0, "IMAGE"]],
	};
	// The primitive's value and its mode, then the sampler's without the converted steps.
	const ui = file(
		[
			source,
			{
				id: 2,
				type: "workflow>Mine",
				in: { "": [1, 0] },
				out: ["IMAGE"],
				values: [64, "fixed", 9, "fixed", 3.5],
			},
			{ ...save, in: { images: [2, 0] } },
		],
		mixed,
	);
	expect(inputsAt(ui, "2:2")).toMatchObject({ seed: 9, steps: 64, scale: 3.5, model: ["1", 0] });
	expect(inputsAt(ui, "3").images).toEqual(["2:2", 0]);
});

test("S0-A17 groups saved with a slot for every widget list those values last", () => {
	const stored = {
		nodes: [0, 1].map(() => ({
			type: "Text",
			inputs: [slot("clip", "CLIP"), slot("text", "STRING", "text")],
			outputs: [put("CONDITIONING")],
			widgets_values: ["x"],
		})),
		links: [],
		external: [
			[0, 0, "CONDITIONING"],
			[1, 0, "CONDITIONING"],
		],
	};
	const ui = file(
		[
			source,
			{
				id: 2,
				type: "workflow>Mine",
				in: { "Text clip": [1, 1], text: { widget: null } },
				values: ["cat", "dog"],
			},
		],
		stored,
	);
	expect(inputsAt(ui, "2:0")).toEqual({ text: "cat" });
	expect(inputsAt(ui, "2:1")).toEqual({ text: "dog", clip: ["1", 1] });
});

test("S0-A17 a group without a definition, or with a class that is missing, is refused", () => {
	expect(refusal(workflow([source, instance]))).toEqual([["/nodes/1/type", "missing_node"]]);
	const lost = {
		...group,
		nodes: group.nodes.map((node, i) => (i === 1 ? { ...node, type: "Nobody" } : node)),
	};
	expect(refusal(file([source, instance], lost))).toEqual([
		["/extra/groupNodes/Mine/nodes/1/type", "missing_node"],
	]);
});

test("S0-A17 a widget of a group node that is linked takes what it is linked to", () => {
	const linked = (from: Sketch) =>
		file([source, from, { ...instance, in: { ...instance.in, steps: { widget: [5, 0] } } }, save]);
	const primitive = linked({ id: 5, type: "PrimitiveNode", out: ["INT"], values: [77, "fixed"] });
	expect(inputsAt(primitive, "2:2")).toMatchObject({ seed: 99, steps: 77, scale: 2.5, sampler: "heun" });
	const number = linked({ id: 5, type: "Number", out: ["INT"], values: [77] });
	expect(inputsAt(number, "2:2")).toMatchObject({ seed: 99, steps: ["5", 0], scale: 2.5, sampler: "heun" });
});

test("S0-A17 a link into a group node's input that is not there is told", () => {
	const ui = file([source, { ...instance, in: { ...instance.in, nosuch: [1, 0] } }, save]);
	expect(converted(ui).unknowns.map(({ pointer, code }) => [pointer, code])).toContainEqual([
		"/nodes/1/inputs/3",
		"link_unresolved",
	]);
});

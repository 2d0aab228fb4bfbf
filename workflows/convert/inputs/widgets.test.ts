import { expect, test } from "vitest";
import { info, inputsAt, unknownsOf, workflow } from "../testing/sketch.ts";

/** The inputs of one node of a class with these inputs, saved with these values. */
function read(input: unknown, values: unknown, more: Record<string, unknown> = {}) {
	const classes = info({ Subject: { input, output: [], ...more } });
	const ui = workflow([{ id: 1, type: "Subject", ...(values === undefined ? {} : { values }) }]);
	return { inputs: inputsAt(ui, "1", classes), unknowns: unknownsOf(ui, classes).map(([, code]) => code) };
}

test("S0-A17 values go to the widgets in the order of the class, sockets take none", () => {
	const input = {
		required: { b: ["INT"], socket: ["MODEL"], either: ["FLOAT,INT"], a: ["STRING"] },
		optional: { c: ["BOOLEAN"] },
	};
	expect(read(input, [1, "x", true]).inputs).toEqual({ b: 1, a: "x", c: true });
	const order = { input_order: { required: ["a", "socket", "b", "either"], optional: ["c"] } };
	expect(read(input, ["x", 1, true], order).inputs).toEqual({ a: "x", b: 1, c: true });
});

test("S0-A17 control_after_generate takes a place and is not sent", () => {
	expect(read({ required: { seed: ["INT"], n: ["INT"] } }, [5, "randomize", 2]).inputs).toEqual({
		seed: 5,
		n: 2,
	});
	expect(read({ required: { noise_seed: ["INT"], n: ["INT"] } }, [5, true, 2]).inputs).toEqual({
		noise_seed: 5,
		n: 2,
	});
	const asked = { required: { x: ["INT", { control_after_generate: true }], n: ["INT"] } };
	expect(read(asked, [5, "fixed", 2]).inputs).toEqual({ x: 5, n: 2 });
	const off = { required: { seed: ["INT", { control_after_generate: false }], n: ["INT"] } };
	expect(read(off, [5, 2]).inputs).toEqual({ seed: 5, n: 2 });
	const float = { required: { x: ["FLOAT", { control_after_generate: true }], n: ["INT"] } };
	expect(read(float, [0.5, "fixed", 2]).inputs).toEqual({ x: 0.5, n: 2 });
	// A combo has a filter beside the mode.
	const combo = { required: { x: [["a", "b"], { control_after_generate: true }], n: ["INT"] } };
	expect(read(combo, ["b", "fixed", "", 2]).inputs).toEqual({ x: "b", n: 2 });
});

test("S0-A17 values are positional: a missing mode shifts them as in the editor, and that is said", () => {
	const input = { required: { seed: ["INT"], steps: ["INT"], name: [["a", "b"]] } };
	const { inputs, unknowns } = read(input, [5, 20, "b"]);
	expect(inputs).toEqual({ seed: 5, steps: "b", name: "a" });
	expect(unknowns).toContain("value_mismatch");
});

test("S0-A17 too few values leave defaults, too many are ignored", () => {
	const input = {
		required: {
			i: ["INT", { default: 4 }],
			f: ["FLOAT"],
			s: ["STRING"],
			t: ["STRING", { multiline: true, default: "long" }],
			b: ["BOOLEAN"],
			old: [["x", "y"]],
			combo: ["COMBO", { options: ["p", "q"], default: "q" }],
		},
	};
	const defaults = { i: 4, f: 0, s: "", t: "long", b: false, old: "x", combo: "q" };
	expect(read(input, undefined)).toEqual({ inputs: defaults, unknowns: [] });
	expect(read(input, [9])).toEqual({ inputs: { ...defaults, i: 9 }, unknowns: ["value_defaulted"] });
	const all = [1, 2, "3", "4", true, "y", "p"];
	expect(read(input, [...all, "image", 5]).inputs).toEqual({
		i: 1,
		f: 2,
		s: "3",
		t: "4",
		b: true,
		old: "y",
		combo: "p",
	});
});

test("S0-A17 values that no declared widget takes are named where they are more than a button's", () => {
	const input = { required: { a: ["INT"] } };
	const loras = read(input, [1, { lora: "x.safetensors", on: true }, ""]);
	expect(loras).toEqual({ inputs: { a: 1 }, unknowns: ["values_left_over"] });
	expect(read(input, [1, "image", null]).unknowns).toEqual([]);
});

test("S0-A17 null becomes the first choice of a combo and empty text of several lines", () => {
	const input = { required: { c: [["x", "y"]], t: ["STRING", { multiline: true }], n: ["INT"] } };
	expect(read(input, [null, null, null]).inputs).toEqual({ c: "x", t: "", n: null });
});

test("S0-A17 a converted widget keeps its place", () => {
	const classes = info();
	const ui = workflow([
		{ id: 1, type: "Number", out: ["INT"], values: [3] },
		{
			id: 2,
			type: "Sampler",
			in: { model: null, steps: { widget: [1, 0] } },
			values: [1, "fixed", 99, 2.5, "heun"],
		},
	]);
	expect(inputsAt(ui, "2", classes)).toEqual({
		seed: 1,
		steps: ["1", 0],
		scale: 2.5,
		sampler: "heun",
		fast: true,
		note: "none",
	});
});

test("S0-A17 inputs with forceInput have no widget; files that kept a place for them are told by their length", () => {
	const input = { required: { a: ["INT"], forced: ["INT", { forceInput: true }], b: ["INT"] } };
	expect(read(input, [1, 2]).inputs).toEqual({ a: 1, b: 2 });
	expect(read(input, [1, 0, 2]).inputs).toEqual({ a: 1, b: 2 });
	// The old way to say it, which counts on optional inputs only.
	const old = {
		required: { a: ["INT", { defaultInput: true }] },
		optional: { o: ["INT", { defaultInput: true }], b: ["INT"] },
	};
	expect(read(old, [1, 2]).inputs).toEqual({ a: 1, b: 2 });
});

test("S0-A17 values as an object are read by name for classes of packs only", () => {
	const input = { required: { a: ["INT", { default: 1 }], b: ["STRING"] } };
	const values = { b: "x", videopreview: { hidden: false } };
	const pack = { python_module: "custom_nodes.somebody" };
	// Widgets that the pack's editor code adds are in the object only.
	expect(read(input, { ...values, crf: 19 }, pack).inputs).toEqual({ a: 1, b: "x", crf: 19 });
	expect(read(input, values, pack)).toEqual({ inputs: { a: 1, b: "x" }, unknowns: [] });
	expect(read(input, values, { python_module: "nodes" })).toEqual({
		inputs: {},
		unknowns: ["values_not_read", "required_missing", "required_missing"],
	});
});

test("S0-A17 where no list is saved, values by name are read", () => {
	const classes = info();
	const ui = workflow([{ id: 1, type: "Number", widgets_values_named: { value: 8 } }]);
	expect(inputsAt(ui, "1", classes)).toEqual({ value: 8 });
	const both = workflow([{ id: 1, type: "Number", values: [9], widgets_values_named: { value: 8 } }]);
	expect(inputsAt(both, "1", classes)).toEqual({ value: 9 });
});

test("S0-A17 lists are wrapped, curves with their type", () => {
	expect(
		read({ required: { c: ["COMBO", { multi_select: {}, options: ["a"] }] } }, [["a", 0]]).inputs,
	).toEqual({
		c: { __value__: ["a", 0] },
	});
	const points = [
		[0, 0],
		[1, 1],
	];
	expect(read({ required: { c: ["CURVE"] } }, [points]).inputs).toEqual({
		c: { __type__: "CURVE", __value__: points },
	});
	expect(read({ required: { c: ["CURVE"] } }, [{ points, interpolation: "linear" }]).inputs).toEqual({
		c: { points, interpolation: "linear" },
	});
});

test("S0-A17 buttons and previews take the places they take in the editor", () => {
	const box = { x: 1, y: 2, width: 3, height: 4 };
	const crop = { required: { region: ["BOUNDING_BOX", { socketless: true }], n: ["INT"] } };
	expect(read(crop, [box, 1, 2, 3, 4, 5]).inputs).toEqual({ region: box, n: 5 });
	const scene = { required: { model_file: [["m"]], image: ["LOAD_3D"], width: ["INT"] } };
	expect(read(scene, ["m", "a", "b", "c", "", 640])).toEqual({
		inputs: {
			model_file: "m",
			"upload 3d model": "a",
			"upload extra resources": "b",
			clear: "c",
			width: 640,
		},
		unknowns: ["browser_value"],
	});
	const remote = {
		required: { file: ["COMBO", { remote: { route: "/x", refresh_button: true } }], n: ["INT"] },
	};
	expect(read(remote, ["a.png", false, "refresh", 3])).toEqual({
		inputs: { file: "a.png", n: 3 },
		unknowns: ["remote_choice"],
	});
	expect(read({ required: { view: ["IMAGECOMPARE"], n: ["INT"] } }, [3]).inputs).toEqual({
		view: { __value__: ["", ""] },
		n: 3,
	});
	expect(
		read({ required: { mask: ["STRING", { widgetType: "PAINTER" }], n: ["INT"] } }, ["m.png", 3]).inputs,
	).toEqual({ mask: "m.png", n: 3 });
});

test("S0-A17 a combo of its own choices sends all of them and the position of the chosen one", () => {
	const classes = info({
		CustomCombo: { input: { required: { choice: ["COMBO", { options: [] }] } }, output: ["STRING", "INT"] },
	});
	const ui = workflow([{ id: 1, type: "CustomCombo", values: ["blue", 0, "red", "blue", ""] }]);
	expect(inputsAt(ui, "1", classes)).toEqual({
		choice: "blue",
		index: 1,
		option1: "red",
		option2: "blue",
		option3: "",
	});
});

test("S0-A17 an old spelling of samplers is repaired", () => {
	const classes = info({ KSampler: { input: { required: { sampler_name: [["euler"]] } }, output: [] } });
	expect(inputsAt(workflow([{ id: 1, type: "KSampler", values: ["sample_euler"] }]), "1", classes)).toEqual({
		sampler_name: "euler",
	});
});

test("S0-A17 an input that the class has no longer is sent while it is linked, but not a widget's", () => {
	const ui = workflow([
		{ id: 1, type: "Source", out: ["MODEL", "CLIP", "IMAGE"] },
		{
			id: 2,
			type: "SaveImage",
			in: { images: [1, 2], gone: [1, 0], size: { widget: [1, 1] } },
			values: ["p"],
		},
	]);
	expect(inputsAt(ui, "2")).toEqual({ filename_prefix: "p", images: ["1", 2], gone: ["1", 0] });
});

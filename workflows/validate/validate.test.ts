import { describe, expect, test } from "vitest";
import { releaseOf, rulesOf } from "./rules.ts";
import { smallServer } from "./testing/small-server.ts";
import { type ValidateOptions, type Verdict, validateGraph } from "./validate.ts";

const node = (class_type: unknown, inputs: unknown = {}) => ({ class_type, inputs });
const picture = (more: Record<string, unknown> = {}) =>
	node("MakePicture", { width: 64, height: 64, ...more });
const save = (from: unknown = ["1", 0]) => node("Save", { images: from });

const both = ["0.3.64", "0.33.0"] as const;
type Release = (typeof both)[number];

function check(graph: unknown, release: Release = "0.33.0", options: ValidateOptions = {}): Verdict {
	return validateGraph(graph, smallServer(release), options);
}

/** Errors as `type: details`, by node. */
function errors(graph: unknown, release?: Release, options?: ValidateOptions): Record<string, string[]> {
	const { node_errors } = check(graph, release, options);
	return Object.fromEntries(
		Object.entries(node_errors).map(([id, found]) => [
			id,
			found.errors.map(({ type, details }) => `${type}: ${details}`),
		]),
	);
}

function refusal(graph: unknown, release?: Release) {
	const verdict = check(graph, release);
	return verdict.valid ? null : verdict.error;
}

describe("S1-57 graphs that can run", () => {
	test.each(both)("a sound graph is valid and names its outputs (%s)", (release) => {
		expect(check({ "1": picture(), "2": save() }, release)).toEqual({
			valid: true,
			outputs: ["2"],
			node_errors: {},
		});
	});

	test("one good output is enough; the others are told, with what they depend on", () => {
		const verdict = check({ "1": picture(), "2": save(), "3": picture({ width: 1 }), "4": save(["3", 0]) });
		expect(verdict).toMatchObject({
			valid: true,
			outputs: ["2"],
			node_errors: { "3": { dependent_outputs: ["4"], class_type: "MakePicture" } },
		});
	});

	test("values are converted before they are checked: 64.9, '64', true and a list that is wrapped", () => {
		const inputs = { width: 64.9, height: " 6_4 ", strength: "1e0", note: 5, on: "false" };
		expect(errors({ "1": picture(inputs), "2": save() })).toEqual({});
		expect(errors({ "1": picture({ width: { __value__: 64 } }), "2": save() })).toEqual({});
	});

	test("what was given is not changed", () => {
		const graph = { "1": picture({ width: "64" }), "2": save() };
		const before = structuredClone(graph);
		check(graph);
		expect(graph).toEqual(before);
	});

	test("unknown inputs, and nodes that nothing needs, are not looked at", () => {
		const graph = { "1": picture({ bogus: ["404", 0] }), "2": save(), "9": picture({ width: "x" }) };
		expect(check(graph).valid).toBe(true);
		expect(errors(graph)).toEqual({});
	});

	test("a slot may be counted from the end, as Python counts", () => {
		expect(errors({ "1": picture(), "2": save(["1", -2]) })).toEqual({});
	});
});

describe("graphs that are refused as a whole", () => {
	test.each(both)("nothing that puts anything out (%s)", (release) => {
		const error = {
			type: "prompt_no_outputs",
			message: "Prompt has no outputs",
			details: "",
			extra_info: {},
		};
		expect(refusal({}, release)).toEqual(error);
		expect(refusal({ "1": picture() }, release)).toEqual(error);
	});

	test("a class that is missing", () => {
		const graph = { "7": { ...node("Nobody"), _meta: { title: "Mine" } } };
		expect(refusal(graph)).toEqual({
			type: "missing_node_type",
			message: "Node 'Mine' not found. The custom node may not be installed.",
			details: "Node ID '#7'",
			extra_info: { node_id: "7", class_type: "Nobody", node_title: "Mine" },
		});
		expect(refusal(graph, "0.3.64")).toEqual({
			type: "invalid_prompt",
			message: "Cannot execute because node Nobody does not exist.",
			details: "Node ID '#7'",
			extra_info: {},
		});
		expect(refusal({ "7": node("__proto__") })?.type).toBe("missing_node_type");
	});

	test("a class of no name, and none at all", () => {
		expect(refusal({ "7": node(null) })?.message).toBe(
			"Node 'None' not found. The custom node may not be installed.",
		);
		expect(refusal({ "7": { inputs: {} } })).toMatchObject({
			type: "missing_node_type",
			message: expect.stringContaining("Node 'ID #7' has no class_type."),
			extra_info: { node_id: "7", class_type: null, node_title: null },
		});
		expect(refusal({ "7": { inputs: {} } }, "0.3.64")?.message).toBe(
			"Cannot execute because a node is missing the class_type property.",
		);
		expect(refusal({ "7": [] }, "0.3.64")?.type).toBe("invalid_prompt");
	});

	const broken: [what: string, graph: unknown][] = [
		["null", null],
		["a number", 5],
		["a text", "graph"],
		["a list of something", [1]],
		["a node that is null", { "1": null }],
		["a node that is a number", { "1": 5 }],
		["a class that is a list", { "1": node([]) }],
	];
	test.each(broken)("what ComfyUI itself answers 500 to: %s", (_, graph) => {
		for (const release of both) {
			expect(refusal(graph, release)).toMatchObject({
				type: "server_error",
				details: expect.stringMatching(/^(Type|Attribute|Key)Error: /),
			});
		}
	});

	test("the newer release trips over more: lists, titles and inputs of a shape it does not expect", () => {
		for (const graph of [
			[],
			{ "1": [] },
			{ "1": { ...node("Nobody"), _meta: null } },
			{ "1": node("Save", []) },
			{ "1": node("Save", null) },
		])
			expect(refusal(graph)?.type).toBe("server_error");
		expect(refusal([], "0.3.64")?.type).toBe("prompt_no_outputs");
	});

	test("nesting that Python's JSON reader gives up on", () => {
		let deep: unknown = 1;
		for (let i = 0; i < 100_000; i++) deep = [deep];
		expect(refusal({ "1": picture({ note: deep }), "2": save() })).toMatchObject({
			type: "server_error",
			details: expect.stringContaining("RecursionError"),
		});
	});
});

describe("errors of nodes", () => {
	test("every bad output adds its own errors to the details, one line each", () => {
		expect(check({ "1": node("Save"), "2": node("Save", { images: [] }) })).toMatchObject({
			valid: false,
			error: {
				type: "prompt_outputs_failed_validation",
				message: "Prompt outputs failed validation",
				details:
					"Required input is missing: images\nBad linked input, must be a length-2 list of [node_id, slot_index]: images",
				extra_info: {},
			},
			// As ComfyUI does: what was bad before counts for every output after it.
			node_errors: { "1": { dependent_outputs: ["1", "2"] }, "2": { dependent_outputs: ["2"] } },
		});
	});

	test("errors upstream are not repeated downstream", () => {
		const graph = {
			"1": picture({ width: 1 }),
			"2": node("Invert", { image: ["1", 0] }),
			"3": save(["2", 0]),
		};
		expect(errors(graph)).toEqual({ "1": ["value_smaller_than_min: width"] });
		expect(refusal(graph)?.details).toBe("");
	});

	test.each(both)("required_input_missing (%s)", (release) => {
		const graph = { "1": node("MakePicture", { height: 64 }), "2": save() };
		expect(check(graph, release).node_errors["1"]).toEqual({
			errors: [
				{
					type: "required_input_missing",
					message: "Required input is missing",
					details: "width",
					extra_info: { input_name: "width" },
				},
			],
			dependent_outputs: ["2"],
			class_type: "MakePicture",
		});
	});

	test("bad_linked_input: a list that is no pair", () => {
		for (const value of [[], ["1"], ["1", 0, 0]]) {
			expect(check({ "1": picture(), "2": save(value) }).node_errors["2"]?.errors).toEqual([
				{
					type: "bad_linked_input",
					message: "Bad linked input, must be a length-2 list of [node_id, slot_index]",
					details: "images",
					extra_info: { input_name: "images", input_config: ["IMAGE", {}], received_value: value },
				},
			]);
		}
	});

	test.each(both)("return_type_mismatch (%s)", (release) => {
		expect(check({ "1": picture(), "2": save(["1", 1]) }, release).node_errors["2"]?.errors).toEqual([
			{
				type: "return_type_mismatch",
				message: "Return type mismatch between linked nodes",
				details: "images, received_type(MASK) mismatch input_type(IMAGE)",
				extra_info: {
					input_name: "images",
					input_config: ["IMAGE", {}],
					received_type: "MASK",
					linked_node: ["1", 1],
				},
			},
		]);
	});

	test("invalid_input_type, with what Python says of the value", () => {
		const graph = { "1": picture({ width: "abc" }), "2": save() };
		expect(check(graph).node_errors["1"]?.errors).toEqual([
			{
				type: "invalid_input_type",
				message: "Failed to convert an input value to a INT value",
				details: "width, abc, invalid literal for int() with base 10: 'abc'",
				extra_info: {
					input_name: "width",
					input_config: ["INT", { default: 512, min: 16, max: 1024 }],
					received_value: "abc",
					exception_message: "invalid literal for int() with base 10: 'abc'",
				},
			},
		]);
		const said = (value: unknown) => errors({ "1": picture({ width: value }), "2": save() })["1"]?.[0];
		expect(said(null)).toContain("width, None, int() argument must be a string");
		expect(said(Number.NaN)).toBe("invalid_input_type: width, nan, cannot convert float NaN to integer");
		expect(said(Number.POSITIVE_INFINITY)).toContain("cannot convert float infinity to integer");
		expect(said({ __value__: [1] })).toContain("width, [1], int() argument");
		expect(said({ a: "it's" })).toContain(`width, {'a': "it's"}, int() argument`);
	});

	test("value_smaller_than_min and value_bigger_than_max, of integers, floats and beyond 2^64", () => {
		const messages = (more: Record<string, unknown>) =>
			check({ "1": picture(more), "2": save() }).node_errors["1"]?.errors.map((e) => e.message);
		expect(messages({ width: 15 })).toEqual(["Value 15 smaller than min of 16"]);
		expect(messages({ strength: -1 })).toEqual(["Value -1.0 smaller than min of 0.0"]);
		expect(messages({ strength: 1e20 })).toEqual(["Value 1e+20 bigger than max of 2.5"]);
		expect(messages({ width: 2n ** 70n })).toEqual([`Value ${2n ** 70n} bigger than max of 1024`]);
		expect(messages({ width: 16, height: 1024, strength: 2.5 })).toBe(undefined);
	});

	test("a limit that does not fit the value trips the server", () => {
		const graph = { "1": node("Both", { value: "x", any: 1 }), "2": node("NeedsB", { from: ["1", 0] }) };
		expect(check(graph).node_errors["1"]?.errors).toMatchObject([
			{
				type: "exception_during_inner_validation",
				message: "Exception when validating inner node",
				details: "'<' not supported between instances of 'str' and 'int'",
				extra_info: {
					input_name: "from",
					exception_type: "TypeError",
					linked_node: ["1", 0],
					traceback: [expect.stringContaining("validate_inputs")],
				},
			},
		]);
	});

	test("value_not_in_list, quoted as each release quotes", () => {
		const graph = {
			"1": picture(),
			"2": node("Blend", { a: ["1", 0], b: ["1", 0], mode: "isn't" }),
			"3": save(["2", 0]),
		};
		expect(errors(graph)).toEqual({ "2": [`value_not_in_list: mode: "isn't" not in ['add', "it's"]`] });
		expect(errors(graph, "0.3.64")).toEqual({
			"2": [`value_not_in_list: mode: 'isn't' not in ['add', "it's"]`],
		});
	});

	test("a long list is not repeated", () => {
		const graph = {
			"1": node("Many", { pick: "none" }),
			"2": node("NeedsB", { from: ["3", 0] }),
			"3": node("Both", { value: 1, any: ["1", 0] }),
		};
		expect(check(graph).node_errors["1"]?.errors[0]).toMatchObject({
			details: "pick: 'none' not in (list of length 25)",
			extra_info: { input_config: null, received_value: "none" },
		});
	});

	test("choices are compared as Python compares: 1 is true", () => {
		const graph = (number: unknown) => ({
			"1": node("Numbers", { number }),
			"2": node("Both", { value: 1, any: ["1", 0] }),
			"3": node("NeedsB", { from: ["2", 0] }),
		});
		for (const value of [1, true, 2.5, { __value__: 1 }]) expect(errors(graph(value))).toEqual({});
		for (const value of ["1", false, null, 2]) expect(errors(graph(value))).toHaveProperty("1");
	});

	test("links that lead nowhere trip the server at the node that has them", () => {
		const details = (from: unknown) => check({ "1": picture(), "2": save(from) }).node_errors["2"]?.errors[0];
		expect(details(["404", 0])).toMatchObject({
			type: "exception_during_validation",
			message: "Exception when validating node",
			details: "'404'",
			extra_info: { exception_type: "KeyError", traceback: [expect.any(String)] },
		});
		expect(details(["constructor", 0])?.details).toBe("'constructor'");
		expect(details([1, 0])?.details).toBe("1");
		expect(details([["1"], 0])?.details).toBe("unhashable type: 'list'");
		expect(details(["1", 2])).toMatchObject({
			details: "tuple index out of range",
			extra_info: { exception_type: "IndexError" },
		});
		expect(details(["1", "0"])?.details).toBe("tuple indices must be integers or slices, not str");
		expect(details(["1", 0.5])?.details).toBe("tuple indices must be integers or slices, not float");
		const listed = { "1": node("Sampler", { name: "euler" }), "2": node("NeedsB", { from: ["1", 3] }) };
		expect(refusal(listed)?.details).toBe("Exception when validating node: list index out of range");
	});

	test("a node without inputs, or with something else for them", () => {
		expect(errors({ "1": { class_type: "MakePicture" }, "2": save() })).toEqual({
			"1": ["exception_during_inner_validation: 'inputs'"],
		});
		const old = (inputs: unknown) => errors({ "1": node("Save", inputs) }, "0.3.64")["1"]?.[0];
		expect(old([])).toBe("required_input_missing: images");
		expect(old(["images"])).toBe(
			"exception_during_validation: list indices must be integers or slices, not str",
		);
		expect(old(null)).toBe("exception_during_validation: argument of type 'NoneType' is not iterable");
	});
});

describe("cycles", () => {
	const circle = {
		"1": node("Invert", { image: ["2", 0] }),
		"2": node("Blend", { a: ["1", 0], b: ["3", 0], mode: "add" }),
		"3": picture({ width: 1 }),
		"4": save(["1", 0]),
	};

	test("are reported at every node in them, besides those nodes' own errors", () => {
		const spoilt = { ...circle, "2": node("Blend", { a: ["1", 0], b: ["3", 0], mode: "x" }) };
		const way = "1 (Invert) -> 2 (Blend) -> 1 (Invert)";
		expect(errors(spoilt)).toEqual({
			"1": [`dependency_cycle: ${way}`],
			"2": [`dependency_cycle: ${way}`, "value_not_in_list: mode: 'x' not in ['add', \"it's\"]"],
			"3": ["value_smaller_than_min: width"],
		});
		expect(check(spoilt).node_errors["2"]?.errors[0]?.extra_info).toEqual({
			node_id: "2",
			cycle_nodes: ["1", "2"],
		});
	});

	test("the older release follows until Python's stack ends, and says nothing of them", () => {
		const plain = { "1": node("Invert", { image: ["1", 0] }), "2": save() };
		expect(check(plain, "0.3.64")).toMatchObject({ valid: false, node_errors: {} });
		expect(refusal(plain, "0.3.64")?.details).toBe("");
		expect(check({ ...plain, "8": picture(), "9": save(["8", 0]) }, "0.3.64")).toMatchObject({
			valid: true,
			outputs: ["9"],
		});
	});

	test("chains longer than Python's stack are refused by both", () => {
		const chain = (length: number) => {
			const graph: Record<string, unknown> = { n0: picture(), out: save([`n${length - 1}`, 0]) };
			for (let i = 1; i < length; i++) graph[`n${i}`] = node("Invert", { image: [`n${i - 1}`, 0] });
			return graph;
		};
		for (const release of both) {
			expect(check(chain(900), release).valid).toBe(true);
			expect(Object.values(errors(chain(1000), release))).toEqual([
				["exception_during_inner_validation: maximum recursion depth exceeded while calling a Python object"],
			]);
		}
	});
});

describe("new-style inputs", () => {
	const sampler = (name: unknown) => ({
		"1": node("Sampler", { name }),
		"2": node("Both", { value: 1, any: ["1", 0] }),
		"3": node("NeedsB", { from: ["2", 0] }),
	});

	test("lists are enforced by the newer release only", () => {
		expect(errors(sampler("none"))).toEqual({
			"1": ["value_not_in_list: name: 'none' not in ['euler', 'ddim']"],
		});
		expect(errors(sampler("none"), "0.3.64")).toEqual({});
		expect(errors(sampler("none"), "0.3.64", { comfyui: "0.33.0" })).toHaveProperty("1");
	});

	test("several picks are looked at one by one", () => {
		const graph = (tags: unknown) => ({
			"1": node("Tags", { tags }),
			"2": node("Both", { value: 1, any: ["1", 0] }),
			"3": node("NeedsB", { from: ["2", 0] }),
		});
		expect(errors(graph({ __value__: ["a", "b"] }))).toEqual({});
		expect(errors(graph("a"))).toEqual({});
		expect(errors(graph({ __value__: ["a", "x", "y"] }))).toEqual({
			"1": ["value_not_in_list: tags: 'x', 'y' not in ['a', 'b']"],
		});
	});

	test("a dynamic combo brings its choice's inputs, to any depth, and is silent about unknown choices", () => {
		const film = (more: Record<string, unknown>) => {
			const graph = { "1": picture(), "2": node("SaveFilm", { images: ["1", 0], ...more }) };
			return errors(graph)["2"] ?? [];
		};
		expect(film({})).toEqual([]);
		expect(film({ format: "avi" })).toEqual([]);
		expect(film({ format: "gif" })).toEqual([]);
		expect(film({ format: "mp4" })).toEqual(["required_input_missing: crf"]);
		const mp4 = { format: "mp4", "format.crf": 20 };
		expect(film({ ...mp4, "format.codec": "h264" })).toEqual(["required_input_missing: preset"]);
		const whole = { ...mp4, "format.codec": "h264", "format.codec.preset": "slow" };
		expect(film(whole)).toEqual([]);
		expect(film({ ...whole, "format.crf": 99, "format.fps": 0 })).toEqual([
			"value_bigger_than_max: format.crf",
			"value_smaller_than_min: format.fps",
		]);
		expect(film({ ...whole, "format.codec.preset": "x" })).toEqual([
			"value_not_in_list: format.codec.preset: 'x' not in ['slow']",
		]);
		const unfinished = { format: "mp4", "format.crf": 1 };
		expect(errors({ "1": node("SaveFilm", unfinished) })["1"]).toEqual(["required_input_missing: images"]);
	});

	test("autogrow inputs: so many must be there, so many may be, the rest is not looked at", () => {
		const batch = (inputs: Record<string, unknown>) =>
			errors({ "1": picture(), "2": node("Batch", inputs), "3": save(["2", 0]) })["2"] ?? [];
		expect(batch({})).toEqual(["required_input_missing: image0", "required_input_missing: image1"]);
		const two = { "images.image0": ["1", 0], "images.image1": ["1", 0] };
		expect(batch(two)).toEqual([]);
		expect(batch({ ...two, "images.image3": ["1", 1] })).toEqual([
			"return_type_mismatch: images.image3, received_type(MASK) mismatch input_type(IMAGE)",
		]);
		expect(batch({ ...two, "images.image9": ["404", 0] })).toEqual([]);
		expect(errors({ "1": node("Named", {}) })).toEqual({});
		expect(errors({ "1": node("Named", { "parts.b": "x" }) })["1"]?.[0]).toContain("could not convert");
	});

	test("a dynamic slot brings inputs once it is used", () => {
		expect(errors({ "1": node("Slot", {}) })).toEqual({});
		expect(errors({ "0": picture(), "1": node("Slot", { slot: 1 }) })).toEqual({
			"1": ["required_input_missing: much"],
		});
	});

	test("a combo without a list accepts nothing, unless lists are open or come from elsewhere", () => {
		const graph = (type: string, value: unknown) => ({
			"1": node(type, { [type === "Load" ? "model" : "choice"]: value }),
			"2": node("Both", { value: 1, any: ["1", 0] }),
			"3": node("NeedsB", { from: ["2", 0] }),
		});
		expect(errors(graph("Bare", "x"))).toEqual({ "1": ["value_not_in_list: choice: 'x' not in []"] });
		expect(errors(graph("Load", "x.safetensors"))).toEqual({
			"1": ["value_not_in_list: model: 'x.safetensors' not in []"],
		});
		for (const type of ["Bare", "Load"])
			expect(errors(graph(type, "x"), "0.33.0", { openLists: true })).toEqual({});
		expect(errors(graph("Remote", "x"))).toEqual({});
	});
});

describe("types of links", () => {
	const link = (from: unknown, to: [string, string]) => ({
		"1": from,
		"2": node(to[0], { value: 1, any: 1, from: 1, two: "x", one: 1, [to[1]]: ["1", 0] }),
		"3": node("NeedsB", { from: ["4", 0] }),
		"4": node("Both", { value: 1, any: ["2", 0] }),
	});

	test("unions fit where they have a type in common; * fits everywhere", () => {
		const union = { "1": node("Both", { value: 1, any: 1 }), "2": node("NeedsB", { from: ["1", 0] }) };
		for (const release of both) expect(errors(union, release)).toEqual({});
		const mask = { "1": picture(), "2": node("NeedsB", { from: ["1", 1] }) };
		expect(errors(mask)["2"]?.[0]).toContain("received_type(MASK) mismatch input_type(B,C)");
		expect(errors(link(picture(), ["Both", "any"]))).toEqual({});
	});

	test("match types, and lists that are put out as a combo, fit in the newer release", () => {
		expect(errors(link(picture(), ["Switch", "one"]))).toEqual({});
		expect(errors(link(picture(), ["Switch", "one"]), "0.3.64")).toHaveProperty("2");
		const list = {
			...link(node("Both", { value: 1, any: 1 }), ["Switch", "two"]),
			"2": node("Switch", { one: 1, two: ["1", 1] }),
		};
		expect(errors(list)).toEqual({});
		expect(errors(list, "0.3.64")["2"]?.[0]).toBe(
			"return_type_mismatch: two, received_type(['x', 'y']) mismatch input_type(COMBO)",
		);
	});
});

describe("what object_info cannot say is not refused", () => {
	test("files of the input folder", () => {
		const load = (image: unknown) => errors({ "1": node("LoadImage", { image }), "2": save() });
		expect(load("there.png")).toEqual({});
		expect(load("job/there.png [input]")).toEqual({});
		expect(errors({ "1": node("Upload", { film: "there.mp4" }), "2": save() })).toEqual({});
	});

	test("but a loader's own check still trips over what is no name", () => {
		const load = (inputs: unknown) => errors({ "0": picture(), "1": node("LoadImage", inputs), "2": save() });
		expect(load({ image: 5 })["1"]).toEqual([
			"exception_during_inner_validation: 'int' object has no attribute 'endswith'",
		]);
		expect(load({})["1"]).toEqual([
			"exception_during_inner_validation: LoadImage.VALIDATE_INPUTS() missing 1 required positional argument: 'image'",
		]);
		expect(load({ image: ["0", 0] })["1"]).toEqual([
			"exception_during_inner_validation: 'NoneType' object has no attribute 'endswith'",
		]);
	});
});

describe("releases", () => {
	test("are told from the shape of object_info, and can be named", () => {
		expect(releaseOf(smallServer("0.3.64"))).toBe("0.3.64");
		expect(releaseOf(smallServer("0.33.0"))).toBe("0.33.0");
		for (const nothing of [{}, null, "x", []]) expect(releaseOf(nothing)).toBe("0.33.0");
	});

	test("between and beyond the two that are known get the rules of one of them", () => {
		for (const old of ["0.3.64", "0.3.70", "v0.3.75-2-g12ab"])
			expect(rulesOf(old)).toEqual(rulesOf("0.3.64"));
		for (const recent of ["0.33.0", "0.11.1", "1.0", "unknown"])
			expect(rulesOf(recent)).toEqual(rulesOf("0.33.0"));
		expect(rulesOf("0.10.0")).toEqual({ ...rulesOf("0.33.0"), namesMissingNodes: false });
	});

	test("a class that was renamed is taken for its new name, where the server has only that", () => {
		const info = { ...smallServer(), ControlNetLoader: smallServer().Load };
		const graph = (more: object) => ({
			"1": { ...node("T2IAdapterLoader", { t2i_adapter_name: "x" }), ...more },
			"2": node("Both", { value: 1, any: ["1", 0] }),
			"3": node("NeedsB", { from: ["2", 0] }),
		});
		const verdict = validateGraph(graph({ _meta: { title: "Old" } }), info);
		expect(verdict.node_errors["1"]).toMatchObject({
			class_type: "ControlNetLoader",
			errors: [{ type: "required_input_missing", details: "model" }],
		});
		// ComfyUI copies the title without asking whether there is one.
		const untitled = validateGraph(graph({}), info);
		expect(untitled.valid ? null : untitled.error.details).toBe("KeyError: '_meta'");
	});
});

import { describe, expect, test } from "vitest";
import { both, check, errors, node, picture, refusal, save } from "./testing/checks.ts";

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

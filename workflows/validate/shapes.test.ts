import { describe, expect, test } from "vitest";
import { releaseOf, rulesOf } from "./rules.ts";
import { both, check, errors, node, picture, refusal, save } from "./testing/checks.ts";
import { smallServer } from "./testing/small-server.ts";
import { validateGraph } from "./validate.ts";

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

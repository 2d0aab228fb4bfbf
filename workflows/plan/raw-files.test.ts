import { expect, test } from "vitest";
import { readObjectInfo } from "../object-info/read.ts";
import { planOf, problemsOf, recording } from "../testing/comfyui.ts";
import { planGraph } from "./raw.ts";

const asset = "ast_0123456789abcdefghijklmnop";
const node = (class_type: string, inputs: Record<string, unknown> = {}) => ({ class_type, inputs });
const everything = { allow: null, deny: [], trusted: ["*"] };

/** ComfyUI looks at the end of a name: older releases cut a fixed number of characters off, newer ones the mark. */
const annotated = [
	"private.pngx[input]",
	"ComfyUI_00001_.pngx[output]",
	"a scratch folder[output]",
	"../../outside/secret.pngx[output]",
	"anything [temp]",
	"anything[INPUT] ",
];

test.each(["core-0.33.0", "core-0.3.64", "custom-0.33.0"])(
	"no input of any class of a real ComfyUI (%s) takes a name with an annotation, but what is read as prose",
	(name) => {
		const info = recording(`object_info/${name}.json`);
		if (info === undefined) return;
		const passed = [...readObjectInfo(info)].flatMap(([className, { input }]) =>
			Object.keys({ ...input.required, ...input.optional }).flatMap((one) =>
				annotated
					.filter((value) => {
						const graph = { "1": node(className, { [one]: value }) };
						const planned = planGraph({ graph }, null, everything);
						return planned.ok && planned.plan.tasks[0]?.graph["1"]?.inputs[one] === value;
					})
					.map(() => className),
			),
		);
		expect(
			[...new Set(passed)].filter((className) => !/^(CLIPTextEncode|TextEncode)/.test(className)),
		).toEqual([]);
	},
);

test.each([
	["a camera's picture", "WebcamCapture", { image: "private.pngx[input]" }, "/graph/1/inputs/image"],
	[
		"a camera's picture without an annotation",
		"WebcamCapture",
		{ image: "private" },
		"/graph/1/inputs/image",
	],
	["a recording", "RecordAudio", { audio: "private" }, "/graph/1/inputs/audio"],
	["a picture in an input of any name", "Mystery", { source: "private.png" }, "/graph/1/inputs/source"],
	[
		"a picture in a text that others may read",
		"PrimitiveString",
		{ value: "a/private.webp" },
		"/graph/1/inputs/value",
	],
	["a film in a nested value", "Mystery", { mode: { of: "x.mp4" } }, "/graph/1/inputs/mode/of"],
	[
		"a latent in a wrapped list",
		"Mystery",
		{ a: { __value__: ["x.latent"] } },
		"/graph/1/inputs/a/__value__/0",
	],
])("a file by name is refused: %s", (_, className, inputs, at) => {
	const [problem] = problemsOf(planGraph({ graph: { "1": node(className, inputs) } }, null));
	expect(problem?.[0]).toBe(at);
});

test("a file of an asset is built by us, whatever the class", () => {
	const graph = { "1": node("WebcamCapture", { image: "private.pngx[input]" }) };
	const [task] = planOf(planGraph({ graph, inputs: { "1.image": asset } }, null)).tasks;
	expect(task?.graph["1"]?.inputs.image).toBe("");
	expect(task?.inputs).toEqual([{ asset_id: asset, node: "1", input: "image", kind: "image" }]);
});

test.each([
	["at once", ["1", 0]],
	["through a switch", ["2", 0]],
	["through two", ["3", 0]],
])("a name that the graph puts together is refused where a file is read: %s", (_, link) => {
	const graph = {
		"1": node("StringConcatenate", { string_a: "private", string_b: "png", delimiter: "" }),
		"2": node("ComfySwitchNode", { switch: true, on_true: ["1", 0] }),
		"3": node("Reroute", { "": ["2", 0] }),
		"4": node("NobodysLoader", { image: link }),
	};
	expect(problemsOf(planGraph({ graph }, null))).toEqual([["/graph/4/inputs/image", "unsafe_path"]]);
});

test("pictures and prompts go where they went before", () => {
	const graph = {
		"1": node("LoadImage", { image: "" }),
		"2": node("ComfySwitchNode", { switch: true, on_true: ["1", 0], on_false: ["5", 0] }),
		"3": node("PrimitiveStringMultiline", { value: "a sign that says [input]\nand more" }),
		"4": node("CLIPTextEncode", { text: "a label: cat.png [output]" }),
		"5": node("ImageConcat", { image1: ["1", 0], image2: ["1", 0] }),
		"6": node("RecraftTextToImageNode", { prompt: ["3", 0] }),
		"7": node("SaveImage", { images: ["2", 0], image: ["6", 0], filename_prefix: "a" }),
	};
	expect(planGraph({ graph, inputs: { "1.image": asset } }, null)).toMatchObject({ ok: true });
});

test("a prefix that comes over a link is accepted, and it is told that the worker sets another", () => {
	const graph = {
		"1": node("PrimitiveString", { value: "shared/folder" }),
		"2": node("SaveImage", { images: ["3", 0], filename_prefix: ["1", 0] }),
		"3": node("EmptyImage", { width: 8, height: 8 }),
	};
	const plan = planOf(planGraph({ graph }, null));
	expect(plan.tasks[0]?.graph["2"]?.inputs.filename_prefix).toEqual(["1", 0]);
	expect(plan.notices).toEqual([
		expect.objectContaining({ pointer: "/graph/2/inputs/filename_prefix", code: "prefix_replaced" }),
	]);
});

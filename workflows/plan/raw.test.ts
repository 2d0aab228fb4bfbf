import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ApiGraph, readGraph } from "../graph/graph.ts";
import { type Capabilities, summariseObjectInfo } from "../object-info/capabilities.ts";
import { ownCapabilities, planOf, problemsOf, readJson, recording, recordings } from "../testing/comfyui.ts";
import { runs } from "../testing/runs.ts";
import { missingFrom } from "./missing.ts";
import { planGraph } from "./raw.ts";

const asset = "ast_0123456789abcdefghijklmnop";
const node = (class_type: string, inputs: Record<string, unknown> = {}) => ({ class_type, inputs });
const save = node("SaveImage", { images: ["1", 0], filename_prefix: "out" });
/** A graph that loads a picture and saves it. */
const loads = (image: unknown = "example.png") => ({ "1": node("LoadImage", { image }), "2": save });

test("S1-03 a graph of the client's own becomes one task that expects at least one output", () => {
	const graph = { ...loads(), "3": node("VAELoader", { vae_name: "ae.safetensors" }) };
	const plan = planOf(planGraph({ graph, inputs: { "1.image": asset } }, null));
	expect(plan).toMatchObject({ workflow: "graph", parameters: {} });
	expect(plan.tasks).toHaveLength(1);
	expect(plan.tasks[0]).toMatchObject({
		index: 0,
		inputs: [{ asset_id: asset, node: "1", input: "image", kind: "image" }],
		outputs: [],
		models: [{ folder: "vae", file: "ae.safetensors" }],
		seed: null,
	});
	expect(plan.tasks[0]?.graph).toEqual({ ...graph, "1": node("LoadImage", { image: "" }) });
	expect(graph["1"].inputs.image).toBe("example.png");
});

const accepted: [name: string, graph: unknown, inputs?: Record<string, string>][] = [
	[
		"a prefix with folders and a date",
		{ "2": node("SaveImage", { filename_prefix: "a/b/%date:yyyy-MM-dd%_%width%" }) },
	],
	[
		"a prompt that looks like a path",
		{ "1": node("CLIPTextEncode", { text: "/etc/passwd ../.. [output]" }) },
	],
	["a model in a subfolder on Windows", { "1": node("Loader", { ipadapter_file: "sdxl\\plus.bin" }) }],
	[
		"a prefix that other nodes make",
		{ "1": node("PrimitiveString", { value: "x" }), "2": node("SaveImage", { filename_prefix: ["1", 0] }) },
	],
	[
		"a film from another node",
		{ "1": node("LoadVideo", { file: "" }), "2": node("SaveVideo", { video: ["1", 0] }) },
		{ "1.file": asset },
	],
	["an id with dots", { "1.5": node("LoadImage", { image: "x" }) }, { "1.5.image": asset }],
	[
		"a custom node that does not declare its file",
		{ "1": node("Mystery", { picture: "x.png" }) },
		{ "1.picture": asset },
	],
];
test.each(accepted)("a graph is accepted: %s", (_, graph, inputs) => {
	expect(planGraph({ graph, inputs }, null)).toMatchObject({ ok: true });
});

test.each([
	["LoadImage", "image", "image"],
	["LoadImageMask", "image", "mask"],
	["LoadVideo", "file", "video"],
	["VHS_LoadVideo", "video", "video"],
	["LoadAudio", "audio", "audio"],
])("the file of %s.%s is of kind %s", (className, input, kind) => {
	const planned = planGraph(
		{ graph: { "1": node(className, { [input]: "" }) }, inputs: { [`1.${input}`]: asset } },
		null,
	);
	expect(planOf(planned).tasks[0]?.inputs).toEqual([{ asset_id: asset, node: "1", input, kind }]);
});

const refused: [
	name: string,
	request: { graph: unknown; inputs?: Record<string, string> },
	pointer: string,
	code: string,
][] = [
	["the editor's format", { graph: { nodes: [], links: [] } }, "/graph", "workflow_format_ui"],
	["no graph", { graph: undefined }, "/graph", "invalid_graph"],
	[
		"a seed beyond 2^53-1",
		{ graph: { "1": node("KSampler", { seed: 2 ** 53 }) } },
		"/graph/1/inputs/seed",
		"invalid_graph",
	],
	["a file by name", { graph: loads() }, "/graph/1/inputs/image", "file_input_not_allowed"],
	[
		"a file by link",
		{ graph: { ...loads(["3", 0]), "3": node("PrimitiveString", { value: "a.png" }) } },
		"/graph/1/inputs/image",
		"file_input_not_allowed",
	],
	[
		"a file by wrapped list",
		{ graph: loads({ __value__: ["a.png"] }) },
		"/graph/1/inputs/image",
		"file_input_not_allowed",
	],
	["a file left out", { graph: loads("") }, "/graph/1/inputs/image", "file_input_not_allowed"],
	[
		"a file input left out",
		{ graph: { "1": node("LoadImage") } },
		"/graph/1/inputs/image",
		"file_input_not_allowed",
	],
	[
		"somebody else's output",
		{ graph: { "1": node("LoadImageOutput", { image: "a.png [output]" }) } },
		"/graph/1/inputs/image",
		"file_input_not_allowed",
	],
	[
		"a latent by name",
		{ graph: { "1": node("LoadLatent", { latent: "a.latent" }) } },
		"/graph/1/inputs/latent",
		"file_input_not_allowed",
	],
	[
		"a latent by asset",
		{ graph: { "1": node("LoadLatent", { latent: "" }) }, inputs: { "1.latent": asset } },
		"/inputs/1.latent",
		"file_input_not_allowed",
	],
	[
		"a picture in an unknown node",
		{ graph: { "1": node("Mystery", { image: "job/a.png" }) } },
		"/graph/1/inputs/image",
		"file_input_not_allowed",
	],
	[
		"an asset that is none",
		{ graph: loads(), inputs: { "1.image": "a.png" } },
		"/inputs/1.image",
		"invalid_parameter",
	],
	[
		"an asset for a node that is not there",
		{ graph: loads(), inputs: { "9.image": asset } },
		"/inputs/9.image",
		"unknown_parameter",
	],
	[
		"an asset for an input that is not there",
		{ graph: loads(), inputs: { "1.picture": asset } },
		"/inputs/1.picture",
		"unknown_parameter",
	],
	[
		"an asset for a link",
		{ graph: loads(), inputs: { "2.images": asset } },
		"/inputs/2.images",
		"unknown_parameter",
	],
	[
		"an asset without a place",
		{ graph: loads(), inputs: { image: asset } },
		"/inputs/image",
		"unknown_parameter",
	],
	[
		"an asset for what is inherited",
		{ graph: loads(), inputs: { "1.constructor": asset } },
		"/inputs/1.constructor",
		"unknown_parameter",
	],
	[
		"computed paths",
		{
			graph: {
				"1": node("StringConcatenate", { a: ".", b: "./" }),
				"2": node("Reader", { directory: ["1", 0] }),
			},
		},
		"/graph/2/inputs/directory",
		"unsafe_path",
	],
	[
		"a path in a nested value",
		{ graph: { "1": node("Reader", { options: { folder: "../x" } }) } },
		"/graph/1/inputs/options/folder",
		"unsafe_path",
	],
	[
		"a path in a wrapped list",
		{ graph: { "1": node("Reader", { files: { __value__: ["ok", "/x"] } }) } },
		"/graph/1/inputs/files/__value__/1",
		"unsafe_path",
	],
	[
		"a path in a dynamic input",
		{ graph: { "1": node("Reader", { "mode.path": "/x" }) } },
		"/graph/1/inputs/mode.path",
		"unsafe_path",
	],
];
test.each(refused)(
	"a graph is refused at the right place and with the right code: %s",
	(_, request, pointer, code) => {
		expect(problemsOf(planGraph(request, null))).toContainEqual([pointer, code]);
	},
);

const tricks = [
	"/etc/passwd",
	"  /etc/passwd",
	"../../etc/passwd",
	"a/../../b",
	"a/.. /b",
	"a\\..\\b",
	"\\\\server\\share",
	"C:\\Windows",
	"c:file",
	"~/.ssh/id_rsa",
	"a\u0000.png",
	"a\nb",
	"%2e%2e/secret",
	"..%2Fsecret",
	"%252e%252e",
	"x.png [output]",
	"x.png [TEMP] ",
	"http://169.254.169.254/latest",
	"file:///etc/passwd",
];
test.each(["filename_prefix", "directory", "image_path", "folder", "output_dir", "prompt_file", "filename"])(
	"no string that names a file leaves its folder: %s",
	(input) => {
		for (const trick of tricks)
			expect([
				trick,
				problemsOf(planGraph({ graph: { "1": node("Any", { [input]: trick }) } }, null)),
			]).toEqual([trick, [[`/graph/1/inputs/${input}`, "unsafe_path"]]]);
	},
);

test("a worker's report adds file inputs, and an optional one may be left out or empty", () => {
	const capabilities = ownCapabilities();
	const paint = (inputs: Record<string, unknown>) =>
		planGraph({ graph: { "1": node("Painter", inputs), "2": save } }, capabilities);
	expect(problemsOf(paint({ mask: "m.bin" }))).toEqual([["/graph/1/inputs/mask", "file_input_not_allowed"]]);
	expect(paint({}).ok).toBe(true);
	expect(paint({ mask: "" }).ok).toBe(true);
});

test("a worker that does not mark LoadImage cannot make it safe", () => {
	const lax: Capabilities = { ...ownCapabilities(), file_inputs: {} };
	expect(problemsOf(planGraph({ graph: loads() }, lax))).toEqual([
		["/graph/1/inputs/image", "file_input_not_allowed"],
	]);
});

test("S1-38 a graph that leaves nothing is refused once it is known which nodes leave something", () => {
	const graph = { "1": node("CLIPTextEncode", { text: "x" }) };
	expect(problemsOf(planGraph({ graph }, ownCapabilities()))).toEqual([["/graph", "no_output"]]);
	expect(planGraph({ graph }, null).ok).toBe(true);
	const { output_nodes: _, ...older } = ownCapabilities();
	expect(planGraph({ graph }, older).ok).toBe(true);
	// A class that is missing may be the output: that it is missing is what should be said.
	expect(planGraph({ graph: { "1": node("SaveSomething") } }, ownCapabilities()).ok).toBe(true);
});

test("planning a graph never throws and never lets a file be named, whatever it is given", () => {
	const key = fc.constantFrom(
		"1",
		"2",
		"__proto__",
		"constructor",
		"image",
		"filename_prefix",
		"directory",
		"a.b",
		"nodes",
	);
	const literal = fc.oneof(fc.jsonValue(), fc.constantFrom(...tricks), fc.tuple(key, fc.nat(3)));
	const nodes = fc.record({
		class_type: fc.constantFrom("LoadImage", "SaveImage", "Any"),
		inputs: fc.dictionary(key, literal),
	});
	const graphs = fc.oneof(fc.jsonValue(), fc.dictionary(key, nodes));
	const inputs = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(
			fc.constantFrom("1.image", "2.image", "1.__proto__", "x"),
			fc.constantFrom(asset, "", "ast_"),
		),
	);
	fc.assert(
		fc.property(graphs, inputs, fc.boolean(), (graph, assets, known) => {
			const request = JSON.parse(JSON.stringify({ graph, inputs: assets }));
			const planned = planGraph(request, known ? ownCapabilities() : null);
			if (!planned.ok) {
				expect(planned.problems.length).toBeGreaterThan(0);
				return;
			}
			for (const task of planned.plan.tasks) {
				expect(readGraph(task.graph).ok).toBe(true);
				missingFrom(ownCapabilities(), task);
				for (const n of Object.values(task.graph)) {
					if (n.class_type === "LoadImage") expect(n.inputs.image).toBe("");
					expect(tricks).not.toContain(n.inputs.filename_prefix);
				}
			}
		}),
		{ numRuns: runs(1000) },
	);
});

test("S0-A30 graphs that the real editor exported are planned once their files are given", () => {
	const info = recording("object_info/custom-0.33.0.json");
	const folder = join(recordings, "pairs/oracle");
	if (info === undefined || !existsSync(folder)) return;
	const capabilities = summariseObjectInfo(info, "0.33.0");
	const refusals = readdirSync(folder).flatMap((name) => {
		const read = name.endsWith(".api.json") ? readGraph(readJson(join(folder, name))) : undefined;
		if (!read?.ok) return [];
		const planned = planGraph({ graph: read.graph, inputs: filesOf(read.graph, capabilities) }, capabilities);
		return planned.ok ? [] : planned.problems.map((p) => `${p.code} ${p.message}`);
	});
	// Nodes that load what is no picture, film or sound, a pattern, and test graphs that end in nothing.
	expect(refusals.filter((why) => !/Load3D|LoadLatent|InputFiles|no_output|RegexExtract/.test(why))).toEqual(
		[],
	);
});

/** An asset for every file input of a graph, as a client would send them. */
function filesOf(graph: ApiGraph, capabilities: Capabilities): Record<string, string> {
	return Object.fromEntries(
		Object.entries(graph).flatMap(([id, { class_type, inputs }]) =>
			(capabilities.file_inputs[class_type] ?? [])
				.filter((input) => input in inputs && !/Load3D|LoadLatent|InputFiles/.test(class_type))
				.map((input) => [`${id}.${input}`, asset]),
		),
	);
}

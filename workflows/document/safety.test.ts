import { expect, test } from "vitest";
import { ownCapabilities } from "../testing/comfyui.ts";
import { at, type Change, document, parameter, problems } from "./testing/documents.ts";

const dangers: [what: string, change: Change, pointer: string, code: string][] = [
	[
		"a file in the graph",
		(d) => Object.assign(d.graph["5"]?.inputs ?? {}, { image: "secret.png" }),
		"/graph/5/inputs/image",
		"file_input_not_allowed",
	],
	[
		"a loader nobody gives a file",
		(d) => d.parameters.splice(2, 1),
		"/graph/5/inputs/image",
		"file_input_not_allowed",
	],
	[
		"a text for a loader",
		parameter(1, { slots: at("5", "image") }),
		"/parameters/1/slots/0",
		"file_input_not_allowed",
	],
	[
		"a number for a loader",
		parameter(4, { slots: at("5", "image") }),
		"/parameters/4/slots/0",
		"file_input_not_allowed",
	],
	[
		"a model for a loader",
		parameter(7, { slots: at("5", "image") }),
		"/parameters/7/slots/0",
		"file_input_not_allowed",
	],
	[
		"a text for a path",
		parameter(1, { slots: at("10", "filename_prefix") }),
		"/parameters/1/slots/0",
		"unsafe_path",
	],
	[
		"a choice of paths",
		parameter(5, { choices: ["a", "../../b"], default: "a", slots: at("10", "filename_prefix") }),
		"/parameters/5/slots/0",
		"unsafe_path",
	],
	[
		"a text where a strange node takes a picture",
		(d) => {
			d.graph["3"] = { class_type: "Strange", inputs: { text: "", image: "", clip: ["2", 1] } };
			parameter(0, { slots: at("3", "image") })(d);
		},
		"/parameters/0/slots/0",
		"file_input_not_allowed",
	],
	[
		"a part that links a loader's file to a text",
		(d) => d.parts?.[1]?.rewire.push({ node: "5", input: "image", to: ["3", 0] }),
		"/parts/1/rewire/3",
		"unsafe_path",
	],
	[
		"a part that links a path",
		(d) => d.parts?.[0]?.rewire.push({ node: "10", input: "filename_prefix", to: ["3", 0] }),
		"/parts/0/rewire/1",
		"unsafe_path",
	],
	[
		"an absolute path in the graph",
		(d) => Object.assign(d.graph["10"]?.inputs ?? {}, { output_dir: "/etc" }),
		"/graph/10/inputs/output_dir",
		"unsafe_path",
	],
	[
		"a path that is put together",
		(d) => {
			d.graph["11"] = { class_type: "StringConcat", inputs: { a: "..", b: "/x" } };
			Object.assign(d.graph["10"]?.inputs ?? {}, { output_path: ["11", 0] });
		},
		"/graph/10/inputs/output_path",
		"unsafe_path",
	],
	[
		"a file of latents, which cannot be sent",
		(d) => {
			d.graph["5"] = { class_type: "LoadLatent", inputs: { latent: "" } };
			parameter(2, { slots: at("5", "latent") })(d);
		},
		"/parameters/2/slots/0",
		"file_input_not_allowed",
	],
	[
		"a node that reads folders",
		(d) => {
			d.graph["12"] = { class_type: "LoadImagesFromDir //Inspire", inputs: { directory: "x" } };
		},
		"/graph/12/class_type",
		"node_not_allowed",
	],
];
test.each(dangers)("%s is no way to files", (_, change, pointer, code) => {
	const of = document();
	change(of);
	expect(problems(of)).toContainEqual([pointer, code]);
});

test("what a ComfyUI marks as an upload is a file input too", () => {
	const of = document();
	of.graph["3"] = { class_type: "Painter", inputs: { mask: "", text: "", clip: ["2", 1] } };
	of.parameters[1] = { type: "text", name: "note", description: "Text.", slots: at("3", "mask") };
	expect(problems(of, { capabilities: ownCapabilities() })).toContainEqual([
		"/parameters/1/slots/0",
		"file_input_not_allowed",
	]);
	const named = document();
	named.graph["3"] = { class_type: "Painter", inputs: { mask: "secret.png", text: "", clip: ["2", 1] } };
	expect(problems(named, { capabilities: ownCapabilities() })).toContainEqual([
		"/graph/3/inputs/mask",
		"file_input_not_allowed",
	]);
});

test("an account's own rules for nodes count", () => {
	const policy = { allow: null, deny: ["LoraLoader"], trusted: [] };
	expect(problems(document(), { policy })).toEqual([["/graph/2/class_type", "node_not_allowed"]]);
});

import { expect, test } from "vitest";
import { at, type Change, document, parameter, problems } from "./testing/documents.ts";

const mistakes: [what: string, change: Change, pointer: string, code: string][] = [
	["an id with a path", (d) => Object.assign(d, { id: "../x" }), "/id", "invalid_parameter"],
	["no title", (d) => Reflect.deleteProperty(d, "title"), "/title", "missing_parameter"],
	["a field that is none", (d) => Object.assign(d, { run: "rm" }), "/run", "unknown_parameter"],
	["a title of two lines", (d) => Object.assign(d, { title: "a\nb" }), "/title", "invalid_parameter"],
	[
		"a parameter called constructor",
		parameter(0, { name: "constructor" }),
		"/parameters/0/name",
		"invalid_parameter",
	],
	["a type that is none", parameter(0, { type: "file" }), "/parameters/0/type", "invalid_parameter"],
	["a name twice", parameter(1, { name: "prompt" }), "/parameters/1/name", "invalid_parameter"],
	[
		"a default that is required",
		parameter(0, { default: "x" }),
		"/parameters/0/default",
		"invalid_parameter",
	],
	["a default out of range", parameter(3, { default: 9000 }), "/parameters/3/default", "invalid_parameter"],
	[
		"a default beside the steps",
		parameter(3, { default: 513 }),
		"/parameters/3/default",
		"invalid_parameter",
	],
	["a range upside down", parameter(4, { min: 30 }), "/parameters/4/max", "invalid_parameter"],
	["a choice twice", parameter(5, { choices: ["a", "a"] }), "/parameters/5/choices", "invalid_parameter"],
	[
		"a default that is no choice",
		parameter(5, { default: "lms" }),
		"/parameters/5/default",
		"invalid_parameter",
	],
	["a second seed", parameter(4, { type: "seed" }), "/parameters/4/default", "unknown_parameter"],
	[
		"a node that is not there",
		parameter(0, { slots: at("99", "text") }),
		"/parameters/0/slots/0",
		"invalid_parameter",
	],
	[
		"an input that is not there",
		parameter(0, { slots: at("3", "words") }),
		"/parameters/0/slots/0",
		"invalid_parameter",
	],
	[
		"a place that is taken",
		parameter(1, { slots: at("3", "text") }),
		"/parameters/1/slots/0",
		"invalid_parameter",
	],
	["a parameter without a place", parameter(0, { slots: [] }), "/parameters/0/slots", "invalid_parameter"],
	[
		"a file in two places",
		parameter(2, { slots: [...at("5", "image"), ...at("6", "pixels")] }),
		"/parameters/2/slots",
		"invalid_parameter",
	],
	["an optional file without a part", (d) => d.parts?.shift(), "/parameters/2/required", "invalid_parameter"],
	["a folder that leaves", parameter(7, { folder: "../loras" }), "/parameters/7/folder", "invalid_parameter"],
	[
		"a model that is none",
		parameter(7, { default: "/etc/passwd" }),
		"/parameters/7/default",
		"invalid_parameter",
	],
	[
		"a part of nothing",
		(d) => d.parts?.push({ name: "x", when: { absent: "nope" }, remove: [], rewire: [] }),
		"/parts/2/when",
		"invalid_parameter",
	],
	[
		"a part that never goes",
		(d) => d.parts?.push({ name: "x", when: { parameter: "sampler", is: "lms" }, remove: [], rewire: [] }),
		"/parts/2/when",
		"invalid_parameter",
	],
	[
		"a part without its node",
		(d) => d.parts?.[0]?.remove.push("99"),
		"/parts/0/remove/2",
		"invalid_parameter",
	],
	[
		"a link to nowhere",
		(d) => d.parts?.[0]?.rewire.push({ node: "8", input: "model", to: ["99", 0] }),
		"/parts/0/rewire/1/to",
		"invalid_parameter",
	],
	["a part that leaves a link behind", (d) => d.parts?.[0]?.rewire.pop(), "/parts", "invalid_parameter"],
	["a part that takes the output", (d) => d.parts?.[0]?.remove.push("10"), "/parts", "invalid_parameter"],
	["no output", (d) => Object.assign(d, { outputs: [] }), "/outputs", "no_output"],
	[
		"an output of no node",
		(d) => Object.assign(d.outputs[0] ?? {}, { node: "99" }),
		"/outputs/0/node",
		"invalid_parameter",
	],
	[
		"a model of no part",
		(d) => Object.assign(d.models?.[0] ?? {}, { part: "nope" }),
		"/models/0/part",
		"invalid_parameter",
	],
	[
		"an example that is refused",
		(d) => Object.assign(d, { example: { prompt: "x", cfg: 99 } }),
		"/example/cfg",
		"invalid_parameter",
	],
	[
		"an example of something else",
		(d) => Object.assign(d, { example: { prompt: "x", nope: 1 } }),
		"/example/nope",
		"invalid_parameter",
	],
	[
		"the editor's format",
		(d) => Object.assign(d, { graph: { nodes: [], links: [] } }),
		"/graph",
		"workflow_format_ui",
	],
	[
		"a cycle",
		(d) => Object.assign(d.graph["1"]?.inputs ?? {}, { ckpt_name: ["10", 0] }),
		"/graph/1",
		"invalid_graph",
	],
	[
		"a flag with a value",
		(d) => Object.assign(d, { launch_flags: ["--listen 0.0.0.0"] }),
		"/launch_flags/0",
		"invalid_parameter",
	],
];
test.each(mistakes)("%s is refused where it is", (_, change, pointer, code) => {
	const of = document();
	change(of);
	expect(problems(of)).toContainEqual([pointer, code]);
});

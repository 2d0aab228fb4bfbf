import { expect, test } from "vitest";
import type { ApiGraph } from "../graph/graph.ts";
import { ownCapabilities, problemsOf } from "../testing/comfyui.ts";
import { demandsOf, findProfile, profileProblems } from "./profiles.ts";
import { planGraph } from "./raw.ts";
import { sizeProblems } from "./sizes.ts";

const node = (class_type: string, inputs: Record<string, unknown> = {}) => ({ class_type, inputs });
const problems = (graph: Record<string, unknown>) =>
	sizeProblems(graph as ApiGraph).map(({ pointer, message }): [string, string] => [pointer, message]);
const empty = (width: unknown, height: unknown, batch_size: unknown = 1) =>
	node("EmptyImage", { width, height, batch_size });

test.each([
	["a picture of 13 TB", { "1": empty(16384, 16384, 4096) }, "/graph/1/inputs/width"],
	["one picture too large", { "1": empty(10_001, 10_000) }, "/graph/1/inputs/width"],
	["numbers as text", { "1": empty("16384", "16_384") }, "/graph/1/inputs/width"],
	[
		"a large batch",
		{ "1": node("EmptyLatentImage", { width: 1024, height: 1024, batch_size: 4096 }) },
		"/graph/1/inputs/batch_size",
	],
	[
		"a long film",
		{ "1": node("WanImageToVideo", { width: 1280, height: 720, length: 16_384, batch_size: 1 }) },
		"/graph/1/inputs/length",
	],
	[
		"a film of batches",
		{ "1": node("EmptyHunyuanLatentVideo", { width: 848, height: 480, length: 25, batch_size: 4096 }) },
		"/graph/1/inputs/batch_size",
	],
	[
		"repeats of repeats",
		{
			"1": empty(512, 512),
			"2": node("RepeatImageBatch", { image: ["1", 0], amount: 4096 }),
			"3": node("RepeatImageBatch", { image: ["2", 0], amount: 4096 }),
		},
		"/graph/2/inputs/amount",
	],
	[
		"scaling by factors",
		{ "1": empty(4096, 4096), "2": node("ImageScaleBy", { image: ["1", 0], scale_by: 8 }) },
		"/graph/2/inputs/scale_by",
	],
	[
		"a longest side",
		{ "1": node("ImageScaleToMaxDimension", { largest_size: 16384 }) },
		"/graph/1/inputs/largest_size",
	],
	["an hour and more of sound", { "1": node("EmptyAudio", { duration: 1e12 }) }, "/graph/1/inputs/duration"],
])("a graph is refused for what it would make: %s", (_, graph, at) => {
	expect(problems(graph).map(([pointer]) => pointer)).toContain(at);
	expect(problemsOf(planGraph({ graph }, null))).toContainEqual([at, "over_size_limit"]);
});

test("texts and batches that double with every node are seen at the node where it is too much", () => {
	const doubling = (className: string, first: unknown) =>
		Object.fromEntries([
			["0", first],
			...Array.from({ length: 40 }, (_, i) => [
				`${i + 1}`,
				node(className, { a: [`${i}`, 0], b: [`${i}`, 0] }),
			]),
		]);
	expect(problems(doubling("StringConcatenate", node("PrimitiveString", { value: "ab" })))[0]?.[0]).toBe(
		"/graph/22",
	);
	expect(problems(doubling("ImageBatch", empty(1024, 1024)))[0]?.[1]).toMatch(/Node 10 .*1024 pictures/);
});

test("S1-38 a number of files that is known and too large is refused, naming node and value", () => {
	const graph = (batch: number) => ({
		"1": empty(8, 8, batch),
		"2": node("SaveImage", { images: ["1", 0] }),
	});
	expect(problems(graph(1000))).toEqual([]);
	expect(problems(graph(1001))).toEqual([
		[
			"/graph/1/inputs/batch_size",
			expect.stringMatching(/Node 2 \(SaveImage\) saves 1001 pictures.*batch_size: 1001/),
		],
	]);
	const two = { ...graph(600), "3": node("SaveImage", { images: ["1", 0] }) };
	expect(problems(two)[0]?.[1]).toContain("1200 files");
	expect(problems({ "1": empty(8, 8, 4000), "2": node("SaveWEBM", { images: ["1", 0] }) })).toEqual([]);
});

test("what people make is not refused", () => {
	for (const graph of [
		{ "1": node("WanImageToVideo", { width: 1280, height: 720, length: 121, batch_size: 1 }) },
		{ "1": empty(4096, 4096), "2": node("ImageScaleBy", { image: ["1", 0], scale_by: 2 }) },
		{ "1": node("CLIPTextEncodeSDXL", { width: 16384, height: 16384, text_g: "x" }) },
		{
			"1": node("RebatchImages", { batch_size: 4096 }),
			"2": node("TrainLoraNode", { steps: 100_000, batch_size: 16 }),
		},
		{
			"1": node("EmptyAudio", { duration: 600 }),
			"2": node("StringReplace", { string: "a", find: "a", replace: "b" }),
		},
	])
		expect(problems(graph)).toEqual([]);
});

test("a small machine is given less", () => {
	const profile = findProfile("m1-16gb");
	const graph = {
		"1": node("EmptyLatentImage", { width: 512, height: 512 }),
		"2": node("ImageScaleBy", { image: ["1", 0], scale_by: 8 }),
		"3": node("ImageScaleBy", { image: ["2", 0], scale_by: 4 }),
	};
	const task = {
		index: 0,
		graph: graph as ApiGraph,
		inputs: [],
		outputs: [],
		models: [],
		seed: null,
		typical_seconds: 1,
		timeout_seconds: 1,
	};
	if (profile === undefined) throw new Error("no profile");
	expect(profileProblems(profile, demandsOf(task))).toEqual([
		expect.objectContaining({ pointer: "/graph/3/inputs/scale_by", code: "over_profile_limit" }),
	]);
});

test("previews alone are refused before anything runs, naming the node and what keeps the result", () => {
	const capabilities = {
		...ownCapabilities(),
		nodes: ["EmptyImage", "PreviewImage", "PreviewAny"],
		output_nodes: ["PreviewImage", "PreviewAny"],
	};
	const graph = { "1": empty(8, 8), "7": node("PreviewImage", { images: ["1", 0] }) };
	const planned = planGraph({ graph }, capabilities);
	expect(planned).toMatchObject({
		ok: false,
		problems: [
			{
				pointer: "/graph/7/class_type",
				code: "no_output",
				message: expect.stringMatching(/Node 7 \(PreviewImage\).*SaveImage/),
			},
		],
	});
	// A text is an output.
	expect(
		planGraph({ graph: { ...graph, "8": node("PreviewAny", { source: ["1", 0] }) } }, capabilities).ok,
	).toBe(true);
	// A class the workers lack may be one.
	expect(planGraph({ graph: { ...graph, "8": node("Unknown") } }, capabilities).ok).toBe(true);
});

import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import type { StageDefinition } from "../definition/document.ts";
import { changed, complaints, smallPipeline } from "../testing/documents.ts";
import { mistakes, stage } from "../testing/mistakes.ts";
import { trainingPipeline } from "../testing/training.ts";
import { checkPipeline } from "./check.ts";

test("a sound pipeline has no problems", () => {
	expect(checkPipeline(smallPipeline(), findWorkflow)).toEqual([]);
});

test.each(mistakes)("%s is told, with its place", (_, change, expected) => {
	const found = complaints(changed(change));
	expect(found).toEqual(expect.arrayContaining(expected));
	// Besides: what follows from it, such as a parameter that nobody uses any more.
	const others = found.filter((one) => !expected.includes(one));
	expect(others.filter((one) => !/^\/parameters\/\d+\/name /.test(one))).toEqual([]);
});

test("a circle is told as the way around it", () => {
	const [problem] = checkPipeline(
		changed((p) => {
			stage(p, "base").needs = ["scenes"];
		}),
		findWorkflow,
	);
	expect(problem?.message).toMatch(/base waits for scenes waits for (enhance waits for )?base/);
});

test("a condition makes sure that what it asks for is there", () => {
	const guarded = changed((p) => {
		const scenes = stage(p, "scenes");
		scenes.when = { all: [{ outputs_of: "enhance" }] };
		scenes.with.face = { stage: "enhance", of: "chosen" };
	});
	expect(complaints(guarded)).toEqual([]);
});

test("an optional parameter may get nothing", () => {
	const pipeline = changed((p) => {
		p.parameters.push({ type: "model", name: "lora", description: "A LoRA.", folder: "loras" });
		stage(p, "enhance").with.lora = { parameter: "lora" };
	});
	expect(complaints(pipeline)).toEqual([]);
});

const compared = (change: (stage: StageDefinition) => void) => {
	const pipeline = structuredClone(trainingPipeline("compared"));
	change(pipeline.stages[3] as StageDefinition);
	return checkPipeline({ ...pipeline, version: 1 }, findWorkflow).map(({ pointer }) => pointer);
};

test.each<[string, (stage: StageDefinition) => void, string[]]>([
	["as it is to be", () => undefined, []],
	[
		"of what is no training",
		(one) => Object.assign(one.compares ?? {}, { stage: "pictures" }),
		["/stages/3/compares/stage"],
	],
	[
		"of what is no stage",
		(one) => Object.assign(one.compares ?? {}, { stage: "nothing" }),
		["/stages/3/compares/stage"],
	],
	[
		"by one of several workflows",
		(one) => Object.assign(one, { run: { first_of: [{ workflow: "sd15-text-to-image@1" }] } }),
		["/stages/3/run"],
	],
	[
		"by more than the prompt",
		(one) => Object.assign(one.with, { negative_prompt: { item: true } }),
		["/stages/3/with/negative_prompt"],
	],
	[
		"by more pictures than are made",
		(one) => Object.assign(one.compares ?? {}, { seeds: [1, 2], checkpoints: 9 }),
		["/stages/3/each"],
	],
	["by a seed of its own", (one) => Object.assign(one.with, { seed: { value: 7 } }), ["/stages/3/with/seed"]],
	[
		"by another LoRA",
		(one) => Object.assign(one.with, { lora: { value: "mia@1" } }),
		["/stages/3/with/lora"],
	],
	[
		"by several pictures",
		(one) => {
			one.run = { workflow: "final-generation-lora@1" };
			delete one.with.checkpoint;
			one.with.variations = { value: 2 };
		},
		["/stages/3/with"],
	],
])("a comparison %s: told with its place where it is none", (_, change, expected) => {
	expect(compared(change)).toEqual(expected);
});

test("a comparison is by a workflow that takes a LoRA and its strength", () => {
	const found = compared((one) => {
		Object.assign(one, { run: { workflow: "z-image-turbo-base-image@1" } });
		delete one.with.checkpoint;
	});
	expect(found).toContain("/stages/3/run/workflow");
});

import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { changed, complaints, smallPipeline } from "../testing/documents.ts";
import { mistakes, stage } from "../testing/mistakes.ts";
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

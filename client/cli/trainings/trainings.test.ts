import { expect, test } from "vitest";
import { CliError } from "../command.ts";
import { asked } from "../parts.ts";
import { trainings } from "./command.ts";
import { comparisonOf } from "./compare.ts";
import { requestOf } from "./start.ts";
import { lineOf, textOf } from "./text.ts";

test("what is asked for, and what does not go with it", () => {
	expect(asked(trainings, ["start", "pictures", "--name", "mia", "--steps", "700"]).words).toEqual([
		"pictures",
	]);
	for (const words of [["start"], ["list", "x"], ["promote", "a", "--steps", "2"], ["stop", "a"]])
		expect(() => asked(trainings, words), words.join(" ")).toThrow(CliError);
});

const SAID = { name: "mia", base: "checkpoints/v1-5.safetensors", family: "sd15", trigger: "ohwx woman" };

test("a training is what was said of it, and what was not is left to the edge", () => {
	expect(requestOf({ ...SAID, steps: "700", budget: "1.5", last: true })).toEqual({
		output_name: "mia",
		base_model: "checkpoints/v1-5.safetensors",
		family: "sd15",
		trigger: "ohwx woman",
		recipe: { steps: 700 },
		budget_micro_usd: 1_500_000,
		promote: "last",
	});
	for (const wrong of [
		{ steps: "many" },
		{ family: "sd9" },
		{ base: "../x" },
		{ name: "Mia!" },
		{ trainer: "x" },
	])
		expect(() => requestOf({ ...SAID, ...wrong }), JSON.stringify(wrong)).toThrow(CliError);
});

test("a comparison is what was said of it", () => {
	expect(comparisonOf({ prompt: ["a", "b"], seeds: "1,7", at: "200", budget: "1" })).toEqual({
		prompts: ["a", "b"],
		seeds: [1, 7],
		steps: [200],
		budget_micro_usd: 1_000_000,
	});
	for (const wrong of [{}, { prompt: ["a"], seeds: "1,x" }, { prompt: ["a"], at: "1.5" }])
		expect(() => comparisonOf(wrong), JSON.stringify(wrong)).toThrow(CliError);
});

test("a training is told with its checkpoints, what was made of them, and its cost", () => {
	const at = "2026-01-01T00:00:00.000Z";
	const summary = {
		id: "job_00000000000000000000000000",
		status: "succeeded" as const,
		output_name: "mia",
		trainer: "sd-scripts",
		family: "sd15" as const,
		base_model: "checkpoints/v1-5.safetensors",
		steps: 400,
		step: 200,
		pictures: 7,
		dataset: null,
		error: null,
		created_at: at,
		started_at: at,
		finished_at: at,
	};
	expect(lineOf(summary)).toBe("job_00000000000000000000000000\tsucceeded\tmia\t200/400");
	const cost = {
		...{ attempts: 1, unpriced_attempts: 0, unmeasured_attempts: 0, micro_usd: 120_000, free_micro_usd: 0 },
		...{ queue_ms: 0, cold_ms: 0, load_ms: 0, run_ms: 0, upload_ms: 0, partner_micro_usd: 0 },
		...{ estimate_micro_usd: null, reserved_micro_usd: 0, budget_micro_usd: 5_000_000, stages: [] },
	};
	const urls = { self: "", job: "", events: "", socket: "", cancel: "", promote: "", lora: "" };
	const checkpoint = {
		...{ step: 200, epoch: 1, loss: 0.0894, lora: null, losses: null, resumable: true, created_at: at },
		versions: ["mia@1"],
	};
	const text = textOf({
		...summary,
		...{ trigger: "ohwx woman", recipe: {}, comparison: null, progress: null, queue: null, cost, urls },
		...{
			checkpoints: [checkpoint],
			weights: "ast_00000000000000000000000000",
			weights_versions: [],
			promotions: [],
		},
	});
	expect(text).toContain("step 200\tloss 0.0894\tstate kept\tmia@1");
	expect(text).toContain("0.12 USD, reckoned with nobody knows what, at most 5.00 USD");
	expect(text.split("\n").at(-1)).toBe("last weights");
});

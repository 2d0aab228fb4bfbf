import { describe, expect, test } from "vitest";
import { describeWorkflow, library } from "../../../../workflows/library/index.ts";
import { parametersJsonSchema } from "../../../../workflows/pipelines/definition/parameters.ts";
import { pipelines } from "../../../../workflows/pipelines/index.ts";
import { asCommand, asCurl, asTypeScript } from "./data/request-text.ts";
import { fieldsOf, parted, sentOf, valuesFrom } from "./fields/fields.ts";
import { limitsOf } from "./limit-fields.tsx";

const fieldsOfPipeline = (id: string) => {
	const pipeline = pipelines.find((one) => one.id === id);
	return fieldsOf(pipeline && parametersJsonSchema(pipeline));
};

test("every parameter of every workflow and pipeline has a field of its kind; but for a dataset, none has to be written as JSON", () => {
	const all = [
		...library
			.map(describeWorkflow)
			.map(({ id, parameters, assets }) => ({ id, fields: fieldsOf(parameters, assets) })),
		...pipelines.map(({ id }) => ({ id, fields: fieldsOfPipeline(id) })),
	];
	expect(all.length).toBeGreaterThan(40);
	for (const { id, fields } of all) expect(fields.length, id).toBeGreaterThan(0);
	const written = all.flatMap(({ id, fields }) =>
		fields.filter(({ is }) => is.kind === "json").map(({ name }) => `${id} ${name}`),
	);
	// Pictures with a caption each.
	expect(written).toEqual(["train-lora-core dataset", "train-lora-flux-trainer dataset"]);
});

test("fields are of the kind that their schema says, and what everybody sets comes first", () => {
	const fields = fieldsOfPipeline("character-reference-dataset");
	const kinds = Object.fromEntries(fields.map(({ name, is }) => [name, is.kind]));
	expect(kinds).toMatchObject({
		...{ prompt: "text", references: "files", reference_strength: "number", lora: "text", seed: "seed" },
	});
	expect(parted(fields).first.map(({ name }) => name)).toEqual(["prompt", "references"]);
	expect(fieldsOf({ type: "array" })).toEqual([]);
	expect(fieldsOf(null)).toEqual([]);
});

describe("what is sent", () => {
	const fields = fieldsOfPipeline("character-creation");
	test("is what was changed, and no more", () => {
		expect(sentOf(fields, {})).toEqual({});
		expect(sentOf(fields, { prompt: "a woman", model: "z-image", base_images: 2, face_swap: false })).toEqual(
			{
				...{ prompt: "a woman", base_images: 2 },
			},
		);
		expect(sentOf(fields, { prompt: "", poses: ["sitting", " "], lighting: [] })).toEqual({
			...{ poses: ["sitting"], lighting: [] },
		});
	});
	test("of one file is its id, of a list of files all of them", () => {
		const one = fieldsOfPipeline("body-types");
		expect(sentOf(one, { base_image: ["ast_a"], pose: [] })).toEqual({ base_image: "ast_a" });
		expect(
			sentOf(fieldsOfPipeline("character-reference-dataset"), { references: ["ast_a", "ast_b"] }),
		).toEqual({
			references: ["ast_a", "ast_b"],
		});
	});
	test("for another of the same is all but the seed; for the same again the seed too", () => {
		const one = fieldsOfPipeline("body-types");
		const before = { base_image: "ast_a", seed: 7, gone: 1 };
		expect(sentOf(one, valuesFrom(one, before, false))).toEqual({ base_image: "ast_a" });
		expect(sentOf(one, valuesFrom(one, before, true))).toEqual({ base_image: "ast_a", seed: 7 });
	});
	test("of limits is what was typed", () => {
		expect(limitsOf({ pool: " ", budget: "" })).toEqual({});
		expect(limitsOf({ pool: "large", budget: "0.5" })).toEqual({ pool: "large", budget_micro_usd: 500_000 });
	});
});

test("the same request is told for a shell, a program and the command line, quotes and all", () => {
	const body = { pipeline: "film", parameters: { prompt: "it's night" }, character: "chr_1" };
	expect(asCurl("http://x", body)).toContain(`it'\\''s night`);
	expect(asTypeScript("http://x", body)).toContain('"prompt": "it\'s night"');
	expect(asCommand("http://x", body)).toBe(
		`npm run darkroom -- pipelines run film \\\n  --set 'prompt="it'\\''s night"' \\\n  --character chr_1 \\\n  --url http://x`,
	);
	expect(asCommand("http://x", { workflow: "a@2", parameters: { seed: 7 }, pool: "large" })).toBe(
		"npm run darkroom -- run a@2 \\\n  --set 'seed=7' \\\n  --pool 'large' \\\n  --url http://x",
	);
	expect(asCommand("http://x", { ...body, budget_micro_usd: 1 })).toContain("--budget 0.000001 ");
});

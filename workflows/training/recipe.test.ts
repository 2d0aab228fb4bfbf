import fc from "fast-check";
import { expect, test } from "vitest";
import { filledRecipe, stepsFor } from "./recipe.ts";
import { passedOver, trainingRefusals } from "./refusals.ts";
import { recipeSchema } from "./work.ts";

test("S2-LORA-01c 800 to 1200 steps for 15 to 20 pictures, and 700 for a sheet of 7 to 10", () => {
	expect([7, 10, 13, 15, 17, 20, 30].map(stepsFor)).toEqual([700, 700, 700, 800, 960, 1200, 1200]);
});

test("S2-LORA-01b S2-INFRA-03c the defaults are those of the documents, with fp16 where there is fp16", () => {
	const facts = { trainer: "sd-scripts", pictures: 20, family: "sd15", random: 0.5 } as const;
	expect(filledRecipe({}, { ...facts, device: "cuda" })).toMatchObject({
		rank: 32,
		alpha: 16,
		resolution: 512,
		batch: 1,
		optimizer: "AdamW",
		save_every: 200,
		precision: "fp16",
	});
	expect(filledRecipe({}, { ...facts, device: "mps" }).precision).toBe("fp32");
	expect(filledRecipe({ optimizer: "Prodigy" }, { ...facts, device: "cuda" })).toMatchObject({
		unet_learning_rate: 1,
		text_encoder_learning_rate: 1,
	});
	expect(filledRecipe({ steps: 5, rank: undefined }, { ...facts, device: null })).toMatchObject({
		steps: 5,
		rank: 32,
	});
});

test("every default recipe is valid, and is refused by no machine that it is made for", () => {
	const cases = fc.record({
		pictures: fc.integer({ min: 1, max: 5000 }),
		family: fc.constantFrom("sd15" as const, "sdxl" as const, "flux" as const),
		device: fc.constantFrom("cuda" as const, "mps" as const, "cpu" as const),
		ostris: fc.boolean(),
		random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
	});
	fc.assert(
		fc.property(cases, ({ family, device, ...facts }) => {
			const trainer = family === "flux" ? "sd-scripts-flux" : facts.ostris ? "ai-toolkit" : "sd-scripts";
			const recipe = filledRecipe({}, { trainer, family, device, ...facts });
			expect(recipeSchema.parse(recipe)).toEqual(recipe);
			expect(passedOver({ trainer, recipe })).toEqual([]);
			const work = { trainer, family, recipe } as const;
			if (device === "cuda" || family !== "flux")
				expect(trainingRefusals(work, { device, profile: null })).toEqual([]);
		}),
	);
});

const M1 = { id: "m1-16gb", families: ["sd15"], max_batch: 1, max_width: 512 };

test("what an M1 with 16 GB cannot do is refused, each with its place", () => {
	const recipe = {
		...filledRecipe({}, { trainer: "sd-scripts", pictures: 20, family: "sdxl", device: "cuda", random: 0 }),
		batch: 2,
		optimizer: "AdamW8bit" as const,
	};
	const told = trainingRefusals(
		{ trainer: "sd-scripts", family: "sdxl", recipe },
		{ device: "mps", profile: M1 },
	);
	expect(told.map(({ pointer }) => pointer)).toEqual([
		"/recipe/precision",
		"/recipe/optimizer",
		"/recipe/batch",
		"/family",
		"/recipe/resolution",
	]);
});

test("what ai-toolkit would pass over in silence is refused", () => {
	const facts = { trainer: "sd-scripts", pictures: 20, family: "sd15", device: "cuda", random: 0 } as const;
	const recipe = filledRecipe({}, facts);
	expect(passedOver({ trainer: "sd-scripts", recipe })).toEqual([]);
	expect(passedOver({ trainer: "ai-toolkit", recipe }).map(({ pointer }) => pointer)).toEqual([
		"/recipe/text_encoder_learning_rate",
		"/recipe/clip_skip",
	]);
});

import { expect, test } from "vitest";
import { draftOf, parametersOf } from "./edit-parameter.ts";
import type { ProposedParameter } from "./requests.ts";

const slots = [{ node: "5", input: "steps" }];
const STEPS = {
	...{ type: "integer" as const, name: "steps", description: "Steps.", default: 20, min: 1, max: 50 },
	slots,
} satisfies ProposedParameter;
const PROMPT = { type: "text", name: "prompt", description: "Words.", slots } as unknown as ProposedParameter;
const SEED = { type: "seed", name: "seed", description: "Seed.", slots } as unknown as ProposedParameter;

test("what nobody edits goes back as it was proposed", () => {
	const all = [STEPS, PROMPT, SEED];
	expect(parametersOf(all.map(draftOf))).toEqual(all);
});

test("edits go where they belong, an emptied field goes, and what is not asked for is left out", () => {
	const [steps, prompt, seed] = [STEPS, PROMPT, SEED].map(draftOf);
	if (!steps || !prompt || !seed) throw new Error("no drafts");
	expect(seed).toMatchObject({ default: null, min: null });
	expect(
		parametersOf([
			{ ...steps, name: " detail ", default: "12", max: "" },
			{ ...prompt, default: "a lighthouse" },
			{ ...seed, kept: false },
		]),
	).toEqual([
		{ type: "integer", name: "detail", description: "Steps.", default: 12, min: 1, slots },
		{ ...PROMPT, default: "a lighthouse" },
	]);
});

test("what is no number is the edge's to refuse", () => {
	expect(parametersOf([{ ...draftOf(STEPS), min: "few" }])).toMatchObject([{ min: "few" }]);
});

import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { stageOrder } from "../definition/mentions.ts";
import { rehearse } from "../plan/rehearse.ts";
import { factsWith, picture, planOfStage, requestsOf, understood } from "../testing/plans.ts";
import { characterCreation as pipeline } from "./pipeline.ts";

const example = { ...pipeline.example };
const chosen = {
	"base-images": [
		picture("base0", { index: 0, chosen: false }),
		picture("base1", { index: 1, chosen: true }),
	],
};

test("S0-A65 the skin is enhanced after the choice, before the sheet, the training and the final pictures", () => {
	const order = stageOrder(pipeline).filter((key) => key !== "face-swap");
	expect(order).toEqual([
		"base-images",
		"skin-enhancement",
		"character-sheet",
		"expressions",
		"lighting",
		"poses",
		"class-pictures",
		"train",
		"comparison",
		"choice",
		"final",
	]);
	expect(pipeline.stages[0]?.gate).toEqual({ pick: [1, 1] });
});

test("S0-A40 S0-A66 S0-B10 sheet and variations are made of the enhanced picture, which is made once of the chosen one", () => {
	const facts = factsWith({
		parameters: understood(pipeline, example),
		statuses: {
			"base-images": "succeeded",
			"skin-enhancement": "succeeded",
			"character-sheet": "succeeded",
		},
		outputs: { ...chosen, "skin-enhancement": [picture("enhanced")] },
	});
	const enhancement = requestsOf(planOfStage(pipeline, "skin-enhancement", facts));
	expect(enhancement.map(({ parameters }) => parameters.image)).toEqual(["base1"]);
	for (const [key, tasks] of [
		["character-sheet", 10],
		["expressions", 4],
		["lighting", 3],
		["poses", 3],
	] as const) {
		const requests = requestsOf(planOfStage(pipeline, key, facts));
		expect(new Set(requests.map(({ parameters }) => parameters.face))).toEqual(new Set(["enhanced"]));
		expect(requests.reduce((sum, request) => sum + request.tasks, 0)).toBe(tasks);
	}
});

test("without the enhancement the chosen base picture stands in", () => {
	const facts = factsWith({
		parameters: understood(pipeline, { ...example, enhance_skin: false }),
		statuses: { "base-images": "succeeded", "skin-enhancement": "skipped" },
		outputs: chosen,
	});
	expect(planOfStage(pipeline, "skin-enhancement", facts)).toEqual({ kind: "skip", reason: "condition" });
	expect(requestsOf(planOfStage(pipeline, "character-sheet", facts))[0]?.parameters.face).toBe("base1");
});

test("S0-A44 the face swap waits for the choice alone, and runs beside all that follows", () => {
	const facts = factsWith({
		parameters: understood(pipeline, { ...example, face_swap: true }),
		statuses: { "base-images": "succeeded" },
		outputs: chosen,
	});
	const [own] = requestsOf(planOfStage(pipeline, "face-swap", facts));
	expect(own?.parameters).toMatchObject({ face: "base1", prompt: example.prompt });
	const words = { ...facts.parameters, face_swap_prompt: "on a beach" };
	const [other] = requestsOf(planOfStage(pipeline, "face-swap", { ...facts, parameters: words }));
	expect(other?.parameters.prompt).toBe("on a beach");
	const none = { ...facts, parameters: understood(pipeline, example) };
	expect(planOfStage(pipeline, "face-swap", none)).toEqual({ kind: "skip", reason: "condition" });
});

test("S0-A41 S0-A47 asked to, it trains on sheet and variations, and final pictures name what it left; else it does not", () => {
	const plansOf = (more: object) => {
		const rehearsed = rehearse(pipeline, understood(pipeline, { ...example, ...more }), findWorkflow);
		return new Map(rehearsed.map(({ key, plan }) => [key, plan]));
	};
	const without = plansOf({});
	for (const key of ["class-pictures", "train", "comparison", "choice", "final"])
		expect(without.get(key)).toEqual({ kind: "skip", reason: "condition" });
	const plans = plansOf({ train: true, lora_name: "mia", class_scenes: ["a person, standing"] });
	expect(plans.get("choice")).toEqual({ kind: "skip", reason: "condition" });
	const [train] = requestsOf(plans.get("train") ?? { kind: "skip", reason: "condition" });
	expect(train).toMatchObject({
		workflow: "trainer-sd-scripts-flux@1",
		parameters: {
			output_name: "mia",
			trigger: "ohwx person",
			family: "flux",
			class_pictures: [expect.any(String)],
		},
	});
	expect(train?.parameters.pictures).toHaveLength(20);
	const [final] = requestsOf(plans.get("final") ?? { kind: "skip", reason: "condition" });
	expect(final).toMatchObject({ tasks: 2, parameters: { trigger_word: "ohwx person" } });
	expect(final?.parameters.lora).toMatch(/^mia@/);
	// 1,000 steps leave five states: each of three scenes at two seeds, without the LoRA and with each of them.
	const compared = requestsOf(plans.get("comparison") ?? { kind: "skip", reason: "condition" });
	expect(compared.map(({ tasks }) => tasks)).toEqual([12, 12, 12]);
	expect(compared[0]?.parameters).toMatchObject({ prompt: "portrait, front view, plain white background" });
	const short = requestsOf(
		plansOf({ train: true, training_steps: 400 }).get("comparison") ?? { kind: "skip", reason: "condition" },
	);
	expect(short.map(({ first_task, tasks }) => [first_task, tasks])).toEqual([
		[0, 6],
		[6, 6],
		[12, 6],
	]);
	const chosen = plansOf({ train: true, choose_checkpoint: true });
	expect(chosen.get("comparison")).toEqual({ kind: "skip", reason: "condition" });
	expect(chosen.get("choice")).toMatchObject({ kind: "tasks" });
	expect(plansOf({ train: true, compared_scenes: [] }).get("comparison")).toEqual({
		kind: "skip",
		reason: "no_items",
	});
});

test("an empty list makes no variations of that kind", () => {
	const parameters = understood(pipeline, { ...example, lighting: [], poses: ["walking"] });
	const plans = new Map(rehearse(pipeline, parameters, findWorkflow).map(({ key, plan }) => [key, plan]));
	expect(plans.get("lighting")).toEqual({ kind: "skip", reason: "no_items" });
	expect(plans.get("poses")).toMatchObject({
		kind: "tasks",
		requests: [{ parameters: { scenes: ["walking"], pictures: 1 } }],
	});
});

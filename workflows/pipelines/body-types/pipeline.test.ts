import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { bodyTypePlan } from "../../library/parts/body-type.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { bodyTypeIds, bodyTypePrompt } from "../../prompts/body-types.ts";
import { planOf, random } from "../../testing/comfyui.ts";
import { factsWith, planOfStage, requestsOf, understood } from "../testing/plans.ts";
import { bodyTypes as pipeline } from "./pipeline.ts";

const requests = (sent: Record<string, unknown> = {}) =>
	requestsOf(
		planOfStage(
			pipeline,
			"bodies",
			factsWith({ parameters: understood(pipeline, { ...pipeline.example, ...sent }) }),
		),
	);

test.each([
	["z-image", "body-type-image"],
	["flux", "body-type-image-flux"],
])(
	"S0-A56 S0-A57 S0-A58 one job of eight by %s: four female and four male, each from the base picture",
	(model, id) => {
		const workflow = findWorkflow(id);
		if (workflow === undefined) throw new Error(id);
		const made = requests({ model });
		const { base_image, hair_color, hair_style, seed } = pipeline.example;
		const strength = model === "flux" ? {} : { base_strength: 0.2 };
		expect(made.map(({ workflow, parameters }) => ({ workflow, parameters }))).toEqual(
			bodyTypePlan(workflow, { base_image, hair_color, hair_style, seed, ...strength }),
		);
		const sexes = made.map(({ parameters }) => String(parameters.body_type).split("-")[0]);
		expect(sexes).toEqual([...Array(4).fill("female"), ...Array(4).fill("male")]);
	},
);

test("S0-A59 S0-A63 each body is asked for in its own words", () => {
	const prompts = requests().map(({ workflow, parameters }) => {
		const found = findWorkflow(workflow);
		if (found === undefined) throw new Error(workflow);
		const graph = JSON.stringify(planOf(planWorkflow(found, parameters, random)).tasks[0]?.graph);
		return bodyTypeIds.filter((type) =>
			graph.includes(JSON.stringify(bodyTypePrompt({ type, hair_style: "short", hair_color: "black" }))),
		);
	});
	expect(prompts).toEqual(bodyTypeIds.map((type) => [type]));
});

test("only some bodies may be asked for, and one may be made again by itself", () => {
	const some = ["male-slim", "female-curvy"];
	expect(requests({ body_types: some }).map(({ parameters }) => parameters.body_type)).toEqual(some);
	const parameters = understood(pipeline, pipeline.example);
	const again = requestsOf(planOfStage(pipeline, "bodies", factsWith({ parameters, take: 2, again: [6] })));
	expect(again.map(({ index, parameters: sent }) => [index, sent.body_type, sent.seed])).toEqual([
		[6, "male-muscular", undefined],
	]);
});

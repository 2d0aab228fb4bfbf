import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { bodyTypeIds } from "../../prompts/body-types.ts";
import { difference, planOf, random, taskOf } from "../../testing/comfyui.ts";
import { bodyTypeImage } from "../body-type-image/workflow.ts";
import { bodyTypeImageFlux } from "../body-type-image-flux/workflow.ts";
import { findWorkflow } from "../index.ts";
import { bodyTypePlan } from "./body-type.ts";

const shared = { hair_style: "short", hair_color: "red", pose: "ast_0123456789abcdefghijklmnop", seed: 12 };

test.each([bodyTypeImage, bodyTypeImageFlux])(
	"S0-A56 the set of $id is eight jobs of one picture",
	(workflow) => {
		const plan = bodyTypePlan(workflow, shared);
		expect(plan.map(({ parameters }) => parameters.body_type)).toEqual(bodyTypeIds);
		expect(bodyTypeIds.filter((id) => id.startsWith("female"))).toHaveLength(4);
		expect(bodyTypeIds.filter((id) => id.startsWith("male"))).toHaveLength(4);
		for (const { workflow: name, parameters } of plan) {
			expect(findWorkflow(name)).toBe(workflow);
			const { tasks } = planOf(planWorkflow(workflow, parameters, random));
			expect(tasks.map(({ seed }) => seed)).toEqual([12]);
			expect(tasks[0]?.graph["4"]?.inputs.text).toContain("short red hair");
		}
	},
);

test.each([bodyTypeImage, bodyTypeImageFlux])(
	"S0-A62 S0-D24 the pictures of $id differ in words and strength only",
	(workflow) => {
		const [first, ...others] = bodyTypePlan(workflow, shared).map(
			({ parameters }) => taskOf(workflow, parameters).graph,
		);
		for (const graph of others)
			expect(["4.text", "23.strength"]).toEqual(expect.arrayContaining(difference(first ?? {}, graph)));
		for (const graph of others) expect(difference(first ?? {}, graph)).toContain("4.text");
	},
);

test("the plan copies what it is given, and nothing needs to be given", () => {
	const plan = bodyTypePlan(bodyTypeImage);
	expect(plan).toHaveLength(8);
	expect(plan[0]).toEqual({ workflow: "body-type-image@1", parameters: { body_type: "female-slim" } });
	expect(bodyTypePlan(bodyTypeImage, { body_type: "male-slim" })[0]?.parameters.body_type).toBe(
		"female-slim",
	);
});

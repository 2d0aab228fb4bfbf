import fc from "fast-check";
import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { runs } from "../../testing/runs.ts";
import type { PipelineDefinition } from "../definition/document.ts";
import { MAX_TASKS_OF_STAGE } from "../definition/limits.ts";
import { pipelines } from "../index.ts";
import { smallPipeline } from "../testing/documents.ts";
import { planOfStage, understood } from "../testing/plans.ts";
import type { StageFacts } from "./facts.ts";
import { planStage } from "./plan-stage.ts";

const definitions = [...pipelines, smallPipeline()];

/** Some pipeline, one of its stages, and anything that may have happened before. */
const openings = fc.constantFrom(...definitions).chain((definition: PipelineDefinition) => {
	const keys = definition.stages.map(({ key }) => key);
	const output = fc.record({
		asset_id: fc.constantFrom("a", "b", "c", "d"),
		name: fc.constantFrom("image", "video", "other"),
		kind: fc.constant("image"),
		index: fc.nat(5),
		take: fc.integer({ min: 1, max: 3 }),
		chosen: fc.boolean(),
	});
	const facts: fc.Arbitrary<StageFacts> = fc.record({
		parameters: fc.constant(understood(definition, definition.example)),
		statuses: fc.dictionary(
			fc.constantFrom(...keys),
			fc.constantFrom("succeeded", "succeeded", "succeeded", "skipped", "failed"),
			{ minKeys: Math.max(1, keys.length - 1) },
		),
		outputs: fc.dictionary(fc.constantFrom(...keys), fc.array(output, { minLength: 1, maxLength: 6 })),
		take: fc.integer({ min: 1, max: 3 }),
		tasks: fc.nat(12),
		again: fc.option(fc.array(fc.nat(12), { maxLength: 3 }), { nil: null }),
		changes: fc.dictionary(fc.constantFrom("seed", "prompt", "variations", "__proto__"), fc.jsonValue(), {
			maxKeys: 2,
		}),
	});
	return fc.record({ definition: fc.constant(definition), key: fc.constantFrom(...keys), facts });
});

test("whatever has happened before, a stage is planned, skipped or refused in words", () => {
	const seen = { tasks: 0, skip: 0, problems: 0 };
	fc.assert(
		fc.property(openings, ({ definition, key, facts }) => {
			const plan = planOfStage(definition, key, facts);
			seen[plan.kind] += 1;
			expect(planOfStage(definition, key, structuredClone(facts))).toEqual(plan);
			if (plan.kind === "problems") {
				for (const { pointer, message } of plan.problems) {
					expect(pointer).toMatch(/^\/(stages\/\d+|changes\/)/);
					expect(message.length).toBeGreaterThan(20);
				}
				return;
			}
			if (plan.kind === "skip") return;
			const numbers = plan.requests.flatMap(({ first_task, tasks, only }) => {
				expect(only.every((task) => task >= 0 && task < tasks)).toBe(true);
				return only.map((task) => first_task + task);
			});
			expect(new Set(numbers).size).toBe(numbers.length);
			if (facts.again !== null) expect(numbers).toEqual([...new Set(facts.again)].sort((a, b) => a - b));
			expect(Math.max(0, ...numbers)).toBeLessThan(MAX_TASKS_OF_STAGE);
		}),
		{ numRuns: runs(5000, 300) },
	);
	for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
});

test("each task that is made again is given what it was given in the whole, but for the seed", () => {
	fc.assert(
		fc.property(openings, ({ definition, key, facts }) => {
			const before = { ...facts, take: 1, tasks: 0, again: null, changes: {} };
			const whole = planOfStage(definition, key, before);
			if (whole.kind !== "tasks") return;
			for (const request of whole.requests)
				for (const task of request.only) {
					const tasks = whole.requests.reduce((sum, one) => sum + one.tasks, 0);
					const again = { ...before, take: 2, tasks, again: [request.first_task + task] };
					const workflow = findWorkflow(request.workflow);
					const { [workflow?.seed ?? ""]: _seed, ...parameters } = request.parameters;
					expect(planStage(definition, key, again, findWorkflow)).toEqual({
						kind: "tasks",
						requests: [{ ...request, only: [task], parameters }],
					});
				}
		}),
		{ numRuns: runs(1500, 100) },
	);
});

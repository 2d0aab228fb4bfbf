import { expect, test } from "vitest";
import { estimate } from "../../../workflows/definition/estimates.ts";
import { findWorkflow, library } from "../../../workflows/library/index.ts";
import { findPipeline } from "../../../workflows/pipelines/index.ts";
import { planWorkflow } from "../../../workflows/plan/plan.ts";
import { askedBudget, moneyOfPipeline, moneyOfWorkflow } from "./money.ts";

const planOf = (id: string) => {
	const workflow = findWorkflow(id);
	if (!workflow) throw new Error(`no workflow ${id}`);
	const planned = planWorkflow(workflow, workflow.example, { seed: () => 1 });
	if (!planned.ok) throw new Error(planned.problems[0]?.message);
	return planned.plan;
};

test("S0-B05 S0-B16 a training may cost five dollars unless its request says otherwise; other work has no limit of its own", () => {
	const training = library.filter(({ category }) => category === "training");
	expect(training.length).toBeGreaterThan(0);
	for (const { id } of training) {
		expect(moneyOfWorkflow(undefined, planOf(id)).budget_micro_usd).toBe(5_000_000);
		expect(moneyOfWorkflow(7, planOf(id)).budget_micro_usd).toBe(7);
		expect(moneyOfWorkflow(null, planOf(id)).budget_micro_usd).toBeNull();
	}
	expect(moneyOfWorkflow(undefined, planOf("flux-base-image")).budget_micro_usd).toBeNull();
});

test.each(library.map(({ id }) => id))("a job of %s is reckoned with what its estimate says", (id) => {
	const workflow = findWorkflow(id);
	if (!workflow) throw new Error(`no workflow ${id}`);
	const { micro_usd, tasks } = estimate(workflow, workflow.example);
	const plan = planOf(id);
	// Each task is rounded by itself.
	expect(
		Math.abs((moneyOfWorkflow(undefined, plan).estimate_micro_usd ?? 0) - micro_usd),
	).toBeLessThanOrEqual(tasks);
	const partners = plan.tasks.map(({ partner_micro_usd }) => partner_micro_usd !== undefined);
	expect(partners.every((partner) => partner === (workflow.partner !== undefined))).toBe(true);
});

test("S0-D30 jobs that make a character draw on its budget; without one, on that of the pipeline", () => {
	const creation = findPipeline("character-creation");
	if (!creation) throw new Error("no pipeline");
	const character = "chr_00000000000000000000000000";
	expect(moneyOfPipeline(undefined, character, creation, 9)).toEqual({
		estimate_micro_usd: 9,
		budget_micro_usd: null,
		budget_character_id: character,
		character_budget: 2_000_000,
	});
	expect(moneyOfPipeline(undefined, undefined, creation, null)).toEqual({
		estimate_micro_usd: null,
		budget_micro_usd: 2_000_000,
		budget_character_id: null,
		character_budget: null,
	});
	expect(moneyOfPipeline(null, undefined, creation, 9).budget_micro_usd).toBeNull();
	// A training may cost as much beside as one of its own.
	expect(moneyOfPipeline(undefined, undefined, creation, 9, true).budget_micro_usd).toBe(7_000_000);
	expect(moneyOfPipeline(5, character, {}, 9)).toMatchObject({
		budget_micro_usd: 5,
		budget_character_id: null,
	});
});

test("a retry may cost what it is given, and not what its request said first", () => {
	const request = { budget_micro_usd: 1 };
	expect(askedBudget({ request })).toBe(1);
	expect(askedBudget({ request, budget: 9 })).toBe(9);
	expect(askedBudget({ request, budget: null })).toBeNull();
	expect(askedBudget({ request: {} })).toBeUndefined();
});

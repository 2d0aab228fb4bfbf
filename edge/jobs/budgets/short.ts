import type { Queue } from "../../contract/jobs/queue.ts";
import type { Stage } from "../lifecycle/aggregate.ts";
import type { BudgetName, budgetsQuery } from "./left.ts";

export type Budgets = Awaited<ReturnType<typeof budgetsQuery>>[number];

/** The budget of which the least is left, where that is less than `needed` micro-USD; null: none is that short. Pure. */
export function shortOf(budgets: Budgets | undefined, needed: number): BudgetName | null {
	if (budgets === undefined) return null;
	const [first] = (["job", "character", "account"] as const).toSorted((a, b) => budgets[a] - budgets[b]);
	return first !== undefined && budgets[first] < needed ? first : null;
}

/** What a job waits for of which a stage is ready, and no budget holds it. Pure. */
export function stageOverBudget(
	stages: readonly Pick<Stage, "key" | "status" | "budget_wait_since">[],
	budgets: Budgets | undefined,
): Queue | null {
	const stage = stages.find((stage) => stage.status === "ready" && stage.budget_wait_since !== null);
	if (!stage) return null;
	const short = shortOf(budgets, Number.POSITIVE_INFINITY) ?? "job";
	const left = Math.max(0, budgets?.[short] ?? 0);
	return {
		reason: "over_budget",
		since: new Date(stage.budget_wait_since ?? 0).toISOString(),
		stage: stage.key,
		tasks: 0,
		missing_models: [],
		loras: [],
		message: `the stage ${stage.key} would cost more than what is left of the budget of the ${short} (${left} micro-USD); it goes on when that is raised, and its deadline waits with it`,
	};
}

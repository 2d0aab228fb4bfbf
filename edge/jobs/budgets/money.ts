import type { PipelineDefinition } from "../../../workflows/pipelines/definition/document.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import { reckoned } from "./reckoned.ts";

/** What a job is reckoned with and may cost, in micro-USD. */
export interface Money {
	/** Null: nobody can say. */
	estimate_micro_usd: number | null;
	/** Null: no limit of its own. */
	budget_micro_usd: number | null;
	/** The character whose making it pays for; null: nobody's. */
	budget_character_id: string | null;
	/** What making that one may cost where nobody has said. */
	character_budget: number | null;
}

/** What a training may cost, in micro-USD, unless its request says otherwise. */
const TRAINING_BUDGET = 5_000_000;

/**
 * What a submission says that its job may cost, in micro-USD: `budget` where it is there, as with a retry, else its
 * request. Null: anything; undefined: it does not say.
 */
export function askedBudget(submission: {
	budget?: number | null;
	request: Pick<JobRequest, "budget_micro_usd">;
}): number | null | undefined {
	return submission.budget === undefined ? submission.request.budget_micro_usd : submission.budget;
}

/**
 * Of a job that runs one workflow. A client's own graph may take any time: it is reckoned with, and not estimated,
 * unless its partners' price is known, beside which that time hardly counts. `asked`: as `askedBudget`
 * says it; `takes`: how often everything is made, to go on with the best.
 */
export function moneyOfWorkflow(asked: number | null | undefined, plan: JobPlan, takes = 1): Money {
	const trains = plan.tasks.some(({ requires }) => requires?.training);
	return {
		estimate_micro_usd:
			plan.workflow === "graph" && plan.tasks.some((task) => task.partner_micro_usd === undefined)
				? null
				: takes * plan.tasks.reduce((sum, task) => sum + reckoned(task).estimate_micro_usd, 0),
		budget_micro_usd: asked === undefined && trains ? TRAINING_BUDGET : (asked ?? null),
		budget_character_id: null,
		character_budget: null,
	};
}

/**
 * Of a job of a pipeline. Where the pipeline's budget is for a character, all its jobs about one draw on what that one
 * may cost; without a character it is for the job. `trains`: one of its stages will, for which a training's usual
 * budget comes on top.
 */
export function moneyOfPipeline(
	asked: number | null | undefined,
	character: string | undefined,
	{ budget }: Pick<PipelineDefinition, "budget">,
	estimate: number | null,
	trains = false,
): Money {
	const usual = budget === undefined ? 0 : budget.micro_usd + (trains ? TRAINING_BUDGET : 0);
	const shared = budget?.of === "character" && character !== undefined;
	return {
		estimate_micro_usd: estimate,
		budget_micro_usd: asked === undefined && budget !== undefined && !shared ? usual : (asked ?? null),
		budget_character_id: shared ? character : null,
		character_budget: shared ? usual : null,
	};
}

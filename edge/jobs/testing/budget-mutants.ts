import { mutant, twisted } from "./mutant.ts";
import type { Decide } from "./world.ts";

/** Mistakes with budgets that are waited for. */
export const BUDGET_MUTANTS: Readonly<Record<string, Decide>> = {
	clockRunsOverBudget: twisted(({ state: { job } }, command, before) => {
		if (command.type !== "budget" || before.job.left_ms !== null || job.left_ms === null) return;
		job.deadline_at = before.job.deadline_at;
		job.left_ms = null;
	}),
	budgetWaitKeepsClockStanding: twisted(({ state: { job } }, command, before) => {
		if (command.type !== "open" || before.job.left_ms === null || job.left_ms !== null) return;
		job.deadline_at = before.job.deadline_at;
		job.left_ms = before.job.left_ms;
	}),
	oneThatWaitsStopsTheClockOfAll: twisted(({ state: { job, stages } }, command, { job: was }) => {
		if (command.type !== "budget" || job.left_ms !== null || was.left_ms !== null) return;
		if (!stages.some(({ budget_wait_since }) => budget_wait_since !== null)) return;
		job.left_ms = job.deadline_at;
	}),
	budgetWaitBeginsAnew: mutant((aggregate, command) => {
		if (command.type !== "budget" || !command.short) return undefined;
		for (const stage of aggregate.stages) if (stage.key === command.stage) stage.budget_wait_since = null;
		return undefined;
	}),
	budgetWaitOfAnything: mutant((aggregate, command) => {
		if (command.type !== "budget") return undefined;
		for (const stage of aggregate.stages)
			if (stage.key === command.stage && stage.status === "waiting") stage.status = "ready";
		return undefined;
	}),
	budgetWaitOutlivesOpening: twisted(({ state }, command, before) => {
		if (command.type !== "open") return;
		for (const [i, stage] of state.stages.entries())
			if (stage.key === command.stage) stage.budget_wait_since = before.stages[i]?.budget_wait_since ?? null;
	}),
	budgetWaitOutlivesClaim: twisted(({ state }, command, before) => {
		if (command.type !== "claim") return;
		for (const [i, stage] of state.stages.entries())
			stage.budget_wait_since = before.stages[i]?.budget_wait_since ?? null;
	}),
	raisedBudgetIsNotNoted: mutant((_, command) =>
		command.type === "budget" && !command.short ? { ...command, short: true } : undefined,
	),
	budgetWaitIsNotTold: twisted(({ changes }, command) => {
		if (command.type !== "budget") return;
		for (const change of changes) if (change.type === "stage") change.over_budget = false;
	}),
	budgetOverdueIsADeadline: twisted(({ state: { job } }) => {
		if (job.error?.code === "budget_overdue") job.error = { ...job.error, code: "deadline_exceeded" };
	}),
};

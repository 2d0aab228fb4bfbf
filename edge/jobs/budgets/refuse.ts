import { ApiError } from "../../problem.ts";

/**
 * Refuses jobs whose tasks are reckoned with more than their own budget, or what is left of their account's, holds; all
 * in micro-USD. Throws ApiError.
 */
export function refuseOverBudget(
	left: number,
	jobs: readonly { reserved: number; budget: number | null }[],
): void {
	const narrow = jobs.find(({ reserved, budget }) => budget !== null && reserved > budget);
	if (narrow)
		throw new ApiError(
			"budget_exceeded",
			`its tasks are reckoned with ${narrow.reserved} micro-USD, and its budget is ${narrow.budget}`,
			[
				{
					pointer: "/budget_micro_usd",
					code: "budget_exceeded",
					message: `less than the ${narrow.reserved} micro-USD that its tasks are reckoned with`,
				},
			],
		);
	const all = jobs.reduce((sum, { reserved }) => sum + reserved, 0);
	if (all <= left) return;
	throw new ApiError(
		"budget_exceeded",
		`this is reckoned with ${all} micro-USD, and of the account's budget for this month ${Math.max(0, left)} are left; wait for what runs, or raise it`,
	);
}

import { isOverBudget, type Priced } from "./cost.ts";
import type { EndpointRow } from "./store.ts";

/**
 * What closes an endpoint for new tickets and pods. `paused`: an operator said so, and what nobody uses is taken back.
 * `budget`: it has spent what it may today. `held`: RunPod asked to be left alone, or refused.
 */
export type Closed = "paused" | "budget" | "held";

/** All that closes an endpoint now, the one that counts first; none: it is open. `open`: its open tickets. Pure. */
export function closedBy(
	row: Pick<
		EndpointRow,
		"paused_at" | "daily_budget_micro_usd" | "spent_day" | "spent_micro_usd" | "hold_until"
	>,
	open: readonly Priced[],
	now: number,
): Closed[] {
	return [
		...(row.paused_at === null ? [] : (["paused"] as const)),
		...(isOverBudget(row, open, now) ? (["budget"] as const) : []),
		...(row.hold_until > now ? (["held"] as const) : []),
	];
}

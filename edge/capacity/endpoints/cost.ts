import { dayNumber } from "../../day.ts";

/** Time before a claim that counts at most, in milliseconds: a machine that takes longer to start is given up. */
export const LONGEST_START_MS = 7 * 60_000;

export interface Priced {
	micro_usd_per_second: number;
	issued_at: number;
	/** When a worker came with it; null: none did. */
	used_at: number | null;
}

/**
 * What a ticket has cost by `now`, in millionths of a US dollar, as far as the edge can tell: the time from when it was
 * issued to its claim (some of it a queue, which costs nothing), and what it was used for. One that nobody came with
 * has cost nothing that could be told.
 */
export function costBy({ micro_usd_per_second, issued_at, used_at }: Priced, now: number): number {
	if (used_at === null) return 0;
	const before = Math.min(LONGEST_START_MS, Math.max(0, used_at - issued_at));
	return Math.ceil(((before + Math.max(0, now - used_at)) / 1000) * micro_usd_per_second);
}

interface Budgeted {
	daily_budget_micro_usd: number | null;
	spent_day: number;
	spent_micro_usd: number;
}

/** What an endpoint has spent today (UTC), open tickets included. */
export function spentToday(
	{ spent_day, spent_micro_usd }: Omit<Budgeted, "daily_budget_micro_usd">,
	open: readonly Priced[],
	now: number,
): number {
	const closed = spent_day === dayNumber(now) ? spent_micro_usd : 0;
	return open.reduce((sum, ticket) => sum + costBy(ticket, now), closed);
}

/** Whether it has spent what it may; it goes on at midnight, UTC. What runs then is not ended. */
export function isOverBudget(endpoint: Budgeted, open: readonly Priced[], now: number): boolean {
	const { daily_budget_micro_usd: budget } = endpoint;
	return budget !== null && spentToday(endpoint, open, now) >= budget;
}

import type { EndpointCondition } from "../contract/capacity.ts";
import type { QueueReason } from "../contract/queue.ts";
import type { TaskNeeds } from "../db/stored.ts";
import { isOverBudget } from "./cost.ts";
import { placesFor } from "./want.ts";
import type { EndpointRow } from "./world.ts";

/** What a client is told of the state of an endpoint; what an operator is told says more. */
const REASONS: Readonly<Record<EndpointCondition, QueueReason>> = {
	starting: "starting",
	no_capacity: "no_capacity",
	scaled_down: "no_capacity",
	refused: "no_capacity",
	crash_loop: "crash_loop",
	unreachable: "crash_loop",
	useless: "crash_loop",
};

/**
 * Why no machine is there for a task that endpoints of its pool are for: of the endpoint that comes first for it, unless
 * another one may bring one. Null: none is for it. Pure.
 */
export function whyNotLent(
	needs: TaskNeeds,
	lenders: readonly EndpointRow[],
	now: number,
): { reason: QueueReason; since: number | null } | null {
	const found = placesFor(
		needs,
		lenders.map((row): EndpointRow & { state: "open" } => ({ ...row, state: "open" })),
	).map((row) => stateOf(row, now));
	return found.find(({ reason }) => reason === "starting") ?? found[0] ?? null;
}

function stateOf(row: EndpointRow, now: number): { reason: QueueReason; since: number | null } {
	if (row.paused_at !== null) return { reason: "capacity_paused", since: row.paused_at };
	if (isOverBudget(row, [], now)) return { reason: "capacity_budget", since: null };
	return row.condition === null
		? { reason: "starting", since: null }
		: { reason: REASONS[row.condition], since: row.condition_since };
}

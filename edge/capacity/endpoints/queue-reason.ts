import type { QueueReason } from "../../contract/jobs/queue.ts";
import type { EndpointCondition } from "../../contract/pools/capacity.ts";
import type { TaskNeeds } from "../../db/stored.ts";
import { type Closed, closedBy } from "./closed.ts";
import { endpointsFor } from "./fit.ts";
import type { BudgetedEndpoint } from "./store.ts";

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

interface WhyNone {
	reason: QueueReason;
	/** Since when, in milliseconds; null: not known. */
	since: number | null;
}

/**
 * Why no machine is there for a task that endpoints of its pool are for: of the endpoint that comes first for it, unless
 * another one may bring one. Null: none is for it. Pure.
 */
export function whyNoMachine(
	needs: TaskNeeds,
	endpoints: readonly BudgetedEndpoint[],
	now: number,
): WhyNone | null {
	const found = endpointsFor(needs, endpoints).map((row) => reasonOf(row, now));
	return found.find(({ reason }) => reason === "starting") ?? found[0] ?? null;
}

function reasonOf(row: BudgetedEndpoint, now: number): WhyNone {
	const [closed]: (Closed | undefined)[] = closedBy(row, row.open, now);
	if (closed === "paused") return { reason: "capacity_paused", since: row.paused_at };
	if (closed === "budget") return { reason: "capacity_budget", since: null };
	// One that is held is in a condition, or RunPod asked for a short pause.
	return row.condition === null
		? { reason: "starting", since: null }
		: { reason: REASONS[row.condition], since: row.condition_since };
}

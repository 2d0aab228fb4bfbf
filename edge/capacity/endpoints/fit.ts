import type { TaskNeeds } from "../../db/stored.ts";
import { type Endpoint, isLentFor, lentBy, workOf } from "../../pools/lent.ts";

/** An endpoint as far as it matters which tasks are at home there. */
export interface PricedEndpoint extends Endpoint {
	micro_usd_per_second: number;
}

/** The endpoints that a task may run at, the smallest first, and of equal ones the cheapest. Pure. */
export function endpointsFor<E extends PricedEndpoint>(needs: Partial<TaskNeeds>, all: readonly E[]): E[] {
	return all
		.filter(
			(endpoint) =>
				isLentFor(lentBy(endpoint, workOf(needs), all), needs) &&
				endpoint.vram_bytes >= (needs.min_vram_bytes ?? 0),
		)
		.toSorted(
			(a, b) =>
				a.vram_bytes - b.vram_bytes ||
				a.micro_usd_per_second - b.micro_usd_per_second ||
				(a.id < b.id ? -1 : 1),
		);
}

/** Tickets that an endpoint may have open. */
export function capOf({ max_workers, spare }: { max_workers: number; spare: number }): number {
	return max_workers + spare;
}

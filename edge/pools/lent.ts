import { WORK_KINDS, type WorkKind } from "../contract/pools/capacity.ts";
import type { TaskNeeds } from "../db/stored.ts";

/**
 * What a machine that was lent by a ticket may be used for: by kind of work, the GPU memory that a task may ask for,
 * in GB; null: there is no limit. Plain data.
 */
export type Lent = Partial<Record<WorkKind, number | null>>;

/** An endpoint, as far as it matters what its machines are for. */
export interface Endpoint {
	id: string;
	kinds: readonly WorkKind[];
	vram_bytes: number;
}

/** Cards report a few per cent less than they are sold with. */
const SOLD_GB = 2 ** 30 * 0.9;

/** What kind of work a task is. */
export function workOf({ work }: Pick<TaskNeeds, "work">): WorkKind {
	return work ?? "small";
}

/**
 * What a ticket of an endpoint may be used for: work of its own kind and smaller ones, since its time was set by that
 * kind; and tasks that its memory is enough for, unless no other endpoint of the pool has more.
 */
export function lentBy(endpoint: Endpoint, kind: WorkKind, all: readonly Endpoint[]): Lent {
	const upTo = WORK_KINDS.slice(0, WORK_KINDS.indexOf(kind) + 1);
	const enough = endpoint.vram_bytes / SOLD_GB;
	return Object.fromEntries(
		upTo
			.filter((one) => endpoint.kinds.includes(one))
			.map((one): [WorkKind, number | null] => {
				const larger = all.some(
					({ kinds, vram_bytes }) => kinds.includes(one) && vram_bytes > endpoint.vram_bytes,
				);
				return [one, larger ? enough : null];
			}),
	);
}

/** Whether a machine that was lent for this may be given a task. */
export function isLentFor(lent: Lent, needs: Pick<TaskNeeds, "work" | "demands">): boolean {
	const gb = lent[workOf(needs)];
	return gb !== undefined && (gb === null || (needs.demands?.vram_gb ?? 0) <= gb);
}

import type { EndpointCondition, PodOutcome } from "../contract/capacity.ts";
import type { NewTicket } from "./want.ts";
import type { EndpointRow, PodRow } from "./world.ts";

/** Pods that one look starts: the management API allows few requests. */
const MAX_STARTS = 5;
/** After a pod that came to nothing none is started for so long, twice as long after each more; milliseconds. */
const FAILED_MS = 60_000;
const MAX_FAILED_MS = 30 * 60_000;
/** Before the next kind of GPU is tried, in milliseconds. */
const NEXT_GPU_MS = 5_000;

/**
 * How many pods to start now, by endpoint. `wanted` is what tasks lack that nothing open covers. Until one of an
 * endpoint's pods has claimed, there is only one: what is wrong with an image is found out at the price of one machine.
 * Pure. `pods`: the open ones, by the name of their endpoint.
 */
export function podsToStart(
	endpoints: readonly EndpointRow[],
	pods: readonly Pick<PodRow, "runpod_endpoint" | "used_at">[],
	wanted: readonly NewTicket[],
): EndpointRow[] {
	const starts = endpoints.flatMap((endpoint) => {
		if (endpoint.pod === null) return [];
		const own = pods.filter(({ runpod_endpoint }) => runpod_endpoint === endpoint.runpod_id);
		const proven = own.some(({ used_at }) => used_at !== null);
		const room = (proven ? endpoint.max_workers : 1) - own.length;
		const count = Math.min(wanted.filter((one) => one.endpoint === endpoint.id).length, room);
		return Array.from({ length: Math.max(0, count) }, () => endpoint);
	});
	return starts.slice(0, MAX_STARTS);
}

/** The kind of GPU to ask for: after each pod that came to nothing the next one. */
export function gpuFor({ pod, start_failures }: Pick<EndpointRow, "pod" | "start_failures">): string {
	const ids = pod?.gpu_ids ?? [];
	return ids[start_failures % Math.max(1, ids.length)] ?? "";
}

/** What an endpoint is in whose pod ended like this; null: that was as it should be. */
export function conditionAfter(outcome: PodOutcome): EndpointCondition | null {
	switch (outcome) {
		case "no_capacity":
			return "no_capacity";
		case "refused":
			return "refused";
		case "crashed":
		case "unregistered":
		case "silent":
			return "crash_loop";
		default:
			return null;
	}
}

/** How an endpoint goes on after a pod that came to nothing. Pure. */
export function afterFailure(
	endpoint: Pick<EndpointRow, "pod" | "start_failures" | "condition" | "condition_since">,
	condition: EndpointCondition,
	note: string,
	now: number,
): Partial<EndpointRow> {
	const kinds = endpoint.pod?.gpu_ids.length ?? 1;
	const failures = endpoint.start_failures + 1;
	const round = Math.floor(endpoint.start_failures / kinds);
	const another = condition === "no_capacity" && failures % kinds !== 0;
	const pause = another ? NEXT_GPU_MS : Math.min(MAX_FAILED_MS, FAILED_MS * 2 ** Math.min(round, 10));
	return {
		start_failures: failures,
		hold_until: now + pause,
		condition,
		condition_since: endpoint.condition === condition ? endpoint.condition_since : now,
		condition_note: note,
	};
}

import { type Condition, conditionAfter, type Finding } from "../endpoints/endpoint-condition.ts";
import type { EndpointRow } from "../endpoints/store.ts";
import type { PodRow } from "./store.ts";

/** Pods that one look starts: the management API allows few requests. */
const MAX_STARTS = 5;
/** After a pod that came to nothing none is started for so long, twice as long after each more; milliseconds. */
const FAILED_MS = 60_000;
const MAX_FAILED_MS = 30 * 60_000;
/** Before the next kind of GPU is tried, in milliseconds. */
const NEXT_GPU_MS = 10_000;

/** Of an endpoint's pods. Until one has claimed there is only one: what is wrong with an image is found out at the price of one machine. */
export interface Room {
	/** How many more it may have. */
	more: number;
	proven: boolean;
}

/** How many more pods an endpoint may have. `own`: its open ones. Pure. */
export function roomOf(
	{ max_workers }: Pick<EndpointRow, "max_workers">,
	own: readonly Pick<PodRow, "used_at">[],
): Room {
	const proven = own.some(({ used_at }) => used_at !== null);
	return { more: Math.max(0, (proven ? max_workers : 1) - own.length), proven };
}

/** The open pods of an endpoint, also those of before it was taken away and added again. */
export function podsOf<P extends Pick<PodRow, "runpod_endpoint">>(
	{ runpod_id }: Pick<EndpointRow, "runpod_id">,
	pods: readonly P[],
): P[] {
	return pods.filter(({ runpod_endpoint }) => runpod_endpoint === runpod_id);
}

/**
 * The endpoints that a pod is to be started for now, each as often as it gets one. `wanted`: the endpoints of what tasks
 * lack that nothing open covers. Pure.
 */
export function podsToStart(
	endpoints: readonly EndpointRow[],
	pods: readonly Pick<PodRow, "runpod_endpoint" | "used_at">[],
	wanted: readonly { endpoint: string }[],
): EndpointRow[] {
	const starts = endpoints.flatMap((endpoint) => {
		if (endpoint.pod === null) return [];
		const { more } = roomOf(endpoint, podsOf(endpoint, pods));
		const count = Math.min(wanted.filter((one) => one.endpoint === endpoint.id).length, more);
		return Array.from({ length: count }, () => endpoint);
	});
	return starts.slice(0, MAX_STARTS);
}

/** The kind of GPU to ask for: after each pod that came to nothing the next one. */
export function gpuFor({ pod, start_failures }: Pick<EndpointRow, "pod" | "start_failures">): string {
	const ids = pod?.gpu_ids ?? [];
	return ids[start_failures % Math.max(1, ids.length)] ?? "";
}

/** How an endpoint goes on after a pod that came to nothing. Pure. */
export function afterFailure(
	endpoint: Pick<EndpointRow, "pod" | "start_failures"> & Condition,
	found: Finding,
	now: number,
): Partial<EndpointRow> {
	const kinds = endpoint.pod?.gpu_ids.length ?? 1;
	const failures = endpoint.start_failures + 1;
	const round = Math.floor(endpoint.start_failures / kinds);
	const after = conditionAfter(endpoint, found, now);
	const another = after.condition === "no_capacity" && failures % kinds !== 0;
	const pause = another ? NEXT_GPU_MS : Math.min(MAX_FAILED_MS, FAILED_MS * 2 ** Math.min(round, 10));
	return { start_failures: failures, hold_until: now + pause, ...after };
}

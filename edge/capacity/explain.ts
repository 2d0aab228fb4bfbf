import { POD_OUTCOMES, type PoolCapacity } from "../contract/pools/capacity.ts";
import type { Closed } from "./endpoints/closed.ts";
import { spentToday } from "./endpoints/cost.ts";
import { conditionWords } from "./endpoints/endpoint-condition.ts";
import { capOf, endpointsFor } from "./endpoints/fit.ts";
import type { Look, SeenEndpoint } from "./look.ts";
import { podsOf, roomOf } from "./pods/start.ts";
import type { OpenPod, PodRow } from "./pods/store.ts";
import { toEndpoint } from "./resource.ts";
import { MAX_SPENT } from "./tickets/want.ts";

/** Why a pool has the tickets and pods that it has. `deployed`: this deployment has a key of RunPod. Pure. */
export function explain(look: Look, pool: string, { deployed }: { deployed: boolean }): PoolCapacity {
	const { at, tasks, tickets, pods } = look;
	return {
		pool,
		runnable: tasks.length,
		wanted: look.wanted.issue.length,
		endpoints: look.endpoints.map(({ row }) => toEndpoint(row, pool, { tickets, pods }, at)),
		reasons: [
			...reasonsOfPool(look, deployed),
			...look.endpoints.flatMap((endpoint) => reasonsOfEndpoint(endpoint, pods, at)),
			...tickets.flatMap(({ id, problem }) => (problem === null ? [] : [`${id}: ${problem}`])),
			...pods.map((pod) => podWords(pod, at)),
		],
	};
}

function reasonsOfPool({ endpoints, tasks, waiting, tickets, idle }: Look, deployed: boolean): string[] {
	const rows = endpoints.map(({ row }) => row);
	const homeless = tasks.filter(({ needs }) => endpointsFor(needs, rows).length === 0).length;
	const givenUp = tasks.filter(({ spent }) => spent >= MAX_SPENT).length;
	const useless = tickets.filter(({ id }) => idle.has(id)).length;
	const left = tasks.length - waiting.length;
	const served = endpoints.length > 0;
	return [
		...(served ? [] : ["no endpoint of RunPod serves this pool: its workers are its own"]),
		...(served && !deployed
			? ["this deployment has no RUNPOD_API_KEY: no tickets are issued, and no pods started"]
			: []),
		...(tasks.length === 0 ? ["nothing waits that could be claimed now"] : []),
		...(served && homeless > 0
			? [`${homeless} tasks need more memory, or another kind of work, than any endpoint is for`]
			: []),
		...(givenUp > 0
			? [
					`${givenUp} tasks have had ${MAX_SPENT} tickets within the hour that came to nothing; look at the workers' logs`,
				]
			: []),
		...(left > 0 ? [`${left} tasks are left to idle workers of the pool`] : []),
		...(useless > 0 ? [`${useless} tickets have nothing left to do and are taken back`] : []),
	];
}

function reasonsOfEndpoint(endpoint: SeenEndpoint, pods: readonly PodRow[], now: number): string[] {
	const { row, closed } = endpoint;
	const words = (why: Closed) => closedWords(endpoint, why, now);
	return [
		...closed.filter((why) => why !== "held").map(words),
		...(row.condition === null ? [] : [`${row.runpod_id}: ${conditionWords(row.condition, row, "; ")}`]),
		...closed.filter((why) => why === "held").map(words),
		...fullWords(endpoint, podsOf(row, pods)),
	];
}

function closedWords({ row, tickets }: SeenEndpoint, why: Closed, now: number): string {
	switch (why) {
		case "paused":
			return `${row.runpod_id} is paused: ${row.pause_reason}`;
		case "budget":
			return `${row.runpod_id} has spent ${usd(spentToday(row, tickets, now))} of ${usd(row.daily_budget_micro_usd ?? 0)} today; it goes on at midnight, UTC`;
		case "held":
			return `${row.runpod_id} is left alone until ${new Date(row.hold_until).toISOString()}, since RunPod asked for it or refused`;
	}
}

/** Where it has as much open as it may. */
function fullWords({ row, tickets }: SeenEndpoint, pods: readonly PodRow[]): string[] {
	const { runpod_id, max_workers, spare } = row;
	if (row.pod === null)
		return tickets.length < capOf(row)
			? []
			: [
					`${runpod_id} has ${tickets.length} open tickets, and may have ${capOf(row)}: ${max_workers} machines and ${spare} spare`,
				];
	const { more, proven } = roomOf(row, pods);
	if (more > 0) return [];
	return proven || pods.length >= max_workers
		? [`${runpod_id} has ${pods.length} pods, and may have no more`]
		: [`${runpod_id} gets a second pod once the first has claimed a task`];
}

function podWords(
	{ id, runpod_endpoint, runpod_pod, status, asked_at, remote, outcome, worker }: OpenPod,
	now: number,
): string {
	const where = runpod_pod === null ? "RunPod may have it" : `${runpod_pod} at RunPod`;
	const does = worker?.busy ? ", at work" : "";
	const ends = outcome === null ? "" : `; it ends: ${POD_OUTCOMES[outcome]}`;
	return `${id} of ${runpod_endpoint} (${where}, ${remote ?? "not looked at yet"}): ${status}${does}, asked for ${Math.round((now - asked_at) / 1000)} s ago${ends}`;
}

const usd = (micro: number) => `${(micro / 1_000_000).toFixed(2)} USD`;

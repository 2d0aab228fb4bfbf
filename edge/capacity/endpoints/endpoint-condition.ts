import {
	ENDPOINT_CONDITIONS,
	type EndpointCondition,
	type PodOutcome,
} from "../../contract/pools/capacity.ts";
import type { EndpointHealth } from "../../db/stored.ts";
import type { Scaling } from "../runpod/client.ts";
import type { EndpointRow } from "./store.ts";

/** Nobody coming for longer than this may be a crash loop; milliseconds. */
export const CRASH_LOOP_MS = 300_000;

/** What keeps an endpoint from bringing workers, since when, and what is known of it; null: nothing is known to. */
export type Condition = Pick<EndpointRow, "condition" | "condition_since" | "condition_note">;

/** What was found out about an endpoint. */
export type Finding =
	/** Nobody has come with its tickets for so long, and RunPod says this. `scaling`: null where it was not asked or does not tell. */
	| { type: "waited"; waited_ms: number; health: EndpointHealth; scaling: Scaling | null }
	/** None of its tickets waits for long. */
	| { type: "quiet" }
	/** RunPod took a ticket. */
	| { type: "ticket_taken" }
	/** A worker took a ticket and did not claim with it. */
	| { type: "unclaimed"; ticket: string }
	/** RunPod takes no tickets or pods. */
	| { type: "refused"; why: string }
	/** RunPod took a pod. */
	| { type: "pod_taken"; pod: string }
	/** The worker of a pod is there. */
	| { type: "pod_serving" }
	/** A pod came to an end; `note` says how. */
	| { type: "pod_ended"; outcome: PodOutcome; note: string }
	/** A pod was there and claimed nothing, though something waited. */
	| { type: "pod_useless"; pod: string }
	/** One of its workers claimed a task. */
	| { type: "claimed" };

const WELL = { condition: null, condition_since: null, condition_note: null } as const;

/** What an endpoint is in after something was found out about it. One that stays has been so since it began. Pure. */
export function conditionAfter(before: Condition, found: Finding, now: number): Condition {
	const kept: Condition = {
		condition: before.condition,
		condition_since: before.condition_since,
		condition_note: before.condition_note,
	};
	const is = (condition: EndpointCondition | null, condition_note: string): Condition =>
		condition === null
			? WELL
			: {
					condition,
					condition_since: condition === before.condition ? before.condition_since : now,
					condition_note,
				};
	switch (found.type) {
		case "waited":
			return is(...ofWaiting(found));
		case "quiet":
			return isLasting(before.condition) ? kept : WELL;
		case "ticket_taken":
			return before.condition === "refused" ? WELL : kept;
		case "unclaimed":
			return is("unreachable", `a worker took ticket ${found.ticket} and did not claim with it`);
		case "refused":
			return is("refused", found.why);
		case "pod_taken":
			return before.condition === "no_capacity" || before.condition === "refused"
				? is("starting", `${found.pod} is being started`)
				: kept;
		case "pod_serving":
			return before.condition === "useless" ? kept : WELL;
		case "pod_ended": {
			const condition = ofPod(found.outcome);
			return condition === null ? kept : is(condition, found.note);
		}
		case "pod_useless":
			return is("useless", `${found.pod} was there, and claimed nothing`);
		case "claimed":
			return WELL;
	}
}

/** Whether only somebody who comes, or a ticket that is taken, shows that it is over: RunPod's word does not. Pure. */
export function isLasting(condition: EndpointCondition | null): boolean {
	return condition === "refused" || condition === "unreachable";
}

/** What an endpoint is in whose pod ended like this; null: that was as it should be. Pure. */
export function ofPod(outcome: PodOutcome): EndpointCondition | null {
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

function ofWaiting({
	waited_ms,
	health: { workers, jobs },
	scaling,
}: Extract<Finding, { type: "waited" }>): [EndpointCondition | null, string] {
	const counts = `workers: ${workers.initializing} starting, ${workers.throttled} throttled, ${workers.running} running; ${jobs.in_queue} requests in the queue`;
	if (scaling?.max_workers === 0)
		return [
			"scaled_down",
			"its max workers are 0: RunPod sets them so after a week without requests. Set them again at RunPod",
		];
	const unhealthy = scaling?.unhealthy ?? 0;
	if (waited_ms > CRASH_LOOP_MS && unhealthy > 0)
		return [
			"crash_loop",
			`${unhealthy} workers are unhealthy: they end before they take a request. Look at their logs at RunPod. ${counts}`,
		];
	if (workers.running + workers.idle + workers.ready > 0) return [null, ""];
	return [workers.initializing > 0 ? "starting" : "no_capacity", counts];
}

/** In words, for operators. `join`: what stands between what it is and what is known of it. */
export function conditionWords(
	condition: EndpointCondition,
	{ condition_note }: Pick<Condition, "condition_note">,
	join: string,
): string {
	return [ENDPOINT_CONDITIONS[condition], condition_note].filter(Boolean).join(join);
}

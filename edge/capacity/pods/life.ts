import type { PodOutcome } from "../../contract/pools/capacity.ts";
import type { PodRow, PodWorker } from "./store.ts";

/** RunPod is asked about a pod that starts or ends so often, and about one that serves; milliseconds. */
export const POD_STARTING_MS = 15_000;
export const POD_SERVING_MS = 60_000;
/**
 * A pod of which it is not known whether RunPod has it may still turn up for so long, in milliseconds: until then it
 * counts, and no other is asked for in its place.
 */
const UNKNOWN_MS = 120_000;
/** A pod that RunPod's lists leave out is gone after this long, in milliseconds: one bad list must not double pods. */
const LEFT_OUT_MS = 45_000;
/** An idle pod has this long to stop by itself, in milliseconds. */
const STOP_GRACE_MS = 120_000;
/** A worker that was not heard of for so long holds nothing any more, in milliseconds; its ComfyUI may be starting anew. */
const SILENT_MS = 600_000;
/** A worker that was heard of within this time is there, in milliseconds. */
const HEARD_MS = 45_000;

/** What to do with a pod. */
type PodStep =
	| { do: "keep" }
	/** RunPod has it after all. */
	| { do: "adopt" }
	/** Its worker is there. */
	| { do: "serve" }
	/** Nothing new for its worker; it is terminated once it has done what it holds. */
	| { do: "drain"; outcome: PodOutcome }
	| { do: "terminate"; outcome: PodOutcome }
	| { do: "close"; outcome: PodOutcome };

type Standing = Pick<
	PodRow,
	| "status"
	| "asked_at"
	| "start_ms"
	| "idle_ms"
	| "registered_at"
	| "used_at"
	| "outcome"
	| "remote"
	| "remote_since"
	| "runpod_pod"
>;

/** What RunPod says of pods that do nothing any more: one that is `EXITED` still costs its disk. */
const DEAD: ReadonlySet<string> = new Set(["EXITED", "ERROR", "TERMINATED"]);

/** Whether nothing runs any more in a pod of which RunPod says this. */
export function isDead(remote: string): boolean {
	return DEAD.has(remote);
}

/**
 * What to do with a pod after RunPod's list. `remote`: its status there; null: the list leaves it out. `leaving`: why it
 * is not to stay; null: it is. Pure.
 */
export function nextPodStep(
	pod: Standing,
	worker: PodWorker | null,
	remote: string | null,
	leaving: PodOutcome | null,
	now: number,
): PodStep {
	const over = endOf(pod, worker, remote, now);
	switch (pod.status) {
		case "closed":
			return { do: "keep" };
		case "asking":
			if (remote !== null) return { do: "adopt" };
			return isLeftOut(pod, now) ? { do: "close", outcome: "lost" } : { do: "keep" };
		case "starting":
			if (over !== null) return { do: over, outcome: leaving ?? "crashed" };
			if (worker !== null) return { do: "serve" };
			if (leaving !== null) return { do: "terminate", outcome: leaving };
			if (now - pod.asked_at < pod.start_ms) return { do: "keep" };
			return { do: "terminate", outcome: remote === "RUNNING" ? "unregistered" : "no_capacity" };
		case "serving":
			if (over !== null) return { do: over, outcome: wasOfUse(pod, now) ? "stopped" : "crashed" };
			if (worker === null || now - lastHeard(worker) >= SILENT_MS)
				return { do: "terminate", outcome: "silent" };
			if (leaving !== null) return { do: "drain", outcome: leaving };
			return now >= idleAt(pod, worker) ? { do: "drain", outcome: "idle" } : { do: "keep" };
		case "ending": {
			const outcome = pod.outcome ?? "removed";
			if (over !== null) return { do: over, outcome };
			const holds = worker?.busy && now - lastHeard(worker) < SILENT_MS;
			return holds ? { do: "keep" } : { do: "terminate", outcome };
		}
	}
}

/** Whether two lists leave it out, a while apart, and both after it must have turned up. */
function isLeftOut({ asked_at, remote, remote_since }: Standing, now: number): boolean {
	if (remote !== LEFT_OUT || remote_since === null) return false;
	return remote_since - asked_at >= UNKNOWN_MS && now - remote_since >= LEFT_OUT_MS;
}

/** Since when RunPod says what it says; that a list leaves a pod out counts only once it must have turned up. Pure. */
export function remoteSince(
	{ asked_at, remote: before, remote_since }: Standing,
	remote: string,
	now: number,
): number {
	const early = remote === LEFT_OUT && (remote_since ?? 0) - asked_at < UNKNOWN_MS;
	return remote === before && !early ? (remote_since ?? now) : now;
}

/** What is left to do about a pod that is over at RunPod; null: it is not, or may not be. */
function endOf(
	pod: Standing,
	worker: PodWorker | null,
	remote: string | null,
	now: number,
): "close" | "terminate" | null {
	if (remote === "TERMINATED") return "close";
	if (remote !== null) return isDead(remote) ? "terminate" : null;
	const heard = worker !== null && worker.gone_at === null && now - worker.seen_at < HEARD_MS;
	return isLeftOut(pod, now) && !heard ? "close" : null;
}

/** What is kept of a pod that RunPod's list leaves out. */
export const LEFT_OUT = "LEFT_OUT";

/** One that ends before it was idle for as long as it may, and never claimed, has failed. */
function wasOfUse({ used_at, registered_at, idle_ms }: Standing, now: number): boolean {
	return used_at !== null || now - (registered_at ?? now) >= idle_ms;
}

const lastHeard = ({ seen_at, gone_at }: PodWorker) => Math.max(seen_at, gone_at ?? 0);

/** When a pod should have stopped by itself. */
function idleAt({ idle_ms, registered_at, used_at }: Standing, { busy }: PodWorker): number {
	if (busy) return Number.POSITIVE_INFINITY;
	return Math.max(registered_at ?? 0, used_at ?? 0) + idle_ms + STOP_GRACE_MS;
}

/**
 * What a pod has cost until then, in millionths of a US dollar, by the edge's clock: from when it was asked for, which
 * is a little more than RunPod counts. Pure.
 */
export function podCost(
	{
		asked_at,
		micro_usd_per_second,
		cost_micro_usd,
	}: Pick<PodRow, "asked_at" | "micro_usd_per_second" | "cost_micro_usd">,
	until: number,
): number {
	return Math.max(cost_micro_usd, Math.ceil((Math.max(0, until - asked_at) / 1000) * micro_usd_per_second));
}

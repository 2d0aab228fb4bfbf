import type { TicketOutcome, TicketStatus } from "../../contract/pools/capacity.ts";
import type { AttemptStatus, TaskStatus } from "../../contract/status.ts";
import { CANCEL_ACK_MS } from "../../contract/workers/workers.ts";
import type { RemoteStatus } from "../runpod/client.ts";
import { AGAIN_MS } from "../runpod/outside.ts";

/** How often a ticket is sent. */
export const MAX_SENDS = 5;
/** RunPod is asked about a ticket that is used so often; milliseconds. */
export const CHECK_USED_EVERY_MS = 300_000;
/** A ticket that nothing is left for is kept so long: a task may be on its way back. Milliseconds. */
const IDLE_MS = 15_000;
/** A worker may hold a ticket so long without a claim, in milliseconds. */
const UNCLAIMED_MS = 120_000;
/** A worker has this long to let a canceled task go before RunPod is asked to stop it; milliseconds. */
const CANCEL_AT_RUNPOD_MS = 15_000;

/** What is known here of a ticket. */
export interface Standing {
	status: TicketStatus;
	issued_at: number;
	tries: number;
	/** What RunPod said last, and since when it says so. */
	remote: string | null;
	remote_since: number | null;
	/** When RunPod was asked about it last. */
	checked_at: number;
	/** When it is to be sent (again), or RunPod to be asked about it. */
	due_at: number;
	/** Of the attempt that it was used for; null: none, or its job was deleted. */
	attempt: AttemptStatus | null;
	/** Of that attempt's task, and when its attempt is taken for stuck. */
	task: TaskStatus | null;
	run_until: number | null;
	/** Nothing is left that it could be used for. */
	idle: boolean;
}

/** What to do with a ticket. */
export type Step =
	| { do: "nothing" }
	/** To RunPod (again). */
	| { do: "send" }
	| { do: "close"; outcome: TicketOutcome }
	/** Take it back from RunPod, and close it. */
	| { do: "withdraw"; outcome: TicketOutcome }
	/** Let RunPod stop the worker; the ticket stays until the attempt is over. */
	| { do: "stop" }
	/** Ask RunPod what became of it. */
	| { do: "check" };

/** What to do with a ticket before RunPod is asked anything. Pure. */
export function nextStep(ticket: Standing, now: number): Step {
	const due = now >= ticket.due_at;
	switch (ticket.status) {
		case "closed":
			return { do: "nothing" };
		case "issuing":
		case "unknown":
			if (!due) return { do: "nothing" };
			if (ticket.idle) return { do: "close", outcome: "canceled" };
			return ticket.tries >= MAX_SENDS ? { do: "close", outcome: "refused" } : { do: "send" };
		case "issued":
			if (now >= withdrawAt(ticket)) return { do: "withdraw", outcome: "canceled" };
			return due ? { do: "check" } : { do: "nothing" };
		case "used":
			// A worker that brought its work to an end brings back the ticket as well; of others nobody knows.
			if (ticket.attempt === "succeeded") return { do: "close", outcome: "done" };
			if (ticket.attempt !== "running") return { do: "withdraw", outcome: "done" };
			if (now >= stopAt(ticket)) return { do: "stop" };
			return due ? { do: "check" } : { do: "nothing" };
	}
}

/** When there is something to do with a ticket, if nothing happens before, in milliseconds. Pure. */
export function nextLook(ticket: Standing): number {
	if (ticket.status === "used" && ticket.attempt !== "running") return ticket.issued_at;
	return Math.min(ticket.due_at, withdrawAt(ticket), stopAt(ticket));
}

/** When a ticket is taken back that nobody uses. */
function withdrawAt({ status, idle, issued_at, checked_at }: Standing): number {
	if (status !== "issued" || !idle) return Number.POSITIVE_INFINITY;
	return Math.max(issued_at + IDLE_MS, checked_at + AGAIN_MS);
}

/** When RunPod is asked to stop the worker of a canceled task that does not let go. */
function stopAt({ task, run_until, remote, checked_at }: Standing): number {
	if (task !== "canceling" || remote === "CANCELLED") return Number.POSITIVE_INFINITY;
	return Math.max((run_until ?? 0) - CANCEL_ACK_MS + CANCEL_AT_RUNPOD_MS, checked_at + AGAIN_MS);
}

/** What follows from what RunPod says of a ticket. */
export interface Checked {
	step: { do: "keep" } | { do: "close"; outcome: TicketOutcome };
	/** What somebody should know. */
	problem: string | null;
}

/** `remote`: null where RunPod does not know the ticket. Pure. */
export function afterCheck(ticket: Standing, remote: RemoteStatus | null, now: number): Checked {
	const keep = { step: { do: "keep" }, problem: null } as const;
	if (ticket.status === "used") {
		if (remote !== null && remote !== "TIMED_OUT") return keep;
		// The edge knows that it runs, and lets it.
		const what = remote === null ? "has forgotten it (its time to live)" : "has ended it (execution timeout)";
		return { ...keep, problem: `an attempt holds this ticket, and RunPod ${what}: the times are too short` };
	}
	if (remote === "IN_QUEUE") return keep;
	if (remote === "IN_PROGRESS") {
		const since = ticket.remote === remote ? (ticket.remote_since ?? now) : now;
		if (now - since < UNCLAIMED_MS) return keep;
		return { step: { do: "close", outcome: "unclaimed" }, problem: null };
	}
	return { step: { do: "close", outcome: "spent" }, problem: null };
}

import { failureClass } from "../../contract/failures.ts";
import type { JobStatus, StageStatus } from "../../contract/status.ts";
import type { WebhookEvent, WebhookEventBody } from "../../contract/webhooks/webhooks.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Decision } from "../lifecycle/draft.ts";

/** Something that whoever watches an account from outside may want to hear of. */
export interface Told {
	/** Number of the job's event that it tells of. */
	seq: number;
	type: WebhookEvent;
	/** Without what only the database knows: workflow, metadata and outputs. */
	body: WebhookEventBody;
}

const JOB_EVENTS: Partial<Record<JobStatus, WebhookEvent>> = {
	succeeded: "job.succeeded",
	failed: "job.failed",
	canceled: "job.canceled",
	expired: "job.expired",
};
/** Of a job of one stage, its own end says the same. */
const STAGE_EVENTS: Partial<Record<string, WebhookEvent>> = {
	succeeded: "stage.succeeded",
	failed: "stage.failed",
	skipped: "stage.skipped",
};

/** What of a decision is told outside, in order; `at` is its time in milliseconds. Pure. */
export function webhookEvents(before: JobAggregate, { changes, state }: Decision, at: number): Told[] {
	return changes.flatMap((change, i): Told[] => {
		const seq = before.job.version + i + 1;
		if (change.type === "job") {
			const type = JOB_EVENTS[change.status] ?? null;
			return type === null ? [] : [{ seq, type, body: bodyOf(state, type, seq, at, null) }];
		}
		if (change.type !== "stage") return [];
		const type = stageEvent(change.status, state.stages.length);
		const stage = { key: change.stage, status: change.status };
		return type === null ? [] : [{ seq, type, body: bodyOf(state, type, seq, at, stage) }];
	});
}

function stageEvent(status: StageStatus, stages: number): WebhookEvent | null {
	if (status === "awaiting_approval") return "job.waiting_for_decision";
	return stages > 1 ? (STAGE_EVENTS[status] ?? null) : null;
}

function bodyOf(
	{ job }: JobAggregate,
	type: WebhookEvent,
	seq: number,
	at: number,
	stage: WebhookEventBody["data"]["stage"],
): WebhookEventBody {
	const { id, status, error } = job;
	return {
		type,
		timestamp: time(at),
		data: {
			job: {
				id,
				status,
				seq,
				workflow: "",
				metadata: {},
				error: error && { code: error.code, class: failureClass(error.code), message: error.message },
				started_at: job.started_at === null ? null : time(job.started_at),
				finished_at: job.finished_at === null ? null : time(job.finished_at),
				outputs: [],
				more_outputs: false,
				urls: { self: `/v1/jobs/${id}` },
			},
			stage,
		},
	};
}

function time(at: number): string {
	return new Date(at).toISOString();
}

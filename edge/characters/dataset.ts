import { type ViewId, viewPrompt } from "../../workflows/prompts/views.ts";
import {
	type DatasetJob,
	type DatasetStageStatus,
	ESTIMATED_TIME,
	type Reference,
} from "../contract/documents/reference-datasets.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import type { StageStatus } from "../contract/status.ts";

/** How a job that makes references stands. Pure. */
export function datasetJob(job: JobResource): DatasetJob {
	const begun = job.started_at !== null;
	const stages = job.stages.map((stage) => ({
		key: stage.key,
		label: stage.label,
		status: stage.status === "queued" && begun ? "in_progress" : STATUSES[stage.status],
		asset:
			stage.chosen?.[0] ??
			stage.tasks.findLast(({ outputs, verdict }) => outputs.length > 0 && verdict?.result !== "outdone")
				?.outputs[0]?.id ??
			null,
	}));
	return {
		id: job.id,
		status: job.status,
		estimated_time: ESTIMATED_TIME,
		uses_references: ownReferences(job.parameters) > 0,
		progress: { ...progressOf(stages.map(({ status }) => status)), ...lastWord(job) },
		stages,
		urls: { self: job.urls.self },
	};
}

/** What a job that has ended says for people instead of its stage. */
function lastWord({ status, error }: JobResource): { message?: string } {
	const why = error === null ? "" : `: ${error.message}`;
	switch (status) {
		case "succeeded":
			return { message: "Completed" };
		case "failed":
		case "expired":
			return { message: `Failed${why}` };
		case "canceled":
			return { message: "Canceled" };
		default:
			return {};
	}
}

const STATUSES: Readonly<Record<StageStatus, DatasetStageStatus>> = {
	waiting: "pending",
	ready: "pending",
	queued: "pending",
	running: "in_progress",
	judging: "in_progress",
	awaiting_approval: "in_progress",
	succeeded: "completed",
	skipped: "completed",
	failed: "error",
	canceled: "error",
	expired: "error",
};

/** The stage that is being made, and what share of them is done: one counts once its picture is there. Pure. */
export function progressOf(stages: readonly DatasetStageStatus[]): DatasetJob["progress"] {
	const total = stages.length;
	const done = stages.filter((status) => status === "completed").length;
	const now = stages.indexOf("in_progress");
	const stage = now >= 0 ? now + 1 : done;
	const message = stage === 0 ? "Starting generation..." : `Generating stage ${stage}/${total}...`;
	return { stage, total, percent: total === 0 ? 0 : (done / total) * 100, message };
}

/** Pictures of the client's own that the set is made like. */
function ownReferences(parameters: Readonly<Record<string, unknown>>): number {
	const { references } = parameters;
	return Array.isArray(references) ? references.length : 0;
}

const VIEWS: Readonly<Record<string, ViewId>> = {
	AVATAR: "face",
	FRONT: "front",
	SIDE: "side",
	BACK: "back",
};

/** How one of the views was made that a job with these parameters made; null for what is none of them. Pure. */
export function generationOf(
	content: string,
	parameters: Readonly<Record<string, unknown>>,
): Reference["generation"] {
	const view = VIEWS[content];
	if (view === undefined) return null;
	const before = Object.keys(VIEWS).indexOf(content);
	const text = (name: string) => (typeof parameters[name] === "string" ? parameters[name] : "");
	const { positive, negative } = viewPrompt(view, {
		positive: text("prompt"),
		negative: text("negative_prompt"),
	});
	return {
		prompt: positive,
		negative_prompt: negative,
		stage: before + 1,
		references_used: ownReferences(parameters) + before,
	};
}

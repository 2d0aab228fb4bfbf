import type { EditorJob, EditorStatus } from "../../../contract/comfyui/editor.ts";
import { assertNever, type JobStatus } from "../../../contract/status.ts";
import { type ClassicJob, endMessage, numberOf, outputsOf } from "../entries.ts";

/** How a job stands, in the words of ComfyUI's editor. Pure. */
export function statusOf(status: JobStatus): EditorStatus {
	switch (status) {
		case "queued":
			return "pending";
		case "running":
		case "canceling":
			return "in_progress";
		case "succeeded":
			return "completed";
		case "failed":
		case "expired":
			return "failed";
		case "canceled":
			return "cancelled";
		default:
			return assertNever(status);
	}
}

/** A job as the lists of ComfyUI's editor have it. Pure. */
export function editorJob(job: ClassicJob, assets: Parameters<typeof outputsOf>[0]): EditorJob {
	const status = statusOf(job.status);
	const { started_at, finished_at } = job;
	const shown = Object.entries(outputsOf(assets)).flatMap(([nodeId, { images, audio, files }]) =>
		Object.entries({ images, audio, files }).flatMap(([mediaType, made]) =>
			(made ?? []).map((file) => ({ ...file, nodeId, mediaType })),
		),
	);
	const end = status === "failed" ? endMessage(job) : null;
	return {
		id: job.id,
		status,
		priority: numberOf(job),
		create_time: job.created_at,
		...(started_at !== null && { execution_start_time: started_at }),
		...(finished_at !== null && { execution_end_time: finished_at }),
		...(end !== null && { execution_error: end[1] }),
		outputs_count: shown.length,
		...(shown[0] && { preview_output: shown[0] }),
	};
}

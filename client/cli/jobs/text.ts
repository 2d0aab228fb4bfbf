import type { JobResource, JobSummary } from "../../../edge/contract/jobs/jobs.ts";
import { table } from "../table.ts";

const whatOf = ({ workflow, pipeline }: Pick<JobSummary, "workflow" | "pipeline">) =>
	pipeline ?? workflow ?? "graph";

/** A job per line: id, status, what it runs, when it was submitted. Pure. */
export function jobsTable(jobs: readonly JobSummary[]): string {
	const rows = jobs.map((job) => [job.id, job.status, whatOf(job), job.created_at]);
	return table(rows, { left: true }).join("\n");
}

/** What there is to know of a job at a glance. Pure. */
export function jobText(job: JobResource): string {
	const usd = job.cost.micro_usd / 1e6;
	const lines = [
		`${job.id}  ${job.status}  ${whatOf(job)}`,
		`submitted ${job.created_at}${job.finished_at === null ? "" : `, ended ${job.finished_at}`}${usd > 0 ? `, ${usd.toFixed(4)} USD` : ""}`,
		...(job.queue === null ? [] : [`waits: ${job.queue.message}`]),
		...(job.error === null ? [] : [`${job.error.code}: ${job.error.message}`]),
		...(job.stages.length < 2
			? []
			: job.stages.map(({ key, status }) => `  ${key}  ${status.replace("_", " ")}`)),
		...job.outputs.map(({ id, filename, kind, size }) => `  ${id}  ${filename}  ${kind}, ${size} bytes`),
	];
	return lines.join("\n");
}

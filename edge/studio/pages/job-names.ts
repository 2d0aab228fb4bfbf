import type { JobSummary } from "../../contract/jobs/jobs.ts";

/** What the job runs, without its version: a pipeline or a workflow; null: a graph of its own. Pure. */
export function sourceOf({ workflow, pipeline }: Pick<JobSummary, "workflow" | "pipeline">): string | null {
	const id = (pipeline ?? workflow ?? "").split("@")[0] ?? "";
	if (id === "" || id === "graph") return null;
	const words = id.replaceAll("-", " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What its picture is to show, where its parameters say it in words; else null. Pure. */
export function promptOf({ parameters }: Pick<JobSummary, "parameters">): string | null {
	const { prompt } = parameters;
	return typeof prompt === "string" && prompt.trim() !== "" ? prompt : null;
}

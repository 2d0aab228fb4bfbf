import type { WorkflowDefinition } from "../../workflows/definition/define.ts";
import { findWorkflow } from "../../workflows/library/index.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { workflowsOf } from "../../workflows/pipelines/definition/runs.ts";
import { findPipeline } from "../../workflows/pipelines/index.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import type { ClaimedTask } from "../contract/workers/workers.ts";
import type { TestAccount } from "./accounts.ts";
import { mp4, png } from "./files.ts";
import { call } from "./http.ts";
import { complete, makeWorker, mustClaim, type TestWorker, upload } from "./workers.ts";

/** Requests for two of the pipelines that come with it. */
export const DATASET = {
	pipeline: "character-reference-dataset",
	parameters: { prompt: "woman, black hair", seed: 7 },
};
export const FILM = {
	pipeline: "film-from-picture@1",
	parameters: { prompt: "a woman on a pier", motion: "she turns her head", seed: 7 },
};

/** A worker that can run every stage of the pipeline. */
export const pipelineWorker = (pipeline: string) => makeWorker({ capabilities: capabilitiesFor(pipeline) });

/** What a ComfyUI says of itself that can run every stage of a pipeline of the library. */
export function capabilitiesFor(pipeline: string): Capabilities {
	const definition = findPipeline(pipeline);
	if (!definition) throw new Error(`there is no pipeline ${pipeline}`);
	const workflows = workflowsOf(definition).flatMap((id): WorkflowDefinition[] => {
		const found = findWorkflow(id);
		return found ? [found] : [];
	});
	const graphs = workflows.flatMap(({ graph, forms = [] }) => [graph, ...forms.map((form) => form.graph)]);
	const classes = graphs.flatMap((graph) => Object.values(graph).map((node) => node.class_type));
	const files = workflows.flatMap((workflow) => {
		const standard: Record<string, unknown> = workflow.parameters.parse(workflow.example);
		return workflow.models.map(({ file }) =>
			typeof file === "string" ? file : String(standard[file.parameter] ?? ""),
		);
	});
	return {
		comfyui_version: "0.33.0",
		nodes: [...new Set(classes)].sort(),
		model_inputs: { AnyLoader: { file: files } },
		file_inputs: { LoadImage: ["image"] },
	};
}

/** Does a task as a worker would: leaves one file of the kind that each of its outputs wants. */
export async function serve(task: ClaimedTask): Promise<void> {
	const items = [];
	for (const [i, output] of task.outputs.entries()) {
		const film = output.kind === "video";
		items.push(
			await upload(task, film ? mp4() : await png(4, 4), {
				upload: i,
				name: output.name,
				node: output.node,
				kind: film ? "video" : "image",
				filename: film ? "film.mp4" : "picture.png",
				content_type: film ? "video/mp4" : "image/png",
			}),
		);
	}
	const response = await complete(task, items);
	if (response.status !== 200) throw new Error(`complete: ${response.status} ${await response.text()}`);
}

/** Claims and serves the next task, which must be of that stage. */
export async function serveStage(worker: TestWorker, stage: string): Promise<ClaimedTask> {
	const task = await mustClaim(worker);
	if (task.stage !== stage) throw new Error(`a task of ${task.stage} came, not of ${stage}`);
	await serve(task);
	return task;
}

export function decide(
	account: TestAccount,
	job: string,
	stage: string,
	json: Record<string, unknown>,
): Promise<Response> {
	return call("POST", `/v1/jobs/${job}/stages/${stage}/decide`, { as: account.key, json });
}

/** The states of a job's stages, by key. */
export function stagesOf(job: JobResource): Record<string, string> {
	return Object.fromEntries(job.stages.map(({ key, status }) => [key, status]));
}

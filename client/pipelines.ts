import * as z from "zod";
import { type JobResource, jobSchema } from "../edge/contract/jobs.ts";
import { type PipelineResource, pipelineSchema } from "../edge/contract/pipelines.ts";
import type { decisionRequestSchema } from "../edge/contract/stages.ts";
import type { Ask } from "./ask.ts";

const listSchema = z.object({ data: z.array(pipelineSchema) });

/** Jobs of several stages, and what people decide about them. */
export class Pipelines {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** Every pipeline that jobs can run. */
	async list(): Promise<PipelineResource[]> {
		return listSchema.parse(await (await this.ask("GET", "/v1/pipelines")).json()).data;
	}

	/** A pipeline, by `id` or `id@version`. */
	async get(reference: string): Promise<PipelineResource> {
		const answer = await this.ask("GET", `/v1/pipelines/${encodeURIComponent(reference)}`);
		return pipelineSchema.parse(await answer.json());
	}

	/**
	 * Decides about a stage that waits for a person: see `awaiting` of its job. Saying the same twice is one decision;
	 * one that comes too late throws `conflict`.
	 */
	async decide(
		job: string,
		stage: string,
		decision: z.input<typeof decisionRequestSchema>,
	): Promise<JobResource> {
		const path = `/v1/jobs/${encodeURIComponent(job)}/stages/${encodeURIComponent(stage)}/decide`;
		const headers = { "content-type": "application/json" };
		const answer = await this.ask("POST", path, { headers, body: JSON.stringify(decision) });
		return jobSchema.parse(await answer.json());
	}
}
